package io.dunlin.persistence.segment;

import io.dunlin.index.hnsw.HnswParams;
import io.dunlin.index.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Makes one sealed file of the live rows of some slices, sorted by id, overlays folded in. STUB.
 */
public final class SegmentBuilder {
  private SegmentBuilder() {}

  /**
   * @param graphs vectors that get a graph; the others are searched exactly
   * @param threads builder threads
   */
  public record Plan(Map<String, HnswParams> graphs, int threads) {}

  /**
   * @param inserted rows put into graphs, all vectors together
   */
  public record Built(String fileName, int rows, long bytes, long inserted) {}

  /**
   * Writes to {@code directory} under a name made of the content's hash. The slices must be held by
   * the caller.
   *
   * @throws java.util.concurrent.CancellationException when {@code cancelled} says so; nothing is
   *     left behind
   */
  public static Built build(
      List<SegmentSlice> slices,
      Plan plan,
      Path directory,
      Kernels kernels,
      IntConsumer progress,
      BooleanSupplier cancelled)
      throws IOException {
    throw new IOException("STUB");
  }
}
