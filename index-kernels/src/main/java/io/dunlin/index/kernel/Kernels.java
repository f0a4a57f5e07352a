package io.dunlin.index.kernel;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.memory.ByteRows;
import io.dunlin.index.memory.CodeBlocks;
import io.dunlin.index.memory.CodeRows;
import io.dunlin.index.memory.LinkBlocks;
import io.dunlin.index.memory.LinkLists;
import io.dunlin.index.memory.PackedRows;
import io.dunlin.index.memory.RowBytes;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.quantize.ProductQuantizer;
import io.dunlin.index.quantize.Rotation;
import io.dunlin.index.search.Beam;
import io.dunlin.index.search.CandidatePool;
import io.dunlin.index.search.QueryTables;
import io.dunlin.index.search.Visited;
import java.util.List;

/**
 * Scores of one query against many rows, greater is better. Bulk, because a graph search waits for
 * memory: with several rows in flight the waiting overlaps.
 *
 * <p>All implementations give the same bits (the order of additions is that of {@link
 * ScalarKernels}), are stateless, allocate nothing and may be used by any number of threads.
 * Components are finite; a sum that overflows gives an infinity or NaN, never an exception. A score
 * is never {@code -0.0}.
 */
public sealed interface Kernels permits NativeKernels, ScalarKernels, SimdKernels {
  /** The name it can be chosen by. */
  String name();

  /**
   * {@code out[i] = score(query, row rowIds[i])} for {@code from <= i < to}.
   *
   * @throws IllegalArgumentException when the query's length is not the rows' dimension, and for
   *     rows of bits and another than the binary metrics, or the other way round
   */
  void scores(
      Metric metric, float[] query, VectorRows rows, int[] rowIds, int from, int to, float[] out);

  /**
   * {@code out[i] = score(query, row first + i)} for {@code 0 <= i < count}.
   *
   * @throws IllegalArgumentException when the query's length is not the rows' dimension
   */
  void scoresOfRange(
      Metric metric, float[] query, VectorRows rows, int first, int count, float[] out);

  /**
   * {@code out[i] = score(query, row rowIds[i])} for {@code from <= i < to}, the components of rows
   * taken as they are, 0..255.
   *
   * @param query at least as long as the rows' stride, zero behind the rows' dimension
   */
  void scores(
      Metric metric, float[] query, ByteRows rows, int[] rowIds, int from, int to, float[] out);

  /** Dimensions up to which pairs of byte rows are scored: more could overflow an int. */
  int MAX_PAIR_DIMENSION = 32_768;

  /**
   * {@code out[i]} is minus the distance of row {@code rowIds[i]} from row {@code row} for {@code
   * from <= i < to}: the sum of squared (EUCLID) or absolute (MANHATTAN) differences of their
   * bytes, summed up in whole numbers.
   *
   * @throws IllegalArgumentException for another metric
   */
  void pairScores(
      Metric metric, ByteRows rows, int row, int[] rowIds, int from, int to, float[] out);

  /**
   * Scores by packed codes: with s the sum of the products of the query's components and a row's
   * codes, and the two numbers that stand in the query behind the rows' padded components, {@code
   * out[i] = fma(factor, s + first number, second number + addend)}.
   *
   * @param query of the rows' padded components and two more
   */
  void scores(float[] query, PackedRows rows, int[] rowIds, int from, int to, float[] out);

  /** The same for the rows {@code first + i}, written to {@code out[i]}, {@code 0 <= i < count}. */
  void scoresOfRange(
      Metric metric, float[] query, ByteRows rows, int first, int count, float[] out);

  /**
   * {@code out[i]} is the sum over the digits of code {@code rowIds[i]}, for {@code from <= i <
   * to}: digit d at place p adds {@code tables[256 * p + d]}.
   *
   * @param tables of a query, 256 floats for each digit of a code: see {@code
   *     ProductQuantizer.fillTables}
   */
  void tableSums(float[] tables, CodeRows codes, int[] rowIds, int from, int to, float[] out);

  /**
   * {@code out[i]} is the sum over the digits of code {@code first + i}, for {@code 0 <= i <
   * count}.
   */
  void tableSumsOfRange(float[] tables, CodeRows codes, int first, int count, float[] out);

  /**
   * For each of {@code count} rows from {@code first} on the centroid with the best score: {@code
   * best[i]} and {@code scores[i]} for row {@code first + i}. The score of a pair has the bits that
   * {@link #scores} gives it; of equal scores the lower centroid wins, NaN never does. For builds:
   * may allocate.
   *
   * @throws IllegalArgumentException when the rows and the centroids differ in dimension
   */
  void nearest(
      Metric metric,
      VectorRows rows,
      int first,
      int count,
      VectorRows centroids,
      int[] best,
      float[] scores);

  /**
   * Rotates a query and makes its tables.
   *
   * @param rotated gets the rotated query; at least as long as the rotation makes it
   */
  default void fillTables(Rotation rotation, float[] query, float[] rotated, QueryTables tables) {
    rotation.apply(query, rotated);
    tables.fill(rotated, rotation.paddedDimension());
  }

  /**
   * Makes the tables of a query's inner products with codewords: floats in the sums of the tables,
   * and where digits have 4 bits, bytes as well.
   *
   * @param query of the quantizer's dimension, or longer
   * @param digits of a code, at least as many as it has parts
   */
  default void fillTables(
      ProductQuantizer quantizer, float[] query, int digits, QueryTables tables) {
    tables.resetToCodewords(digits * quantizer.codewordsPerPart());
    quantizer.fillTables(Metric.DOT, query, tables.sums());
    if (quantizer.bits() == 4) {
      tables.round(quantizer.digits(), digits);
    }
  }

  /** Sums for each link. */
  int LINK_SUMS = 4;

  /**
   * What the codes of links are made of, for the links from one vector u to some rows v of a table.
   * With r = v - u and s the signs of r, where zero counts as negative, there are {@link
   * #LINK_SUMS} for each: the sums of {@code r_i²}, {@code |r_i|}, {@code s_i u_i} and {@code
   * base_i r_i}.
   *
   * @param from u
   * @param rows of floats, whose dimension is a multiple of 16
   * @param targets of the links
   * @param signs for each link as many words as its components need, a bit set where r is positive
   */
  default void linkSums(
      float[] from,
      float[] base,
      VectorRows rows,
      int[] targets,
      int count,
      float[] sums,
      long[] signs) {
    LinkSums.write(from, base, rows, targets, count, sums, signs);
  }

  /**
   * Gathers the links of a node that a filter accepts, and until they are as many as a node may
   * have links, the accepted links of each that it refuses. Only what was not visited is looked at
   * in the first step, and only what was not visited is gathered; both are visited then. All
   * implementations gather the same links in the same order.
   *
   * @param refused room for as many as a node may have links
   * @param out room for twice as many
   * @return how many were gathered
   */
  default int acceptedLinks(
      LinkLists lists, int node, RowFilter filter, Visited visited, int[] refused, int[] out) {
    return AcceptedLinks.gather(lists, node, filter, visited, refused, out);
  }

  /**
   * Estimates the scores of a block's links and offers them to a beam, in the order of their
   * places. All implementations leave the beam with the same bits.
   *
   * @param query tables of the rotated query
   * @param score of the block's own vector
   * @param rows which will be scored when they are visited: an implementation may ask for those of
   *     the next candidates ahead of time
   */
  void offerLinks(
      LinkBlocks blocks, int block, QueryTables query, float score, RowBytes rows, Beam beam);

  /**
   * Estimates the scores of the rows in some blocks of 4-bit digits and appends those that a filter
   * accepts to a pool, unless they are worse than the threshold it has at the call. All
   * implementations leave the pool with the same bits.
   *
   * @param first block
   * @param query tables of the query
   * @param score of the vector that the blocks' codes are relative to
   * @param next block that will be scanned next: an implementation may ask for it ahead of time
   * @return how many rows were no worse, accepted or not
   */
  int scanBlocks(
      CodeBlocks blocks,
      int first,
      int count,
      QueryTables query,
      float score,
      int next,
      RowFilter filter,
      CandidatePool pool);

  /**
   * The same for digits of 8 bits.
   *
   * @param tables for each digit 256 floats
   */
  int scanBlocks(
      CodeBlocks blocks,
      int first,
      int count,
      float[] tables,
      float score,
      int next,
      RowFilter filter,
      CandidatePool pool);

  /**
   * The fastest implementation for this machine ({@code auto}), or the one named: {@code scalar},
   * {@code simd} (the Vector API), {@code native} (C for the best instruction set of this
   * processor), or one of {@link #names}. Logs the choice, so call it once at start and pass the
   * object on.
   *
   * @throws IllegalArgumentException for a name that is unknown or not to be had here
   */
  static Kernels choose(String name) {
    return KernelChoice.byName(name);
  }

  /** What this machine can choose from, the fastest first. */
  static List<String> names() {
    return KernelChoice.names();
  }
}
