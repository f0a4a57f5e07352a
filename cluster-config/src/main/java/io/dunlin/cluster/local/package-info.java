/** A whole cluster on one machine, for trying: a Cassandra and some nodes, each a process. */
@NullMarked
package io.dunlin.cluster.local;

import org.jspecify.annotations.NullMarked;
