/**
 * How a query is answered: what it asks of the shards ({@link
 * io.dunlin.sharding.query.QueryReads}), and how their answers become one.
 */
@NullMarked
package io.dunlin.sharding.query;

import org.jspecify.annotations.NullMarked;
