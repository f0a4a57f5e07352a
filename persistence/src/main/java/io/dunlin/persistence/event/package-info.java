/**
 * What the logs of shards and of the catalog hold, and its exact bytes: these stay readable for
 * ever, and this package is where that promise is kept.
 */
@NullMarked
package io.dunlin.persistence.event;

import org.jspecify.annotations.NullMarked;
