package io.dunlin.bench.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** With numbers that can be worked out in the head. */
class NeedTest {
  private static final double TERA = 1e12;

  private static Demand demand(double queries, double writes) {
    return new Demand(
        1e9, 100, 128, 2, IndexForm.GRAPH_FLOATS, queries, writes, 10, 1e11, 1e12, 0.5);
  }

  private static Need need(double queries, double writes) throws IOException {
    UnitCosts costs =
        UnitCosts.kept()
            .with(
                Map.of(
                    "search.dimension", 128.0,
                    "search.graph-floats.micros", 60.0,
                    "search.graph-floats.rows", 1e6,
                    "query.cpu.per-remote-shard.micros", 30.0,
                    "query.cpu.request.micros", 1_000.0,
                    "write.cpu.micros", 100.0));
    return new Need(
        demand(queries, writes),
        costs.with(
            Map.of(
                "journal.event.bytes-per-point", 300.0,
                "journal.dimension", 64.0,
                "journal.commit.ms", 10.0,
                "cassandra.copies", 3.0,
                "replay.points-per-second", 1e5,
                "fetch.bytes-per-second", 1e8)));
  }

  @Test
  void bytesAreOfAllCopies() throws IOException {
    // 137 bytes of links and four for each component.
    assertThat(need(0, 0).residentBytes()).isEqualTo(2e9 * 649);
    assertThat(need(0, 0).diskBytes()).isEqualTo(2e9 * 649);
    // 1.298 TB over half of 100 GB, and of 1 TB.
    assertThat(need(0, 0).nodesForMemory()).isEqualTo(26);
    assertThat(need(0, 0).nodesForDisk()).isEqualTo(3);
    assertThat(need(0, 0).nodes()).isEqualTo(26);
    assertThat(need(0, 0).diskBytesPerNode()).isCloseTo(1.298 * TERA / 26, within(1.0));
  }

  @Test
  void aQueryCostsEachOfItsShards() throws IOException {
    // Ten million vectors a shard: log 10^7 over log 10^6 is 7/6 of the 60 µs, and 30 more.
    Need need = need(1_000, 0);
    assertThat(need.cpuSecondsPerShard()).isCloseTo(100e-6, within(1e-12));
    assertThat(need.cpuSecondsPerQuery()).isCloseTo(11e-3, within(1e-12));
    // 11 processors of 5 that a node lends.
    assertThat(need.nodesForQueries()).isEqualTo(3);
    assertThat(need.queriesPerSecond()).isCloseTo(26 * 5 / 11e-3, within(1e-6));
  }

  @Test
  void queriesAndWritesAddUp() throws IOException {
    // 10,000 queries take 110 processors, 1,000,000 points 200: 310 of 5 a node.
    Need need = need(10_000, 1_000_000);
    assertThat(need.nodesForQueries()).isEqualTo(22);
    assertThat(need.nodesForWrites()).isEqualTo(40);
    assertThat(need.nodes()).isEqualTo(62);
  }

  @Test
  void aShardHasOneEventInFlight() throws IOException {
    assertThat(need(0, 500).eventsPerSecond()).isEqualTo(500);
    assertThat(need(0, 1e6).eventsPerSecond()).isEqualTo(10_000);
    // 300 bytes were measured with half of the components.
    assertThat(need(0, 1e6).journalBytesPerSecond()).isEqualTo(6e8);
    assertThat(need(0, 1e6).cassandraBytesPerSecond()).isEqualTo(1.8e9);
  }

  @Test
  void timesFollowFromBytesAndPoints() throws IOException {
    Need need = need(0, 0);
    assertThat(need.replaySecondsPerShard()).isCloseTo(100, within(1e-9));
    assertThat(need.refillSeconds()).isCloseTo(1.298 * TERA / 26 / 1e8, within(1e-6));
    // A node has 200 / 26 copies of 6.49 GB; the 25 others take one each at most.
    assertThat(need.repairSeconds()).isCloseTo(64.9, within(1e-6));
  }

  @Test
  void moreShardsOfTheSameVectorsCostMore() throws IOException {
    Need few = need(0, 0);
    Need many = new Need(few.demand().withShards(10_000), few.costs());
    assertThat(many.cpuSecondsPerQuery()).isGreaterThan(50 * few.cpuSecondsPerQuery());
    assertThat(many.p99Millis()).isGreaterThan(few.p99Millis());
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(
            () -> new Demand(1e9, 0, 128, 2, IndexForm.GRAPH_FLOATS, 1, 1, 10, 1e11, 1e12, 0.5))
        .hasMessageContaining("shards");
    assertThatThrownBy(
            () -> new Demand(1e9, 1, 128, 2, IndexForm.GRAPH_FLOATS, 1, 1, 10, 1e11, 1e12, 60))
        .hasMessageContaining("fill");
    assertThatThrownBy(() -> IndexForm.named("tree")).hasMessageContaining("graph-floats");
  }
}
