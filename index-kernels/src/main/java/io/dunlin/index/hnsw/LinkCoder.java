package io.dunlin.index.hnsw;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.LinkBlocks;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import io.dunlin.index.quantize.Rotation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/** Makes {@link LinkCodes}. All rows are rotated first, then every block is written on its own. */
final class LinkCoder {
  /** Entry points at most: a few dozen cache lines to look through at the start of a search. */
  private static final int MOST_ENTRIES = 512;

  private static final int BITS = Long.SIZE;

  private final HnswGraph graph;
  private final VectorRows rows;
  private final Metric metric;
  private final long seed;
  private final Rotation rotation;
  private final ParallelRows parallel;
  private final int slots;

  LinkCoder(
      HnswGraph graph,
      VectorRows rows,
      Metric metric,
      long seed,
      int threads,
      BooleanSupplier cancelled) {
    this.graph = graph;
    this.rows = rows;
    this.metric = metric;
    this.seed = seed;
    this.rotation = new Rotation(rows.dimension(), seed);
    this.parallel = new ParallelRows(threads, cancelled);
    this.slots = roundUp(graph.maxLinks(0));
  }

  LinkCodes code(Arena arena) {
    int[] entries = entries();
    int entryBlocks = (entries.length + slots - 1) / slots;
    long size = LinkCodes.byteSize(rows.count(), rows.dimension(), slots, entryBlocks);
    LinkCodes codes =
        LinkCodes.allocate(
            LargePages.allocate(size, arena),
            rows.count(),
            rows.dimension(),
            slots,
            entryBlocks,
            seed);
    float[] center = center();
    MemorySegment.copy(
        center, 0, codes.bytes(), VectorRows.COMPONENT, LinkCodes.CENTER_AT, center.length);
    try (Arena whileCoding = Arena.ofShared()) {
      VectorRows rotated = rotate(center, whileCoding);
      float[] rotatedCenter = new float[rotation.paddedDimension()];
      rotation.apply(center, rotatedCenter);
      parallel.run(
          rows.count(),
          () -> {
            Coder coder = new Coder(codes.blocks(), rotated, rotatedCenter);
            return coder::codeRow;
          });
      Coder coder = new Coder(codes.blocks(), rotated, rotatedCenter);
      for (int i = 0; i < entryBlocks; i++) {
        coder.codeEntries(codes.firstEntryBlock() + i, entries, i * slots);
      }
    }
    return codes;
  }

  /** The rows of the lowest upper layer that has few enough nodes; or the entry point. */
  private int[] entries() {
    if (graph.entryLevel() == HnswGraph.NO_NODE) {
      return new int[0];
    }
    for (int level = 1; level <= graph.topLevel(); level++) {
      if (graph.layerSize(level) <= MOST_ENTRIES) {
        int[] entries = new int[graph.layerSize(level)];
        for (int rank = 0; rank < entries.length; rank++) {
          entries[rank] = graph.row(level, rank);
        }
        return entries;
      }
    }
    return new int[] {graph.row(graph.entryLevel(), graph.entryNode())};
  }

  private float[] center() {
    double[] sums = new double[rows.dimension()];
    float[] vector = new float[rows.dimension()];
    int count = 0;
    for (int row = 0; row < rows.count(); row++) {
      if (graph.hasNode(row)) {
        rows.read(row, vector);
        for (int i = 0; i < vector.length; i++) {
          sums[i] += vector[i];
        }
        count++;
      }
    }
    float[] center = new float[sums.length];
    for (int i = 0; i < center.length; i++) {
      center[i] = (float) (sums[i] / Math.max(count, 1));
    }
    return center;
  }

  /** Each row less the center, rotated. */
  private VectorRows rotate(float[] center, Arena arena) {
    int padded = rotation.paddedDimension();
    MemorySegment data = LargePages.allocate((long) rows.count() * padded * Float.BYTES, arena);
    VectorRows rotated = new VectorRows(data, padded, rows.count());
    parallel.run(
        rows.count(),
        () -> {
          float[] vector = new float[center.length];
          float[] out = new float[padded];
          return row -> {
            rows.read(row, vector);
            for (int i = 0; i < vector.length; i++) {
              vector[i] -= center[i];
            }
            rotation.apply(vector, out);
            MemorySegment.copy(out, 0, data, VectorRows.COMPONENT, rotated.offset(row), padded);
          };
        });
    return rotated;
  }

  private static int roundUp(int links) {
    return (links + LinkBlocks.TOGETHER - 1) / LinkBlocks.TOGETHER * LinkBlocks.TOGETHER;
  }

  /** What one thread needs to write blocks. */
  private final class Coder {
    private final LinkBlocks blocks;
    private final VectorRows rotated;
    private final float[] center;
    private final float[] from;
    private final float[] to;
    private final long[] signs;

    Coder(LinkBlocks blocks, VectorRows rotated, float[] rotatedCenter) {
      this.blocks = blocks;
      this.rotated = rotated;
      this.center = rotatedCenter;
      this.from = new float[rotatedCenter.length];
      this.to = new float[rotatedCenter.length];
      this.signs = new long[(rotatedCenter.length + BITS - 1) / BITS];
    }

    void codeRow(int row) {
      int links = graph.hasNode(row) ? graph.linkCount(0, row) : 0;
      rotated.read(row, from);
      for (int slot = 0; slot < slots; slot++) {
        if (slot < links) {
          codeLink(row, slot, graph.link(0, row, slot));
        } else {
          blocks.leaveOut(row, slot);
        }
      }
    }

    void codeEntries(int block, int[] entries, int first) {
      Arrays.fill(from, 0f);
      for (int slot = 0; slot < slots; slot++) {
        if (first + slot < entries.length) {
          codeLink(block, slot, entries[first + slot]);
        } else {
          blocks.leaveOut(block, slot);
        }
      }
    }

    private void codeLink(int block, int slot, int target) {
      rotated.read(target, to);
      float lengthSquared = 0;
      float absolute = 0;
      float ofFrom = 0;
      float withDifference = 0;
      Arrays.fill(signs, 0);
      for (int i = 0; i < to.length; i++) {
        float difference = to[i] - from[i];
        boolean positive = difference > 0;
        lengthSquared += difference * difference;
        absolute += Math.abs(difference);
        ofFrom += positive ? from[i] : -from[i];
        withDifference += (from[i] + center[i]) * difference;
        if (positive) {
          signs[i / BITS] |= 1L << i;
        }
      }
      float factor = absolute > 0 ? lengthSquared / absolute : 0;
      if (metric == Metric.EUCLID) {
        float addend = -lengthSquared - 2 * factor * ofFrom;
        blocks.write(block, slot, target, addend, 2 * factor, signs);
      } else {
        blocks.write(block, slot, target, withDifference - factor * ofFrom, factor, signs);
      }
    }
  }
}
