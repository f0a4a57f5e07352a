@NullMarked
package io.dunlin.actors.shard;

import org.jspecify.annotations.NullMarked;
