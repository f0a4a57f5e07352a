package io.dunlin.index.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.index.memory.PinnedBudget;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sections that are copied into memory: the same bytes, as long, and within the budget. */
class PinnedSectionTest {
  private static final int[] LENGTHS = {
    0,
    1,
    SectionLayout.BLOCK - 1,
    SectionLayout.BLOCK,
    3 * SectionLayout.BLOCK + 17,
    (4 << 20) + 100
  };

  private final byte[][] contents = new byte[LENGTHS.length][];
  @TempDir Path directory;
  private Path path;

  @BeforeEach
  void write() throws IOException {
    path = directory.resolve("a");
    Random random = new Random(5);
    try (SectionFileWriter writer = SectionFileWriter.create(path)) {
      for (int i = 0; i < LENGTHS.length; i++) {
        contents[i] = new byte[LENGTHS[i]];
        random.nextBytes(contents[i]);
        writer.begin(name(i), 1);
        writer.write(contents[i]);
      }
      writer.finish();
    }
  }

  @Test
  void aCopyHasTheBytesOfTheFileAndAsLongALife() throws IOException {
    PinnedBudget budget = new PinnedBudget(64 << 20);
    SectionFile file = SectionFile.open(path);
    MemorySegment before = file.section(name(4));
    MemorySegment[] copies = new MemorySegment[LENGTHS.length];
    long bytes = 0;
    for (int i = 0; i < LENGTHS.length; i++) {
      assertThat(file.isPinned(name(i))).isFalse();
      assertThat(file.pin(name(i), budget)).isTrue();
      assertThat(file.pin(name(i), budget)).as("a second time").isTrue();
      assertThat(file.isPinned(name(i))).isTrue();
      copies[i] = file.section(name(i));
      assertThat(copies[i].isMapped()).isFalse();
      assertThat(copies[i].isReadOnly()).isTrue();
      assertThat(copies[i].address() % SectionLayout.ALIGNMENT).isZero();
      assertThat(copies[i].toArray(ValueLayout.JAVA_BYTE)).isEqualTo(contents[i]);
      bytes += LENGTHS[i];
      assertThat(budget.taken()).isEqualTo(bytes);
    }
    assertThat(file.range(name(5), 70_000, 3).toArray(ValueLayout.JAVA_BYTE))
        .containsExactly(contents[5][70_000], contents[5][70_001], contents[5][70_002]);
    assertThat(before.isMapped()).isTrue();
    assertThat(before.toArray(ValueLayout.JAVA_BYTE))
        .as("what was handed out before, after its pages were dropped")
        .isEqualTo(contents[4]);
    for (int i = 0; i < LENGTHS.length; i++) {
      file.verify(name(i));
    }

    file.close();
    assertThat(budget.taken()).isZero();
    for (int i = 1; i < LENGTHS.length; i++) {
      MemorySegment copy = copies[i];
      assertThatThrownBy(() -> copy.get(ValueLayout.JAVA_BYTE, 0))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void whatFindsNoRoomStaysMappedUntilThereIsRoom() throws IOException {
    PinnedBudget budget = new PinnedBudget(LENGTHS[5]);
    PinnedBudget.Claim other = budget.claim(1);
    try (SectionFile file = SectionFile.open(path)) {
      assertThat(file.pin(name(5), budget)).isFalse();
      assertThat(file.pin(name(5), budget)).as("a second time").isFalse();
      assertThat(file.isRefused(name(5))).isTrue();
      assertThat(budget.refused()).isEqualTo(1);
      file.expectRandomReads(name(5));
      MemorySegment mapped = file.section(name(5));
      assertThat(mapped.isMapped()).isTrue();
      assertThat(mapped.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(contents[5]);

      other.close();
      assertThat(file.pin(name(5), budget)).isTrue();
      assertThat(file.isRefused(name(5))).isFalse();
      assertThat(budget.refused()).isZero();
      assertThat(file.section(name(5)).isMapped()).isFalse();
      file.expectRandomReads(name(5));
      assertThat(file.section(name(5)).toArray(ValueLayout.JAVA_BYTE)).isEqualTo(contents[5]);
      assertThat(mapped.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(contents[5]);
      assertThat(file.pin(name(1), budget)).isFalse();
    }
    assertThat(budget.taken()).isZero();
    assertThat(budget.refused()).isZero();
  }

  @Test
  void damageIsFoundWhileCopyingAndTakesNothing() throws IOException {
    byte[] sound = Files.readAllBytes(path);
    int start = SectionLayout.HEADER_LENGTH;
    for (int i = 0; i < LENGTHS.length; i++) {
      // The first and last byte, and the first of the zeros behind it.
      int end = start + LENGTHS[i];
      int padded = (int) SectionLayout.align(end);
      for (int offset : new int[] {start, end - 1, end}) {
        if (offset >= start && offset < padded) {
          byte[] damaged = sound.clone();
          damaged[offset] ^= 4;
          assertDamageFound(damaged, name(i));
        }
      }
      start = padded;
    }
  }

  private void assertDamageFound(byte[] damaged, String section) throws IOException {
    Path copy = directory.resolve("damaged");
    Files.write(copy, damaged);
    PinnedBudget budget = new PinnedBudget(64 << 20);
    try (SectionFile file = SectionFile.open(copy)) {
      assertThatExceptionOfType(CorruptFileException.class)
          .as(section)
          .isThrownBy(() -> file.pin(section, budget))
          .matches(failure -> failure.section().equals(section));
      assertThat(file.isPinned(section)).isFalse();
      assertThat(file.isRefused(section)).isFalse();
      assertThat(budget.taken()).isZero();
      assertThatExceptionOfType(CorruptFileException.class).isThrownBy(() -> file.section(section));
    }
  }

  @Test
  void aFileThatIsGoneTakesNothing() throws IOException {
    PinnedBudget budget = new PinnedBudget(64 << 20);
    try (SectionFile file = SectionFile.open(path)) {
      Files.delete(path);
      assertThatThrownBy(() -> file.pin(name(4), budget)).isInstanceOf(IOException.class);
      assertThat(budget.taken()).isZero();
      assertThat(file.section(name(4)).toArray(ValueLayout.JAVA_BYTE)).isEqualTo(contents[4]);
    }
  }

  private static String name(int section) {
    return "section " + section;
  }
}
