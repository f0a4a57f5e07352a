package io.dunlin.sharding;

import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.persistence.model.ShardKeySelector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/**
 * The queries of one call by the shard keys that they name: those that name the same go to the
 * shards together.
 */
record QueryGroups(List<QueryRequest> queries, Map<ShardKeySelector, List<QueryRequest>> byKeys) {
  static QueryGroups of(List<QueryRequest> queries) {
    Map<ShardKeySelector, List<QueryRequest>> byKeys = new LinkedHashMap<>();
    for (QueryRequest query : queries) {
      byKeys.computeIfAbsent(query.keys(), _ -> new ArrayList<>()).add(query);
    }
    return new QueryGroups(queries, byKeys);
  }

  /** What all groups answer, in the order of the queries. */
  CompletionStage<Answered<List<List<Hit>>>> answer(
      BiFunction<ShardKeySelector, List<QueryRequest>, CompletionStage<Answered<List<List<Hit>>>>>
          group) {
    Map<ShardKeySelector, CompletableFuture<Answered<List<List<Hit>>>>> answers =
        new LinkedHashMap<>();
    byKeys.forEach(
        (keys, some) -> answers.put(keys, group.apply(keys, some).toCompletableFuture()));
    if (answers.size() == 1) {
      return answers.values().iterator().next();
    }
    return CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
        .thenApply(_ -> {
          Map<ShardKeySelector, Iterator<List<Hit>>> next = new LinkedHashMap<>();
          List<ReadNotes> notes = new ArrayList<>();
          answers.forEach((keys, answer) -> {
            next.put(keys, answer.resultNow().value().iterator());
            notes.add(answer.resultNow().notes());
          });
          return new Answered<>(
              queries.stream()
                  .map(query -> Objects.requireNonNull(next.get(query.keys())).next())
                  .toList(),
              ReadNotes.of(notes));
        });
  }
}
