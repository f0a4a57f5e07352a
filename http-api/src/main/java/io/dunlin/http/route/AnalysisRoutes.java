package io.dunlin.http.route;

import io.dunlin.actors.query.DistanceMatrix;
import io.dunlin.actors.query.FacetRequest;
import io.dunlin.actors.query.MatrixRequest;
import io.dunlin.http.codec.JsonBody;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.sharding.Collections;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What is asked of many points together: frequent values, and how near points are to each other.
 */
final class AnalysisRoutes {
  private static final String C = "/collections/{collection_name}";

  private final Collections collections;
  private final PointReplies replies;

  private AnalysisRoutes(Collections collections) {
    this.collections = collections;
    this.replies = new PointReplies(collections);
  }

  static void addTo(RouteTable.Builder table, Collections collections) {
    AnalysisRoutes routes = new AnalysisRoutes(collections);
    table
        .post(C + "/facet", routes::facet)
        .post(C + "/points/search/matrix/pairs", routes.matrix(JsonCodec::pairs))
        .post(C + "/points/search/matrix/offsets", routes.matrix(JsonCodec::offsets));
  }

  private CompletionStage<Reply> facet(Call call) {
    FacetRequest request = JsonCodec.facet(call.body());
    return replies.read(
        call, options -> collections.facet(call.collection(), request, options), JsonCodec::facets);
  }

  private Handler matrix(Function<DistanceMatrix, JsonBody> body) {
    return call -> {
      MatrixRequest request = JsonCodec.matrix(call.body());
      return replies.read(
          call, options -> collections.matrix(call.collection(), request, options), body);
    };
  }
}
