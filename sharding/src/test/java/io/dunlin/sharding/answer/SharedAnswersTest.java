package io.dunlin.sharding.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.Consistency;
import io.dunlin.actors.query.Expression;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.ReadToken;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.Trace;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.index.Metric;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who gets whose answer, where positions and answers are what a test says they are. */
class SharedAnswersTest {
  private static final ShardId SHARD = new ShardId(new UUID(1, 1));
  private static final CollectionInfo BIRDS =
      new CollectionInfo("birds", new UUID(0, 1), config(), List.of(SHARD));
  private static final ReadOptions OPTIONS = ReadOptions.within(Duration.ofSeconds(20));

  private final CountedAnswers counted = new CountedAnswers();
  private final List<CompletableFuture<Answered<List<List<Hit>>>>> asked = new ArrayList<>();
  private Optional<Long> position = Optional.of(5L);
  private final SharedAnswers withoutCache = shared(Optional.empty());

  private SharedAnswers shared(Optional<AnswerSettings.Cache> cache) {
    return new SharedAnswers(
        _ -> position.map(at -> Map.of(SHARD, at)),
        new AnswerSettings(cache, counted),
        Runnable::run);
  }

  private SharedAnswers keeping(long bytes, Duration lifetime) {
    return shared(Optional.of(new AnswerSettings.Cache(bytes, lifetime)));
  }

  private static CollectionConfig config() {
    TreeMap<String, VectorSpec> vectors = new TreeMap<>();
    vectors.put("", new VectorSpec(2, Metric.DOT, HnswSettings.NONE, Optional.empty()));
    return new CollectionConfig(
        vectors, 1, 1, 1, true, HnswSettings.NONE, OptimizerSettings.NONE, Payload.EMPTY);
  }

  private static QueryRequest query(Query query) {
    return query(QueryNode.of(query, 3));
  }

  private static QueryRequest query(QueryNode root) {
    return new QueryRequest(
        root,
        0,
        new PayloadSelector.None(),
        new VectorSelector.None(),
        ShardKeySelector.NONE_NAMED);
  }

  private static QueryRequest near(float x) {
    return query(new Query.Nearest(new VectorInput.Components(VectorValue.of(x, 1))));
  }

  private CompletableFuture<Answered<List<List<Hit>>>> ask(SharedAnswers shared, float x) {
    return ask(shared, near(x), OPTIONS);
  }

  private CompletableFuture<Answered<List<List<Hit>>>> ask(
      SharedAnswers shared, QueryRequest query, ReadOptions options) {
    return shared
        .queries(
            BIRDS,
            List.of(query),
            options,
            _ -> {
              CompletableFuture<Answered<List<List<Hit>>>> next = new CompletableFuture<>();
              asked.add(next);
              return next;
            })
        .toCompletableFuture();
  }

  private static Answered<List<List<Hit>>> answer(long id, long at) {
    return new Answered<>(
        List.of(List.of(new Hit(PointId.of(id), 1, 1, Optional.empty(), Map.of()))),
        new ReadNotes(0, Map.of(), Map.of(SHARD, at)));
  }

  private void answers(int which, long id, long at) {
    asked.get(which).complete(answer(id, at));
  }

  private static long id(CompletableFuture<Answered<List<List<Hit>>>> answer) {
    return answer.join().value().getFirst().getFirst().id().low();
  }

  // ---- under way ----

  @Test
  void anIdenticalQueryUnderWayIsJoined() {
    var first = ask(withoutCache, 1);
    var second = ask(withoutCache, 1);
    var other = ask(withoutCache, 2);
    assertThat(asked).hasSize(2);
    answers(0, 10, 5);
    answers(1, 20, 5);
    assertThat(id(first)).isEqualTo(10);
    assertThat(id(second)).isEqualTo(10);
    assertThat(id(other)).isEqualTo(20);
    assertThat(counted.joined).hasValue(1);
    var later = ask(withoutCache, 1);
    assertThat(asked).as("what was answered is not under way").hasSize(3);
    assertThat(later).isNotDone();
  }

  /** Whatever goes wrong beside it. */
  @Test
  void anAnswerIsGivenWhereItCannotBeKept() {
    SharedAnswers shared =
        new SharedAnswers(
            _ -> Optional.of(Map.of(SHARD, 5L)),
            new AnswerSettings(
                Optional.of(new AnswerSettings.Cache(1 << 20, Duration.ofMinutes(1))),
                new CountedAnswers() {
                  @Override
                  public void size(long answers, long bytesNow) {
                    throw new IllegalStateException("nobody counts");
                  }
                }),
            Runnable::run);
    var first = ask(shared, 1);
    var second = ask(shared, 1);
    answers(0, 10, 5);
    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
    assertThat(id(ask(shared, 1))).isEqualTo(10);
  }

  @Test
  void aQueryAfterAWriteDoesNotJoinOneBeforeIt() {
    var before = ask(withoutCache, 1);
    position = Optional.of(6L);
    var after = ask(withoutCache, 1);
    assertThat(asked).hasSize(2);
    answers(0, 10, 5);
    answers(1, 20, 6);
    assertThat(id(before)).isEqualTo(10);
    assertThat(id(after)).isEqualTo(20);
  }

  @Test
  void anAnswerThatLacksWhatIsHereIsNotShared() {
    var first = ask(withoutCache, 1);
    var second = ask(withoutCache, 1);
    // Of another node's copy, which did not have the last write yet.
    answers(0, 10, 4);
    assertThat(id(first)).isEqualTo(10);
    assertThat(asked).hasSize(2);
    answers(1, 20, 5);
    assertThat(id(second)).isEqualTo(20);
  }

  @Test
  void anAnswerOfSeveralStatesOrAnOldOrPartialOneIsNotShared() {
    ReadNotes at = new ReadNotes(0, Map.of(), Map.of(SHARD, 6L));
    ReadNotes later = new ReadNotes(0, Map.of(), Map.of(SHARD, 7L));
    List<ReadNotes> unfit =
        List.of(
            at.and(later),
            later.and(at),
            new ReadNotes(1, Map.of(), Map.of(SHARD, 6L)),
            new ReadNotes(0, Map.of(SHARD, "gone"), Map.of()));
    for (ReadNotes notes : unfit) {
      asked.clear();
      var _ = ask(withoutCache, 1);
      var second = ask(withoutCache, 1);
      asked.getFirst().complete(new Answered<>(answer(10, 6).value(), notes));
      assertThat(asked).as("%s", notes).hasSize(2);
      answers(1, 20, 6);
      assertThat(id(second)).isEqualTo(20);
    }
  }

  @Test
  void onlyAFailureThatIsTheRequestsIsShared() {
    var first = ask(withoutCache, 1);
    var second = ask(withoutCache, 1);
    asked.getFirst().completeExceptionally(new DunlinFailure.WrongInput("bad").asException());
    assertThat(failure(first)).isEqualTo(new DunlinFailure.WrongInput("bad"));
    assertThat(failure(second)).isEqualTo(new DunlinFailure.WrongInput("bad"));
    assertThat(asked).hasSize(1);

    asked.clear();
    first = ask(withoutCache, 1);
    second = ask(withoutCache, 1);
    asked.getFirst().completeExceptionally(new DunlinFailure.TimedOut("late").asException());
    assertThat(failure(first)).isEqualTo(new DunlinFailure.TimedOut("late"));
    assertThat(asked).hasSize(2);
    answers(1, 20, 5);
    assertThat(id(second)).isEqualTo(20);
  }

  @Test
  void whoJoinsWaitsNoLongerThanItsOwnTime() {
    var first = ask(withoutCache, 1);
    var second = ask(withoutCache, near(1), ReadOptions.within(Duration.ofMillis(20)));
    assertThat(failure(second)).isInstanceOf(DunlinFailure.TimedOut.class);
    answers(0, 10, 5);
    assertThat(id(first)).isEqualTo(10);
  }

  private static DunlinFailure failure(CompletableFuture<?> stage) {
    try {
      stage.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof DunlinException known) {
        return known.failure();
      }
      throw e;
    }
    throw new AssertionError("it did not fail");
  }

  @Test
  void whatDependsOnMoreThanTheCollectionIsNotShared() {
    List<QueryRequest> queries =
        List.of(
            query(new Query.Sample()),
            new QueryRequest(
                new QueryNode(
                    List.of(),
                    Optional.of(new Query.Nearest(new VectorInput.Example(PointId.of(1)))),
                    "",
                    Filter.ALL,
                    SearchTuning.DEFAULT,
                    Optional.empty(),
                    3,
                    Optional.of(
                        new QueryNode.Lookup(
                            "others", Optional.empty(), ShardKeySelector.NONE_NAMED))),
                0,
                new PayloadSelector.None(),
                new VectorSelector.None(),
                ShardKeySelector.NONE_NAMED));
    for (QueryRequest query : queries) {
      asked.clear();
      var _ = ask(withoutCache, query, OPTIONS);
      var _ = ask(withoutCache, query, OPTIONS);
      assertThat(asked).hasSize(2);
    }
  }

  @Test
  void whereThisNodeMayLackSomethingNothingIsShared() {
    SharedAnswers kept = keeping(1 << 20, Duration.ofMinutes(5));
    position = Optional.empty();
    var _ = ask(kept, 1);
    answers(0, 10, 5);
    var _ = ask(kept, 1);
    var _ = ask(kept, 1);
    assertThat(asked).hasSize(3);
  }

  @Test
  void readsOfSeveralCopiesAndReadsWithATokenOfMoreAreNotShared() {
    ReadOptions majority =
        new ReadOptions(
            Duration.ofSeconds(20), new Consistency.Majority(), Optional.empty(), false);
    ReadToken token = new ReadToken(BIRDS.uuid(), Map.of(SHARD, 6L));
    ReadOptions ahead =
        new ReadOptions(Duration.ofSeconds(20), Consistency.ONE, Optional.of(token), false);
    var _ = ask(withoutCache, 1);
    var _ = ask(withoutCache, near(1), majority);
    var _ = ask(withoutCache, near(1), ahead);
    assertThat(asked).hasSize(3);
    position = Optional.of(6L);
    var _ = ask(withoutCache, 1);
    var _ = ask(withoutCache, near(1), ahead);
    assertThat(asked).hasSize(4);
  }

  // ---- kept ----

  @Test
  void anAnswerIsKeptUntilSomethingIsWritten() {
    SharedAnswers kept = keeping(1 << 20, Duration.ofMinutes(5));
    var _ = ask(kept, 1);
    answers(0, 10, 5);
    var again = ask(kept, 1);
    assertThat(id(again)).isEqualTo(10);
    assertThat(again.join().notes().cached()).isTrue();
    assertThat(counted.hits).hasValue(1);
    assertThat(counted.misses).hasValue(1);
    assertThat(counted.bytes).hasPositiveValue();
    position = Optional.of(6L);
    var after = ask(kept, 1);
    assertThat(asked).hasSize(2);
    answers(1, 20, 6);
    assertThat(id(after)).isEqualTo(20);
    assertThat(after.join().notes().cached()).isFalse();
  }

  @Test
  void anAnswerIsKeptAsOfThePositionsThatItWasReadAt() {
    SharedAnswers kept = keeping(1 << 20, Duration.ofMinutes(5));
    var _ = ask(kept, 1);
    // Something was written before the shard was read.
    answers(0, 10, 6);
    position = Optional.of(6L);
    assertThat(id(ask(kept, 1))).isEqualTo(10);
    assertThat(asked).hasSize(1);
  }

  @Test
  void explainedQueriesAreAskedAndSayWhatTheCacheHas() {
    SharedAnswers kept = keeping(1 << 20, Duration.ofMinutes(5));
    for (Trace.CacheUse use : List.of(Trace.CacheUse.MISS, Trace.CacheUse.HIT)) {
      asked.clear();
      Trace trace = new Trace(System.nanoTime());
      var explained = ask(kept, near(1), OPTIONS.traced(trace));
      assertThat(trace.explanation().cache()).isEqualTo(use);
      answers(0, 30, 5);
      assertThat(explained.join().notes().cached()).isFalse();
      var _ = ask(kept, 1);
      if (use == Trace.CacheUse.MISS) {
        answers(1, 10, 5);
      }
    }
  }

  @Test
  void theCacheKeepsNoMoreThanItMay() {
    SharedAnswers kept = keeping(20_000, Duration.ofMinutes(5));
    for (int i = 0; i < 200; i++) {
      var _ = ask(kept, i);
      answers(i, i, 5);
    }
    assertThat(counted.evicted).hasPositiveValue();
    assertThat(counted.bytes.get()).isBetween(1L, 20_000L);
  }

  /** Whatever it is long by. */
  @Test
  void aLongQuestionTakesWhatItIsLong() {
    JsonPath path = JsonPathParser.parse("a");
    Filter longFilter =
        Filter.of(new Condition.Field(path, List.of(new Check.MatchAny(Set.copyOf(manyWords())))));
    QueryNode node = near(1).root();
    QueryNode corpus =
        new QueryNode(
            node.before(),
            node.query(),
            node.using(),
            node.filter(),
            node.tuning().among(Optional.of(longFilter)),
            node.scoreThreshold(),
            node.limit(),
            node.lookup());
    String text = String.join(" ", manyWords());
    for (QueryRequest longOne :
        List.of(
            query(node.over(longFilter)),
            query(corpus),
            query(new Query.Rerank("judge", text, path, 10)),
            query(new Query.Formula(new Expression.Test(longFilter), Map.of())))) {
      SharedAnswers kept = keeping(20_000, Duration.ofMinutes(5));
      asked.clear();
      var _ = ask(kept, longOne, OPTIONS);
      answers(0, 10, 5);
      var _ = ask(kept, longOne, OPTIONS);
      assertThat(asked).as(longOne.root().query().toString()).hasSize(2);
    }
  }

  private static List<String> manyWords() {
    return IntStream.range(0, 3_000).mapToObj(i -> "word" + i).toList();
  }

  @Test
  void answersAreGivenUpInTime() {
    SharedAnswers kept = keeping(1 << 20, Duration.ofNanos(1));
    var _ = ask(kept, 1);
    answers(0, 10, 5);
    var _ = ask(kept, 1);
    assertThat(asked).hasSize(2);
  }
}
