/**
 * How a shard's writer has its copies follow: log entries are pushed to them with credit, and a
 * write is acknowledged when every copy that may answer without being asked twice has it.
 */
@NullMarked
package io.dunlin.actors.feed;

import org.jspecify.annotations.NullMarked;
