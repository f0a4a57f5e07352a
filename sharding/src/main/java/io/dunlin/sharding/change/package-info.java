/**
 * Change feeds: what happens to a collection's points, read from its shards' logs and told in
 * order. The node that a client talks to asks each shard's writer, wherever it runs, for what comes
 * next; nobody keeps anything for a reader that does not ask.
 */
@NullMarked
package io.dunlin.sharding.change;

import org.jspecify.annotations.NullMarked;
