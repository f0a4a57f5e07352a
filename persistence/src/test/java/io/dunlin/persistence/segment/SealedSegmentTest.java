package io.dunlin.persistence.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.file.CorruptFileException;
import io.dunlin.index.hnsw.HnswParams;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.plan.IndexPlan;
import io.dunlin.index.plan.RowCodes;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Builder and sealed segment together: what is built from slices is what the slices say. */
class SealedSegmentTest {
  private static final Kernels KERNELS = Kernels.choose("scalar");
  private static final Map<String, VectorSpec> SPECS =
      Map.of(
          "", spec(4, Metric.EUCLID), "text", spec(9, Metric.DOT), "never", spec(2, Metric.COSINE));
  private static final SegmentBuilder.Plan NO_GRAPHS = new SegmentBuilder.Plan(Map.of(), 1);
  private static final SegmentBuilder.Plan GRAPHS =
      new SegmentBuilder.Plan(
          Map.of(
              "",
              graph(8, new RowCodes.None(), false),
              "text",
              graph(4, new RowCodes.None(), false)),
          2);
  private static final SegmentBuilder.Plan CODES =
      new SegmentBuilder.Plan(
          Map.of(
              "", graph(8, new RowCodes.Bytes(1), true),
              "text", graph(4, new RowCodes.Rabitq(4), false)),
          2);

  @TempDir Path directory;

  private static final String DERIVED = "(graph|bytes|rabitq|pq|lists|pca|reduced|links):.*";

  private final List<Segment> open = new ArrayList<>();

  /** What must be found for an id. */
  private record Expected(Map<String, VectorValue> vectors, Payload payload, long version) {}

  private static IndexPlan graph(int m, RowCodes codes, boolean codedLinks) {
    return new IndexPlan.Graph(new HnswParams(m, 50, 1), codes, codedLinks);
  }

  private static VectorSpec spec(int size, Metric metric) {
    return new VectorSpec(size, metric, HnswSettings.NONE, Optional.empty());
  }

  @AfterEach
  void release() {
    Logger logger = (Logger) LoggerFactory.getLogger(SealedSegment.class);
    logger.detachAndStopAllAppenders();
    logger.setAdditive(true);
    open.forEach(Segment::release);
  }

  @Test
  void holdsWhatItsSlicesSay() throws IOException {
    for (long seed = 1; seed <= 12; seed++) {
      Random random = new Random(seed);
      TreeMap<PointId, Expected> model = new TreeMap<>();
      List<SegmentSlice> slices = slices(random, random.nextInt(4), random.nextInt(900), model);
      SegmentBuilder.Plan plan = seed % 2 == 0 ? GRAPHS : NO_GRAPHS;
      SealedSegment sealed = build(slices, plan);
      assertSame(sealed, model, "seed " + seed);

      // A merge of the sealed rows, some changed and dead, with newer ones.
      Map<Integer, PayloadOverlay.Entry> changes = new HashMap<>();
      List<Integer> dead = new ArrayList<>();
      for (int row = 0; row < sealed.rows(); row++) {
        PointId id = sealed.id(row);
        if (random.nextInt(5) == 0) {
          dead.add(row);
          model.remove(id);
        } else if (random.nextInt(4) == 0) {
          Expected old = get(model, id);
          Payload payload = payload(random);
          changes.put(row, new PayloadOverlay.Entry(payload, 1_000_000L + row));
          model.put(id, new Expected(old.vectors(), payload, 1_000_000L + row));
        }
      }
      SegmentSlice changed =
          new SegmentSlice(sealed, sealed.rows(), dead(dead), PayloadOverlay.NONE.with(changes));
      TreeMap<PointId, Expected> newer = new TreeMap<>();
      List<SegmentSlice> all = new ArrayList<>(slices(random, 2, 300, newer));
      int[] replaced =
          newer.keySet().stream()
              .mapToInt(id -> changed.segment().rowOf(id, changed.rows()))
              .filter(row -> row >= 0)
              .toArray();
      model.putAll(newer);
      all.add(
          new SegmentSlice(
              sealed,
              sealed.rows(),
              changed.dead().with(replaced, replaced.length),
              changed.overlay()));
      assertSame(build(all, plan), model, "merge of seed " + seed);
    }
  }

  @Test
  void isNamedByItsContent() throws IOException {
    TreeMap<PointId, Expected> model = new TreeMap<>();
    List<SegmentSlice> slices = slices(new Random(5), 2, 100, model);
    Path first = build(slices, NO_GRAPHS).file();
    byte[] bytes = Files.readAllBytes(first);
    assertThat(build(slices, NO_GRAPHS).file()).isEqualTo(first);
    assertThat(Files.readAllBytes(first)).isEqualTo(bytes);
    assertThat(first.getFileName().toString()).matches("[0-9a-f]{32}\\.seg");
    assertThat(names()).hasSize(1);
  }

  @Test
  void mayHoldNoRow() throws IOException {
    SealedSegment none = build(List.of(), GRAPHS);
    assertThat(none.rows()).isZero();
    assertThat(none.specs()).isEmpty();
    GrowingSegment growing = new GrowingSegment(SPECS, KERNELS);
    open.add(growing);
    growing.append(PointId.of(1), Map.of(), Payload.EMPTY, 1);
    SealedSegment empty =
        build(List.of(new SegmentSlice(growing, 1, dead(List.of(0)), PayloadOverlay.NONE)), GRAPHS);
    assertSame(empty, new TreeMap<>(), "no live row");
    assertThat(empty.specs().keySet()).isEqualTo(SPECS.keySet());
  }

  @Test
  void refusesAnIdThatLivesTwiceAndLeavesNothing() throws IOException {
    GrowingSegment growing = new GrowingSegment(SPECS, KERNELS);
    open.add(growing);
    growing.append(PointId.of(1), Map.of(), Payload.EMPTY, 1);
    growing.append(PointId.of(1), Map.of(), Payload.EMPTY, 2);
    SegmentSlice slice = new SegmentSlice(growing, 2, Tombstones.NONE, PayloadOverlay.NONE);
    assertThatThrownBy(() -> build(List.of(slice), NO_GRAPHS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("point 1");
    assertThat(names()).isEmpty();
  }

  @Test
  void leavesNothingWhenCancelled() throws IOException {
    List<SegmentSlice> slices = slices(new Random(5), 2, 2000, new TreeMap<>());
    for (int stop = 1; stop < 12; stop++) {
      AtomicInteger left = new AtomicInteger(stop);
      assertThatThrownBy(() ->
              SegmentBuilder.build(
                  slices,
                  GRAPHS,
                  directory,
                  KERNELS,
                  count -> {},
                  () -> left.decrementAndGet() <= 0))
          .isInstanceOf(CancellationException.class);
      assertThat(names()).isEmpty();
    }
  }

  @Test
  void buildsTheGraphsOfThePlan() throws IOException {
    assertBuilt(GRAPHS);
  }

  @Test
  void buildsTheCodesOfThePlan() throws IOException {
    assertBuilt(CODES);
  }

  private void assertBuilt(SegmentBuilder.Plan plan) throws IOException {
    TreeMap<PointId, Expected> model = new TreeMap<>();
    List<SegmentSlice> slices = slices(new Random(31), 2, 1500, model);
    AtomicInteger progress = new AtomicInteger();
    SegmentBuilder.Built built =
        SegmentBuilder.build(slices, plan, directory, KERNELS, progress::addAndGet, () -> false);
    long expected = model.values().stream().mapToLong(point -> point.vectors().size()).sum();
    assertThat(built.inserted()).isEqualTo(expected).isEqualTo(progress.get());
    assertThat(built.rows()).isEqualTo(model.size());
    assertThat(built.bytes()).isEqualTo(Files.size(directory.resolve(built.fileName())));
    SealedSegment sealed = SealedSegment.open(directory.resolve(built.fileName()), KERNELS);
    open.add(sealed);
    assertThat(sealed.indexed("")).isTrue();
    assertThat(sealed.indexed("text")).isTrue();
    assertThat(sealed.indexed("never")).isFalse();
    assertThat(sealed.indexed("unknown")).isFalse();
    for (String vector : List.of("", "text")) {
      float[] query = new float[get(SPECS, vector).size()];
      Arrays.fill(query, 0.5f);
      List<Integer> graph = search(sealed, vector, query, new SearchParams(200, false));
      List<Integer> exact = search(sealed, vector, query, new SearchParams(200, true));
      assertThat(graph).hasSize(10).isEqualTo(exact);
    }
  }

  @Test
  void damageIsNeverServed() throws IOException {
    assertDamageIsNeverServed(GRAPHS);
  }

  @Test
  void damageIsNeverServedByCodes() throws IOException {
    assertDamageIsNeverServed(CODES);
  }

  private void assertDamageIsNeverServed(SegmentBuilder.Plan plan) throws IOException {
    TreeMap<PointId, Expected> model = new TreeMap<>();
    Path sound = build(slices(new Random(3), 1, 8, model), plan).file();
    byte[] bytes = Files.readAllBytes(sound);
    assertThat(bytes.length).isLessThan(64 * 1024);
    Path path = directory.resolve("damaged");
    ListAppender<ILoggingEvent> log = captureLog();
    int refused = 0;
    int derived = 0;
    for (int offset = 0; offset < bytes.length; offset++) {
      byte[] damaged = bytes.clone();
      damaged[offset] ^= (byte) (1 << (offset % 8));
      Files.write(path, damaged);
      try {
        SealedSegment segment = SealedSegment.open(path, KERNELS);
        try {
          assertThat(segment.damaged()).as("byte " + offset).hasSize(1);
          String[] part = segment.damaged().getFirst().split(":", 2);
          assertThat(segment.indexed(part[1])).isEqualTo(!part[0].equals("graph"));
          assertSame(segment, model, "byte " + offset);
          derived++;
        } finally {
          segment.release();
        }
      } catch (CorruptFileException damage) {
        assertThat(damage.path()).isEqualTo(path);
        assertThat(damage.section()).isNotEmpty().doesNotMatch(DERIVED);
        refused++;
      }
    }
    assertThat(derived).isGreaterThan(100);
    assertThat(log.list)
        .hasSize(derived)
        .allMatch(line -> line.getFormattedMessage().contains("A damaged part of an index"));
    assertThat(refused).isGreaterThan(100);
    // Each cut is refused by the container, whose own test tries them all.
    for (int length = 0; length < bytes.length; length += 13) {
      Files.write(path, Arrays.copyOf(bytes, length));
      assertThatExceptionOfType(CorruptFileException.class)
          .as("length " + length)
          .isThrownBy(() -> SealedSegment.open(path, KERNELS));
    }
  }

  @Test
  void isUnmappedWhenTheLastReaderHasGone() throws IOException {
    SealedSegment sealed = build(slices(new Random(3), 1, 25, new TreeMap<>()), NO_GRAPHS);
    open.remove(sealed);
    assertThat(sealed.tryAcquire()).isTrue();
    sealed.release();
    assertThat(sealed.id(0)).isNotNull();
    sealed.release();
    assertThat(sealed.tryAcquire()).isFalse();
    assertThatThrownBy(() -> sealed.id(0)).isInstanceOf(IllegalStateException.class);
  }

  /** Keeps the segment's log lines for the test, away from the console. */
  private static ListAppender<ILoggingEvent> captureLog() {
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    Logger logger = (Logger) LoggerFactory.getLogger(SealedSegment.class);
    logger.setAdditive(false);
    logger.addAppender(appender);
    return appender;
  }

  private static List<Integer> search(
      Segment segment, String vector, float[] query, SearchParams params) {
    TopK best = new TopK();
    best.reset(10);
    RowFilter having =
        new RowFilter() {
          @Override
          public boolean accepts(int row) {
            return segment.hasVector(vector, row);
          }

          @Override
          public int estimate() {
            return segment.rows();
          }
        };
    segment.index(vector, segment.rows()).search(query, params, having, new SearchScratch(), best);
    best.sort();
    List<Integer> rows = new ArrayList<>();
    for (int rank = 0; rank < best.size(); rank++) {
      rows.add(best.row(rank));
    }
    return rows;
  }

  /** Growing slices with old versions of ids, dead rows, changed payloads and missing vectors. */
  private List<SegmentSlice> slices(
      Random random, int count, int rowsEach, NavigableMap<PointId, Expected> model) {
    List<SegmentSlice> slices = new ArrayList<>();
    Map<PointId, int[]> places = new HashMap<>();
    List<List<Integer>> dead = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      GrowingSegment segment = new GrowingSegment(SPECS, KERNELS);
      open.add(segment);
      dead.add(new ArrayList<>());
      for (int row = 0; row < rowsEach; row++) {
        PointId id = id(random);
        int[] old = places.put(id, new int[] {i, row});
        if (old != null) {
          dead.get(old[0]).add(old[1]);
        }
        Map<String, VectorValue> vectors = new HashMap<>();
        if (random.nextInt(10) != 0) {
          vectors.put("", VectorValue.of(vector(random, 4)));
        }
        if (random.nextBoolean()) {
          vectors.put("text", VectorValue.of(vector(random, 9)));
        }
        Expected point = new Expected(vectors, payload(random), 10_000L * i + row);
        segment.append(id, vectors, point.payload(), point.version());
        model.put(id, point);
      }
      // Written after the slice was made: no part of it.
      segment.append(PointId.of(1L << 40), Map.of(), Payload.EMPTY, 0);
    }
    for (PointId id : List.copyOf(model.keySet())) {
      if (random.nextInt(6) == 0) {
        int[] place = get(places, id);
        dead.get(place[0]).add(place[1]);
        model.remove(id);
      }
    }
    for (int i = 0; i < count; i++) {
      Map<Integer, PayloadOverlay.Entry> changes = new HashMap<>();
      for (PointId id : List.copyOf(model.keySet())) {
        int[] place = get(places, id);
        if (place[0] == i && random.nextInt(5) == 0) {
          Payload payload = payload(random);
          long version = 500_000L + place[1];
          changes.put(place[1], new PayloadOverlay.Entry(payload, version));
          model.put(id, new Expected(get(model, id).vectors(), payload, version));
        }
      }
      slices.add(
          new SegmentSlice(
              open.get(open.size() - count + i),
              rowsEach,
              dead(dead.get(i)),
              PayloadOverlay.NONE.with(changes)));
    }
    return slices;
  }

  private SealedSegment build(List<SegmentSlice> slices, SegmentBuilder.Plan plan)
      throws IOException {
    SegmentBuilder.Built built =
        SegmentBuilder.build(slices, plan, directory, KERNELS, count -> {}, () -> false);
    SealedSegment sealed = SealedSegment.open(directory.resolve(built.fileName()), KERNELS);
    open.add(sealed);
    assertThat(sealed.damaged()).isEmpty();
    return sealed;
  }

  private static void assertSame(
      SealedSegment sealed, NavigableMap<PointId, Expected> model, String description) {
    assertThat(sealed.rows()).as(description).isEqualTo(model.size());
    int row = 0;
    for (Map.Entry<PointId, Expected> point : model.entrySet()) {
      assertThat(sealed.id(row)).as(description).isEqualTo(point.getKey());
      assertThat(sealed.rowOf(point.getKey(), sealed.rows())).isEqualTo(row);
      assertThat(sealed.version(row)).isEqualTo(point.getValue().version());
      assertThat(sealed.payload(row)).isEqualTo(point.getValue().payload());
      for (String vector : SPECS.keySet()) {
        VectorValue expected = point.getValue().vectors().get(vector);
        assertThat(sealed.hasVector(vector, row)).isEqualTo(expected != null);
        if (expected != null) {
          assertThat(sealed.vector(vector, row)).isEqualTo(expected);
        } else {
          assertThat(sealed.allHaveVector(vector)).isFalse();
        }
      }
      row++;
    }
    Random random = new Random(row);
    for (int i = 0; i < 100; i++) {
      PointId id = id(random);
      int expected = model.containsKey(id) ? model.headMap(id).size() : -1;
      assertThat(sealed.rowOf(id, sealed.rows())).isEqualTo(expected);
    }
  }

  /** Few different ids, of both kinds, on both sides of the sign bit. */
  private static PointId id(Random random) {
    long low = random.nextInt(400) - 200L;
    return switch (random.nextInt(3)) {
      case 0 -> PointId.of(low);
      case 1 -> new PointId(true, low, random.nextInt(2) - 1);
      default -> new PointId(true, 0, low);
    };
  }

  private static Payload payload(Random random) {
    return random.nextInt(4) == 0
        ? Payload.EMPTY
        : new Payload(Map.of("k", (long) random.nextInt(), "t", "text " + random.nextInt(9)));
  }

  private static float[] vector(Random random, int size) {
    float[] vector = new float[size];
    for (int i = 0; i < size; i++) {
      vector[i] = random.nextFloat();
    }
    return vector;
  }

  private static Tombstones dead(List<Integer> rows) {
    int[] array = rows.stream().mapToInt(Integer::intValue).toArray();
    return Tombstones.NONE.with(array, array.length);
  }

  private static <K, V> V get(Map<K, V> map, K key) {
    return Objects.requireNonNull(map.get(key));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
