package io.dunlin.bench.jmh;

import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.PackedRows;
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

/** Nanoseconds per row of codes of few bits at random places, scored for a query. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class PackedScores {
  @Param({"scalar", "simd", "native"})
  public String kernels = "simd";

  @Param({"1", "2", "4"})
  public int bits = 4;

  @Param({"128", "784"})
  public int dimension = 128;

  @Param({"CACHE", "MEMORY"})
  public Place place = Place.CACHE;

  private Arena arena = Arena.ofShared();
  private Kernels chosen = Kernels.choose("scalar");
  private PackedRows rows = new PackedRows(MemorySegment.NULL, 1, 0, 1);
  private float[] query = {};
  private int[][] lists = {};
  private int next;
  private final float[] scores = new float[Place.ROWS_PER_LIST];

  @Setup(Level.Trial)
  public void fill() {
    RandomGenerator random = Drawn.random();
    long stride = PackedRows.stride(dimension, bits);
    int count = place.rows(stride);
    chosen = Kernels.choose(kernels);
    arena = Arena.ofShared();
    MemorySegment data = Drawn.bytes(random, count * stride, arena);
    rows = new PackedRows(data, dimension, count, bits);
    for (int row = 0; row < count; row++) {
      // The two numbers of a row: any bytes would be slow ones now and then, or none.
      data.set(VectorRows.COMPONENT, rows.numbersAt(row), random.nextFloat());
      data.set(VectorRows.COMPONENT, rows.numbersAt(row) + Float.BYTES, random.nextFloat());
    }
    query = Drawn.query(random, rows.padded() + 2);
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
    chosen.scores(query, rows, lists[next], 0, Place.ROWS_PER_LIST, scores);
    return scores;
  }
}
