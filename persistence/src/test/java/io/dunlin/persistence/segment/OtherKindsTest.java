package io.dunlin.persistence.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.file.SectionFile;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.PinnedBudget;
import io.dunlin.index.multi.MultiSearcher;
import io.dunlin.index.search.TopK;
import io.dunlin.index.sparse.SparseQuery;
import io.dunlin.index.sparse.SparseSearcher;
import io.dunlin.persistence.model.Datatype;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sparse vectors and multivectors: what is written, sealed and merged is what was given. */
class OtherKindsTest {
  private static final Kernels KERNELS = Kernels.choose("auto");
  private static final int DIMENSION = 5;
  private static final int K = 20;
  private static final Map<String, VectorKind> SPECS =
      Map.of(
          "words",
          SparseSpec.NONE,
          "tokens",
          multi(Datatype.FLOAT32),
          "halves",
          multi(Datatype.FLOAT16),
          "never",
          SparseSpec.NONE,
          "dense",
          new VectorSpec(DIMENSION, Metric.DOT, HnswSettings.NONE, Optional.empty()));

  @TempDir Path directory;
  private final List<Segment> open = new ArrayList<>();
  private final SparseSearcher sparse = new SparseSearcher();
  private final MultiSearcher multi = new MultiSearcher();

  private static VectorSpec multi(Datatype datatype) {
    return new VectorSpec(
        DIMENSION,
        Metric.DOT,
        HnswSettings.NONE,
        Optional.empty(),
        Optional.of(datatype),
        Optional.empty(),
        Optional.empty(),
        Optional.of(VectorSpec.Comparator.MAX_SIM));
  }

  @AfterEach
  void release() {
    open.forEach(Segment::release);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void sealsAndMergesHoldWhatWasWritten(long seed) throws IOException {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    TreeMap<PointId, Map<String, VectorValue>> model = new TreeMap<>();
    SegmentSlice first = grow(random, 400, model);
    assertSame(first.segment(), model);
    SealedSegment sealed = seal(List.of(first));
    assertSame(sealed, model);
    assertThat(sealed.specs().keySet()).isEqualTo(SPECS.keySet());
    assertThat(sealed.indexed("words")).isTrue();
    assertThat(sealed.indexed("tokens")).isFalse();
    assertThat(answers(sealed, new Random(seed)))
        .isEqualTo(answers(first.segment(), new Random(seed)));

    int[] dead = random.ints(60, 0, sealed.rows()).distinct().toArray();
    for (int row : dead) {
      model.remove(sealed.id(row));
    }
    Tombstones tombstones = Tombstones.NONE.with(dead, dead.length);
    SegmentSlice left = new SegmentSlice(sealed, sealed.rows(), tombstones, PayloadOverlay.NONE);
    SegmentSlice second = grow(random, 300, model);
    SealedSegment merged = seal(List.of(left, second));
    assertSame(merged, model);
    assertThat(merged.damaged()).isEmpty();
  }

  /** Ids ascend, so that rows have the same numbers in a sealed segment. */
  private SegmentSlice grow(Random random, int rows, Map<PointId, Map<String, VectorValue>> model) {
    GrowingSegment segment = new GrowingSegment(SPECS, KERNELS);
    open.add(segment);
    int before = model.size() + 1000 * open.size();
    for (int row = 0; row < rows; row++) {
      Map<String, VectorValue> vectors = new HashMap<>();
      if (random.nextInt(5) > 0) {
        vectors.put("words", words(random));
      }
      if (random.nextInt(5) > 0) {
        vectors.put("tokens", tokens(random));
      }
      if (random.nextInt(3) > 0) {
        vectors.put("halves", tokens(random));
      }
      if (random.nextInt(7) > 0) {
        vectors.put("dense", VectorValue.of(1, 2, 3, 4, row));
      }
      PointId id = PointId.of(before + row);
      segment.append(id, vectors, Payload.EMPTY, row);
      model.put(id, vectors);
    }
    return new SegmentSlice(segment, rows, Tombstones.NONE, PayloadOverlay.NONE);
  }

  private static VectorValue words(Random random) {
    int[] indices =
        random.ints(random.nextInt(9), -50, 50).map(i -> i * i * i).distinct().toArray();
    float[] values = new float[indices.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(7) - 2;
    }
    return VectorValue.Sparse.of(indices, values);
  }

  private static VectorValue tokens(Random random) {
    float[] components = new float[DIMENSION * (1 + random.nextInt(6))];
    for (int i = 0; i < components.length; i++) {
      components[i] = random.nextInt(9) - 4;
    }
    return new VectorValue.Multi(components, DIMENSION);
  }

  private SealedSegment seal(List<SegmentSlice> slices) throws IOException {
    SegmentBuilder.Built built =
        SegmentBuilder.build(
            slices, new SegmentBuilder.Plan(Map.of(), 1), directory, KERNELS, _ -> {}, () -> false);
    SealedSegment sealed = SealedSegment.open(directory.resolve(built.fileName()), KERNELS);
    open.add(sealed);
    return sealed;
  }

  private static void assertSame(Segment segment, Map<PointId, Map<String, VectorValue>> model) {
    assertThat(segment.rows()).isEqualTo(model.size());
    Map<String, Integer> having = new HashMap<>();
    for (int row = 0; row < segment.rows(); row++) {
      Map<String, VectorValue> vectors = Objects.requireNonNull(model.get(segment.id(row)));
      for (String name : SPECS.keySet()) {
        @Nullable VectorValue expected = vectors.get(name);
        assertThat(segment.hasVector(name, row))
            .as("%s of row %d", name, row)
            .isEqualTo(expected != null);
        if (expected != null) {
          assertThat(segment.vector(name, row)).isEqualTo(expected);
          having.merge(name, 1, Integer::sum);
        }
      }
    }
    for (String name : SPECS.keySet()) {
      assertThat(segment.allHaveVector(name))
          .isEqualTo(having.getOrDefault(name, 0) == segment.rows());
      for (int rows : List.of(segment.rows(), segment.rows() / 2, 33, 1, 0)) {
        if (rows == segment.rows() || segment instanceof GrowingSegment) {
          assertThat(segment.having(name, rows).toArray())
              .as("%s of %d rows", name, rows)
              .isEqualTo(
                  IntStream.range(0, rows).filter(row -> segment.hasVector(name, row)).toArray());
        }
      }
    }
    assertThat(segment.having("unknown", segment.rows()).isEmpty()).isTrue();
  }

  /** Rows and scores of some searches. */
  private List<List<Float>> answers(Segment segment, Random random) {
    List<List<Float>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      TopK top = new TopK();
      top.reset(K, segment::compareIds);
      RowFilter all = RowFilter.all(segment.rows());
      if (i % 2 == 0) {
        VectorValue.Sparse query = (VectorValue.Sparse) words(random);
        sparse.search(
            segment.sparseIndex("words", segment.rows()),
            new SparseQuery(query.indices(), query.values()),
            all,
            top);
      } else {
        VectorValue.Multi query = (VectorValue.Multi) tokens(random);
        String name = i % 4 == 1 ? "tokens" : "halves";
        multi.search(segment.multiIndex(name, segment.rows()), query.components(), all, top);
      }
      top.sort();
      List<Float> answer = new ArrayList<>();
      for (int rank = 0; rank < top.size(); rank++) {
        answer.add((float) top.row(rank));
        answer.add(top.score(rank));
      }
      answers.add(answer);
    }
    return answers;
  }

  @Test
  void damagedPostingsAreLeftOut() throws IOException {
    TreeMap<PointId, Map<String, VectorValue>> model = new TreeMap<>();
    SegmentSlice grown = grow(new Random(8), 200, model);
    SealedSegment sound = seal(List.of(grown));
    List<List<Float>> expected = answers(sound, new Random(2));
    Path copy = directory.resolve("damaged");
    byte[] bytes = Files.readAllBytes(sound.file());
    try (SectionFile file = SectionFile.open(sound.file())) {
      byte[] postings = file.section("postings:words").toArray(ValueLayout.JAVA_BYTE);
      bytes[indexOf(bytes, postings) + postings.length / 2] ^= 1;
    }
    Files.write(copy, bytes);
    SealedSegment damaged = SealedSegment.open(copy, KERNELS);
    open.add(damaged);

    assertThat(damaged.damaged()).containsExactly("postings:words");
    assertThat(damaged.indexed("words")).isFalse();
    assertSame(damaged, model);
    assertThat(answers(damaged, new Random(2))).isEqualTo(expected);
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    int at = 0;
    while (Arrays.mismatch(bytes, at, at + part.length, part, 0, part.length) >= 0) {
      at++;
    }
    return at;
  }

  @Test
  void postingsAndRowsArePinnedUnlessTheyAreToStayOnDisk() throws IOException {
    SealedSegment mapped = seal(List.of(grow(new Random(8), 200, new TreeMap<>())));
    PinnedBudget budget = new PinnedBudget(1 << 20);
    SealedSegment pinned =
        SealedSegment.open(mapped.file(), KERNELS, new SectionPlacement(budget, Set.of()));
    open.add(pinned);
    assertThat(answers(pinned, new Random(4))).isEqualTo(answers(mapped, new Random(4)));
    assertThat(pinned.sparseIndex("words", 200).rows().entries().isMapped()).isFalse();
    SealedSegment left =
        SealedSegment.open(
            mapped.file(), KERNELS, new SectionPlacement(budget, Set.of("sparse:words")));
    open.add(left);
    assertThat(left.sparseIndex("words", 200).rows().entries().isMapped()).isTrue();
  }

  @Test
  void refusesAVectorOfAnotherKind() {
    GrowingSegment segment = new GrowingSegment(SPECS, KERNELS);
    open.add(segment);
    VectorValue dense = VectorValue.of(new float[DIMENSION]);
    VectorValue narrow = new VectorValue.Multi(new float[4], 4);
    VectorValue words = VectorValue.Sparse.of(new int[0], new float[0]);
    List<Map<String, VectorValue>> wrong =
        List.of(
            Map.of("words", dense),
            Map.of("tokens", dense),
            Map.of("tokens", narrow),
            Map.of("tokens", words));
    for (Map<String, VectorValue> vectors : wrong) {
      assertThatThrownBy(() -> segment.append(PointId.of(1), vectors, Payload.EMPTY, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(segment.rows()).isZero();
    assertThatThrownBy(() -> segment.index("words", 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
