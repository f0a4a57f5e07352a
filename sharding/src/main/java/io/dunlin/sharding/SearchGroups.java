package io.dunlin.sharding;

import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.SearchRequest;
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
 * The searches of one call by the shard keys that they name: those that name the same go to the
 * shards together.
 */
record SearchGroups(
    List<SearchRequest> searches, Map<ShardKeySelector, List<SearchRequest>> byKeys) {
  static SearchGroups of(List<SearchRequest> searches) {
    Map<ShardKeySelector, List<SearchRequest>> byKeys = new LinkedHashMap<>();
    for (SearchRequest search : searches) {
      byKeys.computeIfAbsent(search.keys(), _ -> new ArrayList<>()).add(search);
    }
    return new SearchGroups(searches, byKeys);
  }

  /** What all groups answer, in the order of the searches. */
  CompletionStage<Answered<List<List<Hit>>>> search(
      BiFunction<ShardKeySelector, List<SearchRequest>, CompletionStage<Answered<List<List<Hit>>>>>
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
              searches.stream()
                  .map(search -> Objects.requireNonNull(next.get(search.keys())).next())
                  .toList(),
              ReadNotes.of(notes));
        });
  }
}
