package io.dunlin.index.ivf;

import static io.dunlin.index.ivf.IvfFixture.SEED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The bytes of inverted files: where they come from, and what of them is believed. */
class IvfListsTest {
  private static final int ROWS = 1_000;

  private final IvfFixture fixture = new IvfFixture(ROWS, 20, Metric.EUCLID);
  private final RowFilter all = RowFilter.all(ROWS);

  @ParameterizedTest
  @EnumSource
  void theSameSeedGivesTheSameBytesWhateverTheNumberOfThreads(IvfCodec codec) {
    IvfParams params = IvfIndexTest.params(codec).withGraph();
    MemorySegment bytes = fixture.build(params, all, 1).bytes();
    assertThat(fixture.build(params, all, 3).bytes().mismatch(bytes)).isEqualTo(-1);
    IvfParams other = IvfParams.of(codec, SEED + 1).withLists(64).withGraph();
    assertThat(fixture.build(other, all, 1).bytes().mismatch(bytes)).isNotEqualTo(-1);
  }

  @ParameterizedTest
  @EnumSource
  void bytesAreReadAgain(IvfCodec codec) {
    IvfLists built = fixture.build(IvfIndexTest.params(codec).withGraph());
    IvfLists opened = IvfLists.open(built.bytes(), fixture.rows, Metric.EUCLID);
    IvfIndex first = fixture.index(built);
    IvfIndex second = fixture.index(opened);
    assertThat(opened.entries()).isEqualTo(ROWS);
    assertThat(opened.count()).isEqualTo(64);
    for (float[] query : fixture.queries) {
      assertThat(IvfFixture.search(second, query, 10, IvfFixture.probing(8), all))
          .containsExactly(IvfFixture.search(first, query, 10, IvfFixture.probing(8), all));
    }
  }

  @ParameterizedTest
  @EnumSource
  void bytesOfAnotherShapeAreRefused(IvfCodec codec) {
    IvfLists lists = fixture.build(IvfIndexTest.params(codec));
    MemorySegment bytes = lists.bytes();
    long size = bytes.byteSize();
    refused(bytes.asSlice(0, 63), "header");
    refused(bytes.asSlice(0, size - 1), "length");
    assertThatThrownBy(() -> IvfLists.open(bytes, TestRows.of(new float[999][20]), Metric.EUCLID))
        .hasMessageContaining("another size");
    assertThatThrownBy(() -> IvfLists.open(bytes, TestRows.of(new float[ROWS][21]), Metric.EUCLID))
        .hasMessageContaining("dimension");
    assertThatThrownBy(() -> IvfLists.open(bytes, fixture.rows, Metric.DOT))
        .hasMessageContaining("metric");
    refusedWith(bytes, 0, 'X', "magic");
    refusedWith(bytes, 4, 2, "version");
    refusedWith(bytes, 16, -1, "lists");
    refusedWith(bytes, 20, ROWS + 1, "rows");
    refusedWith(bytes, 24, 9, "codes");
    long starts = lists.header().startsAt();
    refusedWith(bytes, starts, 1, "overlap");
    refusedWith(bytes, starts + 4, Integer.MAX_VALUE, "overlap");
    long row = codec.inBlocks() ? lists.header().codesAt() + 256 : lists.header().numbersAt();
    refusedWith(bytes, row, ROWS, "range");
    refusedWith(bytes, row, lists.row(0, 0) == 7 ? 8 : 7, "twice");
    if (lists.coarse() != null) {
      refusedWith(bytes, lists.header().coarseAt() + 256, Integer.MAX_VALUE, "out of order");
    }
  }

  /** Whatever four bytes of the header are overwritten with, opening gives lists or a refusal. */
  @ParameterizedTest
  @EnumSource
  void damagedHeadersDoNoHarm(IvfCodec codec) {
    MemorySegment bytes = fixture.build(IvfIndexTest.params(codec)).bytes();
    SplittableRandom random = new SplittableRandom(SEED);
    int refused = 0;
    for (int round = 0; round < 2_000; round++) {
      MemorySegment damaged = Arena.ofAuto().allocate(bytes.byteSize(), 64).copyFrom(bytes);
      int at = random.nextInt(60);
      damaged.set(ValueLayout.JAVA_INT_UNALIGNED, at, random.nextInt() >>> random.nextInt(32));
      try {
        IvfLists lists = IvfLists.open(damaged, fixture.rows, Metric.EUCLID);
        IvfIndex index = fixture.index(lists);
        IvfFixture.search(index, fixture.queries[0], 10, IvfFixture.probing(4), all);
      } catch (IllegalArgumentException refusal) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1_000);
  }

  @ParameterizedTest
  @EnumSource
  void buildingCanBeCancelledAndTellsHowFarItIs(IvfCodec codec) {
    IvfParams params = IvfIndexTest.params(codec);
    assertThatThrownBy(() -> build(params, new AtomicInteger(), true))
        .isInstanceOf(CancellationException.class);
    AtomicInteger done = new AtomicInteger();
    build(params, done, false);
    assertThat(done).hasValue(ROWS);
  }

  @ParameterizedTest
  @CsvSource({"-1, 0, 1", "0, -1, 1", "0, 0, 0"})
  void impossibleParametersAreRefused(int lists, int probes, int sample) {
    assertThatThrownBy(() ->
            new IvfParams(
                IvfCodec.FLAT, lists, probes, false, IvfParams.ProductParams.DEFAULT, sample, SEED))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void build(IvfParams params, AtomicInteger done, boolean cancelled) {
    IvfLists.build(
        fixture.vectors(), all, params, 2, Arena.ofAuto(), done::addAndGet, () -> cancelled);
  }

  private void refusedWith(MemorySegment bytes, long at, int value, String problem) {
    MemorySegment damaged = Arena.ofAuto().allocate(bytes.byteSize(), 64).copyFrom(bytes);
    damaged.set(ValueLayout.JAVA_INT_UNALIGNED, at, value);
    refused(damaged, problem);
  }

  private void refused(MemorySegment bytes, String problem) {
    assertThatThrownBy(() -> IvfLists.open(bytes, fixture.rows, Metric.EUCLID))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }
}
