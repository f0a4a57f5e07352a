package io.dunlin.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.cluster.proof.SequentialWriter.Stored;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Snapshots of shards on several nodes, made while writes go on: each is the collection after some
 * of the writes, without a gap, and no fewer than were acknowledged before.
 */
record SnapshotsUnderWrites(ClusterCalls calls, StartedNodes nodes, Path folder) {
  private static final String COLLECTION = "kept";
  private static final String AT = "/collections/" + COLLECTION;

  /**
   * @param least writes that it must have
   * @param most writes that it may have
   */
  private record Made(String name, int least, int most) {}

  void run() throws Exception {
    calls.create(
        2,
        COLLECTION,
        "{'vectors':{'size':2,'distance':'Dot'},'shard_number':5,'replication_factor':2}");
    long seed = System.nanoTime();
    System.out.println("SnapshotsUnderWrites: seed " + seed);
    try (SequentialWriter writer = new SequentialWriter(calls, COLLECTION, seed)) {
      writer.start();
      writer.awaitMore(60);
      Made one = made(writer, 0, AT + "/snapshots");
      writer.awaitMore(10);
      Made all = made(writer, 1, "/snapshots");
      var _ =
          calls.result(
              2,
              "PUT",
              "/collections/copy/snapshots/recover",
              "{'location':'http://127.0.0.1:%d%s/snapshots/%s','api_key':'%s'}"
                  .formatted(
                      calls.cluster().node(0).httpPort(),
                      AT,
                      one.name(),
                      calls.cluster().node(0).key()));
      for (int node = 0; node < 3; node++) {
        assertOneMoment(calls.cluster().node(node).rest(), "copy", writer, one);
      }
      JsonNode config = calls.result(1, "GET", "/collections/copy", "").path("config");
      assertThat(config.path("params").path("shard_number").asInt()).isEqualTo(5);
      assertThat(config.path("params").path("replication_factor").asInt()).isEqualTo(2);
      writer.end();
      assertThat(points(calls.cluster().node(0).rest(), COLLECTION))
          .as("what was written meanwhile")
          .isEqualTo(writer.after(writer.acknowledged()));
      assertANodeStartsFrom(all, writer);
    }
  }

  private Made made(SequentialWriter writer, int node, String path) throws Exception {
    int least = writer.acknowledged();
    String name = calls.result(node, "POST", path, "").path("name").asText();
    return new Made(name, least, writer.writes().size());
  }

  /** A node that is alone, with its own journal. */
  private void assertANodeStartsFrom(Made all, SequentialWriter writer) throws Exception {
    Path file = calls.cluster().node(1).data().resolve("snapshots").resolve(all.name());
    StartedNode alone =
        nodes.start(folder.resolve("alone"), Map.of("DUNLIN__SNAPSHOTS__RESTORE", file.toString()));
    assertOneMoment(alone.rest(), COLLECTION, writer, all);
    alone.stop();
  }

  private static void assertOneMoment(
      RestClient node, String collection, SequentialWriter writer, Made made) throws IOException {
    SortedMap<Integer, Stored> points = points(node, collection);
    assertThat(IntStream.rangeClosed(made.least(), made.most()).mapToObj(writer::after))
        .as("of %s", made)
        .contains(points);
  }

  private static SortedMap<Integer, Stored> points(RestClient node, String collection)
      throws IOException {
    JsonNode page =
        node.send(
                "POST",
                "/collections/" + collection + "/points/scroll",
                "{\"limit\":1000,\"with_vector\":true}")
            .result()
            .path("points");
    SortedMap<Integer, Stored> points = new TreeMap<>();
    for (JsonNode point : page) {
      JsonNode payload = point.path("payload");
      points.put(
          point.path("id").asInt(),
          new Stored(
              point.path("vector").get(0).asInt(),
              payload.path("n").asInt(),
              payload.path("kept").asBoolean()));
    }
    return points;
  }
}
