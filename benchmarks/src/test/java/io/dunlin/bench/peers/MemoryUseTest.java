package io.dunlin.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.bench.peers.MemoryUse.Held;
import io.dunlin.bench.peers.MemoryUse.Section;
import org.junit.jupiter.api.Test;

class MemoryUseTest {
  @Test
  void whatIsOnDiskNeedNotBeInMemory() {
    MemoryUse memory =
        MemoryUse.of(
            new Section("vectors", 4_000, Held.DISK),
            new Section("codes", 1_000, Held.MAPPED),
            new Section("links", 250, Held.MEMORY));
    assertThat(memory.total()).isEqualTo(5_250);
    assertThat(memory.resident()).isEqualTo(1_250);
    assertThat(memory.perVector(10))
        .isEqualTo("vectors 400 (on disk), codes 100 (mapped), links 25");
  }
}
