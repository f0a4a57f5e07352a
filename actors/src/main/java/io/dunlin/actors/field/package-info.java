/** Payload indexes: made behind the reads, of every segment that takes no more rows. */
@NullMarked
package io.dunlin.actors.field;

import org.jspecify.annotations.NullMarked;
