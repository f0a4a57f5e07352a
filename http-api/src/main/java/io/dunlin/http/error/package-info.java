/**
 * What a failure looks like on the wire. Both APIs answer with the same text, so that a client sees
 * one Dunlin whichever port it uses.
 */
@NullMarked
package io.dunlin.http.error;

import org.jspecify.annotations.NullMarked;
