/**
 * Compressed messages, in both APIs: which encodings there are, which one an answer gets, and that
 * what is unpacked is no larger than what may come unpacked. Everything is whole in memory: both
 * directions are bounded anyway.
 */
@NullMarked
package io.dunlin.http.compress;

import org.jspecify.annotations.NullMarked;
