package io.dunlin.cluster.contract.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dunlin.cluster.contract.ContractNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node and the model answer the same random requests alike, while points come, change and go,
 * payload indexes are made and dropped, and segments are sealed. {@code -Ddunlin.contract.cases=}
 * says how many requests, {@code -Ddunlin.contract.seed=} what decides them all.
 */
class ModelIT {
  private static final int FEW = 2000;
  private static final int MANY_FINDINGS = 10;
  private static final int ASKED_BETWEEN_CHANGES = 25;
  private static final int CHANGES_BETWEEN_SEALS = 8;

  private static final String COLLECTION = "/collections/birds";
  private static final String POINTS = COLLECTION + "/points";

  /** Paths and the types of the indexes that they may have. */
  private static final List<String[]> INDEXES =
      List.of(
          new String[] {"word", "keyword"},
          new String[] {"n", "integer", "float"},
          new String[] {"f", "float"},
          new String[] {"on", "bool"},
          new String[] {"when", "datetime"},
          new String[] {"at", "geo"},
          new String[] {"ring", "uuid", "keyword"},
          new String[] {"parts[].x", "integer"},
          new String[] {"parts[].y", "keyword"},
          new String[] {"deep.er.n", "integer", "float"},
          new String[] {"deep.er.\"k e y\"", "keyword"});

  @TempDir Path data;

  private final long seed = Long.getLong("dunlin.contract.seed", 1);
  private final Chance chance = new Chance(seed);
  private final RandomPoints values = new RandomPoints(chance);
  private final RandomFilters filters = new RandomFilters(chance, values);
  private final ModelCollection model = new ModelCollection(RandomPoints.METRICS);
  private final RandomQueries queries = new RandomQueries(chance, values, filters, model);
  private final Map<String, Integer> asked = new TreeMap<>();

  @Test
  void theNodeAndTheModelAgree() throws Exception {
    int cases = Integer.getInteger("dunlin.contract.cases", FEW);
    List<AssertionError> findings = new ArrayList<>();
    try (ContractNode node = ContractNode.start(data)) {
      create(node);
      for (int i = 0; i < cases && findings.size() < MANY_FINDINGS; i++) {
        if (i % ASKED_BETWEEN_CHANGES == 0) {
          change(node, i / ASKED_BETWEEN_CHANGES);
        }
        try {
          ask(node);
        } catch (Ambiguous tie) {
          asked.merge("ties", 1, Integer::sum);
        } catch (AssertionError found) {
          findings.add(
              new AssertionError(
                  "seed %d, case %d, indexes %s%n%s"
                      .formatted(seed, i, model.indexes(), found.getMessage()),
                  found));
          System.out.println(findings.getLast().getMessage());
        }
      }
    }
    System.out.printf("seed %d, %d cases: %s%n", seed, cases, asked);
    assertThat(findings).isEmpty();
  }

  // ---- changes ----

  private static void create(ContractNode node) throws IOException {
    ObjectNode vectors = Json.object();
    RandomPoints.METRICS.forEach((name, metric) ->
        vectors.set(
            name, Json.object("size", RandomPoints.DIMENSION, "distance", metric.wireName)));
    result(node, "PUT", COLLECTION, Json.object("vectors", vectors, "shard_number", 2));
  }

  private void change(ContractNode node, int round) throws IOException {
    List<JsonNode> operations = new ArrayList<>();
    for (int more = chance.between(1, 12); more > 0; more--) {
      JsonNode operation = values.operation(queries.ids(), filters::filter);
      model.apply(operation);
      operations.add(operation);
    }
    result(node, "POST", POINTS + "/batch?wait=true", Json.object("operations", operations));
    changeIndex(node);
    if (round % CHANGES_BETWEEN_SEALS == CHANGES_BETWEEN_SEALS - 1) {
      result(node, "POST", COLLECTION + "/optimize", Json.object());
    }
  }

  private void changeIndex(ContractNode node) throws IOException {
    String[] index = chance.of(INDEXES);
    if (model.indexes().remove(index[0]) != null && chance.oneIn(2)) {
      String path = index[0].replace("[", "%5B").replace("]", "%5D").replace("\"", "%22");
      result(
          node,
          "DELETE",
          COLLECTION + "/index/" + path.replace(" ", "%20") + "?wait=true",
          Json.object());
      return;
    }
    String type = index[1 + chance.below(index.length - 1)];
    model.indexes().put(index[0], type);
    result(
        node,
        "PUT",
        COLLECTION + "/index?wait=true",
        Json.object("field_name", index[0], "field_schema", type));
  }

  // ---- questions ----

  private void ask(ContractNode node) throws IOException {
    switch (chance.below(12)) {
      case 0, 1, 2 -> scroll(node);
      case 3 -> count(node);
      case 4 -> facet(node);
      case 5 -> ordered(node);
      case 6 -> groups(node);
      default -> query(node);
    }
  }

  private void scroll(ContractNode node) throws IOException {
    ObjectNode request = Json.object("filter", filters.filter(), "limit", chance.of(2, 10, 500));
    if (chance.oneIn(3)) {
      request.set("offset", values.id());
    }
    JsonNode result = asked("scroll", node, POINTS + "/scroll", request);
    List<ModelPoint> all = model.scroll(request);
    int limit = request.get("limit").asInt();
    agree(request, ids(result.get("points")), ids(all.stream().limit(limit).toList()));
    JsonNode next = result.get("next_page_offset");
    agree(
        request,
        next.isNull() ? "none" : next.asText(),
        all.size() > limit ? all.get(limit).id().asText() : "none");
    for (JsonNode point : result.get("points")) {
      String payload = model.point(point.get("id")).payload().toString();
      agree(request, point.get("payload"), ContractNode.json(payload));
    }
  }

  private void count(ContractNode node) throws IOException {
    JsonNode request = Json.object("filter", filters.filter(), "exact", true);
    JsonNode result = asked("count", node, POINTS + "/count", request);
    agree(request, result.get("count").asInt(), model.matching(request.get("filter")).size());
  }

  private void facet(ContractNode node) throws IOException {
    List<String> paths =
        model.indexes().entrySet().stream()
            .filter(
                index -> List.of("keyword", "uuid", "integer", "bool").contains(index.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    if (paths.isEmpty()) {
      throw new Ambiguous();
    }
    ObjectNode request =
        Json.object("key", chance.of(paths), "limit", chance.of(2, 100), "exact", true);
    if (chance.oneIn(2)) {
      request.set("filter", filters.filter());
    }
    JsonNode result = asked("facet", node, COLLECTION + "/facet", request);
    agree(
        request, result.get("hits").toString(), model.facet(request).toString().replace(", ", ","));
  }

  private void ordered(ContractNode node) throws IOException {
    List<String> paths = queries.orderable();
    if (paths.isEmpty()) {
      throw new Ambiguous();
    }
    String path = chance.of(paths);
    ObjectNode order = Json.object("key", path, "direction", chance.of("asc", "desc"));
    if (chance.oneIn(3)) {
      order.set(
          "start_from",
          switch (model.indexes().getOrDefault(path, "")) {
            case "datetime" -> values.realTime();
            case "float" -> values.real();
            default -> Json.of(chance.between(-3, 6));
          });
    }
    ObjectNode request =
        Json.object("order_by", order, "filter", filters.filter(), "limit", chance.of(3, 10, 1000));
    JsonNode result = asked("order_by", node, POINTS + "/scroll", request);
    List<String> found = new ArrayList<>();
    for (JsonNode point : result.get("points")) {
      found.add(point.get("id").asText() + " at " + point.get("order_value"));
    }
    agree(
        request,
        found,
        model.ordered(order, model.matching(request.get("filter"))).stream()
            .limit(request.get("limit").asInt())
            .map(placed -> placed.point().id().asText() + " at " + Json.of(placed.value()))
            .toList());
  }

  private void groups(ContractNode node) throws IOException {
    JsonNode request = queries.groups();
    Map<JsonNode, List<ModelQuery.Hit>> expected = model.groups(request);
    JsonNode result = asked("groups", node, POINTS + "/query/groups", request);
    List<String> found = new ArrayList<>();
    for (JsonNode group : result.get("groups")) {
      found.add(group.get("id") + ": " + ids(group.get("hits")));
    }
    List<String> wanted = new ArrayList<>();
    expected.forEach((value, hits) ->
        wanted.add(value + ": " + ids(hits.stream().map(ModelQuery.Hit::point).toList())));
    agree(request, found, wanted);
  }

  private void query(ContractNode node) throws IOException {
    JsonNode request = queries.query();
    ModelQuery.Ranking ranking = new ModelQuery(model).answer(request);
    JsonNode found = asked(kind(request), node, POINTS + "/query", request).get("points");
    List<ModelQuery.Hit> wanted = ranking.wanted();
    if (!ranking.scored()) {
      agree(request, ids(found), ids(wanted.stream().map(ModelQuery.Hit::point).toList()));
      return;
    }
    agree(request, found.size(), wanted.size());
    Map<String, Double> scores = new HashMap<>();
    ranking.hits().forEach(hit -> scores.put(hit.point().id().asText(), hit.score()));
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < found.size(); i++) {
      String id = found.get(i).get("id").asText();
      double score = found.get(i).get("score").asDouble();
      boolean right =
          seen.add(id)
              && Ambiguous.close(score, wanted.get(i).score())
              && scores.containsKey(id)
              && Ambiguous.close(score, scores.getOrDefault(id, 0.0));
      assertThat(right)
          .as(
              "%s%nplace %d: the node has %s at %s (the model %s); the model %s at %s",
              request,
              i,
              id,
              score,
              scores.get(id),
              wanted.get(i).point().id(),
              wanted.get(i).score())
          .isTrue();
    }
  }

  private static String kind(JsonNode request) {
    List<String> names = new ArrayList<>();
    request.path("query").fieldNames().forEachRemaining(names::add);
    names.sort(Comparator.naturalOrder());
    return (request.has("prefetch") ? "prefetch+" : "")
        + (names.isEmpty() ? "by id" : String.join("+", names));
  }

  // ---- both ----

  private JsonNode asked(String kind, ContractNode node, String path, JsonNode request)
      throws IOException {
    asked.merge(kind, 1, Integer::sum);
    return result(node, "POST", path, request);
  }

  private static JsonNode result(ContractNode node, String method, String path, JsonNode body)
      throws IOException {
    HttpResponse<String> response = node.send(method, path, body.toString());
    assertThat(response.statusCode())
        .as("%s %s %s%n%s", method, path, body, response.body())
        .isEqualTo(200);
    return ContractNode.json(response.body()).get("result");
  }

  private static void agree(JsonNode request, Object found, Object wanted) {
    assertThat(found).as("%s", request).isEqualTo(wanted);
  }

  private static List<String> ids(JsonNode points) {
    List<String> ids = new ArrayList<>();
    points.forEach(point -> ids.add(point.get("id").asText()));
    return ids;
  }

  private static List<String> ids(List<ModelPoint> points) {
    return points.stream().map(point -> point.id().asText()).toList();
  }
}
