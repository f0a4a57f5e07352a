package io.dunlin.http.route;

import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.sharding.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Asks the same of every collection. One that does not answer keeps no other from being told. */
final class EachCollection {
  private EachCollection() {}

  /** By name; empty for a collection that does not answer, or is just being dropped. */
  static <T> CompletionStage<SortedMap<String, Optional<T>>> ask(
      Collections collections, Function<String, CompletionStage<T>> question) {
    return collections
        .list()
        .thenCompose(all -> {
          CompletionStage<SortedMap<String, Optional<T>>> answers =
              CompletableFuture.completedStage(new TreeMap<>());
          for (CollectionInfo info : all) {
            answers =
                answers.thenCombine(
                    question.apply(info.name()).handle((answer, _) -> Optional.ofNullable(answer)),
                    (known, answer) -> {
                      known.put(info.name(), answer);
                      return known;
                    });
          }
          return answers;
        });
  }
}
