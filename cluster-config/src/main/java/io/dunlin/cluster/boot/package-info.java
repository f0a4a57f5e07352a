/**
 * What happens once around a node's life: the lock that makes it the only writer of its directory,
 * joining its cluster, its health, the log's level, and the ordered stop.
 */
@NullMarked
package io.dunlin.cluster.boot;

import org.jspecify.annotations.NullMarked;
