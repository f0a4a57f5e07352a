/**
 * REST bodies to domain records and back: the only JSON in Dunlin. {@link
 * io.dunlin.http.codec.JsonCodec} is the way in; each other class knows one shape of the contract.
 *
 * <p>Everything is streamed from the bytes of the body: a vector's numbers go from text to its
 * {@code float[]} without an object between.
 */
@NullMarked
package io.dunlin.http.codec;

import org.jspecify.annotations.NullMarked;
