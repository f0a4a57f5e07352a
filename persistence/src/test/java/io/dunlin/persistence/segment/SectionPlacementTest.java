package io.dunlin.persistence.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Logger;
import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.file.CorruptFileException;
import io.dunlin.index.file.SectionFile;
import io.dunlin.index.hnsw.HnswGraph;
import io.dunlin.index.hnsw.HnswIndex;
import io.dunlin.index.hnsw.HnswParams;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.PinnedBudget;
import io.dunlin.index.plan.IndexPlan;
import io.dunlin.index.plan.RowCodes;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Where the sections of a sealed segment lie: the answers are the same. */
class SectionPlacementTest {
  private static final Kernels KERNELS = Kernels.choose("auto");
  private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(SealedSegment.class);
  private static final int ROWS = 600;
  private static final int SIZE_A = 16;
  private static final int SIZE_B = 5;
  private static final long ROWS_OF_A = (long) ROWS * SIZE_A * Float.BYTES;
  private static final long ROWS_OF_B = (long) ROWS * SIZE_B * Float.BYTES;
  private static final long PLENTY = 64 << 20;
  private static final HnswSettings GRAPH_ON_DISK =
      new HnswSettings(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(true),
          Optional.empty());

  @TempDir Path directory;
  private Path file;
  private long graphBytes;

  /** A vector with a graph, another that is scanned. */
  @BeforeEach
  void build() throws IOException {
    Random random = new Random(7);
    GrowingSegment growing =
        new GrowingSegment(config(false, HnswSettings.NONE).vectors(), KERNELS);
    for (int row = 0; row < ROWS; row++) {
      growing.append(
          PointId.of(row),
          Map.of(
              "a",
              VectorValue.of(vector(random, SIZE_A)),
              "b",
              VectorValue.of(vector(random, SIZE_B))),
          new Payload(Map.of("row", (long) row)),
          row);
    }
    SegmentBuilder.Built built =
        SegmentBuilder.build(
            List.of(new SegmentSlice(growing, ROWS, Tombstones.NONE, PayloadOverlay.NONE)),
            new SegmentBuilder.Plan(
                Map.of(
                    "a", new IndexPlan.Graph(new HnswParams(8, 50, 1), new RowCodes.None(), false)),
                1),
            directory,
            KERNELS,
            _ -> {},
            () -> false);
    growing.release();
    file = directory.resolve(built.fileName());
    try (SectionFile sections = SectionFile.open(file)) {
      graphBytes = sections.section("graph:a").byteSize();
    }
  }

  @AfterEach
  void speakUp() {
    LOGGER.setAdditive(true);
  }

  @Test
  void answersAreTheSameWhereverSectionsLie() throws IOException {
    SealedSegment mapped = SealedSegment.open(file, KERNELS);
    List<String> expected = answers(mapped);
    mapped.release();
    long all = graphBytes + ROWS_OF_A + ROWS_OF_B;
    for (long limit : new long[] {0, graphBytes, graphBytes + ROWS_OF_A, all, PLENTY}) {
      PinnedBudget budget = new PinnedBudget(limit);
      SealedSegment segment = open(budget);
      assertThat(answers(segment)).as("with " + limit + " bytes").isEqualTo(expected);
      assertThat(budget.taken()).isEqualTo(Math.min(limit, all));
      segment.release();
      assertFree(budget);
    }
  }

  @Test
  void whatIsDerivedComesFirst() throws IOException {
    PinnedBudget budget = new PinnedBudget(graphBytes + ROWS_OF_B);
    SealedSegment segment = open(budget);
    assertThat(graphOf(segment).bytes().isMapped()).isFalse();
    assertThat(rowsAreMapped(segment, "a")).isTrue();
    assertThat(rowsAreMapped(segment, "b")).as("what still fits").isFalse();
    assertThat(budget.refused()).isEqualTo(1);
    segment.release();
    assertFree(budget);
  }

  @Test
  void whatTheUserWantsOnDiskStaysMapped() throws IOException {
    PinnedBudget budget = new PinnedBudget(PLENTY);
    SealedSegment rows = open(budget, config(true, HnswSettings.NONE));
    assertThat(rowsAreMapped(rows, "a")).isTrue();
    assertThat(graphOf(rows).bytes().isMapped()).isFalse();
    assertThat(rowsAreMapped(rows, "b")).isFalse();
    List<String> answers = answers(rows);
    SealedSegment graph = open(budget, config(false, GRAPH_ON_DISK));
    assertThat(graphOf(graph).bytes().isMapped()).isTrue();
    assertThat(rowsAreMapped(graph, "a")).isFalse();
    assertThat(answers(graph)).isEqualTo(answers);
    assertThat(budget.refused()).as("that is no lack of room").isZero();
    rows.release();
    graph.release();
    assertFree(budget);
  }

  @Test
  void whatFoundNoRoomIsPinnedOnceThereIsRoom() throws IOException {
    PinnedBudget budget = new PinnedBudget(graphBytes + ROWS_OF_A + ROWS_OF_B);
    SealedSegment first = open(budget);
    SealedSegment second = open(budget);
    List<String> answers = answers(first);
    assertThat(graphOf(second).bytes().isMapped()).isTrue();
    assertThat(budget.refused()).isEqualTo(3);
    second.pinRest();
    assertThat(graphOf(second).bytes().isMapped()).as("no room yet").isTrue();
    HnswIndex underWay = (HnswIndex) second.index("a", ROWS);

    first.release();
    second.pinRest();
    assertThat(graphOf(second).bytes().isMapped()).isFalse();
    assertThat(rowsAreMapped(second, "a")).isFalse();
    assertThat(rowsAreMapped(second, "b")).isFalse();
    assertThat(budget.refused()).isZero();
    assertThat(answers(second)).isEqualTo(answers);
    assertThat(underWay.graph().bytes().isMapped()).isTrue();
    assertThat(underWay.rows().data().scope().isAlive()).isTrue();
    second.release();
    assertFree(budget);
  }

  @Test
  void aBudgetIsKeptByThoseWhoOpenAtOnce() {
    PinnedBudget budget = new PinnedBudget(3 * (graphBytes + ROWS_OF_A));
    for (int round = 0; round < 10; round++) {
      List<CompletableFuture<SealedSegment>> opens = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        opens.add(CompletableFuture.supplyAsync(() -> openUnchecked(budget)));
      }
      List<SealedSegment> open = opens.stream().map(CompletableFuture::join).toList();
      long held = 0;
      int mapped = 0;
      for (SealedSegment segment : open) {
        held += graphOf(segment).bytes().isMapped() ? 0 : graphBytes;
        held += rowsAreMapped(segment, "a") ? 0 : ROWS_OF_A;
        held += rowsAreMapped(segment, "b") ? 0 : ROWS_OF_B;
        mapped += graphOf(segment).bytes().isMapped() ? 1 : 0;
        mapped += rowsAreMapped(segment, "a") ? 1 : 0;
        mapped += rowsAreMapped(segment, "b") ? 1 : 0;
      }
      assertThat(held).isEqualTo(budget.taken()).isLessThanOrEqualTo(budget.limit());
      assertThat(mapped).isEqualTo(budget.refused()).isPositive();
      open.forEach(SealedSegment::release);
      assertFree(budget);
    }
  }

  @Test
  void damageIsToldAsOfAMappedFileAndTakesNothing() throws IOException {
    LOGGER.setAdditive(false);
    byte[] sound = Files.readAllBytes(file);
    Path path = directory.resolve("damaged");
    Random random = new Random(11);
    int derived = 0;
    int refused = 0;
    for (int sample = 0; sample < 300; sample++) {
      byte[] damaged = sound.clone();
      damaged[random.nextInt(sound.length)] ^= (byte) (1 + random.nextInt(255));
      Files.write(path, damaged);
      PinnedBudget budget = new PinnedBudget(PLENTY);
      SectionPlacement placement = SectionPlacement.of(config(false, HnswSettings.NONE), budget);
      try {
        SealedSegment segment = SealedSegment.open(path, KERNELS, placement);
        assertThat(segment.damaged()).containsExactly("graph:a");
        assertThat(segment.indexed("a")).isFalse();
        assertThat(budget.taken()).isEqualTo(ROWS_OF_A + ROWS_OF_B);
        segment.pinRest();
        assertThat(budget.taken()).isEqualTo(ROWS_OF_A + ROWS_OF_B);
        segment.release();
        derived++;
      } catch (CorruptFileException damage) {
        assertThat(damage.path()).isEqualTo(path);
        assertThatExceptionOfType(CorruptFileException.class)
            .isThrownBy(() -> SealedSegment.open(path, KERNELS))
            .withMessage(damage.getMessage());
        refused++;
      }
      assertFree(budget);
    }
    assertThat(derived).isPositive();
    assertThat(refused).isPositive();
  }

  private SealedSegment open(PinnedBudget budget) throws IOException {
    return open(budget, config(false, HnswSettings.NONE));
  }

  private SealedSegment open(PinnedBudget budget, CollectionConfig config) throws IOException {
    return SealedSegment.open(file, KERNELS, SectionPlacement.of(config, budget));
  }

  private SealedSegment openUnchecked(PinnedBudget budget) {
    try {
      return open(budget);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertFree(PinnedBudget budget) {
    assertThat(budget.taken()).isZero();
    assertThat(budget.refused()).isZero();
  }

  private static HnswGraph graphOf(SealedSegment segment) {
    return ((HnswIndex) segment.index("a", ROWS)).graph();
  }

  private static boolean rowsAreMapped(SealedSegment segment, String vector) {
    return segment.index(vector, ROWS).rows().data().isMapped();
  }

  /** Ids, payloads, vectors, and what searches find, score bits and all. */
  private static List<String> answers(SealedSegment segment) {
    List<String> answers = new ArrayList<>();
    for (int row = 0; row < ROWS; row += 37) {
      answers.add(segment.id(row) + " " + segment.payload(row) + " " + segment.version(row));
      answers.add(segment.vector("a", row).toString());
    }
    Random random = new Random(13);
    SearchScratch scratch = new SearchScratch();
    for (int query = 0; query < 20; query++) {
      answers.add(search(segment, "a", vector(random, SIZE_A), scratch));
      answers.add(search(segment, "b", vector(random, SIZE_B), scratch));
    }
    return answers;
  }

  private static String search(
      SealedSegment segment, String vector, float[] query, SearchScratch scratch) {
    TopK best = new TopK();
    best.reset(10);
    segment
        .index(vector, ROWS)
        .search(query, new SearchParams(32, false), RowFilter.all(ROWS), scratch, best);
    best.sort();
    StringBuilder found = new StringBuilder();
    for (int rank = 0; rank < best.size(); rank++) {
      found.append(best.row(rank)).append(':').append(best.score(rank)).append(' ');
    }
    return found.toString();
  }

  private static CollectionConfig config(boolean rowsOnDisk, HnswSettings graph) {
    TreeMap<String, VectorSpec> vectors = new TreeMap<>();
    vectors.put(
        "a",
        new VectorSpec(
            SIZE_A,
            Metric.EUCLID,
            HnswSettings.NONE,
            rowsOnDisk ? Optional.of(true) : Optional.empty()));
    vectors.put("b", new VectorSpec(SIZE_B, Metric.DOT, HnswSettings.NONE, Optional.of(false)));
    return new CollectionConfig(
        vectors, 1, 1, 1, true, graph, OptimizerSettings.NONE, Payload.EMPTY);
  }

  private static float[] vector(Random random, int size) {
    float[] vector = new float[size];
    for (int i = 0; i < size; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }
}
