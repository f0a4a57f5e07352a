package io.dunlin.http.route;

import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.Trace;
import io.dunlin.actors.query.WhyNotRequest;
import io.dunlin.http.codec.JsonBody;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.codec.Paged;
import io.dunlin.sharding.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Queries, and the searches of their own that older clients still send. */
final class SearchRoutes {
  private static final String POINTS = "/collections/{collection_name}/points";

  private final Collections collections;
  private final PointReplies replies;

  private SearchRoutes(Collections collections) {
    this.collections = collections;
    this.replies = new PointReplies(collections);
  }

  static void addTo(RouteTable.Builder table, Collections collections) {
    SearchRoutes routes = new SearchRoutes(collections);
    table
        .post("/search", routes.paged(JsonCodec::query, JsonCodec::points)) // beyond the contract
        .post(POINTS + "/query", routes.paged(JsonCodec::query, JsonCodec::points))
        .post(POINTS + "/query/batch", routes.batch(JsonCodec::queries, JsonCodec::points))
        .post(POINTS + "/query/groups", routes.groups(JsonCodec::queryGroups))
        .post(POINTS + "/whynot", routes::whyNot)
        .post(POINTS + "/search", routes.one(JsonCodec::search, JsonCodec::scored))
        .post(POINTS + "/search/batch", routes.batch(JsonCodec::searches, JsonCodec::scored))
        .post(POINTS + "/search/groups", routes.groups(JsonCodec::searchGroups))
        .post(POINTS + "/recommend", routes.one(JsonCodec::recommend, JsonCodec::scored))
        .post(POINTS + "/recommend/batch", routes.batch(JsonCodec::recommends, JsonCodec::scored))
        .post(POINTS + "/recommend/groups", routes.groups(JsonCodec::recommendGroups))
        .post(POINTS + "/discover", routes.one(JsonCodec::discover, JsonCodec::scored))
        .post(POINTS + "/discover/batch", routes.batch(JsonCodec::discovers, JsonCodec::scored));
  }

  private Handler one(Function<byte[], QueryRequest> decoder, Function<List<Hit>, JsonBody> body) {
    return paged(decoder.andThen(Paged::whole), body);
  }

  private Handler paged(
      Function<byte[], Paged<QueryRequest>> decoder, Function<List<Hit>, JsonBody> body) {
    return call -> {
      long start = System.nanoTime();
      Paged<QueryRequest> paged = decoder.apply(call.body());
      List<QueryRequest> query = List.of(paged.request());
      return replies.read(
          call,
          paged.cursor(),
          trace(query, start),
          options -> collections.query(call.collection(), query, options),
          answers -> body.apply(answers.getFirst()));
    };
  }

  private CompletionStage<Reply> whyNot(Call call) {
    WhyNotRequest request = JsonCodec.whyNot(call.body());
    return replies.read(
        call,
        options -> collections.whyNot(call.collection(), request, options),
        JsonCodec::whyNot);
  }

  private Handler batch(
      Function<byte[], List<QueryRequest>> decoder, Function<List<Hit>, JsonBody> body) {
    return call -> {
      long start = System.nanoTime();
      List<QueryRequest> queries = decoder.apply(call.body());
      return replies.read(
          call,
          trace(queries, start),
          options -> collections.query(call.collection(), queries, options),
          answers -> JsonCodec.array(answers, body));
    };
  }

  /** Where one of the queries is to be explained. */
  private static Optional<Trace> trace(List<QueryRequest> queries, long start) {
    if (queries.stream().noneMatch(query -> query.root().explained())) {
      return Optional.empty();
    }
    Trace trace = new Trace(start);
    trace.stage("parse", System.nanoTime() - start);
    return Optional.of(trace);
  }

  private Handler groups(Function<byte[], GroupsRequest> decoder) {
    return call -> {
      long start = System.nanoTime();
      GroupsRequest request = decoder.apply(call.body());
      return replies.read(
          call,
          trace(List.of(request.query()), start),
          options -> collections.groups(call.collection(), request, options),
          JsonCodec::groups);
    };
  }
}
