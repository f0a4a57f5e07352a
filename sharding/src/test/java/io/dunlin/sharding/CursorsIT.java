package io.dunlin.sharding;

import static io.dunlin.sharding.CollectionsIT.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.CountRequest;
import io.dunlin.actors.query.CursorSettings;
import io.dunlin.actors.query.FacetRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.OrderBy;
import io.dunlin.actors.query.OrderValue;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.ReadToken;
import io.dunlin.actors.query.ReadView;
import io.dunlin.actors.query.RetrieveRequest;
import io.dunlin.actors.query.ScrollPage;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.VectorValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pages of a cursor are together what there was when it began, whatever is written, sealed and
 * merged meanwhile: compared with a map that was put aside at that moment.
 */
class CursorsIT {
  private static final WriteOptions WAIT = new WriteOptions(true, TestNode.TIMEOUT);
  private static final ReadOptions READ = ReadOptions.within(TestNode.TIMEOUT);
  private static final ReadView BEGIN = new ReadView.NewCursor(Optional.empty(), Optional.empty());
  private static final ShardSettings TINY =
      new ShardSettings(8 << 10, 4 << 10, 32 << 20, 500_000, 256 << 20, 1);
  private static final int MOST = 4;
  private static final CursorSettings CURSORS =
      new CursorSettings(Duration.ofMinutes(5), Duration.ofMinutes(10), 100, MOST, 150);
  private static final JsonPath RANK = RandomQueries.path("rank");
  private static final int POINTS = 250;

  @TempDir Path folder;

  private final SortedMap<Long, Map<String, Object>> model = new TreeMap<>();
  private TestNode node;
  private Collections birds;

  @BeforeEach
  void start() throws Exception {
    node = TestNode.start(folder, TINY, CURSORS);
    birds = node.collections();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private void create(int shards) {
    get(birds.create("birds", Flock.config(shards, Metric.DOT), TestNode.TIMEOUT));
    get(birds.changeField("birds", "rank", Optional.of(FieldSchema.of(FieldType.INTEGER)), WAIT));
    Random random = new Random(1);
    upsert(LongStream.range(0, POINTS).boxed().toList(), random);
  }

  private void upsert(List<Long> ids, Random random) {
    List<PointOperation.PointInput> points = new ArrayList<>();
    for (long id : ids) {
      Map<String, Object> payload = new LinkedHashMap<>();
      payload.put("version", random.nextLong(1L << 40));
      long rank = random.nextInt(7);
      if (random.nextInt(10) > 0) {
        payload.put("rank", random.nextInt(5) == 0 ? List.of(rank, rank + 3) : rank);
      }
      model.put(id, payload);
      points.add(Flock.point(id, payload));
    }
    get(birds.write("birds", List.of(new PointOperation.Upsert(points)), WAIT));
  }

  /** Writes, deletes, and now and then merges. */
  private void disturb(Random random) {
    upsert(LongStream.range(0, 40).map(_ -> random.nextLong(2 * POINTS)).boxed().toList(), random);
    List<PointId> gone = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      long id = random.nextLong(2 * POINTS);
      model.remove(id);
      gone.add(PointId.of(id));
    }
    get(
        birds.write(
            "birds", List.of(new PointOperation.Delete(new PointOperation.ByIds(gone))), WAIT));
    if (random.nextInt(3) == 0) {
      get(birds.optimize("birds", TestNode.TIMEOUT));
    }
  }

  // ---- pages ----

  @ParameterizedTest(name = "{0} shards")
  @ValueSource(ints = {1, 3})
  void aScrollReadsWhatThereWas(int shards) {
    create(shards);
    for (long seed = 1; seed <= 3; seed++) {
      Random random = new Random(seed);
      Filter few = random.nextBoolean() ? Filter.ALL : rankAtLeast(3);
      ScrollRequest request = scroll(few, 25 + random.nextInt(70), Optional.empty());
      List<Map.Entry<Long, Map<String, Object>>> expected =
          model.entrySet().stream()
              .filter(
                  point -> few.isAll() || ranks(point.getValue()).stream().anyMatch(r -> r >= 3))
              .map(point -> Map.entry(point.getKey(), point.getValue()))
              .toList();
      List<Hit> found =
          pages(options -> map(birds.scroll("birds", request, options)), request.limit(), random);
      assertThat(found.stream().map(CursorsIT::entry).toList())
          .as("seed %d", seed)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest(name = "{0} shards")
  @ValueSource(ints = {1, 3})
  void anOrderedScrollReadsWhatThereWas(int shards) {
    create(shards);
    for (long seed = 1; seed <= 3; seed++) {
      Random random = new Random(seed);
      boolean descending = random.nextBoolean();
      Optional<OrderValue> from =
          random.nextBoolean() ? Optional.empty() : Optional.of(new OrderValue.Whole(4));
      ScrollRequest request =
          scroll(
              Filter.ALL, 1 + random.nextInt(60), Optional.of(new OrderBy(RANK, descending, from)));
      List<List<Long>> expected = new ArrayList<>();
      model.forEach((id, payload) ->
          ranks(payload)
              .forEach(rank -> {
                if (from.isEmpty() || (descending ? rank <= 4 : rank >= 4)) {
                  expected.add(List.of(rank, id));
                }
              }));
      Comparator<List<Long>> byRank = Comparator.comparing(List::getFirst);
      expected.sort((descending ? byRank.reversed() : byRank).thenComparing(List::getLast));
      List<Hit> found =
          pages(options -> map(birds.scroll("birds", request, options)), request.limit(), random);
      assertThat(
              found.stream()
                  .map(hit ->
                      List.of(
                          ((OrderValue.Whole) hit.order().orElseThrow()).value(), hit.id().low()))
                  .toList())
          .as("seed %d", seed)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest(name = "{0} shards")
  @ValueSource(ints = {1, 3})
  void aQuerysPagesAreOneRanking(int shards) {
    create(shards);
    for (long seed = 1; seed <= 4; seed++) {
      Random random = new Random(seed);
      VectorInput target =
          new VectorInput.Components(VectorValue.of(Flock.vector(random.nextLong())));
      int limit = 15 + random.nextInt(30);
      QueryRequest request =
          switch ((int) seed) {
            case 1 -> query(QueryNode.of(new Query.Sample(), limit));
            case 2 -> query(fused(target, limit));
            default -> Flock.search(target, limit, random.nextInt(20));
          };
      Map<Long, Map<String, Object>> then = new HashMap<>(model);
      List<Hit> found =
          pages(
              options -> map(birds.query("birds", List.of(request), options), List::getFirst),
              limit,
              random);
      assertThat(found.stream().map(hit -> hit.id().low()).toList())
          .as("seed %d", seed)
          .doesNotHaveDuplicates()
          .hasSize(seed == 2 ? 60 : CURSORS.reach());
      assertThat(found)
          .as("seed %d", seed)
          .isSortedAccordingTo(Comparator.comparingDouble(Hit::score).reversed())
          .allSatisfy(hit -> assertThat(entry(hit).getValue()).isEqualTo(then.get(hit.id().low())));
    }
  }

  @Test
  void placesOfAnExactQueryAreThoseOfTheWholeRanking() {
    create(2);
    Random random = new Random(5);
    QueryNode nearest =
        new QueryNode(
            List.of(),
            Optional.of(
                new Query.Nearest(new VectorInput.Components(VectorValue.of(Flock.vector(77))))),
            "",
            Filter.ALL,
            Flock.search(new VectorInput.Example(PointId.of(1)), 1, 0).root().tuning(),
            Optional.empty(),
            CURSORS.reach(),
            Optional.empty());
    List<Hit> whole = get(birds.query("birds", List.of(query(nearest)), READ)).value().getFirst();
    QueryRequest some = query(nearest.limited(13));
    List<Hit> paged =
        pages(
            options -> map(birds.query("birds", List.of(some), options), List::getFirst),
            13,
            random);
    assertThat(paged).isEqualTo(whole);
  }

  /** All pages, each full but the last, with writes between them. */
  private List<Hit> pages(
      Function<ReadOptions, Answered<List<Hit>>> read, int limit, Random random) {
    List<Hit> all = new ArrayList<>();
    Answered<List<Hit>> page = read.apply(READ.of(BEGIN));
    while (true) {
      all.addAll(page.value());
      Optional<String> next = next(page.notes());
      if (next.isEmpty()) {
        assertThat(page.value()).hasSizeLessThanOrEqualTo(limit);
        return all;
      }
      assertThat(page.value()).hasSize(limit);
      disturb(random);
      page = read.apply(READ.of(new ReadView.NextPage(next.get())));
      if (random.nextInt(4) == 0) {
        // As when the first answer was lost on its way.
        Answered<List<Hit>> again = page;
        if (next(again.notes()).isPresent()) {
          page = read.apply(READ.of(new ReadView.NextPage(next.get())));
          assertThat(page.value()).isEqualTo(again.value());
        }
      }
    }
  }

  // ---- other reads of the same state ----

  @Test
  void whatACursorHoldsCanBeReadOtherwise() {
    create(3);
    Random random = new Random(9);
    long points = model.size();
    ScrollRequest request = scroll(Filter.ALL, 10, Optional.empty());
    ReadNotes first = get(birds.scroll("birds", request, READ.of(BEGIN))).notes();
    ReadOptions then =
        READ.of(
            new ReadView.AsOf(new ReadToken(get(birds.find("birds")).uuid(), first.positions())));
    long rankOne = model.values().stream().filter(point -> ranks(point).contains(1L)).count();
    disturb(random);
    disturb(random);
    assertThat(get(birds.count("birds", everything(), then)).value()).isEqualTo(points);
    assertThat(
            get(birds.facet(
                    "birds",
                    new FacetRequest(RANK, Filter.ALL, 20, true, ShardKeySelector.NONE_NAMED),
                    then))
                .value())
        .anySatisfy(facet -> {
          assertThat(facet.value()).isEqualTo(1L);
          assertThat(facet.points()).isEqualTo(rankOne);
        });
    assertThat(get(birds.closeCursor("birds", next(first).orElseThrow(), TestNode.TIMEOUT)))
        .isTrue();
    assertThat(refusal(() -> get(birds.count("birds", everything(), then))))
        .isInstanceOf(DunlinFailure.OutOfRange.class)
        .extracting(DunlinFailure::message)
        .asString()
        .contains("as_of: shard", "it is at", "cursors hold []");
    ReadNotes now = get(birds.count("birds", everything(), READ)).notes();
    ReadToken newest = new ReadToken(get(birds.find("birds")).uuid(), now.positions());
    assertThat(get(birds.count("birds", everything(), READ.of(new ReadView.AsOf(newest)))).value())
        .isEqualTo((long) model.size());
    ReadToken part =
        new ReadToken(
            newest.collection(), Map.of(get(birds.find("birds")).shards().getFirst(), 1L));
    assertThat(
            refusal(
                () -> get(birds.count("birds", everything(), READ.of(new ReadView.AsOf(part))))))
        .isInstanceOf(DunlinFailure.WrongInput.class)
        .extracting(DunlinFailure::message)
        .asString()
        .contains("as_of: it says nothing of shard 1");
  }

  // ---- what ends a cursor ----

  @Test
  void aCursorIsOverOnceItIsReadOrClosed() {
    create(2);
    ScrollRequest request = scroll(Filter.ALL, 100, Optional.empty());
    String second = begin(request);
    String third = next(get(birds.scroll("birds", request, page(second))).notes()).orElseThrow();
    assertThat(next(get(birds.scroll("birds", request, page(third))).notes())).isEmpty();
    assertThat(refusal(() -> get(birds.scroll("birds", request, page(second)))))
        .isInstanceOf(DunlinFailure.OutOfRange.class);
    String other = begin(request);
    assertThat(get(birds.closeCursor("birds", other, TestNode.TIMEOUT))).isTrue();
    assertThat(get(birds.closeCursor("birds", other, TestNode.TIMEOUT))).isFalse();
    assertThat(refusal(() -> get(birds.scroll("birds", request, page(other)))))
        .isInstanceOf(DunlinFailure.OutOfRange.class)
        .extracting(DunlinFailure::message)
        .asString()
        .contains("begin again");
  }

  @Test
  void noMoreAreOpenThanTheSettingsSay() {
    create(2);
    ScrollRequest request = scroll(Filter.ALL, 10, Optional.empty());
    String first = begin(request);
    for (int i = 1; i < MOST; i++) {
      begin(request);
    }
    assertThat(refusal(() -> begin(request)))
        .isInstanceOf(DunlinFailure.Overloaded.class)
        .extracting(DunlinFailure::message)
        .asString()
        .contains(MOST + " are open");
    assertThat(get(birds.closeCursor("birds", first, TestNode.TIMEOUT))).isTrue();
    begin(request);
    assertThat(
            refusal(() ->
                get(
                    birds.scroll(
                        "birds",
                        request,
                        READ.of(
                            new ReadView.NewCursor(
                                Optional.of(Duration.ofHours(1)), Optional.empty()))))))
        .isInstanceOf(DunlinFailure.WrongInput.class)
        .extracting(DunlinFailure::message)
        .isEqualTo("cursor.keep_alive: at most 600 s");
  }

  @Test
  void aDroppedCollectionIsLetGoOf() {
    create(2);
    ScrollRequest request = scroll(Filter.ALL, 10, Optional.empty());
    String token = begin(request);
    get(birds.drop("birds", TestNode.TIMEOUT));
    assertThat(refusal(() -> get(birds.scroll("birds", request, page(token)))))
        .isInstanceOf(DunlinFailure.NotFound.class);
    model.clear();
    create(2);
    assertThat(refusal(() -> get(birds.scroll("birds", request, page(token)))))
        .isInstanceOf(DunlinFailure.WrongInput.class)
        .extracting(DunlinFailure::message)
        .asString()
        .contains("of that name that is gone");
  }

  // ---- what is refused ----

  @Test
  void aPageIsOfTheRequestThatBeganTheCursor() {
    create(1);
    ScrollRequest request = scroll(Filter.ALL, 10, Optional.empty());
    String token = begin(request);
    for (ScrollRequest other :
        List.of(
            scroll(Filter.ALL, 11, Optional.empty()),
            scroll(rankAtLeast(1), 10, Optional.empty()),
            scroll(Filter.ALL, 10, Optional.of(new OrderBy(RANK, false, Optional.empty()))))) {
      assertThat(refusal(() -> get(birds.scroll("birds", other, page(token)))))
          .isInstanceOf(DunlinFailure.WrongInput.class)
          .extracting(DunlinFailure::message)
          .asString()
          .startsWith("cursor: it was begun with another request");
    }
    QueryRequest query = Flock.search(new VectorInput.Example(PointId.of(1)), 10, 0);
    assertThat(refusal(() -> get(birds.query("birds", List.of(query), page(token)))))
        .isInstanceOf(DunlinFailure.WrongInput.class);
    assertThat(refusal(() -> get(birds.scroll("birds", request, page("x" + token)))))
        .isInstanceOf(DunlinFailure.WrongInput.class);
    assertThat(get(birds.scroll("birds", request, page(token))).value().points()).hasSize(10);
  }

  @Test
  void onlyScrollsAndSingleQueriesHavePages() {
    create(1);
    QueryRequest query = Flock.search(new VectorInput.Example(PointId.of(1)), 10, 0);
    ReadOptions begin = READ.of(BEGIN);
    List<ThrowingCallable> reads =
        List.of(
            () -> get(birds.count("birds", everything(), begin)),
            () -> get(birds.query("birds", List.of(query, query), begin)),
            () ->
                get(
                    birds.facet(
                        "birds",
                        new FacetRequest(RANK, Filter.ALL, 20, true, ShardKeySelector.NONE_NAMED),
                        begin)),
            () ->
                get(
                    birds.retrieve(
                        "birds",
                        new RetrieveRequest(
                            List.of(PointId.of(1)),
                            new PayloadSelector.All(),
                            new VectorSelector.None(),
                            ShardKeySelector.NONE_NAMED),
                        begin)));
    for (ThrowingCallable read : reads) {
      assertThat(refusal(read))
          .isInstanceOf(DunlinFailure.BadRequest.class)
          .extracting(DunlinFailure::message)
          .asString()
          .startsWith("cursor: only a scroll and a query alone have pages");
    }
    ReadView far = new ReadView.NewCursor(Optional.empty(), Optional.of(CURSORS.reach() + 1));
    assertThat(refusal(() -> get(birds.query("birds", List.of(query), READ.of(far)))))
        .isInstanceOf(DunlinFailure.WrongInput.class)
        .extracting(DunlinFailure::message)
        .isEqualTo("cursor.reach: at most 150 places can be kept");
  }

  // ---- helpers ----

  private String begin(ScrollRequest request) {
    return next(get(birds.scroll("birds", request, READ.of(BEGIN))).notes()).orElseThrow();
  }

  private static ReadOptions page(String token) {
    return READ.of(new ReadView.NextPage(token));
  }

  private static Optional<String> next(ReadNotes notes) {
    return notes.cursor().orElseThrow().token();
  }

  private static Answered<List<Hit>> map(CompletionStage<Answered<ScrollPage>> page) {
    return map(page, ScrollPage::points);
  }

  private static <T> Answered<List<Hit>> map(
      CompletionStage<Answered<T>> read, Function<T, List<Hit>> hits) {
    return get(read).map(hits);
  }

  private static DunlinFailure refusal(ThrowingCallable read) {
    Throwable[] thrown = new Throwable[1];
    assertThatThrownBy(read)
        .isInstanceOf(DunlinException.class)
        .satisfies(refused -> thrown[0] = refused);
    return ((DunlinException) thrown[0]).failure();
  }

  private static Map.Entry<Long, Map<String, Object>> entry(Hit hit) {
    return Map.entry(hit.id().low(), hit.payload().orElseThrow().fields());
  }

  private static List<Long> ranks(Map<String, Object> payload) {
    return switch (payload.get("rank")) {
      case null -> List.of();
      case List<?> several -> several.stream().map(Long.class::cast).toList();
      case Object one -> List.of((Long) one);
    };
  }

  private static Filter rankAtLeast(double least) {
    return Filter.of(
        new Condition.Field(
            RANK,
            List.of(
                new Check.Range(
                    Optional.empty(), Optional.of(least), Optional.empty(), Optional.empty()))));
  }

  private static ScrollRequest scroll(Filter filter, int limit, Optional<OrderBy> order) {
    return new ScrollRequest(
        filter,
        Optional.empty(),
        limit,
        new PayloadSelector.All(),
        new VectorSelector.None(),
        ShardKeySelector.NONE_NAMED,
        order);
  }

  private static QueryRequest query(QueryNode root) {
    return new QueryRequest(
        root, 0, new PayloadSelector.All(), new VectorSelector.None(), ShardKeySelector.NONE_NAMED);
  }

  /** Two queries of sixty points each that are the same, by their ranks. */
  private static QueryNode fused(VectorInput target, int limit) {
    QueryNode leg = Flock.search(target, 60, 0).root();
    return new QueryNode(
        List.of(leg, leg),
        Optional.of(new Query.RankFusion(Query.RankFusion.DEFAULT_K, List.of())),
        "",
        Filter.ALL,
        leg.tuning(),
        Optional.empty(),
        limit,
        Optional.empty());
  }

  private static CountRequest everything() {
    return new CountRequest(Filter.ALL, ShardKeySelector.NONE_NAMED);
  }
}
