package io.dunlin.bench.scaling;

/**
 * What a cluster needs to bear a demand: arithmetic over unit costs. Nothing here was measured at
 * this size.
 */
public record Need(Demand demand, UnitCosts costs) {
  private static final double MICRO = 1e-6;

  // ---- room ----

  /** Of all copies. */
  double residentBytes() {
    return demand.vectors() * demand.replicas() * demand.form().residentBytes(demand.dimension());
  }

  /** Of all copies, sealed files alone. */
  double diskBytes() {
    return demand.vectors() * demand.replicas() * demand.form().diskBytes(demand.dimension());
  }

  int nodesForMemory() {
    return nodes(residentBytes(), demand.memoryBytes());
  }

  int nodesForDisk() {
    return nodes(diskBytes(), demand.diskBytes());
  }

  int nodesForQueries() {
    return nodes(demand.queriesPerSecond() * cpuSecondsPerQuery(), demand.cores());
  }

  /** Each point is indexed on one node and applied on all copies. */
  int nodesForWrites() {
    return nodes(demand.writesPerSecond() * cpuSecondsPerWrite(), demand.cores());
  }

  /** For queries and writes together, and room for all. No less than a shard has copies. */
  int nodes() {
    double work =
        demand.queriesPerSecond() * cpuSecondsPerQuery()
            + demand.writesPerSecond() * cpuSecondsPerWrite();
    int busy = nodes(work, demand.cores());
    return Math.max(Math.max(nodesForMemory(), nodesForDisk()), Math.max(busy, demand.replicas()));
  }

  private int nodes(double all, double ofOne) {
    return (int) Math.ceil(all / (ofOne * demand.fill()));
  }

  double copiesPerNode() {
    return (double) demand.shards() * demand.replicas() / nodes();
  }

  // ---- queries ----

  /** Of one shard: the search, and what a further shard adds to a query. */
  double cpuSecondsPerShard() {
    return MICRO
        * (demand.form().searchMicros(costs, demand.vectorsPerShard(), demand.dimension())
            + costs.of("query.cpu.per-remote-shard.micros"));
  }

  double cpuSecondsPerQuery() {
    return MICRO * costs.of("query.cpu.request.micros") + demand.shards() * cpuSecondsPerShard();
  }

  /** That all nodes together can bear with nothing else to do. */
  double queriesPerSecond() {
    return nodes() * demand.cores() * demand.fill() / cpuSecondsPerQuery();
  }

  /** One shard's answer: its search, and waiting for processors and network. */
  Tail answerMillis() {
    double search =
        demand.form().searchMicros(costs, demand.vectorsPerShard(), demand.dimension()) / 1e3;
    return new Tail(
        search + costs.of("network.p50.ms"),
        search * costs.of("search.p99-over-p50") + costs.of("network.p99.ms"));
  }

  /** What the asking node does for each answer, one after the other. */
  double gatherMillis() {
    return demand.shards() * costs.of("query.cpu.per-remote-shard.micros") / 2 / 1e3;
  }

  /** A node's shards take turns on its processors. */
  double turnsMillis() {
    double each = demand.form().searchMicros(costs, demand.vectorsPerShard(), demand.dimension());
    double askedPerNode = (double) demand.shards() / nodes();
    return Math.max(0, askedPerNode / demand.cores() - 1) * each / 1e3;
  }

  double p99Millis() {
    return answerMillis().p99OfSlowest(demand.shards()) + gatherMillis() + turnsMillis();
  }

  double p99HedgedMillis() {
    return answerMillis().p99OfSlowestHedged(demand.shards(), costs.of("hedge.after.ms"))
        + gatherMillis()
        + turnsMillis();
  }

  // ---- writes ----

  double cpuSecondsPerWrite() {
    return MICRO * costs.of("write.cpu.micros") * demand.replicas();
  }

  /** A shard has one event in flight: more points wait for the next. */
  double eventsPerSecond() {
    double most = demand.shards() / (costs.of("journal.commit.ms") / 1e3);
    return Math.min(demand.writesPerSecond(), most);
  }

  double eventBytesPerPoint() {
    return costs.of("journal.event.bytes-per-point")
        * demand.dimension()
        / costs.of("journal.dimension");
  }

  /** Before Cassandra's own copies and compaction. */
  double journalBytesPerSecond() {
    return demand.writesPerSecond() * eventBytesPerPoint();
  }

  double cassandraBytesPerSecond() {
    return journalBytesPerSecond() * costs.of("cassandra.copies");
  }

  /** Of logs that are never trimmed, as without a segment store. */
  double untrimmedLogBytes() {
    return demand.vectors() * eventBytesPerPoint() * costs.of("cassandra.copies");
  }

  /** Nodes of a Cassandra that take as many bytes each as the one that was measured. */
  int cassandraNodes() {
    double ofOne =
        costs.of("journal.points-per-second") * costs.of("journal.event.bytes-per-point");
    return (int) Math.max(3, Math.ceil(cassandraBytesPerSecond() / ofOne));
  }

  // ---- when nodes come and go ----

  double diskBytesPerNode() {
    return diskBytes() / nodes();
  }

  /** An empty node is filled at the rate that was measured, from however many others. */
  double refillSeconds() {
    return diskBytesPerNode() / costs.of("fetch.bytes-per-second");
  }

  /** The others share a lost node's copies, and each fetches its own. */
  double repairSeconds() {
    double copies = Math.ceil(copiesPerNode() / Math.max(1, nodes() - 1));
    double shard = diskBytes() / (demand.shards() * demand.replicas());
    return copies * shard / costs.of("fetch.bytes-per-second");
  }

  /** Logs read from the beginning: no files anywhere, all shards of a node one after the other. */
  double replaySecondsPerShard() {
    return demand.vectorsPerShard() / costs.of("replay.points-per-second");
  }

  /** A node's shards, when it alone of all is empty and there is no segment store. */
  double replaySecondsPerNode() {
    return copiesPerNode()
        * replaySecondsPerShard()
        / Math.max(1, demand.cores() / costs.of("measured.cores"));
  }

  /** Finding out that a node is gone, and opening its shards some at a time. */
  double failoverSeconds() {
    double led = (double) demand.shards() / nodes();
    double waves = Math.ceil(led / costs.of("shard.opens-at-once"));
    return costs.of("failover.writes.seconds")
        + Math.max(0, waves - 1) * costs.of("shard.open.seconds");
  }

  // ---- what runs when nothing happens ----

  double idleCoresPerNode() {
    return costs.of("idle.cores.per-node") + copiesPerNode() * costs.of("idle.cores.per-shard");
  }

  /** Of members to members, both ways. */
  double heartbeatsPerSecond() {
    double watched = Math.min(nodes() - 1.0, costs.of("cluster.watched-by"));
    return 2 * nodes() * watched / costs.of("cluster.heartbeat.seconds");
  }

  double gossipsPerSecond() {
    return nodes() / costs.of("cluster.gossip.seconds");
  }

  /** Followers that ask for their lease, and their answers. */
  double leaseMessagesPerSecond() {
    return 2.0 * demand.shards() * (demand.replicas() - 1) / costs.of("copy.ask.seconds");
  }

  double reportsPerSecond() {
    return nodes() / costs.of("catalog.report.seconds");
  }

  /** Lightweight transactions: each node's session. */
  double sessionMovesPerSecond() {
    return nodes() / costs.of("session.move.seconds");
  }

  double catalogRows() {
    return (double) demand.shards() * demand.replicas();
  }

  double catalogBytes() {
    return demand.shards() * (costs.of("catalog.row.bytes") + 16.0 * demand.replicas());
  }
}
