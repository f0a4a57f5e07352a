package io.dunlin.bench.jmh;

import io.dunlin.index.Metric;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
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
 * Nanoseconds per row when one query is scored against random rows in bulk, as a graph search does:
 * from a table far larger than any cache, where memory decides, and from one that fits into the
 * second level, where arithmetic does.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelBenchmark {
  /** About the links of one node on the ground layer. */
  private static final int ROWS_PER_CALL = 32;

  /** Where the rows are, and how many lists of row numbers are drawn beforehand. */
  public enum Place {
    /** Rows and lists fit together. */
    CACHE(256L << 10, 1 << 6),
    /** The lists name so many rows that none is in cache when it comes again. */
    MEMORY(1L << 30, 1 << 14);

    private final long bytes;
    private final int lists;

    Place(long bytes, int lists) {
      this.bytes = bytes;
      this.lists = lists;
    }
  }

  @Param({"scalar", "simd"})
  public String kernels = "simd";

  @Param({"EUCLID", "DOT"})
  public Metric metric = Metric.EUCLID;

  @Param({"128", "784"})
  public int dimension = 128;

  @Param({"CACHE", "MEMORY"})
  public Place place = Place.CACHE;

  private Arena arena = Arena.ofShared();
  private Kernels chosen = Kernels.choose("scalar");
  private VectorRows rows = new VectorRows(MemorySegment.NULL, 1, 0);
  private float[] query = {};
  private int[][] lists = {};
  private int next;
  private final float[] scores = new float[ROWS_PER_CALL];

  @Setup(Level.Trial)
  public void fill() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(42);
    int count = Math.toIntExact(place.bytes / ((long) dimension * Float.BYTES));
    chosen = Kernels.choose(kernels);
    arena = Arena.ofShared();
    MemorySegment data = arena.allocate((long) count * dimension * Float.BYTES, 64);
    ValueLayout.OfFloat layout =
        ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    for (long i = 0; i < (long) count * dimension; i++) {
      data.setAtIndex(layout, i, random.nextFloat() - 0.5f);
    }
    rows = new VectorRows(data, dimension, count);
    query = new float[dimension];
    rows.read(random.nextInt(count), query);
    lists = new int[place.lists][];
    Arrays.setAll(lists, _ -> random.ints(ROWS_PER_CALL, 0, count).toArray());
  }

  @TearDown(Level.Trial)
  public void free() {
    arena.close();
  }

  /** Per row, though each call scores a whole list. */
  @Benchmark
  @OperationsPerInvocation(ROWS_PER_CALL)
  public float[] randomRows() {
    next = (next + 1) % lists.length;
    chosen.scores(metric, query, rows, lists[next], 0, ROWS_PER_CALL, scores);
    return scores;
  }
}
