package io.dunlin.cluster.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalIdentityTest {
  @TempDir Path directory;

  @Test
  void aDirectoryStaysWithTheJournalThatItWasMadeWith() throws Exception {
    JournalIdentity.check(directory, "embedded");
    JournalIdentity.check(directory, "embedded");
    assertThatThrownBy(() -> JournalIdentity.check(directory, "cassandra dunlin 1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(
            directory.toString(), "\"embedded\"", "\"cassandra dunlin 1\"", "journal-id");
    assertThat(Files.readString(directory.resolve("journal-id"))).isEqualTo("embedded\n");
  }
}
