package io.dunlin.index.hnsw;

import io.dunlin.index.Metric;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.LinkBlocks;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import io.dunlin.index.quantize.Rotation;
import io.dunlin.index.score.VectorScorer;
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
  private final Kernels kernels;
  private final long seed;
  private final Rotation rotation;
  private final ParallelRows parallel;
  private final int slots;

  LinkCoder(
      HnswGraph graph, VectorScorer vectors, long seed, int threads, BooleanSupplier cancelled) {
    this.graph = graph;
    this.rows = vectors.data();
    this.metric = vectors.metric();
    this.kernels = vectors.kernels();
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
    private final float[] whole;
    private final int[] targets;
    private final float[] sums;
    private final long[] signs;

    Coder(LinkBlocks blocks, VectorRows rotated, float[] rotatedCenter) {
      this.blocks = blocks;
      this.rotated = rotated;
      this.center = rotatedCenter;
      this.from = new float[rotatedCenter.length];
      this.whole = new float[rotatedCenter.length];
      this.targets = new int[slots];
      this.sums = new float[slots * Kernels.LINK_SUMS];
      this.signs = new long[slots * words()];
    }

    private int words() {
      return (center.length + BITS - 1) / BITS;
    }

    void codeRow(int row) {
      int links = graph.hasNode(row) ? graph.linkCount(0, row) : 0;
      for (int slot = 0; slot < links; slot++) {
        targets[slot] = graph.link(0, row, slot);
      }
      rotated.read(row, from);
      code(row, links);
    }

    void codeEntries(int block, int[] entries, int first) {
      int links = Math.min(slots, entries.length - first);
      System.arraycopy(entries, first, targets, 0, links);
      Arrays.fill(from, 0f);
      code(block, links);
    }

    /** Writes a block with links to the targets. */
    private void code(int block, int links) {
      for (int i = 0; i < whole.length; i++) {
        whole[i] = from[i] + center[i];
      }
      kernels.linkSums(from, whole, rotated, targets, links, sums, signs);
      for (int slot = 0; slot < links; slot++) {
        write(block, slot);
      }
      for (int slot = links; slot < slots; slot++) {
        blocks.leaveOut(block, slot);
      }
    }

    private void write(int block, int slot) {
      int at = slot * Kernels.LINK_SUMS;
      float lengthSquared = sums[at];
      float absolute = sums[at + 1];
      float ofFrom = sums[at + 2];
      float withDifference = sums[at + 3];
      float factor = absolute > 0 ? lengthSquared / absolute : 0;
      if (metric == Metric.EUCLID) {
        float addend = -lengthSquared - 2 * factor * ofFrom;
        blocks.write(block, slot, targets[slot], addend, 2 * factor, signs, slot * words());
      } else {
        float addend = withDifference - factor * ofFrom;
        blocks.write(block, slot, targets[slot], addend, factor, signs, slot * words());
      }
    }
  }
}
