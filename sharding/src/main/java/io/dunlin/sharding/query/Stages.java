package io.dunlin.sharding.query;

import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.ReadNotes;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Several answers that are waited for together. */
public final class Stages {
  private Stages() {}

  /** All of them in their order, with what is to be known of any. */
  public static <T> CompletionStage<Answered<List<T>>> all(
      List<? extends CompletionStage<Answered<T>>> stages) {
    List<CompletableFuture<Answered<T>>> each =
        stages.stream().map(CompletionStage::toCompletableFuture).toList();
    return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
        .thenApply(_ ->
            new Answered<>(
                each.stream().map(stage -> stage.resultNow().value()).toList(),
                ReadNotes.of(each.stream().map(stage -> stage.resultNow().notes()).toList())));
  }
}
