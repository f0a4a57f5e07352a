/**
 * Snapshots of collections, whichever nodes their shards are on: made as of one moment, checked as
 * a whole, and put in place in one step.
 */
@NullMarked
package io.dunlin.sharding.snapshot;

import org.jspecify.annotations.NullMarked;
