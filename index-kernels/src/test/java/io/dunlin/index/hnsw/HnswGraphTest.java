package io.dunlin.index.hnsw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.index.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HnswGraphTest {
  private static final int ROWS = 2000;

  private final HnswFixture fixture = new HnswFixture(21, ROWS, 8, Metric.EUCLID);

  @Test
  void oneThreadBuildsTheSameBytesAgain() {
    assertThat(fixture.build(1).bytes().mismatch(fixture.build(1).bytes())).isEqualTo(-1);
  }

  @Test
  void anOpenedGraphAnswersAsTheBuiltOne() {
    HnswGraph built = fixture.build(1);
    HnswGraph opened = HnswGraph.open(copy(built.bytes()), ROWS);
    assertThat(opened.m()).isEqualTo(HnswFixture.PARAMS.m());
    for (float[] query : fixture.queries) {
      int[] expected = answer(built, query);
      assertThat(answer(opened, query)).isEqualTo(expected);
    }
  }

  private int[] answer(HnswGraph graph, float[] query) {
    return HnswFixture.search(
        fixture.index(graph), query, 10, 50, io.dunlin.index.RowFilter.all(ROWS));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, magic",
    "4, 2, version",
    "8, 1999, another size",
    "12, 1, impossible M",
    "12, 17, length",
    "16, 40, number of layers",
    "20, 9, entry",
    "24, -5, entry",
    "32, 0, do not shrink",
    "192, 33, too many links",
    "196, 2000, link to no node",
    "196, -1, link to no node",
  })
  void brokenBytesAreRefused(int at, int value, String complaint) {
    MemorySegment bytes = copy(fixture.build(1).bytes());
    bytes.set(ValueLayout.JAVA_INT, at, value);
    assertThatThrownBy(() -> HnswGraph.open(bytes, ROWS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void cutBytesAreRefused() {
    MemorySegment bytes = fixture.build(1).bytes();
    for (long length : new long[] {0, 100, 191, 192, 5000, bytes.byteSize() - 4}) {
      assertThatThrownBy(() -> HnswGraph.open(bytes.asSlice(0, length), ROWS))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Whatever stands in the bytes: refused when opened, or searched without harm. */
  @Test
  void noiseNeverLeadsASearchAstray() {
    long seed = 77;
    SplittableRandom random = new SplittableRandom(seed);
    MemorySegment good = fixture.build(1).bytes();
    for (int round = 0; round < 300; round++) {
      MemorySegment bytes = copy(good);
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        long at = 4L * random.nextInt((int) (bytes.byteSize() / 4));
        bytes.set(ValueLayout.JAVA_INT, at, random.nextInt(-2, ROWS + 2));
      }
      try {
        HnswGraph graph = HnswGraph.open(bytes, ROWS);
        answer(graph, fixture.queries[0]);
      } catch (IllegalArgumentException refused) {
        assertThat(refused).as("seed %d", seed).hasMessageStartingWith("the graph ");
      }
    }
  }

  private static MemorySegment copy(MemorySegment bytes) {
    return Arena.ofAuto().allocate(bytes.byteSize(), 64).copyFrom(bytes);
  }
}
