/** Pages that are all of one view of a collection: what clients carry from one to the next. */
@NullMarked
package io.dunlin.sharding.cursor;

import org.jspecify.annotations.NullMarked;
