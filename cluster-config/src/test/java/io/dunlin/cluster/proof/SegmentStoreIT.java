package io.dunlin.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The log in Cassandra is trimmed, the node's disk is lost: the segment store has the rest. */
class SegmentStoreIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int POINTS = 2_000;
  private static final int BATCH = 200;
  private static final int DIMENSION = 32;

  @RegisterExtension final StartedNodes processes = new StartedNodes();
  @TempDir Path folder;

  @Test
  void aNodeThatLostItsFilesHasEveryPointAgain() throws Exception {
    Path store = Files.createDirectory(folder.resolve("store"));
    Map<String, String> settings =
        Map.of(
            "DUNLIN__SEGMENT_STORE__TYPE", "folder",
            "DUNLIN__SEGMENT_STORE__FOLDER", store.toString(),
            "DUNLIN__SHARD__FREEZE_SIZE", "32 KiB",
            "DUNLIN__SHARD__EVENT_SIZE", "8 KiB");
    try (StartedCluster cluster = new StartedCluster(folder, processes, 1, settings)) {
      String body =
          "{\"vectors\":{\"size\":%d,\"distance\":\"Euclid\"},\"shard_number\":1}"
              .formatted(DIMENSION);
      assertThat(
              cluster.node(0).rest().send("PUT", "/collections/birds", body).result().asBoolean())
          .isTrue();
      writeUntilTrimmed(cluster);

      cluster.node(0).kill9();
      delete(cluster.segments(0));
      RestClient rest = cluster.restart(0).rest();

      assertThat(
              rest.send("POST", "/collections/birds/points/count", "{}")
                  .result()
                  .path("count")
                  .asInt())
          .isEqualTo(POINTS);
      for (int id = 0; id < POINTS; id += 97) {
        assertThat(
                rest.send(
                        "POST",
                        "/collections/birds/points/search",
                        "{\"vector\":%s,\"limit\":1}".formatted(vector(id)))
                    .result()
                    .get(0)
                    .path("id")
                    .asInt())
            .isEqualTo(id);
      }
    }
  }

  /** The same points again and again, until events at the log's beginning are gone. */
  private static void writeUntilTrimmed(StartedCluster cluster) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (CqlSession cql =
        CqlSession.builder()
            .addContactPoint(cluster.cassandra().contactPoint())
            .withLocalDatacenter("datacenter1")
            .build()) {
      for (int from = 0; from < POINTS || trimmedTo(cql) == 0; from += BATCH) {
        assertThat(System.nanoTime()).as(cluster.node(0).log()).isLessThan(end);
        write(cluster.node(0).rest(), from % POINTS);
      }
    }
  }

  private static long trimmedTo(CqlSession cql) {
    return cql.execute("SELECT deleted_to FROM dunlin.metadata").all().stream()
        .mapToLong(row -> row.getLong("deleted_to"))
        .max()
        .orElse(0);
  }

  private static void write(RestClient rest, int from) throws IOException {
    String points =
        IntStream.range(from, from + BATCH)
            .mapToObj(id -> "{\"id\":%d,\"vector\":%s}".formatted(id, vector(id)))
            .collect(Collectors.joining(","));
    RestClient.Answer answer =
        rest.send(
            "PUT", "/collections/birds/points?wait=true", "{\"points\":[%s]}".formatted(points));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private static String vector(int id) {
    return IntStream.range(0, DIMENSION)
        .mapToObj(i -> Integer.toString(i == 0 ? id : 0))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(directory)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
