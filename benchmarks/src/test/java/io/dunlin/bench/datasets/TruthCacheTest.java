package io.dunlin.bench.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruthCacheTest {
  @TempDir private Path folder;

  @Test
  void whatWasFoundOnceIsRead() throws IOException {
    Manifold manifold = new Manifold(8, 4, 10, 1);
    Dataset found = manifold.generate(300, 6, new TruthCache(folder));
    assertThat(found.neighbours()).isDeepEqualTo(manifold.generate(300, 6).neighbours());
    Path file = files().getFirst();
    int[][] planted = found.neighbours().clone();
    planted[0] = new int[] {5};
    VectorFiles.writeIvecs(file, planted);
    assertThat(manifold.generate(300, 6, new TruthCache(folder)).neighbours())
        .isDeepEqualTo(planted);
  }

  @Test
  void whatChangesTheAnswerIsAnotherFile() throws IOException {
    TruthCache cache = new TruthCache(folder);
    Dataset data = new Manifold(8, 4, 10, 1).generate(300, 6, cache);
    new Manifold(8, 4, 10, 2).generate(300, 6, cache);
    new Manifold(8, 4, 10, 1).generate(301, 6, cache);
    new Manifold(8, 4, 10, 1).generate(300, 7, cache);
    assertThat(files()).hasSize(4);
    cache.neighbours(data.name(), data.base(), data.queries(), Metric.DOT, 100);
    cache.neighbours(data.name(), data.base(), data.queries(), Metric.EUCLID, 10);
    assertThat(files()).hasSize(6);
    assertThat(files().toString()).contains("manifold-300-x-8-euclid-6x100-");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
