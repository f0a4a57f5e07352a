package io.dunlin.bench.jmh;

import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.LinkBlocks;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.search.Beam;
import io.dunlin.index.search.QueryTables;
import io.dunlin.index.search.SearchScratch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds per link when a walk over coded links estimates the scores of a block's links and
 * offers them to its beam. A walk is 64 random blocks with a beam of 128.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class LinkOffers {
  @Param({"scalar", "simd", "native"})
  public String kernels = "simd";

  @Param({"128", "784"})
  public int dimension = 128;

  @Param({"CACHE", "MEMORY"})
  public Place place = Place.CACHE;

  private static final int SLOTS = 32;
  private static final int STEPS = 64;
  private static final int WIDTH = 128;

  /** What visited rows would be scored by; the kernel only asks for them ahead of time. */
  private static final int ROWS = 256;

  private Arena arena = Arena.ofShared();
  private Kernels chosen = Kernels.choose("scalar");
  private LinkBlocks blocks = new LinkBlocks(MemorySegment.NULL, 0, SLOTS, 4);
  private VectorRows rows = new VectorRows(MemorySegment.NULL, 1, 0);
  private final QueryTables query = new QueryTables();
  private final SearchScratch scratch = new SearchScratch();
  private int[][] lists = {};
  private int next;

  @Setup(Level.Trial)
  public void fill() {
    RandomGenerator random = Drawn.random();
    int groups = dimension / QueryTables.GROUP;
    long stride = LinkBlocks.stride(SLOTS, groups);
    int count = place.rows(stride);
    chosen = Kernels.choose(kernels);
    arena = Arena.ofShared();
    MemorySegment data = Drawn.bytes(random, count * stride, arena);
    blocks = new LinkBlocks(data, count, SLOTS, groups);
    for (int block = 0; block < count; block++) {
      for (int slot = 0; slot < SLOTS; slot++) {
        long at = block * stride + 4L * slot;
        data.set(LinkBlocks.ROW, at, random.nextInt(ROWS));
        data.set(LinkBlocks.NUMBER, at + 4L * SLOTS, random.nextFloat());
        data.set(LinkBlocks.NUMBER, at + 8L * SLOTS, random.nextFloat());
      }
    }
    rows = Drawn.rows(random, dimension, ROWS, arena);
    query.fill(Drawn.query(random, dimension), dimension);
    lists = place.lists(random, count);
  }

  @TearDown(Level.Trial)
  public void free() {
    arena.close();
  }

  @Benchmark
  @OperationsPerInvocation(STEPS * SLOTS)
  public Beam walk() {
    Beam beam = scratch.beam();
    beam.reset(WIDTH);
    for (int step = 0; step < STEPS; step++) {
      if (step % Place.ROWS_PER_LIST == 0) {
        next = (next + 1) % lists.length;
      }
      int block = lists[next][step % Place.ROWS_PER_LIST];
      chosen.offerLinks(blocks, block, query, 0f, rows, beam);
      beam.visitNext();
    }
    return beam;
  }
}
