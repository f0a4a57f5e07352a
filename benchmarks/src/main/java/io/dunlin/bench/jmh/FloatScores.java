package io.dunlin.bench.jmh;

import io.dunlin.index.Metric;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
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
 * Nanoseconds per row when one query is scored against rows of floats in bulk: random ones, as a
 * walk through a graph does, or one after the other, as a scan does.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class FloatScores {
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
  private VectorRows rows = new VectorRows(MemorySegment.NULL, 1, 0);
  private float[] query = {};
  private int[][] lists = {};
  private int next;
  private int first;
  private final float[] scores = new float[Place.ROWS_PER_LIST];

  @Setup(Level.Trial)
  public void fill() {
    RandomGenerator random = Drawn.random();
    int count = place.rows((long) dimension * Float.BYTES);
    chosen = Kernels.choose(kernels);
    arena = Arena.ofShared();
    rows = Drawn.rows(random, dimension, count, arena);
    query = Drawn.query(random, dimension);
    lists = place.lists(random, count);
  }

  @TearDown(Level.Trial)
  public void free() {
    arena.close();
  }

  @Benchmark
  @OperationsPerInvocation(Place.ROWS_PER_LIST)
  public float[] randomRows() {
    next = (next + 1) % lists.length;
    chosen.scores(metric, query, rows, lists[next], 0, Place.ROWS_PER_LIST, scores);
    return scores;
  }

  @Benchmark
  @OperationsPerInvocation(Place.ROWS_PER_LIST)
  public float[] neighbouringRows() {
    first += Place.ROWS_PER_LIST;
    first = first + Place.ROWS_PER_LIST > rows.count() ? 0 : first;
    chosen.scoresOfRange(metric, query, rows, first, Place.ROWS_PER_LIST, scores);
    return scores;
  }
}
