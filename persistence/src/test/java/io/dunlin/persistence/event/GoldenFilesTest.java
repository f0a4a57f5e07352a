package io.dunlin.persistence.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The bytes of every event in every version that was ever written, in {@code
 * src/test/resources/golden/<manifest>.bin}: they must be read for ever.
 *
 * <p>For a new event or version: add its sample to {@link Samples}, run this test with {@code
 * -Ddunlin.golden.add=<manifest>,…}, look at the new file, commit it. A file that is there is never
 * written again. A sample of a version that is no longer written moves to {@link Samples#FORMER}.
 */
class GoldenFilesTest {
  private static final Path FOLDER = Path.of("src", "test", "resources", "golden");
  private static final EventSerializer SERIALIZER = new EventSerializer();

  /** Manifests that are read but no longer written, and what their files hold. */
  private static final Map<String, LogEntry<?>> FORMER =
      Samples.FORMER.entrySet().stream()
          .collect(
              Collectors.toMap(Map.Entry::getKey, entry -> LogEntry.written(0, entry.getValue())));

  private static final Map<String, LogEntry<?>> CURRENT =
      Stream.concat(
              Stream.of(
                      Samples.EVENTS,
                      Samples.KEYED,
                      Samples.WITH_FIELDS,
                      Samples.STRICT,
                      Samples.SPARSE,
                      Samples.CHANGED_VECTORS,
                      Samples.WITH_SCHEMA,
                      Samples.NORMALIZED,
                      Samples.LINEAGE)
                  .flatMap(List::stream)
                  .map(event -> LogEntry.written(0, event)),
              Stream.of(LogEntry.epochStarted(7, 1L << 40, 6, 0x0123456789ABCDEFL)))
          .collect(Collectors.toMap(SERIALIZER::manifest, Function.identity()));

  private static final Set<String> ADDED =
      Set.of(System.getProperty("dunlin.golden.add", "").split(","));

  private static Path file(String manifest) {
    return FOLDER.resolve(manifest + ".bin");
  }

  @TestFactory
  Stream<DynamicTest> everyVersionIsRead() {
    return Stream.of(CURRENT, FORMER)
        .flatMap(samples -> samples.entrySet().stream())
        .map(sample ->
            DynamicTest.dynamicTest(
                sample.getKey(), () -> assertReads(sample.getKey(), sample.getValue())));
  }

  private static void assertReads(String manifest, LogEntry<?> sample) throws IOException {
    assertThat(SERIALIZER.fromBinary(golden(manifest, sample), manifest))
        .usingRecursiveComparison()
        // Of a former version the bytes are others.
        .ignoringFields("bytes")
        .withStrictTypeChecking()
        .isEqualTo(sample);
  }

  @TestFactory
  Stream<DynamicTest> theCurrentVersionIsWrittenAsEver() {
    return CURRENT.entrySet().stream()
        .map(sample ->
            DynamicTest.dynamicTest(
                sample.getKey(),
                () ->
                    assertThat(SERIALIZER.toBinary(sample.getValue()))
                        .as("a changed form needs a new version in its manifest")
                        .isEqualTo(golden(sample.getKey(), sample.getValue()))));
  }

  private static byte[] golden(String manifest, LogEntry<?> sample) throws IOException {
    Path file = file(manifest);
    if (Files.notExists(file)) {
      if (ADDED.contains(manifest)) {
        Files.createDirectories(FOLDER);
        Files.write(file, SERIALIZER.toBinary(sample));
      } else {
        fail(
            "No golden file %s. If this version is new, make it with -Ddunlin.golden.add=%s and"
                + " commit it; if it is not, bring the file back.",
            file, manifest);
      }
    }
    return Files.readAllBytes(file);
  }

  @Test
  void everyEventTypeHasASample() {
    List<Class<?>> types = new ArrayList<>();
    types.addAll(List.of(ShardEvent.class.getPermittedSubclasses()));
    types.addAll(List.of(CatalogEvent.class.getPermittedSubclasses()));

    assertThat(Samples.EVENTS.stream().map(Object::getClass))
        .as("one sample of each event in Samples")
        .containsExactlyInAnyOrderElementsOf(types);
  }

  @Test
  void everyGoldenFileIsRead() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".bin", "")))
          .allMatch(manifest -> CURRENT.containsKey(manifest) || FORMER.containsKey(manifest));
    }
  }
}
