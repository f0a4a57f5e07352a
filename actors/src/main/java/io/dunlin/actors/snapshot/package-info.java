/**
 * How a shard's points get out of it as of one moment: the view that its owner pinned, read row by
 * row and sent on at the pace of whoever asked.
 */
@NullMarked
package io.dunlin.actors.snapshot;

import org.jspecify.annotations.NullMarked;
