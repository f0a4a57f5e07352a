package io.dunlin.bench.scaling;

import io.dunlin.bench.report.TextTable;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a demand needs, as tables by name; the document holds the same. */
public final class ScalingTables {
  private static final double TERA = 1e12;
  private static final double GIGA = 1e9;
  private static final double MEGA = 1e6;
  private static final double HOUR = 3600;

  private final Need need;

  public ScalingTables(Demand demand, UnitCosts costs) {
    this.need = new Need(demand, costs);
  }

  /** In the order of the document. */
  public Map<String, TextTable> all() {
    Map<String, TextTable> tables = new LinkedHashMap<>();
    tables.put("unit-costs", unitCosts());
    tables.put("demand", demand());
    tables.put("forms", forms());
    tables.put("queries", queries());
    tables.put("shards", shards());
    tables.put("writes", writes());
    tables.put("changes", changes());
    tables.put("idle", idle());
    tables.put("limits", limits());
    return tables;
  }

  private TextTable unitCosts() {
    TextTable table = new TextTable("unit cost", "value");
    need.costs().byName().forEach((name, cost) -> table.add(name, significant(cost)));
    return table;
  }

  private TextTable demand() {
    Demand demand = need.demand();
    TextTable table = new TextTable("asked for", "");
    table.add("vectors", "%,.0f x %d".formatted(demand.vectors(), demand.dimension()));
    table.add(
        "shards", "%,d of %,.0f vectors".formatted(demand.shards(), demand.vectorsPerShard()));
    table.add("copies of each", Integer.toString(demand.replicas()));
    table.add("queries/s", text("%,.0f", demand.queriesPerSecond()));
    table.add("points written/s", text("%,.0f", demand.writesPerSecond()));
    table.add(
        "a node",
        "%d cores, %s memory, %s disk, filled to %.0f %%"
            .formatted(
                demand.cores(),
                bytes(demand.memoryBytes()),
                bytes(demand.diskBytes()),
                100 * demand.fill()));
    return table;
  }

  private TextTable forms() {
    TextTable table =
        new TextTable(
            "form",
            "memory",
            "disk",
            "nodes for memory",
            "for disk",
            "for queries",
            "for writes",
            "nodes",
            "copies a node");
    for (IndexForm form : IndexForm.values()) {
      Need one = new Need(need.demand().withForm(form), need.costs());
      table.add(
          form.title(),
          bytes(one.residentBytes()),
          bytes(one.diskBytes()),
          count(one.nodesForMemory()),
          count(one.nodesForDisk()),
          count(one.nodesForQueries()),
          count(one.nodesForWrites()),
          count(one.nodes()),
          text("%.0f", one.copiesPerNode()));
    }
    return table;
  }

  private static TextTable queryTable(String first) {
    return new TextTable(
        first,
        "CPU ms a query",
        "of it the shards' overhead, %",
        "QPS of the cluster",
        "a shard's p99, ms",
        "p99 of the slowest",
        "and gathering",
        "with hedging");
  }

  private static void addQuery(TextTable table, String what, Need one) {
    double cpu = 1e3 * one.cpuSecondsPerQuery();
    double overhead =
        one.demand().shards() * one.costs().of("query.cpu.per-remote-shard.micros") / 1e3;
    table.add(
        what,
        text("%.1f", cpu),
        text("%.0f", 100 * overhead / cpu),
        text("%,.0f", one.queriesPerSecond()),
        text("%.1f", one.answerMillis().p99()),
        text("%.1f", one.answerMillis().p99OfSlowest(one.demand().shards())),
        text("%.1f", one.p99Millis()),
        text("%.1f", one.p99HedgedMillis()));
  }

  private TextTable queries() {
    TextTable table = queryTable("form");
    for (IndexForm form : IndexForm.values()) {
      addQuery(table, form.title(), new Need(need.demand().withForm(form), need.costs()));
    }
    return table;
  }

  /** The same vectors in fewer and more shards. */
  private TextTable shards() {
    TextTable table = queryTable("shards, vectors each");
    int asked = need.demand().shards();
    for (double factor : List.of(0.1, 0.25, 1.0, 4.0, 10.0, 100.0)) {
      int shards = (int) Math.max(1, asked * factor);
      Need one = new Need(need.demand().withShards(shards), need.costs());
      addQuery(table, "%,d of %,.0f".formatted(shards, one.demand().vectorsPerShard()), one);
    }
    return table;
  }

  private TextTable writes() {
    TextTable table = new TextTable("writing", "");
    table.add("events/s, all shards", text("%,.0f", need.eventsPerSecond()));
    table.add("bytes/s of events", bytes(need.journalBytesPerSecond()) + "/s");
    table.add("bytes/s that Cassandra writes", bytes(need.cassandraBytesPerSecond()) + "/s");
    table.add("Cassandra nodes, at the rate of the one measured", count(need.cassandraNodes()));
    table.add("logs that are never trimmed", bytes(need.untrimmedLogBytes()));
    table.add(
        "hours to write all vectors at this rate",
        text("%,.0f", need.demand().vectors() / need.demand().writesPerSecond() / HOUR));
    return table;
  }

  private TextTable changes() {
    TextTable table = new TextTable("when", "bytes", "time");
    table.add("a node is gone: its shards can be written again", "-", time(need.failoverSeconds()));
    table.add(
        "a node is gone for good: its copies are made anew on the others",
        bytes(need.diskBytesPerNode()),
        time(need.repairSeconds()));
    table.add(
        "a node joins, or comes back with an empty disk",
        bytes(need.diskBytesPerNode()),
        time(need.refillSeconds()));
    table.add(
        "a shard is read from its log alone",
        bytes(need.demand().vectorsPerShard() * need.eventBytesPerPoint()),
        time(need.replaySecondsPerShard()));
    table.add(
        "all shards of a node are",
        bytes(need.copiesPerNode() * need.demand().vectorsPerShard() * need.eventBytesPerPoint()),
        time(need.replaySecondsPerNode()));
    return table;
  }

  private TextTable idle() {
    TextTable table = new TextTable("running, with nothing to do", "a second");
    table.add("heartbeats between members, both ways", text("%,.0f", need.heartbeatsPerSecond()));
    table.add("gossips", text("%,.0f", need.gossipsPerSecond()));
    table.add("leases asked for and given", text("%,.0f", need.leaseMessagesPerSecond()));
    table.add("reports to the catalog", text("%,.1f", need.reportsPerSecond()));
    table.add(
        "sessions moved in Cassandra (lightweight transactions)",
        text("%,.1f", need.sessionMovesPerSecond()));
    table.add("processor seconds of each node", text("%.3f", need.idleCoresPerNode()));
    table.add("rows of the placement table", text("%,.0f", need.catalogRows()));
    table.add("bytes of the placement table", bytes(need.catalogBytes()));
    return table;
  }

  /** Something that there may be only so much of. */
  private record Limit(String what, double most, double is) {
    double used() {
      return is / most;
    }
  }

  /** What there is at this size, beside what there may be, the nearest to its limit first. */
  private TextTable limits() {
    UnitCosts costs = need.costs();
    Demand demand = need.demand();
    double underWay =
        demand.queriesPerSecond()
            * demand.shards()
            / need.nodes()
            * need.answerMillis().p99()
            / 1e3;
    double pointsOfShard = costs.of("journal.points-per-second") / costs.of("journal.shards");
    double refillHours = costs.of("aim.refill.hours");
    List<Limit> limits =
        List.of(
            new Limit("p99 with hedging, ms", costs.of("aim.p99.ms"), need.p99HedgedMillis()),
            new Limit("hours to refill a node", refillHours, need.refillSeconds() / HOUR),
            new Limit(
                "hours to read a node's logs", refillHours, need.replaySecondsPerNode() / HOUR),
            new Limit(
                "queries/s asked for, of what processors bear",
                need.queriesPerSecond(),
                demand.queriesPerSecond()),
            new Limit("reads under way on a node", costs.of("reads.admitted"), underWay),
            new Limit(
                "vectors of a shard", costs.of("shard.most-vectors"), demand.vectorsPerShard()),
            new Limit(
                "points/s of a shard", pointsOfShard, demand.writesPerSecond() / demand.shards()),
            new Limit(
                "idle cores of a node, of a twentieth",
                demand.cores() / 20.0,
                need.idleCoresPerNode()),
            new Limit("members", costs.of("cluster.most-members"), need.nodes()));
    TextTable table = new TextTable("limit", "may be", "is", "used, %");
    limits.stream()
        .sorted(Comparator.comparingDouble(Limit::used).reversed())
        .forEach(limit ->
            table.add(
                limit.what,
                significant(limit.most),
                significant(limit.is),
                text("%,.0f", 100 * limit.used())));
    return table;
  }

  // ---- cells ----

  private static String count(int number) {
    return text("%,d", number);
  }

  private static String text(String format, Object value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static String bytes(double bytes) {
    if (bytes >= TERA) {
      return text("%,.1f TB", bytes / TERA);
    }
    return bytes >= GIGA ? text("%.1f GB", bytes / GIGA) : text("%.1f MB", bytes / MEGA);
  }

  private static String time(double seconds) {
    if (seconds >= HOUR) {
      return text("%.1f h", seconds / HOUR);
    }
    return seconds >= 120 ? text("%.1f min", seconds / 60) : text("%.1f s", seconds);
  }

  /** Three digits that mean something; whole numbers as they are. */
  static String significant(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return text("%,.0f", value);
    }
    int digits = (int) Math.floor(Math.log10(Math.abs(value)));
    return text("%,." + Math.clamp(2 - digits, 0, 9) + "f", value);
  }
}
