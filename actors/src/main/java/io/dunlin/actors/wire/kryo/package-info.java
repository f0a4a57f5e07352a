/**
 * How messages between nodes are written. {@link WireType} numbers everything whose class the
 * reader has to be told; each such class has a hand-written {@link Form} with a version. Parts that
 * are always the same class are written without a number.
 *
 * <p>A form that changes gets another version: first {@link Form#orNext}, which reads it, and a
 * release later {@link Form#writing}. {@link Leaves} have no version: they never change, and what
 * needs others gets them as a new version of the form around them.
 */
@NullMarked
package io.dunlin.actors.wire.kryo;

import org.jspecify.annotations.NullMarked;
