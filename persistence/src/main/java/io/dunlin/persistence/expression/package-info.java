/**
 * Filters as people write them: {@code category == "a" and price < 10}. {@link
 * io.dunlin.persistence.expression.FilterText} is the way in; {@code docs/FILTERS.md} tells the
 * language.
 */
@NullMarked
package io.dunlin.persistence.expression;

import org.jspecify.annotations.NullMarked;
