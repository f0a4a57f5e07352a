/**
 * {@code dunlin schema}: collections as a file says they should be. What there is is compared with
 * what is wanted; what can be changed without losing a point is done, the rest is told.
 */
@NullMarked
package io.dunlin.cluster.schema;

import org.jspecify.annotations.NullMarked;
