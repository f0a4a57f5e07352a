package io.dunlin.cluster.proof;

import static io.dunlin.cluster.proof.Answers.get;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.nearest;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.primitives.Floats;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.SparseVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sparse vectors and multivectors in a node: written, changed, sealed, found over REST and by the
 * Java client, and after a restart from the journal. Whole numbers make sums exact.
 */
class VectorKindsIT {
  private static final int POINTS = 2_000;
  private static final int BATCH = 200;
  private static final int LIMIT = 10;
  private static final int DIMENSION = 4;
  private static final long SEED = 91;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final Map<String, String> SMALL = Map.of("DUNLIN__SHARD__FREEZE_SIZE", "64 KiB");

  private record Point(Optional<NavigableMap<Integer, Integer>> words, List<int[]> tokens) {}

  private record Found(long id, float score) {}

  @RegisterExtension final StartedNodes nodes = new StartedNodes();
  @TempDir Path data;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final NavigableMap<Long, Point> points = new TreeMap<>();

  @Test
  void areFoundSealedChangedAndAfterARestart() throws Exception {
    StartedNode node = nodes.start(data, SMALL);
    RestClient rest = node.rest();
    rest.send(
            "PUT",
            "/collections/c",
            json(
                """
                {'vectors': {'tokens': {'size': 4, 'distance': 'Dot',
                                        'multivector_config': {'comparator': 'max_sim'}}},
                 'sparse_vectors': {'words': {}, 'rare': {'modifier': 'idf'}}}
                """))
        .result();
    for (int first = 0; first < POINTS; first += BATCH) {
      write(rest, first);
    }
    waitUntilSealed(rest);
    change(rest);

    List<String> queries = new ArrayList<>();
    List<JsonNode> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      NavigableMap<Integer, Integer> words = words(3);
      queries.add(query("words", sparse(words)));
      answers.add(ask(rest, queries.getLast()));
      assertThat(found(answers.getLast())).as("seed %d", SEED).isEqualTo(byWords(words));
      assertThat(found(node.grpc(), words)).isEqualTo(byWords(words));
      List<int[]> tokens = tokens();
      queries.add(query("tokens", rows(tokens)));
      answers.add(ask(rest, queries.getLast()));
      assertThat(found(answers.getLast())).as("seed %d", SEED).isEqualTo(byTokens(tokens));
    }
    queries.add(query("rare", "{'indices':[3],'values':[2]}"));
    answers.add(ask(rest, queries.getLast()));
    // All but 700 of the points that have the vector lack the term.
    double idf = StrictMath.log1p((1000 - 700 + 0.5) / (700 + 0.5));
    assertThat(found(answers.getLast()).getFirst().score()).isEqualTo((float) (2 * idf));

    node.kill9();
    node = nodes.restart(node);
    for (int i = 0; i < queries.size(); i++) {
      assertThat(ask(node.rest(), queries.get(i))).isEqualTo(answers.get(i));
    }
    assertStored(node.grpc());
    node.stop();
  }

  private NavigableMap<Integer, Integer> words(int most) {
    NavigableMap<Integer, Integer> words = new TreeMap<>();
    for (int i = random.nextInt(1, most + 1); i > 0; i--) {
      words.put((int) Math.pow(3000, random.nextDouble()), random.nextInt(-2, 6));
    }
    return words;
  }

  private List<int[]> tokens() {
    List<int[]> tokens = new ArrayList<>();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      tokens.add(random.ints(DIMENSION, -3, 4).toArray());
    }
    return tokens;
  }

  private void write(RestClient rest, int first) throws IOException {
    List<String> batch = new ArrayList<>();
    for (long id = first; id < first + BATCH; id++) {
      Point point = new Point(id % 7 == 0 ? Optional.empty() : Optional.of(words(20)), tokens());
      points.put(id, point);
      List<String> vectors = new ArrayList<>(List.of("'tokens':" + rows(point.tokens())));
      point.words().ifPresent(words -> vectors.add("'words':" + sparse(words)));
      if (id < 1000) {
        vectors.add(
            "'rare':" + (id < 700 ? "{'indices':[3],'values':[1]}" : "{'indices':[],'values':[]}"));
      }
      batch.add("{'id':%d,'vector':{%s}}".formatted(id, String.join(",", vectors)));
    }
    rest.send(
            "PUT",
            "/collections/c/points?wait=true",
            json("{'points':[" + String.join(",", batch) + "]}"))
        .result();
  }

  /** Vectors of some points are replaced or taken away, and some points. */
  private void change(RestClient rest) throws IOException {
    for (long id = 1001; id < 1400; id += 7) {
      Point point =
          new Point(Optional.of(words(20)), Objects.requireNonNull(points.get(id)).tokens());
      points.put(id, point);
      rest.send(
              "PUT",
              "/collections/c/points/vectors?wait=true",
              json(
                  "{'points':[{'id':%d,'vector':{'words':%s}}]}"
                      .formatted(id, sparse(point.words().orElseThrow()))))
          .result();
    }
    List<Long> without = points.keySet().stream().filter(id -> id % 11 == 5).toList();
    without.forEach(id ->
        points.put(
            id, new Point(Optional.empty(), Objects.requireNonNull(points.get(id)).tokens())));
    rest.send(
            "POST",
            "/collections/c/points/vectors/delete?wait=true",
            json("{'points':%s,'vector':['words']}".formatted(without)))
        .result();
    List<Long> gone = points.keySet().stream().filter(id -> id >= 1000 && id % 13 == 2).toList();
    points.keySet().removeAll(gone);
    rest.send(
            "POST", "/collections/c/points/delete?wait=true", json("{'points':%s}".formatted(gone)))
        .result();
  }

  private void waitUntilSealed(RestClient rest) throws IOException {
    while (!rest.send("GET", "/collections/c", "").result().path("status").asText().equals("green")
        || sealedFiles() == 0) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private long sealedFiles() throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      return files.filter(file -> file.toString().endsWith(".seg")).count();
    }
  }

  private static String sparse(NavigableMap<Integer, Integer> words) {
    return "{'indices':%s,'values':%s}".formatted(words.keySet(), words.values());
  }

  private static String rows(List<int[]> tokens) {
    return tokens.stream().map(Arrays::toString).collect(Collectors.joining(",", "[", "]"));
  }

  private static String query(String using, String query) {
    return json("{'query':%s,'using':'%s','limit':%d}".formatted(query, using, LIMIT));
  }

  private static JsonNode ask(RestClient rest, String body) throws IOException {
    return rest.send("POST", "/collections/c/points/query", body).result();
  }

  private static List<Found> found(JsonNode answer) {
    List<Found> found = new ArrayList<>();
    for (JsonNode hit : answer.path("points")) {
      found.add(new Found(hit.path("id").asLong(), (float) hit.path("score").asDouble()));
    }
    return found;
  }

  private static List<Found> found(QdrantClient client, NavigableMap<Integer, Integer> words) {
    List<Float> weights = words.values().stream().map(Integer::floatValue).toList();
    List<ScoredPoint> hits =
        get(
            client.queryAsync(
                QueryPoints.newBuilder()
                    .setCollectionName("c")
                    .setUsing("words")
                    .setLimit(LIMIT)
                    .setQuery(nearest(weights, List.copyOf(words.keySet())))
                    .build()));
    return hits.stream().map(hit -> new Found(hit.getId().getNum(), hit.getScore())).toList();
  }

  private List<Found> byWords(NavigableMap<Integer, Integer> query) {
    List<Found> all = new ArrayList<>();
    points.forEach((id, point) -> {
      NavigableMap<Integer, Integer> common = new TreeMap<>(point.words().orElse(new TreeMap<>()));
      common.keySet().retainAll(query.keySet());
      if (!common.isEmpty()) {
        int sum = 0;
        for (Map.Entry<Integer, Integer> word : common.entrySet()) {
          sum += word.getValue() * Objects.requireNonNull(query.get(word.getKey()));
        }
        all.add(new Found(id, sum));
      }
    });
    return best(all);
  }

  private List<Found> byTokens(List<int[]> query) {
    List<Found> all = new ArrayList<>();
    points.forEach((id, point) -> {
      int sum = 0;
      for (int[] one : query) {
        sum +=
            point.tokens().stream()
                .mapToInt(token -> {
                  int product = 0;
                  for (int i = 0; i < DIMENSION; i++) {
                    product += one[i] * token[i];
                  }
                  return product;
                })
                .max()
                .orElseThrow();
      }
      all.add(new Found(id, sum));
    });
    return best(all);
  }

  private static List<Found> best(List<Found> all) {
    all.sort(Comparator.comparingDouble(Found::score).reversed().thenComparingLong(Found::id));
    return List.copyOf(all.subList(0, Math.min(LIMIT, all.size())));
  }

  private void assertStored(QdrantClient client) {
    for (long id : List.of(1L, 1001L, 1400L, 1999L)) {
      List<RetrievedPoint> stored = get(client.retrieveAsync("c", id(id), false, true, null));
      if (!points.containsKey(id)) {
        assertThat(stored).isEmpty();
        continue;
      }
      Point point = Objects.requireNonNull(points.get(id));
      var vectors = stored.getFirst().getVectors().getVectors().getVectorsMap();
      assertThat(vectors.containsKey("words")).isEqualTo(point.words().isPresent());
      point
          .words()
          .ifPresent(words ->
              assertThat(Objects.requireNonNull(vectors.get("words")).getSparse())
                  .isEqualTo(
                      SparseVector.newBuilder()
                          .addAllIndices(words.keySet())
                          .addAllValues(words.values().stream().map(Integer::floatValue).toList())
                          .build()));
      var rows = Objects.requireNonNull(vectors.get("tokens")).getMultiDense().getVectorsList();
      assertThat(rows).hasSize(point.tokens().size());
      for (int i = 0; i < rows.size(); i++) {
        int[] token = point.tokens().get(i);
        assertThat(Floats.toArray(rows.get(i).getDataList()))
            .isEqualTo(new float[] {token[0], token[1], token[2], token[3]});
      }
    }
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
