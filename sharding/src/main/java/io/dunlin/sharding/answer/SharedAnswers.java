package io.dunlin.sharding.answer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.dunlin.actors.failure.Causes;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.Consistency;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.ReadToken;
import io.dunlin.actors.query.ReadView;
import io.dunlin.actors.query.Trace;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has identical queries answered once, and keeps answers where that is asked for. A query joins one
 * that is under way, or takes an answer that is kept, if that is as of the positions at which the
 * shards are now, or later ones: so it sees all that was acknowledged before it came. Any thread
 * may call.
 */
public final class SharedAnswers {
  private static final Logger log = LoggerFactory.getLogger(SharedAnswers.class);

  private final LogPositions positions;
  private final Optional<Cache<Question, Answered<?>>> cache;
  private final CacheMetrics metrics;
  private final ConcurrentMap<Question, CompletableFuture<Answered<?>>> underWay =
      new ConcurrentHashMap<>();

  /**
   * @param executor for what the cache does now and then
   */
  public SharedAnswers(LogPositions positions, AnswerSettings settings, Executor executor) {
    this.positions = positions;
    this.metrics = settings.metrics();
    this.cache =
        settings
            .cache()
            .map(limits ->
                Caffeine.newBuilder()
                    .executor(executor)
                    .maximumWeight(limits.bytes())
                    .<Question, Answered<?>>weigher(
                        (question, answer) -> AnswerSize.of(question, answer.value()))
                    .expireAfterWrite(limits.lifetime())
                    .evictionListener((_, _, cause) -> countEvicted(cause))
                    .build());
  }

  private void countEvicted(RemovalCause cause) {
    if (cause.wasEvicted()) {
      metrics.evicted();
    }
  }

  /** What reads it, within the time that the options give. */
  public interface Asking<T> extends Function<ReadOptions, CompletionStage<Answered<T>>> {}

  public CompletionStage<Answered<List<List<Hit>>>> queries(
      CollectionInfo collection,
      List<QueryRequest> queries,
      ReadOptions options,
      Asking<List<List<Hit>>> asking) {
    return Question.isSettled(queries)
        ? answer(collection, queries, options, asking)
        : asking.apply(options);
  }

  public CompletionStage<Answered<List<PointGroup>>> groups(
      CollectionInfo collection,
      GroupsRequest groups,
      ReadOptions options,
      Asking<List<PointGroup>> asking) {
    return Question.isSettled(groups)
        ? answer(collection, groups, options, asking)
        : asking.apply(options);
  }

  private <T> CompletionStage<Answered<T>> answer(
      CollectionInfo collection, Object what, ReadOptions options, Asking<T> asking) {
    Optional<Map<ShardId, Long>> now =
        options.consistency().equals(Consistency.ONE) && options.view().equals(ReadView.NEWEST)
            ? positions
                .now(collection.shards())
                .filter(
                    at -> options.token().stream().allMatch(token -> has(at, token, collection)))
            : Optional.empty();
    if (now.isEmpty()) {
      return asking.apply(options);
    }
    Question question = Question.of(collection, what, now.get());
    if (options.trace().isPresent()) {
      options.trace().get().cache(use(question));
      return asking.apply(options);
    }
    Optional<Answered<T>> kept = kept(question, collection.name());
    return kept.isPresent()
        ? CompletableFuture.completedStage(kept.get())
        : joined(question, collection.name(), options, asking);
  }

  /**
   * Whether the shards have what a token asks for; what is wrong with another is told elsewhere.
   */
  private static boolean has(Map<ShardId, Long> at, ReadToken token, CollectionInfo collection) {
    return token.collection().equals(collection.uuid())
        && at.entrySet().stream()
            .allMatch(shard -> shard.getValue() >= token.position(shard.getKey()));
  }

  private Trace.CacheUse use(Question question) {
    return cache
        .map(answers ->
            answers.getIfPresent(question) == null ? Trace.CacheUse.MISS : Trace.CacheUse.HIT)
        .orElse(Trace.CacheUse.OFF);
  }

  // ---- kept answers ----

  @SuppressWarnings("unchecked") // a question has answers of one type
  private <T> Optional<Answered<T>> kept(Question question, String collection) {
    if (cache.isEmpty()) {
      return Optional.empty();
    }
    Optional<Answered<T>> kept =
        Optional.ofNullable((Answered<T>) cache.get().getIfPresent(question));
    if (kept.isPresent()) {
      metrics.hit(collection);
    } else {
      metrics.miss(collection);
    }
    return kept;
  }

  private void keep(Question question, Answered<?> answer) {
    if (cache.isPresent() && isWhole(answer.notes())) {
      // Something may have been written since the question was asked.
      cache
          .get()
          .put(
              question.at(answer.notes().positions()),
              new Answered<>(answer.value(), answer.notes().fromCache()));
      cache
          .get()
          .policy()
          .eviction()
          .ifPresent(eviction ->
              metrics.size(cache.get().estimatedSize(), eviction.weightedSize().orElse(0)));
    }
  }

  // ---- queries under way ----

  private <T> CompletionStage<Answered<T>> joined(
      Question question, String collection, ReadOptions options, Asking<T> asking) {
    CompletableFuture<Answered<?>> own = new CompletableFuture<>();
    CompletableFuture<Answered<?>> earlier = underWay.putIfAbsent(question, own);
    if (earlier != null) {
      return after(earlier, question, collection, options, asking);
    }
    CompletionStage<Answered<T>> asked;
    try {
      asked = asking.apply(options);
    } catch (RuntimeException refused) {
      underWay.remove(question, own);
      own.completeExceptionally(refused);
      throw refused;
    }
    return asked.whenComplete((answer, failure) -> {
      try {
        if (failure == null) {
          // Before it is not under way any more: who comes between finds it here or there.
          keep(question, answer);
        }
      } catch (RuntimeException unkept) {
        log.error("An answer cannot be kept", unkept);
      }
      underWay.remove(question, own);
      if (failure == null) {
        own.complete(answer);
      } else {
        own.completeExceptionally(failure);
      }
    });
  }

  /** The answer of an earlier query, as long as that is what this one's would be. */
  @SuppressWarnings("unchecked") // a question has answers of one type
  private <T> CompletionStage<Answered<T>> after(
      CompletableFuture<Answered<?>> earlier,
      Question question,
      String collection,
      ReadOptions options,
      Asking<T> asking) {
    Deadline deadline = Deadline.in(options.timeout());
    return earlier
        .copy()
        .orTimeout(options.timeout().toNanos(), TimeUnit.NANOSECONDS)
        .handle((answer, failure) -> {
          if (failure == null && isAsOf(answer.notes(), question.positions())) {
            metrics.joined(collection);
            return CompletableFuture.completedStage((Answered<T>) answer);
          }
          if (failure != null && isOfTheRequest(failure)) {
            return CompletableFuture.<Answered<T>>failedStage(failure);
          }
          if (failure instanceof TimeoutException || deadline.passed()) {
            return CompletableFuture.<Answered<T>>failedStage(
                new DunlinFailure.TimedOut("the query was not answered in time").asException());
          }
          return asking.apply(options.within(deadline));
        })
        .thenCompose(Function.identity());
  }

  /** Whether an answer has all that is at these positions. */
  private static boolean isAsOf(ReadNotes notes, Map<ShardId, Long> least) {
    return isWhole(notes)
        && notes.positions().entrySet().stream()
            .allMatch(seen -> seen.getValue() >= least.getOrDefault(seen.getKey(), 0L));
  }

  /** Whether it is of one position of each shard, and nothing is missing. */
  private static boolean isWhole(ReadNotes notes) {
    return notes.staleMillis() == 0 && notes.missing().isEmpty() && !notes.mixed();
  }

  /** Whether every such query fails alike. */
  private static boolean isOfTheRequest(Throwable failure) {
    return Causes.of(failure) instanceof DunlinException known
        && switch (known.failure()) {
          case DunlinFailure.NotFound _,
              DunlinFailure.AlreadyExists _,
              DunlinFailure.WrongInput _,
              DunlinFailure.BadRequest _,
              DunlinFailure.OutOfRange _,
              DunlinFailure.ChecksumMismatch _,
              DunlinFailure.NotBuilt _ ->
              true;
          case DunlinFailure.TimedOut _,
              DunlinFailure.Overloaded _,
              DunlinFailure.Unavailable _,
              DunlinFailure.NotDelivered _,
              DunlinFailure.InsufficientStorage _,
              DunlinFailure.Internal _ ->
              false;
        };
  }
}
