/**
 * How fresh a client wants a read to be, and what it is told of the answer: the same for both APIs.
 */
@NullMarked
package io.dunlin.http.consistency;

import org.jspecify.annotations.NullMarked;
