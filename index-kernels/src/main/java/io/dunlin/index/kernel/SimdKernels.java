package io.dunlin.index.kernel;

import static io.dunlin.index.kernel.Lanes.LANES;
import static io.dunlin.index.kernel.Lanes.WIDTH;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.memory.ByteRows;
import io.dunlin.index.memory.CodeBlocks;
import io.dunlin.index.memory.CodeRows;
import io.dunlin.index.memory.ComponentType;
import io.dunlin.index.memory.LinkBlocks;
import io.dunlin.index.memory.PackedRows;
import io.dunlin.index.memory.RowBytes;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.search.Beam;
import io.dunlin.index.search.CandidatePool;
import io.dunlin.index.search.QueryTables;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The Vector API's kernels. Rows are taken four at a time, their loads interleaved, so that four
 * cache misses are under way together; a last group of fewer repeats its last row, which is then in
 * cache.
 */
final class SimdKernels implements Kernels {
  private static final int TOGETHER = 4;

  /** For what gains nothing from vectors, such as rows that do not fill the lanes once. */
  private static final Kernels SHORT = new ScalarKernels();

  @Override
  public String name() {
    return "simd";
  }

  @Override
  public void scores(
      Metric metric, float[] query, VectorRows rows, int[] rowIds, int from, int to, float[] out) {
    rows.requireDimension(query);
    if (Distances.areOfBits(metric, rows)) {
      int last = to - 1;
      for (int i = from; i < to; i += TOGETHER) {
        int row1 = rowIds[Math.min(i + 1, last)];
        int row2 = rowIds[Math.min(i + 2, last)];
        int row3 = rowIds[Math.min(i + 3, last)];
        SimdBits.four(metric, query, rows, rowIds[i], row1, row2, row3, out, i, to - i);
      }
      return;
    }
    if (!isPossible(rows)) {
      SHORT.scores(metric, query, rows, rowIds, from, to, out);
      return;
    }
    if (rows.type() != ComponentType.FLOAT32) {
      for (int i = from; i < to; i++) {
        out[i] = narrow(metric, query, rows, rowIds[i]);
      }
      return;
    }
    int last = to - 1;
    for (int i = from; i < to; i += TOGETHER) {
      long row0 = rows.offset(rowIds[i]);
      long row1 = rows.offset(rowIds[Math.min(i + 1, last)]);
      long row2 = rows.offset(rowIds[Math.min(i + 2, last)]);
      long row3 = rows.offset(rowIds[Math.min(i + 3, last)]);
      four(metric, query, rows.data(), row0, row1, row2, row3, out, i, to - i);
    }
  }

  @Override
  public void scoresOfRange(
      Metric metric, float[] query, VectorRows rows, int first, int count, float[] out) {
    rows.requireDimension(query);
    if (Distances.areOfBits(metric, rows)) {
      int last = first + count - 1;
      for (int i = 0; i < count; i += TOGETHER) {
        int row1 = Math.min(first + i + 1, last);
        int row2 = Math.min(first + i + 2, last);
        int row3 = Math.min(first + i + 3, last);
        SimdBits.four(metric, query, rows, first + i, row1, row2, row3, out, i, count - i);
      }
      return;
    }
    if (!isPossible(rows)) {
      SHORT.scoresOfRange(metric, query, rows, first, count, out);
      return;
    }
    if (rows.type() != ComponentType.FLOAT32) {
      for (int i = 0; i < count; i++) {
        out[i] = narrow(metric, query, rows, first + i);
      }
      return;
    }
    int last = first + count - 1;
    for (int i = 0; i < count; i += TOGETHER) {
      long row0 = rows.offset(first + i);
      long row1 = rows.offset(Math.min(first + i + 1, last));
      long row2 = rows.offset(Math.min(first + i + 2, last));
      long row3 = rows.offset(Math.min(first + i + 3, last));
      four(metric, query, rows.data(), row0, row1, row2, row3, out, i, count - i);
    }
  }

  @Override
  public void scores(
      Metric metric, float[] query, ByteRows rows, int[] rowIds, int from, int to, float[] out) {
    if (!SimdBytes.IS_POSSIBLE) {
      SHORT.scores(metric, query, rows, rowIds, from, to, out);
      return;
    }
    for (int i = from; i < to; i++) {
      float sum =
          SimdBytes.blocks(metric, query, rows.stride(), rows.data(), rowIds[i] * rows.rowBytes());
      out[i] = metric.greaterIsBetter() ? sum : 0f - sum;
    }
  }

  /** Loads one by one: the Vector API's gathers are slower. */
  @Override
  public void tableSums(
      float[] tables, CodeRows codes, int[] rowIds, int from, int to, float[] out) {
    SHORT.tableSums(tables, codes, rowIds, from, to, out);
  }

  @Override
  public void tableSumsOfRange(float[] tables, CodeRows codes, int first, int count, float[] out) {
    SHORT.tableSumsOfRange(tables, codes, first, count, out);
  }

  @Override
  public void pairScores(
      Metric metric, ByteRows rows, int row, int[] rowIds, int from, int to, float[] out) {
    boolean squared = Distances.areSquared(metric);
    long own = row * rows.rowBytes();
    for (int i = from; i < to; i++) {
      long other = rowIds[i] * rows.rowBytes();
      out[i] = 0f - SimdPairs.blocks(squared, rows.data(), own, other, rows.stride());
    }
  }

  @Override
  public void scores(float[] query, PackedRows rows, int[] rowIds, int from, int to, float[] out) {
    if (!SimdBytes.IS_POSSIBLE) {
      SHORT.scores(query, rows, rowIds, from, to, out);
      return;
    }
    int length = rows.padded();
    for (int i = from; i < to; i++) {
      float sum =
          SimdPacked.dot(query, length, rows.bits(), rows.data(), rowIds[i] * rows.rowBytes());
      float base = query[length + 1] + rows.addend(rowIds[i]);
      out[i] = Math.fma(rows.factor(rowIds[i]), sum + query[length], base);
    }
  }

  @Override
  public void nearest(
      Metric metric,
      VectorRows rows,
      int first,
      int count,
      VectorRows centroids,
      int[] best,
      float[] scores) {
    NearestCentroids.requireSameDimension(rows, centroids);
    NearestCentroids.find(this, metric, rows, first, count, centroids, best, scores);
  }

  @Override
  public void scoresOfRange(
      Metric metric, float[] query, ByteRows rows, int first, int count, float[] out) {
    if (!SimdBytes.IS_POSSIBLE) {
      SHORT.scoresOfRange(metric, query, rows, first, count, out);
      return;
    }
    for (int i = 0; i < count; i++) {
      long at = (first + i) * rows.rowBytes();
      float sum = SimdBytes.blocks(metric, query, rows.stride(), rows.data(), at);
      out[i] = metric.greaterIsBetter() ? sum : 0f - sum;
    }
  }

  @Override
  public void offerLinks(
      LinkBlocks blocks, int block, QueryTables query, float score, RowBytes rows, Beam beam) {
    int[] sums = beam.sums();
    for (int first = 0; first < blocks.slots(); first += LinkBlocks.TOGETHER) {
      long codes = blocks.codes(block, first);
      SimdDigits.sums(blocks.data(), codes, blocks.groups(), query.entries(), beam.pairs(), sums);
      for (int i = 0; i < LinkBlocks.TOGETHER; i++) {
        LinkEstimates.offer(blocks, block, first + i, query, score, sums[i], beam);
      }
    }
  }

  private static boolean isPossible(VectorRows rows) {
    return rows.dimension() >= LANES
        && (rows.type() != ComponentType.UINT8 || SimdBytes.IS_POSSIBLE);
  }

  /** The score of a row of less than 32 bits a component. */
  private static float narrow(Metric metric, float[] query, VectorRows rows, int row) {
    float sum =
        rows.type() == ComponentType.FLOAT16
            ? SimdHalves.score(metric, query, rows.data(), rows.offset(row))
            : SimdBytes.blocks(metric, query, query.length, rows.data(), rows.offset(row));
    return metric.greaterIsBetter() ? sum : 0f - sum;
  }

  @Override
  public int scanBlocks(
      CodeBlocks blocks,
      int first,
      int count,
      QueryTables query,
      float score,
      int next,
      RowFilter filter,
      CandidatePool pool) {
    int before = pool.size();
    pool.reserve(count * CodeBlocks.TOGETHER);
    int[] sums = pool.sums();
    for (int block = first; block < first + count; block++) {
      long codes = blocks.codes(block);
      SimdDigits.sums(blocks.data(), codes, blocks.digits(), query.entries(), pool.pairs(), sums);
      for (int place = 0; place < CodeBlocks.TOGETHER; place++) {
        BlockEstimates.offer(blocks, block, place, query, score, sums[place], pool);
      }
    }
    return BlockEstimates.keepAccepted(pool, before, filter);
  }

  /** Sums of looked-up floats are no work for vectors. */
  @Override
  public int scanBlocks(
      CodeBlocks blocks,
      int first,
      int count,
      float[] tables,
      float score,
      int next,
      RowFilter filter,
      CandidatePool pool) {
    return SHORT.scanBlocks(blocks, first, count, tables, score, next, filter, pool);
  }

  private static void four(
      Metric metric,
      float[] query,
      MemorySegment data,
      long row0,
      long row1,
      long row2,
      long row3,
      float[] out,
      int at,
      int count) {
    int end = at + Math.min(count, TOGETHER);
    Arrays.fill(out, at, end, 0f);
    for (int pass = 0; pass < LANES; pass += WIDTH) {
      switch (metric) {
        case DOT, COSINE ->
            SimdDot.blocks(query, data, row0, row1, row2, row3, pass, out, at, count);
        case EUCLID -> SimdEuclid.blocks(query, data, row0, row1, row2, row3, pass, out, at, count);
        case MANHATTAN ->
            SimdManhattan.blocks(query, data, row0, row1, row2, row3, pass, out, at, count);
        case HAMMING, JACCARD -> throw Distances.unfit(metric);
      }
    }
    if ((query.length & (LANES - 1)) != 0) {
      for (int i = at; i < end; i++) {
        int place = i - at;
        long row = place == 0 ? row0 : place == 1 ? row1 : place == 2 ? row2 : row3;
        out[i] = addRest(metric, out[i], query, data, row);
      }
    }
    if (!metric.greaterIsBetter()) {
      for (int i = at; i < end; i++) {
        out[i] = 0f - out[i];
      }
    }
  }

  private static float addRest(
      Metric metric, float sum, float[] query, MemorySegment data, long row) {
    float total = sum;
    for (int pass = 0; pass < LANES; pass += WIDTH) {
      total =
          switch (metric) {
            case DOT, COSINE -> SimdDot.rest(total, query, data, row, pass);
            case EUCLID -> SimdEuclid.rest(total, query, data, row, pass);
            case MANHATTAN -> SimdManhattan.rest(total, query, data, row, pass);
            case HAMMING, JACCARD -> throw Distances.unfit(metric);
          };
    }
    return total;
  }
}
