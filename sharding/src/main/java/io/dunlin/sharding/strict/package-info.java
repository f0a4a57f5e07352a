/**
 * What a collection's strict mode says of requests, before anything is done. Knows no shards: rules
 * look at a request alone, rates are counted on each node by itself, and sizes are what the shards
 * were last heard to say.
 */
@NullMarked
package io.dunlin.sharding.strict;

import org.jspecify.annotations.NullMarked;
