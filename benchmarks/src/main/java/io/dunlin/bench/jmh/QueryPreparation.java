package io.dunlin.bench.jmh;

import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.quantize.Rotation;
import io.dunlin.index.search.QueryTables;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Nanoseconds to rotate a query and to make its tables, before a walk over coded links. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class QueryPreparation {
  @Param({"scalar", "simd", "native"})
  public String kernels = "simd";

  @Param({"128", "768", "784", "1536"})
  public int dimension = 128;

  private Kernels chosen = Kernels.choose("scalar");
  private Rotation rotation = new Rotation(1, 0);
  private float[] query = {};
  private float[] rotated = {};
  private final QueryTables tables = new QueryTables();

  @Setup(Level.Trial)
  public void fill() {
    chosen = Kernels.choose(kernels);
    rotation = new Rotation(dimension, 42);
    query = Drawn.query(Drawn.random(), dimension);
    rotated = new float[rotation.paddedDimension()];
  }

  @Benchmark
  public QueryTables fillTables() {
    chosen.fillTables(rotation, query, rotated, tables);
    return tables;
  }
}
