/**
 * A payload as bytes, in events, files and messages alike, and a reader that steps over what is not
 * asked for.
 */
@NullMarked
package io.dunlin.persistence.payload;

import org.jspecify.annotations.NullMarked;
