/**
 * What a filter means, point by point, and what the edits of a payload do. Indexes answer the same
 * conditions faster; whatever they answer must agree with this package.
 */
@NullMarked
package io.dunlin.persistence.filter;

import org.jspecify.annotations.NullMarked;
