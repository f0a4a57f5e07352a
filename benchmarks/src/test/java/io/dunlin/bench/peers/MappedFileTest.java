package io.dunlin.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedFileTest {
  @TempDir private Path work;

  @Test
  void holdsTheBytesAlsoAfterTheyWereThrownOut() throws IOException {
    Assumptions.assumeTrue(System.getProperty("os.name").equals("Linux"));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(4 << 20);
      for (long i = 0; i < bytes.byteSize(); i += 64) {
        bytes.set(ValueLayout.JAVA_LONG, i, i);
      }
      MappedFile file = MappedFile.of(bytes, work, arena);
      assertThat(file.mapped().mismatch(bytes)).isEqualTo(-1);
      assertThat(file.residentShare()).isEqualTo(1);
      file.evict();
      assertThat(file.residentShare()).isBetween(0.0, 1.0);
      assertThat(file.mapped().mismatch(bytes)).isEqualTo(-1);
      file.delete();
      assertThat(work).isEmptyDirectory();
    }
  }
}
