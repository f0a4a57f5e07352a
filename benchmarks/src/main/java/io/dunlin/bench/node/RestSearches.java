package io.dunlin.bench.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** By plain HTTP, {@code POST /collections/{collection}/points/query}. */
final class RestSearches implements NodeSearches {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RestClient client;
  private final String path;
  private final List<byte[]> bodies;

  RestSearches(RestClient client, String collection, float[][] queries, int k, int breadth)
      throws IOException {
    this.client = client;
    this.path = "/collections/" + collection + "/points/query";
    byte[][] encoded = new byte[queries.length][];
    for (int query = 0; query < queries.length; query++) {
      encoded[query] =
          JSON.writeValueAsBytes(
              Map.of("query", queries[query], "limit", k, "params", Map.of("hnsw_ef", breadth)));
    }
    this.bodies = Arrays.asList(encoded);
  }

  @Override
  public String transport() {
    return "REST";
  }

  @Override
  public Answer search(int query) throws IOException, InterruptedException {
    JsonNode points =
        JSON.readTree(client.post(path, bodies.get(query))).path("result").path("points");
    int[] rows = new int[points.size()];
    float[] scores = new float[rows.length];
    for (int rank = 0; rank < rows.length; rank++) {
      rows[rank] = points.get(rank).path("id").intValue();
      scores[rank] = points.get(rank).path("score").floatValue();
    }
    return new Answer(rows, scores);
  }
}
