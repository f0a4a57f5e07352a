package io.dunlin.bench.datasets;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * Exact neighbours kept in files, since finding them in a large set takes longer than anything
 * else. A file's name holds the set, the metric, how many queries and neighbours, and a checksum of
 * all rows and queries: whatever changes the vectors, a seed for instance, leads to another file.
 *
 * @param folder of the files
 */
public record TruthCache(Path folder) implements Truth {
  private static final long SLICE = 1L << 30;

  @Override
  public int[][] neighbours(
      String set, VectorRows base, float[][] queries, Metric metric, int count) {
    Path file = file(set, base, queries, metric, count);
    try {
      if (Files.exists(file)) {
        return VectorFiles.readIvecs(file, queries.length);
      }
      int[][] found = Truth.SEARCHED.neighbours(set, base, queries, metric, count);
      Files.createDirectories(folder);
      Path aside = Files.createTempFile(folder, "truth", ".aside");
      VectorFiles.writeIvecs(aside, found);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return found;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Path file(String set, VectorRows base, float[][] queries, Metric metric, int count) {
    String name =
        "%s-%s-%dx%d-%08x.ivecs"
            .formatted(set, metric, queries.length, count, checksum(base, queries));
    return folder.resolve(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-"));
  }

  private static long checksum(VectorRows base, float[][] queries) {
    CRC32C checksum = new CRC32C();
    MemorySegment data = base.data().asSlice(0, base.count() * base.rowBytes());
    for (long at = 0; at < data.byteSize(); at += SLICE) {
      checksum.update(data.asSlice(at, Math.min(SLICE, data.byteSize() - at)).asByteBuffer());
    }
    for (float[] query : queries) {
      byte[] bytes = new byte[query.length * Float.BYTES];
      MemorySegment.copy(
          query, 0, MemorySegment.ofArray(bytes), VectorRows.COMPONENT, 0, query.length);
      checksum.update(bytes);
    }
    return checksum.getValue();
  }
}
