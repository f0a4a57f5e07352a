package io.dunlin.sharding.query;

import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.DistanceMatrix;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.MatrixRequest;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.Projection;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Draws points by chance and compares each with all others of them. */
public final class MatrixRun {
  private final QueryReads reads;
  private final CollectionConfig config;

  public MatrixRun(QueryReads reads, CollectionConfig config) {
    this.reads = reads;
    this.config = config;
  }

  public CompletionStage<Answered<DistanceMatrix>> answer(MatrixRequest request) {
    Filter drawn = request.filter().and(new Condition.HasVector(request.using()));
    return reads
        .sample(drawn, request.sample())
        .thenCompose(sample ->
            reads
                .fill(
                    sample.value(),
                    new Projection(
                        new PayloadSelector.None(),
                        new VectorSelector.Names(List.of(request.using()))))
                .thenCompose(filled ->
                    compared(request, filled.value().stream().flatMap(Optional::stream).toList()))
                .thenApply(matrix -> matrix.and(sample.notes())));
  }

  private CompletionStage<Answered<DistanceMatrix>> compared(
      MatrixRequest request, List<Hit> points) {
    Map<PointId, Hit> byId = new LinkedHashMap<>();
    points.stream()
        .sorted(Comparator.comparing(Hit::id))
        .filter(point -> point.vectors().containsKey(request.using()))
        .forEach(point -> byId.putIfAbsent(point.id(), point));
    List<PointId> ids = List.copyOf(byId.keySet());
    if (ids.isEmpty()) {
      return CompletableFuture.completedStage(
          new Answered<>(new DistanceMatrix(ids, List.of()), ReadNotes.NONE));
    }
    Examples examples =
        new Examples(Map.of(new Examples.Place(Optional.empty(), request.keys()), byId));
    VectorSearches searches = new VectorSearches(config, examples, request.keys());
    // Those that have changed since they were drawn have to match still.
    Filter among = request.filter().and(new Condition.HasId(byId.keySet()));
    List<VectorSearch> each =
        ids.stream()
            .map(id -> searches.of(nearest(id, among, request), Projection.NOTHING))
            .toList();
    return reads
        .search(each)
        .thenApply(found -> found.map(nearest -> new DistanceMatrix(ids, nearest)));
  }

  private static QueryNode nearest(PointId id, Filter among, MatrixRequest request) {
    return new QueryNode(
        List.of(),
        Optional.of(new Query.Nearest(new VectorInput.Example(id))),
        request.using(),
        among,
        SearchTuning.DEFAULT,
        Optional.empty(),
        request.limit(),
        Optional.empty());
  }
}
