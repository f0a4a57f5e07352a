package io.dunlin.sharding;

import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.actors.catalog.CatchUp;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Deadline;
import io.dunlin.persistence.model.CollectionInfo;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.Done;

/**
 * Collections by the names that users have for them, as far as this node has heard. Any thread may
 * call.
 */
final class KnownCollections {
  /** So long a name that this node does not know is asked the catalog for. */
  static final Duration ASK_FOR_NAMES = Duration.ofSeconds(1);

  private final CatalogCopy copy;
  private final CatchUp catchUp;
  private final Releases releases;
  private final boolean clustered;

  /**
   * @param clustered whether the catalog may be another node's
   */
  KnownCollections(CatalogCopy copy, CatchUp catchUp, Releases releases, boolean clustered) {
    this.copy = copy;
    this.catchUp = catchUp;
    this.releases = releases;
    this.clustered = clustered;
  }

  /** Does what changes a collection's points, which is opened first if it is released. */
  <T> CompletionStage<T> writing(
      String name, Duration timeout, Function<CollectionInfo, CompletionStage<T>> action) {
    Deadline deadline = Deadline.in(timeout);
    return with(
        name,
        timeout,
        info -> releases.awake(info, deadline.left()).thenCompose(_ -> action.apply(info)));
  }

  /** The same for what may be done twice: it is, where the collection is released under way. */
  <T> CompletionStage<T> reading(
      String name, Duration timeout, Function<CollectionInfo, CompletionStage<T>> action) {
    return writing(
        name,
        timeout,
        info ->
            action
                .apply(info)
                .exceptionallyCompose(failure ->
                    releases.isReleased(info)
                        ? releases.awake(info, timeout).thenCompose(_ -> action.apply(info))
                        : CompletableFuture.failedStage(failure)));
  }

  /**
   * Does what needs to know a collection. Where another took its place meanwhile, whose shards went
   * under way, it is done once more with that one.
   */
  <T> CompletionStage<T> with(
      String name, Duration timeout, Function<CollectionInfo, CompletionStage<T>> action) {
    Supplier<CompletionStage<T>> attempt =
        () -> {
          CollectionInfo info = known(name);
          return action
              .apply(info)
              .exceptionallyCompose(failure ->
                  isReplaced(name, info)
                      ? action.apply(known(name))
                      : CompletableFuture.failedStage(failure));
        };
    return isKnown(name)
        ? Asks.attempt(attempt)
        : lookUp(name, timeout).thenCompose(_ -> Asks.attempt(attempt));
  }

  private boolean isReplaced(String name, CollectionInfo info) {
    return copy.state()
        .find(name)
        .filter(now -> !now.shards().containsAll(info.shards()))
        .isPresent();
  }

  private boolean isKnown(String name) {
    return !clustered || copy.state().find(name).isPresent();
  }

  /**
   * Completes when this node knows the name, or knows that there is none. Where it has not heard of
   * it, it asks the catalog; fails with Unavailable where it cannot.
   */
  CompletionStage<Done> lookUp(String name, Duration timeout) {
    if (isKnown(name)) {
      return CompletableFuture.completedStage(Done.getInstance());
    }
    Duration patience = timeout.compareTo(ASK_FOR_NAMES) < 0 ? timeout : ASK_FOR_NAMES;
    return catchUp
        .now(patience)
        .thenCompose(newest ->
            newest || isKnown(name)
                ? CompletableFuture.completedStage(Done.getInstance())
                : CompletableFuture.failedStage(
                    new DunlinFailure.Unavailable(
                            "This node knows no collection `%s` and could not ask the cluster's catalog whether there is one; send the request again"
                                .formatted(name))
                        .asException()));
  }

  CollectionInfo known(String name) {
    return copy.state()
        .find(name)
        .filter(each -> !each.isPrepared())
        .orElseThrow(() -> missing(name));
  }

  /** What is being prepared is none of the users'. */
  static void checkVisible(String name) {
    if (CollectionInfo.isPrepared(name)) {
      throw missing(name);
    }
  }

  private static DunlinException missing(String name) {
    return new DunlinFailure.NotFound("Collection `" + name + "` doesn't exist!").asException();
  }
}
