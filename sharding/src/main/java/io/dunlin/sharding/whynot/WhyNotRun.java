package io.dunlin.sharding.whynot;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.RetrieveRequest;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.query.WhyNot;
import io.dunlin.actors.query.WhyNot.Reason;
import io.dunlin.actors.query.WhyNotRequest;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.sharding.query.Examples;
import io.dunlin.sharding.query.VectorSearches;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Finds out why a point is not in an answer: asks the query again, looks at the point, asks exactly
 * and for more and more points, and without what may have left the point out. Each of these sees
 * the collection as it is then.
 */
public final class WhyNotRun {
  /** What is asked of the collection. */
  public interface Reads {
    CompletionStage<Answered<List<List<Hit>>>> query(List<QueryRequest> requests);

    CompletionStage<Answered<List<PointGroup>>> groups(GroupsRequest request);

    CompletionStage<Answered<List<Hit>>> retrieve(RetrieveRequest request);
  }

  private final WhyNotRequest request;
  private final QueryRequest query;
  private final Inquiry inquiry;

  /**
   * @param request its conditions on texts as the collection understands them
   */
  public WhyNotRun(WhyNotRequest request, Reads reads) {
    this.request = request;
    this.query = request.query();
    this.inquiry = new Inquiry(request.id(), query.keys(), reads);
  }

  public CompletionStage<Answered<WhyNot>> answer() {
    if (reranks(query.root())) {
      return CompletableFuture.failedStage(
          new DunlinFailure.BadRequest(
                  "query.rerank: why a point is missing cannot be told where a model orders the points;"
                      + " ask it about the prefetches")
              .asException());
    }
    return point(query.keys())
        .thenCompose(found ->
            found.isPresent()
                ? about(found.get())
                : point(ShardKeySelector.NONE_NAMED).thenApply(WhyNotRun::missing))
        .thenApply(why -> new Answered<>(why, ReadNotes.NONE));
  }

  private static boolean reranks(QueryNode node) {
    return node.query().orElse(null) instanceof Query.Rerank
        || node.before().stream().anyMatch(WhyNotRun::reranks);
  }

  private CompletionStage<Optional<Hit>> point(ShardKeySelector keys) {
    return inquiry
        .reads()
        .retrieve(
            new RetrieveRequest(
                List.of(request.id()), new PayloadSelector.All(), new VectorSelector.All(), keys))
        .thenApply(found -> found.value().stream().findFirst());
  }

  private static WhyNot missing(Optional<Hit> elsewhere) {
    return elsewhere
        .map(hit ->
            WhyNot.of(
                Reason.SHARD_KEY_NOT_ASKED,
                "The point is under the shard key %s, which the query does not ask"
                    .formatted(hit.key().map(Object::toString).orElse("of another shard"))))
        .orElseGet(() -> WhyNot.of(Reason.NO_SUCH_POINT, "There is no point of this id"));
  }

  private CompletionStage<WhyNot> about(Hit point) {
    return request.groups().isPresent()
        ? new GroupInquiry(inquiry, (node, asked) -> why(node, 0, asked))
            .of(query.root(), point, request.groups().get())
        : why(query.root(), query.offset(), point);
  }

  // ---- one query ----

  /** Why a query, which may be a prefetch, does not answer the point. */
  private CompletionStage<WhyNot> why(QueryNode node, int offset, Hit point) {
    int reach = (int) Math.min(Integer.MAX_VALUE, (long) node.limit() + offset);
    return inquiry
        .ask(node.limited(reach))
        .thenCompose(answer -> {
          int place = inquiry.place(answer);
          if (place >= offset) {
            return done(Inquiry.inAnswer(place, answer));
          }
          if (place >= 0) {
            return done(
                WhyNot.of(
                        Reason.BEFORE_OFFSET,
                        "It is at rank %d, and the offset leaves out the first %d"
                            .formatted(place + 1, offset))
                    .ranked(place + 1, answer.get(place).score(), Inquiry.last(answer)));
          }
          Optional<WhyNot> own = ofThePoint(node, point);
          if (own.isPresent()) {
            return done(own.get());
          }
          return node.before().isEmpty()
              ? new RankInquiry(inquiry).of(node, reach, answer)
              : before(node, point)
                  .thenCompose(before ->
                      before.stream().noneMatch(WhyNot::isInAnswer)
                          ? done(
                              WhyNot.of(
                                      Reason.NOT_IN_PREFETCHES,
                                      "None of the prefetches has found it, and the query orders"
                                          + " only what they have found")
                                  .after(before))
                          : new RankInquiry(inquiry)
                              .of(node, reach, answer)
                              .thenApply(why -> why.after(before)));
        });
  }

  private CompletionStage<List<WhyNot>> before(QueryNode node, Hit point) {
    List<CompletableFuture<WhyNot>> each =
        node.before().stream()
            .map(before -> why(before.within(node.filter()), 0, point).toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
        .thenApply(_ -> each.stream().map(CompletableFuture::resultNow).toList());
  }

  /** What the point itself tells. */
  private Optional<WhyNot> ofThePoint(QueryNode node, Hit point) {
    Optional<Query> asked = node.query();
    boolean comparesVectors = asked.filter(WhyNotRun::comparesVectors).isPresent();
    if (comparesVectors && !point.vectors().containsKey(node.using())) {
      return Optional.of(
          WhyNot.of(
              Reason.NO_SUCH_VECTOR,
              "The query compares the vector '%s', which the point does not have"
                  .formatted(node.using())));
    }
    List<WhyNot.Failed> failed = FailedConditions.of(node.filter(), point);
    if (!failed.isEmpty()) {
      return Optional.of(
          WhyNot.of(
                  Reason.FILTER,
                  "The filter leaves it out: %s"
                      .formatted(
                          failed.stream()
                              .map(WhyNot.Failed::place)
                              .collect(Collectors.joining(", "))))
              .failing(failed));
    }
    if (comparesVectors && node.lookup().isEmpty() && Examples.ids(node).contains(request.id())) {
      return Optional.of(
          WhyNot.of(Reason.EXAMPLE, "It is an example of the query, and those are left out"));
    }
    if (asked.filter(Query.Sample.class::isInstance).isPresent()) {
      return Optional.of(
          WhyNot.of(Reason.NOT_DRAWN, "Points are drawn by chance, and it was not drawn"));
    }
    return asked.orElse(null) instanceof Query.Ordered(var by)
            && Inquiry.values(point, by.path()).isEmpty()
        ? Optional.of(
            WhyNot.of(
                Reason.NO_VALUE_TO_ORDER_BY,
                "It has no value at '%s', by which points are ordered".formatted(by.path().text())))
        : Optional.empty();
  }

  private static boolean comparesVectors(Query query) {
    return query instanceof Query.Diverse || VectorSearches.comparesVectors(query);
  }

  private static CompletionStage<WhyNot> done(WhyNot why) {
    return CompletableFuture.completedStage(why);
  }
}
