package io.dunlin.index.sparse;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;

/**
 * Makes the postings of some rows in two passes: the first counts what each dimension has, the
 * second puts each component into its place.
 */
public final class PostingsBuilder {
  /** Rows between two calls of {@code pause}. */
  private static final int ROWS_PER_STEP = 4096;

  private final SparseRows rows;
  private final Runnable pause;
  private final DimensionTable numbers = new DimensionTable(1024);

  // By the number of a dimension.
  private int[] postings = new int[1024];
  private int[] blocks = new int[1024];
  private int[] lastBlock = new int[1024];

  private boolean signed;

  private PostingsBuilder(SparseRows rows, Runnable pause) {
    this.rows = rows;
    this.pause = pause;
  }

  /**
   * The bytes of {@link Postings}, in memory of the arena; nothing where there are more components
   * than an index can have, some two billion.
   *
   * @param pause called now and then; may throw, to end the build
   */
  public static Optional<MemorySegment> build(SparseRows rows, Arena arena, Runnable pause) {
    return rows.size() > Integer.MAX_VALUE
        ? Optional.empty()
        : Optional.of(new PostingsBuilder(rows, pause).build(arena));
  }

  private MemorySegment build(Arena arena) {
    count();
    int dimensions = numbers.size();
    long allBlocks = 0;
    for (int number = 0; number < dimensions; number++) {
      allBlocks += blocks[number];
    }
    long size = Postings.bytes(dimensions, allBlocks, rows.size(), signed);
    MemorySegment memory = arena.allocate(size, Long.BYTES);
    memory.set(Postings.NUMBER, 0, rows.count());
    memory.set(Postings.NUMBER, 8, dimensions);
    memory.set(Postings.NUMBER, 16, allBlocks);
    memory.set(Postings.NUMBER, 24, rows.size());
    memory.set(Postings.NUMBER, 32, signed ? 1 : 0);
    Postings target = new Postings(memory, dimensions, (int) allBlocks, (int) rows.size(), signed);
    place(target, (int) allBlocks);
    fill(target);
    return memory;
  }

  private void count() {
    for (int row = 0; row < rows.count(); row++) {
      step(row);
      long end = rows.end(row);
      for (long entry = rows.first(row); entry < end; entry++) {
        int number = numbers.add(rows.dimension(entry));
        signed |= rows.component(entry) < 0;
        if (number == postings.length) {
          postings = Arrays.copyOf(postings, 2 * number);
          blocks = Arrays.copyOf(blocks, 2 * number);
          lastBlock = Arrays.copyOf(lastBlock, 2 * number);
        }
        int block = row / Postings.BLOCK;
        if (postings[number]++ == 0 || lastBlock[number] != block) {
          blocks[number]++;
          lastBlock[number] = block;
        }
      }
    }
  }

  /** Writes the dimensions; the counts become the places where the next ones go. */
  private void place(Postings target, int allBlocks) {
    long[] sorted = numbers.sorted();
    int nextBlock = 0;
    int nextPosting = 0;
    for (int place = 0; place < sorted.length; place++) {
      int number = (int) sorted[place];
      target.dimensions.setAtIndex(Postings.INT, place, (int) (sorted[place] >>> 32));
      target.firstBlocks.setAtIndex(Postings.INT, place, nextBlock);
      int blockCount = blocks[number];
      int postingCount = postings[number];
      blocks[number] = nextBlock;
      postings[number] = nextPosting;
      nextBlock += blockCount;
      nextPosting += postingCount;
      lastBlock[number] = -1;
    }
    target.firstBlocks.setAtIndex(Postings.INT, sorted.length, allBlocks);
    target.firstPostings.setAtIndex(Postings.INT, allBlocks, nextPosting);
  }

  private void fill(Postings target) {
    for (int row = 0; row < rows.count(); row++) {
      step(row);
      long end = rows.end(row);
      for (long entry = rows.first(row); entry < end; entry++) {
        int number = numbers.find(rows.dimension(entry));
        float component = rows.component(entry);
        int block = row / Postings.BLOCK;
        int posting = postings[number]++;
        int at = blocks[number] - 1;
        if (lastBlock[number] == block) {
          widen(target, at, component);
        } else {
          lastBlock[number] = block;
          at = blocks[number]++;
          target.blocks.setAtIndex(Postings.INT, at, block);
          target.firstPostings.setAtIndex(Postings.INT, at, posting);
          target.greatest.setAtIndex(Postings.COMPONENT, at, component);
          if (signed) {
            target.least.setAtIndex(Postings.COMPONENT, at, component);
          }
        }
        target.components.setAtIndex(Postings.COMPONENT, posting, component);
        target.rows.set(ValueLayout.JAVA_BYTE, posting, (byte) (row % Postings.BLOCK));
      }
    }
  }

  private void widen(Postings target, int at, float component) {
    float greatest = target.greatest.getAtIndex(Postings.COMPONENT, at);
    target.greatest.setAtIndex(Postings.COMPONENT, at, Math.max(greatest, component));
    if (signed) {
      float least = target.least.getAtIndex(Postings.COMPONENT, at);
      target.least.setAtIndex(Postings.COMPONENT, at, Math.min(least, component));
    }
  }

  private void step(int row) {
    if (row % ROWS_PER_STEP == 0) {
      pause.run();
    }
  }
}
