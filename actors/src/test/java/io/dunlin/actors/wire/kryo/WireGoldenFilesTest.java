package io.dunlin.actors.wire.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The bytes of everything in {@link WireType} in every version that was ever sent, in {@code
 * src/test/resources/wire/<number>-<name>-<version>.bin}, and beside each what it holds, as text.
 *
 * <p>For a new class or version: run this test with {@code -Ddunlin.golden.add=<file>,…}, names
 * without {@code .bin}, look at the new text, commit both. Where not the class itself but a part of
 * it has a new version, add a letter to the name: {@code 84-answer-found-1b}. Bytes that are there
 * are never written again, and go only when no node that sends such can be met any more; a text
 * changes when its class gets a field, by the line of that field.
 */
class WireGoldenFilesTest {
  private static final Path FOLDER = Path.of("src", "test", "resources", "wire");
  private static final int LIMIT = 1 << 20;

  private static final TestActors ACTORS = new TestActors();
  private static final WireCodec CODEC = new WireCodec(ACTORS, () -> RandomMessages.NOW);

  @BeforeAll
  static void add() throws IOException {
    String names = System.getProperty("dunlin.golden.add", "");
    for (String name : names.isEmpty() ? new String[0] : names.split(",")) {
      Object sample = sample(name);
      Files.createDirectories(FOLDER);
      if (Files.notExists(bytes(name))) {
        Files.write(bytes(name), CODEC.write(sample, LIMIT));
        Files.writeString(text(name), Dump.of(sample));
      }
    }
  }

  private static Object sample(String name) {
    for (WireType type : WireType.values()) {
      if (name.matches(current(type) + "[b-z]?")) {
        return new RandomMessages(new Random(type.id()), ACTORS, true).of(type);
      }
    }
    throw new IllegalArgumentException("Nothing is written in the form " + name);
  }

  private static String stem(WireType type) {
    return type.id() + "-" + type.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-";
  }

  private static String current(WireType type) {
    return stem(type) + type.form().written();
  }

  private static Path bytes(String name) {
    return FOLDER.resolve(name + ".bin");
  }

  private static Path text(String name) {
    return FOLDER.resolve(name + ".txt");
  }

  @TestFactory
  Stream<DynamicTest> everyClassIsWrittenAsEver() {
    return Arrays.stream(WireType.values())
        .map(type -> DynamicTest.dynamicTest(current(type), () -> assertWritten(type)));
  }

  private static void assertWritten(WireType type) throws IOException {
    SortedSet<String> variants = new TreeSet<>(names());
    variants.removeIf(name -> !name.matches(current(type) + "[b-z]?"));
    if (variants.isEmpty()) {
      fail(
          "No golden file %s. If this version is new, make it with -Ddunlin.golden.add=%s and"
              + " commit it; if it is not, bring the file back.",
          bytes(current(type)), current(type));
    }
    byte[] golden = Files.readAllBytes(bytes(variants.last()));
    Object sample = CODEC.read(golden, Object.class);
    assertThat(sample).isInstanceOf(type.type());
    assertThat(CODEC.write(sample, LIMIT))
        .as("a changed form needs a new version")
        .isEqualTo(golden);
  }

  @TestFactory
  Stream<DynamicTest> everyFileIsReadAsWhatItHolds() throws IOException {
    return names().stream().map(name -> DynamicTest.dynamicTest(name, () -> assertReads(name)));
  }

  private static void assertReads(String name) throws IOException {
    // A number or name of no class any more: it has changed hands.
    assertThat(Arrays.stream(WireType.values()).map(WireGoldenFilesTest::stem))
        .contains(name.replaceAll("\\d+[b-z]?$", ""));
    assertThat(Dump.of(CODEC.read(Files.readAllBytes(bytes(name)), Object.class)))
        .isEqualTo(Files.readString(text(name)));
  }

  private static SortedSet<String> names() throws IOException {
    SortedSet<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".bin"))
          .forEach(name -> names.add(name.replace(".bin", "")));
    }
    return names;
  }
}
