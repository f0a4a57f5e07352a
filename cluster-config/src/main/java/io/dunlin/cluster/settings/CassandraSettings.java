package io.dunlin.cluster.settings;

import java.util.List;

/**
 * Where a cluster keeps its logs.
 *
 * @param contactPoints host:port of some of Cassandra's nodes
 * @param datacenter the one that all writers are in
 * @param replicationFactor copies that the migration gives the keyspace there
 */
public record CassandraSettings(
    List<String> contactPoints, String datacenter, String keyspace, int replicationFactor) {}
