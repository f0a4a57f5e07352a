/** Where a node keeps its logs, by its profile: in its own directory, or in Cassandra. */
@NullMarked
package io.dunlin.cluster.storage;

import org.jspecify.annotations.NullMarked;
