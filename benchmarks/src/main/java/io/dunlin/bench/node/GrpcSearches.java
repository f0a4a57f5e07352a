package io.dunlin.bench.node;

import io.qdrant.client.QdrantClient;
import io.qdrant.client.QueryFactory;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.SearchParams;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** By the official client, {@code Points/Query}. */
final class GrpcSearches implements NodeSearches {
  private final QdrantClient client;
  private final List<QueryPoints> requests;

  GrpcSearches(QdrantClient client, String collection, float[][] queries, int k, int breadth) {
    this.client = client;
    this.requests =
        Arrays.stream(queries)
            .map(query ->
                QueryPoints.newBuilder()
                    .setCollectionName(collection)
                    .setQuery(QueryFactory.nearest(query))
                    .setLimit(k)
                    .setParams(SearchParams.newBuilder().setHnswEf(breadth))
                    .build())
            .toList();
  }

  @Override
  public String transport() {
    return "gRPC";
  }

  @Override
  public Answer search(int query) throws IOException, InterruptedException {
    try {
      List<ScoredPoint> points = client.queryAsync(requests.get(query)).get();
      int[] rows = new int[points.size()];
      float[] scores = new float[rows.length];
      for (int rank = 0; rank < rows.length; rank++) {
        rows[rank] = Math.toIntExact(points.get(rank).getId().getNum());
        scores[rank] = points.get(rank).getScore();
      }
      return new Answer(rows, scores);
    } catch (ExecutionException e) {
      throw new IOException("search " + query + " failed", e.getCause());
    }
  }
}
