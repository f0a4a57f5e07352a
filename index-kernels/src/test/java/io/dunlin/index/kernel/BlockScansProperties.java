package io.dunlin.index.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import io.dunlin.index.memory.CodeBlocks;
import io.dunlin.index.quantize.ProductQuantizer;
import io.dunlin.index.quantize.SubSpaces;
import io.dunlin.index.search.CandidatePool;
import io.dunlin.index.search.QueryTables;
import io.dunlin.index.search.SearchScratch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All kernels leave the same pool, bit by bit and in the same order. */
class BlockScansProperties {
  private static final long SEED = 20_261_127;
  private static final int BLOCKS = 70;

  @ParameterizedTest
  @CsvSource({
    "4, 4", "32, 4", "28, 4", "196, 4", "384, 4", "4096, 4", "1, 8", "8, 8", "49, 8", "300, 8"
  })
  void allLeaveTheSamePool(int digits, int bits) {
    SplittableRandom random = new SplittableRandom(SEED + digits);
    CodeBlocks blocks = randomBlocks(random, digits, bits);
    for (int round = 0; round < 20; round++) {
      QueryTables query = new QueryTables();
      query.fill(TestRows.uniform(random, 4 * digits), 4 * digits);
      float[] tables = TestRows.uniform(random, 256 * digits);
      int wanted = 1 + random.nextInt(200);
      long seed = random.nextLong();
      long[] expected = scan(new ScalarKernels(), blocks, query, tables, wanted, seed);
      for (String name : Kernels.names()) {
        assertThat(scan(Kernels.choose(name), blocks, query, tables, wanted, seed))
            .as("%s, %d digits of %d bits, seed %d", name, digits, bits, SEED)
            .isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 4, 4", "784, 196, 4", "100, 50, 4", "101, 13, 4", "33, 33, 4", "50, 7, 8"})
  void allFillTheSameTablesOfCodewords(int dimension, int parts, int bits) {
    SplittableRandom random = new SplittableRandom(SEED + dimension);
    SubSpaces spaces = new SubSpaces(dimension, parts);
    int digits = (parts + 3) / 4 * 4;
    for (int round = 0; round < 10; round++) {
      float[] codewords = TestRows.uniform(random, (parts * spaces.width()) << bits);
      ProductQuantizer quantizer = new ProductQuantizer(spaces, bits, 1, codewords);
      float[] query = TestRows.uniform(random, dimension + random.nextInt(3));
      QueryTables expected = new QueryTables();
      new ScalarKernels().fillTables(quantizer, query, digits, expected);
      for (String name : Kernels.names()) {
        QueryTables tables = new QueryTables();
        tables.fill(TestRows.uniform(random, 4 * digits), 4 * digits);
        Kernels.choose(name).fillTables(quantizer, query, digits, tables);
        int count = parts << bits;
        assertThat(Arrays.copyOf(tables.sums(), count))
            .as("%s, seed %d", name, SEED)
            .isEqualTo(Arrays.copyOf(expected.sums(), count));
        if (bits == 4) {
          assertThat(Arrays.copyOf(tables.entries(), digits << bits))
              .isEqualTo(Arrays.copyOf(expected.entries(), digits << bits));
          assertThat(tables.affine()).isEqualTo(expected.affine());
        }
      }
    }
  }

  /**
   * What is in the pool after some scans, and how many rows were good; the threshold being raised
   * or not in between.
   */
  private static long[] scan(
      Kernels kernels,
      CodeBlocks blocks,
      QueryTables query,
      float[] tables,
      int wanted,
      long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    CandidatePool pool = new SearchScratch().pool();
    pool.reset(wanted);
    RowFilter[] filters = filters(random);
    long good = 0;
    for (int step = 0; step < 6; step++) {
      int first = random.nextInt(BLOCKS);
      int count = random.nextInt(BLOCKS - first + 1);
      int next = random.nextInt(BLOCKS);
      float score = random.nextInt(10) == 0 ? Float.NaN : (float) random.nextDouble(-10, 10);
      RowFilter filter = filters[random.nextInt(filters.length)];
      if (blocks.bits() == 4) {
        good += kernels.scanBlocks(blocks, first, count, query, score, next, filter, pool);
      } else {
        good += kernels.scanBlocks(blocks, first, count, tables, score, next, filter, pool);
      }
      if (random.nextBoolean()) {
        pool.tighten();
      }
    }
    long[] left = Arrays.copyOf(pool.entries(), pool.size() + 1);
    left[pool.size()] = good;
    return left;
  }

  /** All rows, a few of them as bits and row by row, and none. */
  private static RowFilter[] filters(SplittableRandom random) {
    int rows = BLOCKS * CodeBlocks.TOGETHER;
    BitSet few = new BitSet();
    for (int row = 0; row < rows; row++) {
      few.set(row, random.nextInt(40) == 0);
    }
    return new RowFilter[] {
      RowFilter.all(rows),
      RowFilter.of(few, rows),
      TestRows.filter(few),
      RowFilter.of(new BitSet(), rows)
    };
  }

  private static CodeBlocks randomBlocks(SplittableRandom random, int digits, int bits) {
    MemorySegment data = Arena.ofAuto().allocate(BLOCKS * CodeBlocks.stride(digits, bits), 64);
    CodeBlocks blocks = new CodeBlocks(data, BLOCKS, digits, bits);
    byte[] code = new byte[digits];
    for (int block = 0; block < BLOCKS; block++) {
      int rows = 1 + random.nextInt(CodeBlocks.TOGETHER);
      for (int place = 0; place < CodeBlocks.TOGETHER; place++) {
        if (place < rows) {
          for (int digit = 0; digit < digits; digit++) {
            code[digit] = (byte) random.nextInt(1 << bits);
          }
          // Few different numbers, so that scores are equal now and then.
          float addend = random.nextInt(-4, 5);
          float factor = random.nextInt(3) == 0 ? 0 : (float) random.nextDouble();
          int row = block * CodeBlocks.TOGETHER + place;
          blocks.write(block, place, row, addend, factor, code);
          assertThat(blocks.digit(block, place, digits - 1)).isEqualTo(code[digits - 1] & 0xFF);
        } else {
          blocks.leaveOut(block, place);
        }
      }
    }
    return blocks;
  }
}
