package io.dunlin.index.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LargePagesTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 4097, 2L << 20, (2L << 20) + 1, (9L << 20) - 3})
  void memoryIsZeroWritableAlignedAndFreedWithItsArena(long bytes) {
    MemorySegment memory;
    try (Arena arena = Arena.ofShared()) {
      memory = LargePages.allocate(bytes, arena);
      assertThat(memory.byteSize()).isEqualTo(bytes);
      assertThat(memory.address() % 64).isZero();
      for (long at = 0; at < bytes; at += 509) {
        assertThat(memory.get(ValueLayout.JAVA_BYTE, at)).isZero();
        memory.set(ValueLayout.JAVA_BYTE, at, (byte) at);
      }
      for (long at = 0; at < bytes; at += 509) {
        assertThat(memory.get(ValueLayout.JAVA_BYTE, at)).isEqualTo((byte) at);
      }
    }
    assertThat(memory.scope().isAlive()).isFalse();
    assertThatThrownBy(() -> memory.asSlice(0, 0).fill((byte) 0))
        .isInstanceOf(IllegalStateException.class);
  }
}
