package io.dunlin.index.kernel;

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

/**
 * The specification of every score, in plain Java. Slow on purpose: it is read and compared with,
 * not raced.
 *
 * <p>A sum over the components of a vector is taken in this order:
 *
 * <ol>
 *   <li>Sixteen <em>lanes</em>, each starting at +0. Lane l takes the components l, l + 16, l + 32
 *       and so on in turn, as far as they belong to a whole block of sixteen. Products are added by
 *       a fused multiply-add, which rounds once.
 *   <li>Four <em>groups</em>: lanes 0 to 3, 4 to 7 and so on, each added as (first + third) +
 *       (second + fourth).
 *   <li>The groups in turn, starting at +0.
 *   <li>If the dimension d is no multiple of sixteen: sixteen fresh lanes, of which lane l takes
 *       the component d - 16 + l if that is behind the last whole block, and their groups, added in
 *       turn.
 * </ol>
 *
 * <p>So vectors of 4, 8 and 16 lanes can all do it, narrow ones in several passes over a row; and a
 * remainder is read by one load of the last sixteen components, with no masked access to memory.
 * Sums of table entries over the digits of a code ({@link TableSums}) are taken in the same order.
 */
final class ScalarKernels implements Kernels {
  static final int LANES = 16;
  static final int GROUP = 4;

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public void scores(
      Metric metric, float[] query, VectorRows rows, int[] rowIds, int from, int to, float[] out) {
    rows.requireDimension(query);
    boolean bits = Distances.areOfBits(metric, rows);
    for (int i = from; i < to; i++) {
      out[i] =
          bits
              ? scoreOfBits(metric, query, rows, rowIds[i])
              : score(
                  metric, query, rows.data(), rows.offset(rowIds[i]), rows.type(), query.length);
    }
  }

  @Override
  public void scores(
      Metric metric, float[] query, ByteRows rows, int[] rowIds, int from, int to, float[] out) {
    for (int i = from; i < to; i++) {
      long offset = rowIds[i] * rows.rowBytes();
      out[i] = score(metric, query, rows.data(), offset, ComponentType.UINT8, rows.stride());
    }
  }

  @Override
  public void pairScores(
      Metric metric, ByteRows rows, int row, int[] rowIds, int from, int to, float[] out) {
    boolean squared = Distances.areSquared(metric);
    for (int i = from; i < to; i++) {
      int sum = 0;
      for (int c = 0; c < rows.dimension(); c++) {
        int difference = rows.component(row, c) - rows.component(rowIds[i], c);
        sum += squared ? difference * difference : Math.abs(difference);
      }
      out[i] = 0f - sum;
    }
  }

  @Override
  public void scores(float[] query, PackedRows rows, int[] rowIds, int from, int to, float[] out) {
    int length = rows.padded();
    for (int i = from; i < to; i++) {
      float sum = 0f;
      for (int first = 0; first < LANES; first += GROUP) {
        sum +=
            (packedLane(query, rows, rowIds[i], first)
                    + packedLane(query, rows, rowIds[i], first + 2))
                + (packedLane(query, rows, rowIds[i], first + 1)
                    + packedLane(query, rows, rowIds[i], first + 3));
      }
      float base = query[length + 1] + rows.addend(rowIds[i]);
      out[i] = Math.fma(rows.factor(rowIds[i]), sum + query[length], base);
    }
  }

  private static float packedLane(float[] query, PackedRows rows, int row, int start) {
    float sum = 0f;
    for (int i = start; i < rows.padded(); i += LANES) {
      sum = Math.fma(query[i], rows.component(row, i), sum);
    }
    return sum;
  }

  @Override
  public void scoresOfRange(
      Metric metric, float[] query, VectorRows rows, int first, int count, float[] out) {
    rows.requireDimension(query);
    boolean bits = Distances.areOfBits(metric, rows);
    for (int i = 0; i < count; i++) {
      out[i] =
          bits
              ? scoreOfBits(metric, query, rows, first + i)
              : score(
                  metric, query, rows.data(), rows.offset(first + i), rows.type(), query.length);
    }
  }

  @Override
  public void tableSums(
      float[] tables, CodeRows codes, int[] rowIds, int from, int to, float[] out) {
    TableSums.requireTables(tables, codes);
    for (int i = from; i < to; i++) {
      out[i] = TableSums.sum(tables, codes, rowIds[i]);
    }
  }

  @Override
  public void tableSumsOfRange(float[] tables, CodeRows codes, int first, int count, float[] out) {
    TableSums.requireTables(tables, codes);
    for (int i = 0; i < count; i++) {
      out[i] = TableSums.sum(tables, codes, first + i);
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
    for (int i = 0; i < count; i++) {
      long at = (first + i) * rows.rowBytes();
      out[i] = score(metric, query, rows.data(), at, ComponentType.UINT8, rows.stride());
    }
  }

  @Override
  public void offerLinks(
      LinkBlocks blocks, int block, QueryTables query, float score, RowBytes rows, Beam beam) {
    for (int slot = 0; slot < blocks.slots(); slot++) {
      int sum = 0;
      for (int group = 0; group < blocks.groups(); group++) {
        int at = group * QueryTables.ENTRIES + blocks.signs(block, slot, group);
        sum += Byte.toUnsignedInt(query.entries()[at]);
      }
      LinkEstimates.offer(blocks, block, slot, query, score, sum, beam);
    }
  }

  private static float scoreOfBits(Metric metric, float[] query, VectorRows rows, int row) {
    int differing = 0;
    int either = 0;
    for (int i = 0; i < query.length; i++) {
      boolean own = query[i] != 0;
      boolean other = rows.type().component(rows.data(), rows.offset(row), i) != 0;
      differing += own != other ? 1 : 0;
      either += own || other ? 1 : 0;
    }
    return Distances.ofBits(metric, differing, either);
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
    for (int block = first; block < first + count; block++) {
      for (int place = 0; place < CodeBlocks.TOGETHER; place++) {
        int sum = 0;
        for (int digit = 0; digit < blocks.digits(); digit++) {
          int at = digit * QueryTables.ENTRIES + blocks.digit(block, place, digit);
          sum += Byte.toUnsignedInt(query.entries()[at]);
        }
        BlockEstimates.offer(blocks, block, place, query, score, sum, pool);
      }
    }
    return BlockEstimates.keepAccepted(pool, before, filter);
  }

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
    int before = pool.size();
    pool.reserve(count * CodeBlocks.TOGETHER);
    for (int block = first; block < first + count; block++) {
      for (int place = 0; place < CodeBlocks.TOGETHER; place++) {
        float sum = 0;
        for (int digit = 0; digit < blocks.digits(); digit++) {
          sum += tables[digit * BlockEstimates.ENTRIES + blocks.digit(block, place, digit)];
        }
        BlockEstimates.offer(blocks, block, place, score, sum, pool);
      }
    }
    return BlockEstimates.keepAccepted(pool, before, filter);
  }

  private static float score(
      Metric metric,
      float[] query,
      MemorySegment data,
      long offset,
      ComponentType type,
      int dimension) {
    int whole = dimension & -LANES;
    float sum = 0f;
    for (int first = 0; first < LANES; first += GROUP) {
      sum += group(metric, query, data, offset, type, first, 0, whole);
    }
    for (int first = dimension - LANES; whole < dimension && first < dimension; first += GROUP) {
      sum += group(metric, query, data, offset, type, first, whole, dimension);
    }
    return metric.greaterIsBetter() ? sum : 0f - sum;
  }

  /** Four lanes, the first of which starts at component {@code first}, within from and to. */
  private static float group(
      Metric metric,
      float[] query,
      MemorySegment data,
      long offset,
      ComponentType type,
      int first,
      int from,
      int to) {
    return (lane(metric, query, data, offset, type, first, from, to)
            + lane(metric, query, data, offset, type, first + 2, from, to))
        + (lane(metric, query, data, offset, type, first + 1, from, to)
            + lane(metric, query, data, offset, type, first + 3, from, to));
  }

  private static float lane(
      Metric metric,
      float[] query,
      MemorySegment data,
      long offset,
      ComponentType type,
      int start,
      int from,
      int to) {
    if (start < from) {
      return 0f;
    }
    return switch (metric) {
      case DOT, COSINE -> dot(query, data, offset, type, start, to);
      case EUCLID -> euclid(query, data, offset, type, start, to);
      case MANHATTAN -> manhattan(query, data, offset, type, start, to);
      case HAMMING, JACCARD -> throw Distances.unfit(metric);
    };
  }

  private static float dot(
      float[] query, MemorySegment data, long offset, ComponentType type, int start, int end) {
    float sum = 0f;
    for (int i = start; i < end; i += LANES) {
      sum = Math.fma(query[i], type.component(data, offset, i), sum);
    }
    return sum;
  }

  private static float euclid(
      float[] query, MemorySegment data, long offset, ComponentType type, int start, int end) {
    float sum = 0f;
    for (int i = start; i < end; i += LANES) {
      float difference = query[i] - type.component(data, offset, i);
      sum = Math.fma(difference, difference, sum);
    }
    return sum;
  }

  private static float manhattan(
      float[] query, MemorySegment data, long offset, ComponentType type, int start, int end) {
    float sum = 0f;
    for (int i = start; i < end; i += LANES) {
      sum += Math.abs(query[i] - type.component(data, offset, i));
    }
    return sum;
  }
}
