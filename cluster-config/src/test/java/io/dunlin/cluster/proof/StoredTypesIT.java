package io.dunlin.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Vectors of every datatype and of bits over REST: written, sealed, found, and after a restart. */
class StoredTypesIT {
  private static final int SIZE = 40;
  private static final int POINTS = 3_000;
  private static final int BATCH = 250;
  private static final int LIMIT = 10;
  private static final long SEED = 77;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final Map<String, String> SMALL = Map.of("DUNLIN__SHARD__FREEZE_SIZE", "128 KiB");

  /** A vector of each kind; what it may hold, and how far two are from each other. */
  private enum Kind {
    HALF("'distance':'Euclid','datatype':'float16'"),
    BYTE("'distance':'Manhattan','datatype':'uint8'"),
    HAMMING("'distance':'Hamming'"),
    JACCARD("'distance':'Jaccard'");

    private final String config;

    Kind(String config) {
      this.config = config;
    }

    float component(SplittableRandom random) {
      return switch (this) {
        // Halves, whose squared distances are exact in floats.
        case HALF -> random.nextInt(-64, 64) / 8f;
        case BYTE -> random.nextInt(256);
        case HAMMING, JACCARD -> random.nextInt(2);
      };
    }

    double distance(float[] a, float[] b) {
      double squares = 0;
      double differences = 0;
      double ones = 0;
      for (int i = 0; i < SIZE; i++) {
        squares += (a[i] - b[i]) * (a[i] - b[i]);
        differences += Math.abs(a[i] - b[i]);
        ones += Math.max(a[i], b[i]);
      }
      return switch (this) {
        case HALF -> Math.sqrt(squares);
        case BYTE, HAMMING -> differences;
        case JACCARD -> ones == 0 ? 0 : differences / ones;
      };
    }
  }

  @RegisterExtension final StartedNodes nodes = new StartedNodes();
  @TempDir Path data;

  @Test
  void areFoundByTheirDistancesSealedAndAfterARestart() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    StartedNode node = nodes.start(data, SMALL);
    RestClient rest = node.rest();
    String vectors =
        Arrays.stream(Kind.values())
            .map(kind -> "'%s':{'size':%d,%s}".formatted(kind, SIZE, kind.config))
            .collect(Collectors.joining(","));
    rest.send(
            "PUT",
            "/collections/c",
            json("{'vectors':{%s},'hnsw_config':{'full_scan_threshold':10}}".formatted(vectors)))
        .result();
    float[][][] stored = new float[Kind.values().length][POINTS][SIZE];
    for (int first = 0; first < POINTS; first += BATCH) {
      write(rest, first, stored, random);
    }
    assertRefused(rest);
    while (!rest.send("GET", "/collections/c", "").result().path("status").asText().equals("green")
        || sealedFiles().isEmpty()) {
      LockSupport.parkNanos(POLL_NANOS);
    }

    List<String> queries = new ArrayList<>();
    List<JsonNode> answers = new ArrayList<>();
    int of = 0;
    for (Kind kind : Kind.values()) {
      for (boolean exact : new boolean[] {true, false}) {
        float[] query = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
          query[i] = kind.component(random);
        }
        String body =
            json(
                "{'query':%s,'using':'%s','limit':%d,'with_vector':['%s'],'params':{'exact':%b,'hnsw_ef':1024}}"
                    .formatted(Arrays.toString(query), kind, LIMIT, kind, exact));
        JsonNode answer = ask(rest, body);
        assertNearest(kind, stored[of], query, answer);
        queries.add(body);
        answers.add(answer);
      }
      of++;
    }

    node.kill9();
    node = nodes.restart(node);
    for (int i = 0; i < queries.size(); i++) {
      assertThat(ask(node.rest(), queries.get(i))).isEqualTo(answers.get(i));
    }
    node.stop();
  }

  private static void write(RestClient rest, int first, float[][][] stored, SplittableRandom random)
      throws IOException {
    List<String> points = new ArrayList<>();
    for (int id = first; id < first + BATCH; id++) {
      List<String> vectors = new ArrayList<>();
      int of = 0;
      for (Kind kind : Kind.values()) {
        float[] vector = stored[of++][id];
        for (int i = 0; i < SIZE; i++) {
          vector[i] = kind.component(random);
        }
        vectors.add("'%s':%s".formatted(kind, Arrays.toString(vector)));
      }
      points.add("{'id':%d,'vector':{%s}}".formatted(id, String.join(",", vectors)));
    }
    rest.send(
            "PUT",
            "/collections/c/points?wait=true",
            json("{'points':[" + String.join(",", points) + "]}"))
        .result();
  }

  /** What bits cannot hold, in a point and in a query. */
  private static void assertRefused(RestClient rest) throws IOException {
    String twos = IntStream.range(0, SIZE).mapToObj(i -> "2").collect(Collectors.joining(","));
    RestClient.Answer point =
        rest.send(
            "PUT",
            "/collections/c/points?wait=true",
            json("{'points':[{'id':1,'vector':{'HAMMING':[" + twos + "]}}]}"));
    assertThat(point.status()).isEqualTo(400);
    assertThat(point.body()).contains("compare zeros and ones");
    RestClient.Answer query =
        rest.send(
            "POST",
            "/collections/c/points/query",
            json("{'query':[" + twos + "],'using':'JACCARD'}"));
    assertThat(query.status()).isEqualTo(400);
    assertThat(query.body()).contains("compare zeros and ones");
  }

  /** Ten as near as the ten nearest, each with its distance and its vector. */
  private static void assertNearest(Kind kind, float[][] stored, float[] query, JsonNode answer) {
    double[] distances =
        Arrays.stream(stored).mapToDouble(vector -> kind.distance(query, vector)).toArray();
    double[] nearest = Arrays.stream(distances).sorted().limit(LIMIT).toArray();
    assertThat(answer.path("points")).hasSize(LIMIT);
    for (int rank = 0; rank < LIMIT; rank++) {
      JsonNode hit = answer.path("points").path(rank);
      int id = hit.path("id").asInt();
      assertThat((float) hit.path("score").asDouble()).isEqualTo((float) distances[id]);
      assertThat(distances[id])
          .as("%s, rank %d, seed %d", kind, rank, SEED)
          .isEqualTo(nearest[rank]);
      for (int i = 0; i < SIZE; i++) {
        assertThat((float) hit.at("/vector/" + kind + "/" + i).asDouble()).isEqualTo(stored[id][i]);
      }
    }
  }

  private static JsonNode ask(RestClient rest, String body) throws IOException {
    return rest.send("POST", "/collections/c/points/query", body).result();
  }

  private List<Path> sealedFiles() throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      return files
          .filter(file -> file.toString().endsWith(".seg"))
          .sorted(Comparator.naturalOrder())
          .toList();
    }
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
