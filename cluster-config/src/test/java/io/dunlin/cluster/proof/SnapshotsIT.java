package io.dunlin.cluster.proof;

import static io.dunlin.cluster.proof.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.qdrant.client.grpc.SnapshotsService.SnapshotDescription;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Snapshots of a node as its users have one: made by the Java client and over REST, fetched by
 * another node, uploaded, started from, and a node killed in the middle of recovering.
 */
class SnapshotsIT {
  private static final int POINTS = 3_000;
  private static final int BATCH = 500;
  private static final int DIMENSION = 16;

  @RegisterExtension final StartedNodes nodes = new StartedNodes();
  @TempDir Path data;

  private static void create(StartedNode node, String name) throws IOException {
    node.rest()
        .send(
            "PUT",
            "/collections/" + name,
            "{\"vectors\": {\"size\": %d, \"distance\": \"Dot\"}, \"shard_number\": 2}"
                .formatted(DIMENSION))
        .result();
  }

  private static void upsert(StartedNode node, String name, int from, int to) throws IOException {
    for (int first = from; first < to; first += BATCH) {
      StringBuilder points = new StringBuilder();
      for (int id = first; id < Math.min(to, first + BATCH); id++) {
        points
            .append(points.isEmpty() ? "" : ",")
            .append("{\"id\": %d, \"payload\": {\"n\": %d}, \"vector\": [%d".formatted(id, id, id))
            .append(",1".repeat(DIMENSION - 1))
            .append("]}");
      }
      node.rest()
          .send(
              "PUT", "/collections/" + name + "/points?wait=true", "{\"points\": [" + points + "]}")
          .result();
    }
  }

  private static int count(StartedNode node, String name) throws IOException {
    return node.rest()
        .send("POST", "/collections/" + name + "/points/count", "{}")
        .result()
        .get("count")
        .asInt();
  }

  private static String url(StartedNode node, String path) {
    return "http://127.0.0.1:" + node.httpPort() + path;
  }

  private static RestClient.Answer recover(StartedNode node, String name, String location)
      throws IOException {
    return node.rest()
        .send(
            "PUT",
            "/collections/" + name + "/snapshots/recover",
            "{\"location\": \"" + location + "\"}");
  }

  @Test
  void goFromNodeToNode() throws Exception {
    StartedNode one = nodes.start(data.resolve("one"), Map.of());
    create(one, "birds");
    upsert(one, "birds", 0, POINTS);
    SnapshotDescription made = get(one.grpc().createSnapshotAsync("birds"));
    upsert(one, "birds", POINTS, POINTS + 100);
    assertThat(get(one.grpc().listSnapshotAsync("birds"))).containsExactly(made);
    JsonNode listed = one.rest().send("GET", "/collections/birds/snapshots", "").result();
    assertThat(listed.get(0).get("name").asText()).isEqualTo(made.getName());
    assertThat(made.getName()).matches("birds-[0-9]+-[0-9]{4}(-[0-9]{2}){5}\\.snapshot");
    String path = "/collections/birds/snapshots/" + made.getName();
    HttpClient http = HttpClient.newHttpClient();
    Path file = data.resolve("fetched.snapshot");
    var fetched =
        http.send(
            HttpRequest.newBuilder(URI.create(url(one, path))).build(), BodyHandlers.ofFile(file));
    assertThat(fetched.headers().firstValueAsLong("content-length")).hasValue(made.getSize());

    StartedNode two = nodes.start(data.resolve("two"), Map.of());
    recover(two, "birds", url(one, path)).result();
    assertThat(count(two, "birds")).isEqualTo(POINTS);
    recover(one, "birds", "file://" + data.resolve("one/snapshots/birds/" + made.getName()))
        .result();
    assertThat(count(one, "birds")).isEqualTo(POINTS);
    assertThat(recover(one, "birds", "file://" + file).status()).isEqualTo(400);
    assertThat(recover(one, "birds", url(one, path + "x")).status()).isEqualTo(400);
    // A request of gigabytes would be refused elsewhere; an upload is read as it comes.
    byte[] head =
        """
        --b\r
        Content-Disposition: form-data; name="snapshot"; filename="s"\r
        Content-Type: application/octet-stream\r
        \r
        """
            .getBytes(StandardCharsets.UTF_8);
    byte[] end = "\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8);
    var uploaded =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(
                        url(two, "/collections/copy/snapshots/upload?checksum=")
                            + made.getChecksum()))
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(
                    BodyPublishers.concat(
                        BodyPublishers.ofByteArray(head),
                        BodyPublishers.ofFile(file),
                        BodyPublishers.ofByteArray(end)))
                .build(),
            BodyHandlers.ofString());
    assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(200);
    assertThat(count(two, "copy")).isEqualTo(POINTS);
    get(one.grpc().deleteSnapshotAsync("birds", made.getName()));
    assertThat(get(one.grpc().listSnapshotAsync("birds"))).isEmpty();
  }

  @Test
  void aNodeStartsFromAFullSnapshot() throws Exception {
    StartedNode one = nodes.start(data.resolve("one"), Map.of());
    create(one, "birds");
    create(one, "owls");
    upsert(one, "birds", 0, 500);
    upsert(one, "owls", 0, 100);
    SnapshotDescription made = get(one.grpc().createFullSnapshotAsync());
    assertThat(get(one.grpc().listFullSnapshotAsync())).containsExactly(made);
    Path file = data.resolve("one/snapshots").resolve(made.getName());

    StartedNode two =
        nodes.start(data.resolve("two"), Map.of("DUNLIN__SNAPSHOTS__RESTORE", file.toString()));

    assertThat(List.of(count(two, "birds"), count(two, "owls"))).containsExactly(500, 100);
    upsert(two, "owls", 100, 120);
    two.stop();
    StartedNode again = nodes.restart(two);
    assertThat(count(again, "owls")).isEqualTo(120);
    get(one.grpc().deleteFullSnapshotAsync(made.getName()));
    assertThat(Files.exists(file)).isFalse();
  }

  /** The old points stay, and what was prepared goes. */
  @Test
  void aNodeThatIsKilledWhileItRecoversHasTheOldPoints() throws Exception {
    StartedNode node = nodes.start(data.resolve("one"), Map.of());
    create(node, "birds");
    upsert(node, "birds", 0, POINTS);
    SnapshotDescription made = get(node.grpc().createSnapshotAsync("birds"));
    upsert(node, "birds", POINTS, POINTS + 500);
    String location = "file://" + data.resolve("one/snapshots/birds/" + made.getName());
    RestClient.Answer begun =
        node.rest()
            .send(
                "PUT",
                "/collections/birds/snapshots/recover?wait=false",
                "{\"location\": \"" + location + "\"}");
    assertThat(begun.status()).isEqualTo(202);

    node.kill9();
    StartedNode again = nodes.restart(node);

    assertThat(count(again, "birds")).isIn(POINTS, POINTS + 500);
    assertThat(again.rest().send("GET", "/collections", "").result().get("collections")).hasSize(1);
    recover(again, "birds", location).result();
    assertThat(count(again, "birds")).isEqualTo(POINTS);
  }
}
