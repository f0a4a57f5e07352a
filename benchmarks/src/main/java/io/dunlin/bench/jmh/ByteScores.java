package io.dunlin.bench.jmh;

import io.dunlin.index.Metric;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.ByteRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
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
 * Nanoseconds per row of bytes at random places: scored for a query of floats, as a search does, or
 * for another row of bytes in whole numbers, as building a graph does.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ByteScores {
  @Param({"scalar", "simd", "native"})
  public String kernels = "simd";

  @Param({"EUCLID", "DOT"})
  public Metric metric = Metric.EUCLID;

  @Param({"128", "784"})
  public int dimension = 128;

  @Param({"CACHE", "MEMORY"})
  public Place place = Place.CACHE;

  private Arena arena = Arena.ofShared();
  private Kernels chosen = Kernels.choose("scalar");
  private ByteRows rows = new ByteRows(MemorySegment.NULL, 1, 0);
  private float[] query = {};
  private int[][] lists = {};
  private int next;
  private final float[] scores = new float[Place.ROWS_PER_LIST];

  @Setup(Level.Trial)
  public void fill() {
    RandomGenerator random = Drawn.random();
    int stride = ByteRows.stride(dimension);
    int count = place.rows(stride);
    chosen = Kernels.choose(kernels);
    arena = Arena.ofShared();
    rows = new ByteRows(Drawn.bytes(random, (long) count * stride, arena), dimension, count);
    query = Arrays.copyOf(Drawn.query(random, dimension), stride);
    lists = place.lists(random, count);
  }

  @TearDown(Level.Trial)
  public void free() {
    arena.close();
  }

  @Benchmark
  @OperationsPerInvocation(Place.ROWS_PER_LIST)
  public float[] forQuery() {
    next = (next + 1) % lists.length;
    chosen.scores(metric, query, rows, lists[next], 0, Place.ROWS_PER_LIST, scores);
    return scores;
  }

  /** By squared distance, whatever the metric: the kernel has no inner product of pairs. */
  @Benchmark
  @OperationsPerInvocation(Place.ROWS_PER_LIST)
  public float[] forRow() {
    next = (next + 1) % lists.length;
    int row = lists[next][0];
    chosen.pairScores(Metric.EUCLID, rows, row, lists[next], 0, Place.ROWS_PER_LIST, scores);
    return scores;
  }
}
