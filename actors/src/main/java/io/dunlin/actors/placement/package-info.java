/** Where the copies of shards are to be: a table, the steps that change it, and what plans them. */
@NullMarked
package io.dunlin.actors.placement;

import org.jspecify.annotations.NullMarked;
