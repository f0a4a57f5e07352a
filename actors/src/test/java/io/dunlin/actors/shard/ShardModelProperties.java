package io.dunlin.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.build.BuildJob;
import io.dunlin.actors.build.BuildMemory;
import io.dunlin.actors.build.BuildOrder;
import io.dunlin.actors.build.IndexWishes;
import io.dunlin.actors.build.MergePolicy;
import io.dunlin.actors.copy.CopyRegistry;
import io.dunlin.actors.copy.LatePins;
import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.actors.query.ViewScan;
import io.dunlin.actors.shard.PointOperation.ByIds;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.PointOperation.UpdateMode;
import io.dunlin.index.Metric;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.PinnedBudget;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.ShardEvent;
import io.dunlin.persistence.manifest.Manifest;
import io.dunlin.persistence.manifest.ManifestStore;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Lineage;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.segment.SealedSegment;
import io.dunlin.persistence.segment.SectionPlacement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A shard against a plain map: random operations of which points tell, freezes, seals and merges,
 * and vectors that are made, dropped and made again as others, with a crash after any step of a
 * seal or a merge. After a crash every retained manifest with the log behind it, and the log alone,
 * must equal the map.
 */
class ShardModelProperties {
  private static final int STEPS = 250;
  private static final int IDS = 60;
  private static final Kernels KERNELS = Kernels.choose("auto");
  private static final JsonPath COLOUR = key("colour");

  /** Vectors that come and go. */
  private static final List<String> CHANGING = List.of("x", "y");

  private static final List<String> AUTHORS = List.of("ada", "grace");

  private static final List<String> ALL = List.of("", "b", "words", "tokens", "x", "y");

  @TempDir Path folder;

  private final ShardId shard = new ShardId(UUID.randomUUID());
  private CollectionConfig config = config(4);
  // What a writer goes by who has yet to hear of the last change of vectors.
  private CollectionConfig before = config;
  // Room for some sections, not for all.
  private final PinnedBudget pinned = new PinnedBudget(8 << 10);
  private final SectionPlacement placement = SectionPlacement.of(config, pinned);
  private final PointModel model = new PointModel();
  private final OtherKindSearches searches = new OtherKindSearches();
  private final List<ShardEvent> log = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void equalsThePlainMap(long seed) throws IOException {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    ManifestStore manifests = new ManifestStore(folder);
    ShardCopy copy = empty(manifests);
    for (int step = 0; step < STEPS; step++) {
      int dice = random.nextInt(100);
      if (dice < 70) {
        commit(copy, random);
      } else if (dice < 80) {
        append(copy, new ShardEvent.SegmentFrozen());
      } else if (dice < 85) {
        changeVector(copy, random);
      } else {
        copy = build(copy, manifests, random);
      }
      if (random.nextInt(4) == 0) {
        pinRest(copy);
      }
      compare(copy);
    }
    copy = crash(copy, manifests);
    compare(copy);
    copy.close();
    assertThat(pinned.taken()).isZero();
    assertThat(pinned.refused()).isZero();
  }

  private ShardCopy empty(ManifestStore manifests) throws IOException {
    return ShardCopy.empty(shard, first(), KERNELS, placement, manifests.directory(shard));
  }

  private Map<String, VectorKind> first() {
    return config.firstColumns().kinds();
  }

  private void pinRest(ShardCopy copy) {
    CopyRegistry copies = new CopyRegistry();
    copies.register(copy);
    new LatePins(copies, pinned).run();
  }

  // ---- steps ----

  private void commit(ShardCopy copy, Random random) {
    CommitPlanner planner = new CommitPlanner(copy);
    CollectionConfig known = random.nextInt(8) == 0 ? before : config;
    for (int i = random.nextInt(4); i >= 0; i--) {
      PointOperation operation = operation(known, random);
      if (random.nextInt(8) == 0) {
        planner.plan(operation.withKeys(known::keyOf));
        model.apply(left(operation, known));
      } else {
        Lineage lineage = new Lineage(pick(AUTHORS, random), 1_790_000_000_000L + log.size());
        planner.plan(operation.withKeys(known::keyOf), Optional.of(lineage));
        model.apply(left(operation, known), lineage);
      }
    }
    if (!planner.changes().isEmpty()) {
      append(copy, new ShardEvent.Committed(log.size(), List.copyOf(planner.changes())));
    }
  }

  /** The operation without the vectors that are gone, or others now. */
  private PointOperation left(PointOperation operation, CollectionConfig known) {
    Predicate<String> isLeft =
        name -> config.kind(name).isPresent() && config.keyOf(name).equals(known.keyOf(name));
    return switch (operation) {
      case PointOperation.Upsert upsert ->
          upsert.of(upsert.points().stream().map(point -> left(point, isLeft)).toList());
      case PointOperation.UpdateVectors update ->
          update.of(update.points().stream().map(point -> left(point, isLeft)).toList());
      case PointOperation.DeleteVectors(var points, var names) ->
          new PointOperation.DeleteVectors(points, names.stream().filter(isLeft).toList());
      default -> operation;
    };
  }

  private static PointInput left(PointInput point, Predicate<String> isLeft) {
    Map<String, VectorValue> vectors = new HashMap<>(point.vectors());
    vectors.keySet().removeIf(isLeft.negate());
    return new PointInput(point.id(), vectors, point.payload());
  }

  /** Makes a vector of some kind and size, or drops it. */
  private void changeVector(ShardCopy copy, Random random) {
    String name = pick(CHANGING, random);
    before = config;
    config =
        config.kind(name).isPresent()
            ? config.withoutVector(name)
            : config.withVector(name, kind(random));
    append(copy, new ShardEvent.VectorsChanged(config.columns()));
    model.dropVector(name);
  }

  private static VectorKind kind(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> SparseSpec.NONE;
      case 1 -> OtherKindSearches.TOKENS;
      default ->
          new VectorSpec(1 + random.nextInt(3), Metric.DOT, HnswSettings.NONE, Optional.empty());
    };
  }

  private void append(ShardCopy copy, ShardEvent event) {
    log.add(event);
    copy.apply(log.size(), LogEntry.written(0, event));
    copy.publish();
  }

  /**
   * Seals or merges, as the policy says or at random, and crashes after a random step or not at
   * all.
   */
  private ShardCopy build(ShardCopy copy, ManifestStore manifests, Random random)
      throws IOException {
    ShardView base = copy.acquireFrozen();
    Set<Long> inputs = inputs(base, random);
    if (inputs.isEmpty()) {
      base.release();
      return copy;
    }
    int crashAfter = random.nextInt(8);
    // Settings are changed and rolled back, so that graphs are made of graphs by others.
    CollectionConfig settings = config.indexedAs(config(random.nextInt(3) == 0 ? 6 : 4));
    SealedSegment output =
        BuildJob.run(
            BuildOrder.of(base, inputs, IndexWishes.of(settings, pinned.limit())),
            copy.directory(),
            KERNELS,
            new BuildMemory(pinned),
            1,
            _ -> {},
            () -> false);
    assertThat(config.columns().kinds().keySet()).containsAll(output.specs().keySet());
    // Writes go on while a build runs.
    for (int i = random.nextInt(4); i > 0; i--) {
      commit(copy, random);
    }
    if (random.nextBoolean()) {
      append(copy, new ShardEvent.SegmentFrozen());
    }
    if (random.nextInt(3) == 0) {
      changeVector(copy, random);
    }
    if (crashAfter == 0) {
      output.release();
      base.release();
      return crash(copy, manifests);
    }
    ShardEvent.SegmentsMerged event =
        new ShardEvent.SegmentsMerged(
            List.copyOf(inputs),
            base.position(),
            output.file().getFileName().toString(),
            output.rows());
    log.add(event);
    if (crashAfter == 1) {
      output.release();
      base.release();
      return crash(copy, manifests);
    }
    copy.apply(log.size(), LogEntry.written(0, event), output);
    copy.publish();
    Optional<Manifest> manifest = copy.manifest(base, event, copy.position(), output);
    base.release();
    if (crashAfter == 2 || manifest.isEmpty()) {
      return crashAfter == 2 ? crash(copy, manifests) : copy;
    }
    manifests.write(manifest.get());
    if (crashAfter == 3) {
      return crash(copy, manifests);
    }
    manifests.removeUnreferenced(shard, files(copy));
    return crashAfter == 4 ? crash(copy, manifests) : copy;
  }

  private static Set<Long> inputs(ShardView base, Random random) {
    List<MergePolicy.Candidate> candidates = new ArrayList<>();
    for (Part part : base.parts()) {
      int rows = part.slice().rows();
      int live = part.slice().live();
      candidates.add(
          new MergePolicy.Candidate(
              part.name(), part.sealed(), false, false, false, rows, live, live * 20L));
    }
    return random.nextInt(3) == 0
        ? MergePolicy.toOne(candidates)
        : MergePolicy.next(candidates, new MergePolicy.Vacuum(0.3, 10));
  }

  /**
   * Forgets all memory, and comes back from each retained manifest and from nothing; goes on from
   * the newest.
   */
  private ShardCopy crash(ShardCopy copy, ManifestStore manifests) throws IOException {
    copy.close();
    ShardCopy fromLog = empty(manifests);
    replay(fromLog);
    compare(fromLog);
    @Nullable ShardCopy newest = null;
    for (Manifest manifest : manifests.load(shard)) {
      ShardCopy opened =
          ShardCopy.open(manifest, first(), KERNELS, placement, manifests.directory(shard));
      replay(opened);
      compare(opened);
      if (newest == null) {
        newest = opened;
      } else {
        opened.close();
      }
    }
    if (newest == null) {
      return fromLog;
    }
    fromLog.close();
    return newest;
  }

  private void replay(ShardCopy copy) {
    while (copy.position() < log.size()) {
      int next = (int) copy.position();
      copy.apply(next + 1, LogEntry.written(0, log.get(next)));
    }
    copy.publish();
  }

  // ---- what must be equal ----

  private void compare(ShardCopy copy) {
    ShardView view = copy.acquire();
    try {
      assertThat(new TreeSet<>(ViewScan.ids(view, Filter.ALL))).isEqualTo(model.points.keySet());
      assertThat(view.points()).isEqualTo(model.points.size());
      model.points.forEach((id, stored) -> {
        ShardView.Location at = Objects.requireNonNull(view.find(id), id + " is missing");
        assertThat(at.slice().payload(at.row()).fields()).isEqualTo(stored.payload());
        for (String name : ALL) {
          assertThat(at.slice().hasVector(name, at.row()))
              .isEqualTo(stored.vectors().containsKey(name));
          if (stored.vectors().containsKey(name)) {
            assertThat(at.slice().vector(name, at.row())).isEqualTo(stored.vectors().get(name));
          }
        }
        assertThat(at.slice().vectors()).isEqualTo(config.columns());
      });
      for (String name : CHANGING) {
        assertThat(new HashSet<>(ViewScan.ids(view, having(name)))).isEqualTo(model.having(name));
        searches.compareFound(copy, config, name, model.having(name));
        boolean same = config.keyOf(name).equals(before.keyOf(name));
        searches.compareFound(copy, before, name, same ? model.having(name) : Set.of());
      }
      Set<PointId> red = new HashSet<>();
      model.points.forEach((id, stored) -> {
        if ("red".equals(stored.payload().get("colour"))) {
          red.add(id);
        }
      });
      assertThat(new HashSet<>(ViewScan.ids(view, isRed()))).isEqualTo(red);
      searches.compare(copy, model, isRed(), red);
    } finally {
      view.release();
    }
  }

  // ---- random matter ----

  private static PointOperation operation(CollectionConfig known, Random random) {
    List<PointId> ids =
        IntStream.range(0, 1 + random.nextInt(5)).mapToObj(_ -> id(random)).distinct().toList();
    return switch (random.nextInt(9)) {
      case 0, 1 ->
          new PointOperation.Upsert(ids.stream().map(id -> input(known, id, random)).toList());
      case 2 ->
          new PointOperation.Upsert(
              ids.stream().map(id -> input(known, id, random)).toList(),
              List.of(UpdateMode.values()).get(random.nextInt(3)),
              someFilter(random));
      case 3 ->
          new PointOperation.UpdateVectors(
              ids.stream().map(id -> input(known, id, random)).toList(), someFilter(random));
      case 4 -> new PointOperation.DeleteVectors(new ByIds(ids), List.of(pick(ALL, random)));
      case 5 -> new PointOperation.Delete(new ByIds(ids));
      case 6 -> new PointOperation.SetPayload(new ByIds(ids), payload(random), Optional.empty());
      case 7 ->
          random.nextBoolean()
              ? new PointOperation.OverwritePayload(new ByIds(ids), payload(random))
              : new PointOperation.ClearPayload(new ByIds(ids));
      default -> new PointOperation.DeletePayload(new ByIds(ids), List.of(COLOUR));
    };
  }

  private static String pick(List<String> names, Random random) {
    return names.get(random.nextInt(names.size()));
  }

  private static PointId id(Random random) {
    int number = random.nextInt(IDS);
    return number % 3 == 0 ? PointId.of(new UUID(number, -number)) : PointId.of(number - 20L);
  }

  private static PointInput input(CollectionConfig known, PointId id, Random random) {
    Map<String, VectorValue> vectors = new HashMap<>();
    if (random.nextInt(5) > 0) {
      vectors.put("", VectorValue.of(vector(3, random)));
    }
    if (random.nextInt(3) > 0) {
      vectors.put("b", VectorValue.of(vector(2, random)));
    }
    if (random.nextInt(3) > 0) {
      vectors.put("words", OtherKindSearches.words(random));
    }
    if (random.nextInt(3) > 0) {
      vectors.put("tokens", OtherKindSearches.tokens(random));
    }
    for (String name : CHANGING) {
      Optional<VectorKind> kind = known.kind(name);
      if (kind.isPresent() && random.nextBoolean()) {
        vectors.put(name, OtherKindSearches.some(kind.get(), random));
      }
    }
    return new PointInput(id, vectors, payload(random));
  }

  private static float[] vector(int size, Random random) {
    float[] vector = new float[size];
    for (int i = 0; i < size; i++) {
      vector[i] = random.nextInt(4);
    }
    return vector;
  }

  private static Payload payload(Random random) {
    Map<String, Object> fields = new HashMap<>();
    if (random.nextBoolean()) {
      fields.put("colour", random.nextBoolean() ? "red" : "blue");
    }
    if (random.nextBoolean()) {
      fields.put("size", random.nextLong(100));
    }
    return new Payload(fields);
  }

  private static Filter someFilter(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Filter.ALL;
      case 1 -> having(random.nextBoolean() ? "b" : pick(CHANGING, random));
      default -> isRed();
    };
  }

  private static Filter having(String vector) {
    return new Filter(
        List.of(new Condition.HasVector(vector)), List.of(), List.of(), Optional.empty());
  }

  private static Filter isRed() {
    return new Filter(
        List.of(new Condition.Field(COLOUR, List.of(new Check.MatchValue("red")))),
        List.of(),
        List.of(),
        Optional.empty());
  }

  private static JsonPath key(String name) {
    return new JsonPath(name, List.of(new JsonPath.Key(name)));
  }

  private static List<String> files(ShardCopy copy) {
    ShardView view = copy.acquire();
    try {
      List<String> files = new ArrayList<>();
      for (Part part : view.parts()) {
        if (part.slice().segment() instanceof SealedSegment sealed) {
          files.add(sealed.file().getFileName().toString());
        }
      }
      return files;
    } finally {
      view.release();
    }
  }

  /** With graphs of this M. */
  private static CollectionConfig config(int m) {
    TreeMap<String, VectorSpec> vectors = new TreeMap<>();
    vectors.put("", new VectorSpec(3, Metric.EUCLID, HnswSettings.NONE, Optional.empty()));
    vectors.put("b", new VectorSpec(2, Metric.DOT, HnswSettings.NONE, Optional.empty()));
    vectors.put("tokens", OtherKindSearches.TOKENS);
    HnswSettings graphsAtOnce =
        new HnswSettings(
            Optional.of(m),
            Optional.of(16),
            Optional.of(0),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new CollectionConfig(
            vectors, 1, 1, 1, true, graphsAtOnce, OptimizerSettings.NONE, Payload.EMPTY)
        .withSparse(new TreeMap<>(Map.of("words", SparseSpec.NONE)));
  }
}
