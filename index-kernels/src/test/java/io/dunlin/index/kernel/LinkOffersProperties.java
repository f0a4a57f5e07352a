package io.dunlin.index.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.TestRows;
import io.dunlin.index.memory.LinkBlocks;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.quantize.Rotation;
import io.dunlin.index.search.Beam;
import io.dunlin.index.search.QueryTables;
import io.dunlin.index.search.SearchScratch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All kernels leave the same beam, bit by bit, in any state it may be in. */
class LinkOffersProperties {
  private static final long SEED = 20_261_124;
  private static final int BLOCKS = 40;

  @ParameterizedTest
  @CsvSource({"32, 16", "32, 128", "64, 112", "96, 784", "32, 1536", "32, 65536"})
  void allLeaveTheSameBeam(int slots, int dimension) {
    SplittableRandom random = new SplittableRandom(SEED + dimension);
    VectorRows rows = TestRows.of(new float[BLOCKS][4]);
    LinkBlocks blocks = randomBlocks(random, slots, dimension);
    QueryTables query = new QueryTables();
    for (int round = 0; round < 20; round++) {
      query.fill(TestRows.uniform(random, dimension), dimension);
      int width = 1 + random.nextInt(80);
      long seed = random.nextLong();
      long[] expected = walk(new ScalarKernels(), blocks, query, rows, width, seed);
      for (String name : Kernels.names()) {
        assertThat(walk(Kernels.choose(name), blocks, query, rows, width, seed))
            .as("%s, %d places, dimension %d, seed %d", name, slots, dimension, SEED)
            .isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 17, 100, 128, 300, 784, 1000, 1536})
  void allFillTheSameTables(int dimension) {
    SplittableRandom random = new SplittableRandom(SEED + dimension);
    Rotation rotation = new Rotation(dimension, SEED);
    int padded = rotation.paddedDimension();
    for (int round = 0; round < 10; round++) {
      float[] query = TestRows.uniform(random, dimension + random.nextInt(3));
      float[] expectedRotated = new float[padded];
      QueryTables expected = new QueryTables();
      new ScalarKernels().fillTables(rotation, query, expectedRotated, expected);
      for (String name : Kernels.names()) {
        float[] rotated = TestRows.uniform(random, padded + random.nextInt(3));
        QueryTables tables = new QueryTables();
        Kernels.choose(name).fillTables(rotation, query, rotated, tables);
        assertThat(Arrays.copyOf(rotated, padded)).as(name).isEqualTo(expectedRotated);
        assertThat(tables.entries()).as(name).isEqualTo(expected.entries());
        assertThat(tables.affine()).as(name).isEqualTo(expected.affine());
      }
    }
  }

  /** Some blocks offered, some rows visited; what is in the beam, and what was visited. */
  private static long[] walk(
      Kernels kernels,
      LinkBlocks blocks,
      QueryTables query,
      VectorRows rows,
      int width,
      long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Beam beam = new SearchScratch().beam();
    beam.reset(width);
    long[] seen = new long[2 * BLOCKS];
    for (int step = 0; step < BLOCKS; step++) {
      float score = (float) random.nextDouble(-10, 10);
      kernels.offerLinks(blocks, random.nextInt(BLOCKS), query, score, rows, beam);
      seen[step] = random.nextBoolean() ? beam.visitNext() : -2;
      seen[BLOCKS + step] = Arrays.hashCode(Arrays.copyOf(beam.entries(), beam.state()[0]));
    }
    return seen;
  }

  private static LinkBlocks randomBlocks(SplittableRandom random, int slots, int dimension) {
    int groups = dimension / QueryTables.GROUP;
    MemorySegment data = Arena.ofAuto().allocate(BLOCKS * LinkBlocks.stride(slots, groups), 64);
    LinkBlocks blocks = new LinkBlocks(data, BLOCKS, slots, groups);
    long[] signs = new long[(dimension + 63) / 64];
    for (int block = 0; block < BLOCKS; block++) {
      int links = random.nextInt(slots + 1);
      for (int slot = 0; slot < slots; slot++) {
        Arrays.setAll(signs, _ -> random.nextLong());
        if (slot < links) {
          // Few different numbers, so that scores are equal now and then.
          float addend = random.nextInt(-4, 5);
          float factor = random.nextInt(3) == 0 ? 0 : (float) random.nextDouble();
          blocks.write(block, slot, random.nextInt(BLOCKS), addend, factor, signs, 0);
        } else {
          blocks.leaveOut(block, slot);
        }
      }
    }
    return blocks;
  }
}
