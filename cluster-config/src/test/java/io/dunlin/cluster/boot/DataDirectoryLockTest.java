package io.dunlin.cluster.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryLockTest {
  @TempDir Path parent;

  @Test
  void aSecondHolderIsRefusedAndTheFirstKeepsItsLock() throws Exception {
    Path directory = parent.resolve("made/when/needed");
    try (DataDirectoryLock first = DataDirectoryLock.acquire(directory)) {
      assertThat(first).isNotNull();
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(() -> DataDirectoryLock.acquire(directory))
            .isInstanceOf(DirectoryInUseException.class)
            .hasMessageContaining(directory.toString())
            .hasMessageContaining("process " + ProcessHandle.current().pid());
      }
    }
  }

  @Test
  void theNextMayHaveItAfterwards() throws Exception {
    DataDirectoryLock.acquire(parent).close();
    DataDirectoryLock.acquire(parent).close();
  }

  @Test
  void aFileLeftByAProcessThatDiedLocksNothing() throws Exception {
    Files.writeString(parent.resolve("lock"), "999999999");
    DataDirectoryLock.acquire(parent).close();
  }
}
