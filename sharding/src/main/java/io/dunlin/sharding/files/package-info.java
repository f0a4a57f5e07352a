/** Which nodes may have a shard's files, and what a node needs to exchange them. */
@NullMarked
package io.dunlin.sharding.files;

import org.jspecify.annotations.NullMarked;
