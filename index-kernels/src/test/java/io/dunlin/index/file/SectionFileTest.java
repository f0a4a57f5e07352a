package io.dunlin.index.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SectionFileTest {
  @TempDir Path directory;

  @Test
  void givesBackWhatWasWritten() throws IOException {
    Random random = new Random(1);
    byte[] large = bytes(random, 3 * SectionLayout.BLOCK + 17);
    byte[] exact = bytes(random, 2 * SectionLayout.BLOCK);
    byte[] small = bytes(random, 5);
    Path path = directory.resolve("a.seg");
    try (SectionFileWriter writer = SectionFileWriter.create(path)) {
      writer.begin("large", 1);
      writer.write(large);
      writer.begin("empty", 2);
      writer.begin("exact", 3);
      for (int start = 0; start < exact.length; start += 1000) {
        int length = Math.min(1000, exact.length - start);
        writer.write(MemorySegment.ofArray(exact).asSlice(start, length));
      }
      writer.begin("größer", 4);
      writer.write(small);
      writer.begin("longs", 5);
      writer.write(new byte[] {7});
      for (long i = 0; i < 10_000; i++) {
        writer.writeLong(i * i);
      }
      assertThat(path).doesNotExist();
      assertThat(writer.finish()).isEqualTo(path);
    }
    assertThat(names()).containsExactly("a.seg");
    try (SectionFile file = SectionFile.open(path)) {
      assertThat(file.names()).containsExactly("large", "empty", "exact", "größer", "longs");
      assertThat(file.has("large")).isTrue();
      assertThat(file.has("other")).isFalse();
      assertThat(file.version("größer")).isEqualTo(4);
      assertThat(content(file, "large")).isEqualTo(large);
      assertThat(content(file, "empty")).isEmpty();
      assertThat(content(file, "exact")).isEqualTo(exact);
      assertThat(content(file, "größer")).isEqualTo(small);
      MemorySegment longs = file.section("longs");
      var layout = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
      assertThat(longs.byteSize()).isEqualTo(80_001);
      for (long i = 0; i < 10_000; i++) {
        assertThat(longs.get(layout, 1 + 8 * i)).isEqualTo(i * i);
      }
      assertThat(longs.isReadOnly()).isTrue();
      assertThat(file.section("exact").address() % SectionLayout.ALIGNMENT).isZero();
    }
  }

  @Test
  void holdsManySectionsAndNone() throws IOException {
    Path none = directory.resolve("none");
    write(none, List.of());
    try (SectionFile file = SectionFile.open(none)) {
      assertThat(file.names()).isEmpty();
    }
    Path many = directory.resolve("many");
    try (SectionFileWriter writer = SectionFileWriter.create(many)) {
      for (int i = 0; i < 3000; i++) {
        writer.begin("section " + i, i);
        writer.write(new byte[i % 130]);
      }
      writer.finish();
    }
    try (SectionFile file = SectionFile.open(many)) {
      assertThat(file.names()).hasSize(3000);
      for (int i = 0; i < 3000; i++) {
        assertThat(file.section("section " + i).byteSize()).isEqualTo(i % 130);
      }
    }
  }

  @Test
  void refusesSectionsOfTheSameNameAndBytesOfNoSection() throws IOException {
    try (SectionFileWriter writer = SectionFileWriter.create(directory.resolve("x"))) {
      writer.begin("a", 1);
      assertThatThrownBy(() -> writer.begin("a", 1)).isInstanceOf(IllegalArgumentException.class);
    }
    try (SectionFileWriter writer = SectionFileWriter.create(directory.resolve("x"))) {
      writer.write(new byte[10]);
      assertThatThrownBy(() -> writer.begin("a", 1)).isInstanceOf(IllegalStateException.class);
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void leavesNothingBehindUnlessFinished() throws IOException {
    Path path = directory.resolve("a.seg");
    Path aside = directory.resolve("a.seg.tmp");
    try (SectionFileWriter writer = SectionFileWriter.create(path)) {
      writer.begin("a", 1);
      writer.write(new byte[200_000]);
      assertThat(aside).exists();
      assertThat(AsideFile.isInProgress(aside)).isTrue();
      assertThatThrownBy(() -> SectionFileWriter.create(path)).isInstanceOf(IOException.class);
    }
    assertThat(names()).isEmpty();
    assertThat(AsideFile.isInProgress(aside)).isFalse();

    Files.createDirectory(path);
    Files.createFile(path.resolve("in the way"));
    try (SectionFileWriter writer = SectionFileWriter.create(path)) {
      writer.begin("a", 1);
      assertThatThrownBy(writer::finish).isInstanceOf(IOException.class);
    }
    assertThat(names()).containsExactly("a.seg");
  }

  @Test
  void namesAFileByItsContent() throws IOException {
    List<Path> paths = new ArrayList<>();
    for (byte[] content : List.of(new byte[] {1}, new byte[] {1}, new byte[] {2})) {
      try (SectionFileWriter writer = SectionFileWriter.createNamedByContent(directory, ".seg")) {
        writer.begin("a", 1);
        writer.write(content);
        paths.add(writer.finish());
      }
    }
    assertThat(paths.get(0).getFileName().toString()).matches("[0-9a-f]{32}\\.seg");
    assertThat(paths.get(1)).isEqualTo(paths.get(0));
    assertThat(paths.get(2)).isNotEqualTo(paths.get(0));
    assertThat(names()).hasSize(2);
  }

  @Test
  void verifiesOnlyTheBlocksOfARange() throws IOException {
    Path path = directory.resolve("a");
    byte[] content = bytes(new Random(2), 3 * SectionLayout.BLOCK);
    write(path, List.of(content));
    byte[] file = Files.readAllBytes(path);
    file[SectionLayout.HEADER_LENGTH + SectionLayout.BLOCK + 5] ^= 1;
    Files.write(path, file);
    try (SectionFile damaged = SectionFile.open(path)) {
      damaged.verifyRange("0", 0, SectionLayout.BLOCK);
      damaged.verifyRange("0", 2 * SectionLayout.BLOCK, SectionLayout.BLOCK);
      damaged.verifyRange("0", SectionLayout.BLOCK + 7, 0);
      assertThat(damaged.range("0", 10, 3).toArray(ValueLayout.JAVA_BYTE))
          .containsExactly(content[10], content[11], content[12]);
      assertThatExceptionOfType(CorruptFileException.class)
          .isThrownBy(() -> damaged.verifyRange("0", SectionLayout.BLOCK - 1, 2))
          .withMessageContaining("bytes 65536 to 131071")
          .matches(failure -> failure.section().equals("0") && failure.path().equals(path));
      assertThatExceptionOfType(CorruptFileException.class).isThrownBy(() -> damaged.section("0"));
      assertThatThrownBy(() -> damaged.verifyRange("0", 0, content.length + 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatExceptionOfType(CorruptFileException.class)
          .isThrownBy(() -> damaged.section("other"))
          .withMessageContaining("missing");
    }
  }

  @Test
  void closedMemoryCannotBeRead() throws IOException {
    Path path = directory.resolve("a");
    write(path, List.of(new byte[10]));
    SectionFile file = SectionFile.open(path);
    MemorySegment section = file.section("0");
    file.close();
    assertThatThrownBy(() -> section.get(ValueLayout.JAVA_BYTE, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void detectsAFlipOfAnyByteOfASmallFile() throws IOException {
    byte[] sound = smallFile();
    assertThat(sound.length).isLessThan(SectionLayout.BLOCK);
    for (int offset = 0; offset < sound.length; offset++) {
      byte[] damaged = sound.clone();
      damaged[offset] ^= (byte) (1 << (offset % 8));
      assertDetected(damaged, "byte " + offset);
    }
  }

  @Test
  void refusesASmallFileCutAtAnyByte() throws IOException {
    byte[] sound = smallFile();
    for (int length = 0; length < sound.length; length++) {
      assertDetected(Arrays.copyOf(sound, length), "length " + length);
    }
    assertDetected(Arrays.copyOf(sound, sound.length + 64), "longer");
  }

  @Test
  void detectsSampledDamageOfALargerFile() throws IOException {
    long seed = 20260301;
    Random random = new Random(seed);
    Path path = directory.resolve("large");
    write(path, List.of(bytes(random, 1 << 20), new byte[3 * SectionLayout.BLOCK], new byte[1]));
    byte[] sound = Files.readAllBytes(path);
    for (int sample = 0; sample < 100; sample++) {
      byte[] damaged = sound.clone();
      int offset = random.nextInt(sound.length);
      damaged[offset] ^= (byte) (1 + random.nextInt(255));
      assertDetected(damaged, "seed " + seed + ", byte " + offset);
      int length = random.nextInt(sound.length);
      assertDetected(Arrays.copyOf(sound, length), "seed " + seed + ", length " + length);
    }
  }

  private byte[] smallFile() throws IOException {
    Path path = directory.resolve("small");
    Random random = new Random(3);
    write(path, List.of(bytes(random, 700), new byte[0], new byte[100], bytes(random, 64)));
    return Files.readAllBytes(path);
  }

  /** Opening or verifying must fail and name the file; what does not fail must be a true copy. */
  private void assertDetected(byte[] damaged, String description) throws IOException {
    Path path = directory.resolve("damaged");
    Files.write(path, damaged);
    assertThatExceptionOfType(CorruptFileException.class)
        .as(description)
        .isThrownBy(() -> {
          try (SectionFile file = SectionFile.open(path)) {
            for (String name : file.names()) {
              file.verify(name);
            }
          }
        })
        .matches(failure -> failure.path().equals(path) && !failure.section().isEmpty())
        .withMessageContaining(path.toString());
  }

  private static void write(Path path, List<byte[]> sections) throws IOException {
    try (SectionFileWriter writer = SectionFileWriter.create(path)) {
      for (int i = 0; i < sections.size(); i++) {
        writer.begin(String.valueOf(i), 1);
        writer.write(sections.get(i));
      }
      writer.finish();
    }
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] content(SectionFile file, String name) throws IOException {
    return file.section(name).toArray(ValueLayout.JAVA_BYTE);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
