/**
 * What travels between nodes, and in which sizes. How it is written is in {@code
 * io.dunlin.actors.wire.kryo}, which knows all messages; this package knows none, so that they can
 * name it.
 */
@NullMarked
package io.dunlin.actors.wire;

import org.jspecify.annotations.NullMarked;
