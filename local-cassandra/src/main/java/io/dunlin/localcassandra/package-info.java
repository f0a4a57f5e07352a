/**
 * Starts a Cassandra in a process of its own on loopback: for the tests of what is stored in one,
 * and for a cluster on one machine. Holds no Cassandra code; the jars are found where Maven put
 * them, or in an unpacked Cassandra.
 */
@NullMarked
package io.dunlin.localcassandra;

import org.jspecify.annotations.NullMarked;
