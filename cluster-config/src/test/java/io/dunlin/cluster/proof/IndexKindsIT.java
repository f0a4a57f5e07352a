package io.dunlin.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of index and of codes, chosen in a collection's configuration: it finds the true
 * neighbours with and without a filter, and gives the same answers after kill -9.
 */
class IndexKindsIT {
  private static final long SEED = 20_261_121;
  private static final int POINTS = 3_000;
  private static final int DIMENSION = 64;
  private static final int CLUSTERS = 30;
  private static final int QUERIES = 30;
  private static final int BATCH = 500;

  /** One of so many points is accepted by the filter. */
  private static final int SELECTIVITY = 10;

  /** Scanned, because they are to be or are small enough. */
  private static final Set<String> SCANNED = Set.of("flat", "auto");

  /** What is asked of each kind. */
  private static final List<Ask> ASKS =
      List.of(
          new Ask(10, false, 40),
          new Ask(10, true, 40),
          new Ask(400, false, 200),
          new Ask(200, true, 200));

  /**
   * @param probes lists to read, where there are some
   */
  private record Ask(int limit, boolean filtered, int probes) {}

  private static final double LEAST_RECALL = 0.95;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Name, the vector's fields beside its size and distance, and the collection's other fields. */
  private record Kind(String name, String vector, String collection) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("hnsw", "", ""),
          new Kind("flat", "\"index\":{\"type\":\"flat\"}", ""),
          new Kind("auto", "\"index\":{\"type\":\"auto\"}", ""),
          new Kind("scalar", "", "\"quantization_config\":{\"scalar\":{\"type\":\"int8\"}}"),
          new Kind(
              "scalar_quantile",
              "",
              "\"quantization_config\":{\"scalar\":{\"type\":\"int8\",\"quantile\":0.99}}"),
          new Kind("binary", "", "\"quantization_config\":{\"binary\":{}}"),
          new Kind(
              "two_bits", "", "\"quantization_config\":{\"binary\":{\"encoding\":\"two_bits\"}}"),
          new Kind("four_bits", "", "\"quantization_config\":{\"turbo\":{\"bits\":\"bits4\"}}"),
          new Kind("product", "", "\"quantization_config\":{\"product\":{\"compression\":\"x8\"}}"),
          new Kind("ivf_flat", "\"index\":{\"type\":\"ivf_flat\"}", ""),
          new Kind("ivf_sq8", "\"index\":{\"type\":\"ivf_sq8\",\"nlist\":40}", ""),
          new Kind("ivf_pq", "\"index\":{\"type\":\"ivf_pq\"}", ""),
          new Kind("ivf_pq8", "\"index\":{\"type\":\"ivf_pq\",\"pq\":{\"m\":16,\"bits\":8}}", ""),
          new Kind("ivf_rabitq", "\"index\":{\"type\":\"ivf_rabitq\"}", ""),
          new Kind("ivf_hnsw", "\"index\":{\"type\":\"ivf_hnsw\",\"codec\":\"rabitq\"}", ""),
          new Kind("fused", "\"index\":{\"type\":\"fused\"}", ""),
          new Kind("fused_pq", "\"index\":{\"type\":\"fused\",\"codec\":\"pq\"}", ""),
          new Kind("tiered", "\"index\":{\"type\":\"tiered\",\"hot\":1000}", ""),
          new Kind("partitioned", "\"index\":{\"type\":\"partitioned\",\"nlist\":6}", ""),
          new Kind(
              "partitioned_scalar",
              "\"index\":{\"type\":\"partitioned\",\"nlist\":6}",
              "\"quantization_config\":{\"scalar\":{\"type\":\"int8\"}}"),
          new Kind("pca", "\"index\":{\"type\":\"hnsw\",\"pca\":48}", ""),
          new Kind(
              "ivf_opq",
              "\"index\":{\"type\":\"ivf_pq\",\"pq\":{\"opq\":true,\"anisotropic\":true}}",
              ""),
          new Kind(
              "own_quantization",
              "\"quantization_config\":{\"scalar\":{\"type\":\"int8\"}}",
              "\"quantization_config\":{\"binary\":{}}"),
          // More links than a graph can have.
          new Kind("most_links", "\"hnsw_config\":{\"m\":2000}", ""),
          new Kind("inline", "\"hnsw_config\":{\"inline_storage\":true}", ""),
          new Kind(
              "inline_scalar",
              "\"hnsw_config\":{\"inline_storage\":true}",
              "\"quantization_config\":{\"scalar\":{\"type\":\"int8\"}}"));

  @RegisterExtension final StartedNodes nodes = new StartedNodes();
  @TempDir Path data;

  private final float[][] points;
  private final float[][] queries;

  /** Of each query; the same for every kind. */
  private final Map<Ask, List<Set<Integer>>> truths;

  IndexKindsIT() {
    SplittableRandom random = new SplittableRandom(SEED);
    float[][] centers = new float[CLUSTERS][DIMENSION];
    for (float[] center : centers) {
      for (int i = 0; i < DIMENSION; i++) {
        center[i] = (float) random.nextGaussian();
      }
    }
    points = around(centers, POINTS, random);
    queries = around(centers, QUERIES, random);
    truths =
        ASKS.stream()
            .collect(
                Collectors.toMap(
                    ask -> ask,
                    ask -> Arrays.stream(queries).map(query -> truth(query, ask)).toList()));
  }

  private static float[][] around(float[][] centers, int count, SplittableRandom random) {
    float[][] vectors = new float[count][DIMENSION];
    for (float[] vector : vectors) {
      float[] center = centers[random.nextInt(CLUSTERS)];
      for (int i = 0; i < DIMENSION; i++) {
        vector[i] = center[i] + 0.7f * (float) random.nextGaussian();
      }
    }
    return vectors;
  }

  @Test
  void eachKindFindsTheTrueNeighboursAndComesBackTheSame() throws Exception {
    StartedNode node = nodes.start(data, Map.of());
    for (Kind kind : KINDS) {
      create(node.rest(), kind);
      load(node.rest(), kind.name());
    }
    Map<String, List<String>> before = new TreeMap<>();
    for (Kind kind : KINDS) {
      String name = kind.name();
      assertThat(
              node.rest()
                  .send("POST", "/collections/" + name + "/optimize?timeout=600", "{}")
                  .result()
                  .asBoolean())
          .isTrue();
      long indexed =
          node.rest()
              .send("GET", "/collections/" + name, "")
              .result()
              .get("indexed_vectors_count")
              .asLong();
      assertThat(indexed).as(name).isEqualTo(SCANNED.contains(name) ? 0 : POINTS);
      before.put(name, answers(node.rest(), name));
    }
    node.kill9();
    StartedNode restarted = nodes.restart(node);
    for (Kind kind : KINDS) {
      assertThat(answers(restarted.rest(), kind.name()))
          .as(kind.name())
          .isEqualTo(before.get(kind.name()));
    }
    restarted.stop();
  }

  private static void create(RestClient client, Kind kind) throws Exception {
    String vectors =
        "\"vectors\":{\"size\":%d,\"distance\":\"Euclid\"%s}"
            .formatted(DIMENSION, kind.vector().isEmpty() ? "" : "," + kind.vector());
    // Indexed from the first points on.
    String body =
        "{%s,\"hnsw_config\":{\"full_scan_threshold\":10}%s}"
            .formatted(vectors, kind.collection().isEmpty() ? "" : "," + kind.collection());
    assertThat(client.send("PUT", "/collections/" + kind.name(), body).result().asBoolean())
        .as(kind.name())
        .isTrue();
  }

  private void load(RestClient client, String collection) throws Exception {
    for (int first = 0; first < POINTS; first += BATCH) {
      ObjectNode body = JSON.createObjectNode();
      ArrayNode list = body.putArray("points");
      for (int id = first; id < first + BATCH; id++) {
        ObjectNode point = list.addObject().put("id", id);
        point.set("vector", JSON.valueToTree(points[id]));
        point.putObject("payload").put("part", id % SELECTIVITY);
      }
      client
          .send("PUT", "/collections/" + collection + "/points?wait=true", body.toString())
          .result();
    }
  }

  /** Ids and scores of all queries, whose recall is checked. */
  private List<String> answers(RestClient client, String collection) throws Exception {
    List<String> answers = new ArrayList<>();
    for (Ask ask : ASKS) {
      int found = 0;
      for (int i = 0; i < QUERIES; i++) {
        JsonNode hits = search(client, collection, queries[i], ask);
        assertThat(hits).as(collection).hasSize(ask.limit());
        Set<Integer> truth = truths.getOrDefault(ask, List.of()).get(i);
        for (JsonNode hit : hits) {
          found += truth.contains(hit.get("id").asInt()) ? 1 : 0;
        }
        answers.add(hits.toString());
      }
      assertThat((double) found / (QUERIES * ask.limit()))
          .as("recall of %s, %s, seed %d", collection, ask, SEED)
          .isGreaterThanOrEqualTo(LEAST_RECALL);
    }
    return answers;
  }

  private static JsonNode search(RestClient client, String collection, float[] query, Ask ask)
      throws Exception {
    ObjectNode body = JSON.createObjectNode().put("limit", ask.limit());
    body.set("query", JSON.valueToTree(query));
    body.putObject("params").put("hnsw_ef", 128).put("nprobe", ask.probes());
    if (ask.filtered()) {
      body.putObject("filter")
          .putArray("must")
          .addObject()
          .put("key", "part")
          .putObject("match")
          .put("value", 3);
    }
    return client
        .send("POST", "/collections/" + collection + "/points/query", body.toString())
        .result()
        .get("points");
  }

  private Set<Integer> truth(float[] query, Ask ask) {
    return IntStream.range(0, POINTS)
        .filter(id -> !ask.filtered() || id % SELECTIVITY == 3)
        .boxed()
        .sorted(Comparator.comparingDouble(id -> distance(query, points[id])))
        .limit(ask.limit())
        .collect(Collectors.toSet());
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < DIMENSION; i++) {
      sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return sum;
  }
}
