package io.dunlin.sharding.strict;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.persistence.model.StrictModeSettings.Limit;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How much this node lets pass to one collection, and how large that is. Any thread may call. */
public final class CollectionUse {
  /** So long what the shards have said of their sizes is gone by. */
  private static final Duration SIZE_HOLDS = Duration.ofSeconds(1);

  private final LongSupplier nanoTime;
  private final Map<Limit, RateBucket> buckets = new EnumMap<>(Limit.class);
  private @Nullable CompletionStage<Optional<CollectionSize>> size;
  private long askedAt;

  CollectionUse(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Takes tokens, or throws Overloaded. A rate that was changed begins with a full bucket.
   *
   * @param limit that of reads or that of writes
   */
  public void take(Limit limit, long perMinute, long tokens) {
    String kind = limit == Limit.READ_RATE_LIMIT ? "Read" : "Write";
    bucket(limit, perMinute)
        .take(tokens)
        .ifPresent(shortage -> {
          throw refusal(kind, tokens, shortage).asException();
        });
  }

  private synchronized RateBucket bucket(Limit limit, long perMinute) {
    @Nullable RateBucket bucket = buckets.get(limit);
    if (bucket == null || !bucket.allows(perMinute)) {
      bucket = new RateBucket(perMinute, nanoTime);
      buckets.put(limit, bucket);
    }
    return bucket;
  }

  private static DunlinFailure.Overloaded refusal(
      String kind, long tokens, RateBucket.Shortage shortage) {
    if (shortage.pause().isEmpty()) {
      return new DunlinFailure.Overloaded(
          kind
              + " rate limit exceeded, request larger than rate limiter capacity, please try to split your request",
          Duration.ofMinutes(1));
    }
    Duration pause = shortage.pause().get();
    return new DunlinFailure.Overloaded(
        String.format(
            Locale.ROOT,
            "%s rate limit exceeded: Operation requires %d tokens but only %.1f were available. Retry after %ds",
            kind,
            tokens,
            Math.floor(shortage.available() * 10) / 10,
            pause.plusNanos(999_999_999).toSeconds()),
        pause);
  }

  /**
   * What the shards say that they hold, asked for at most once a second. So it may be a second old,
   * writes that are under way are not in it, and other nodes' neither: a limit is passed by what is
   * written meanwhile. Empty where they do not answer.
   */
  public synchronized CompletionStage<Optional<CollectionSize>> size(
      Supplier<CompletionStage<CollectionStatus>> shards) {
    long now = nanoTime.getAsLong();
    CompletionStage<Optional<CollectionSize>> known = size;
    if (known == null || now - askedAt >= SIZE_HOLDS.toNanos()) {
      askedAt = now;
      known =
          shards
              .get()
              .thenApply(status -> Optional.of(CollectionSize.of(status)))
              .exceptionally(_ -> Optional.empty());
      size = known;
    }
    return known;
  }
}
