package io.dunlin.cluster.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.cluster.settings.DunlinSettings.LogLevel;
import io.dunlin.http.ApiSettings;
import io.dunlin.http.access.AccessSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
  @TempDir Path directory;

  @Test
  void defaultsAreThoseOfTheDocumentation() throws Exception {
    DunlinSettings settings = SettingsReader.read(sources(Map.of(), Map.of()));

    assertThat(settings.api().rest().address().host()).isEqualTo("127.0.0.1");
    assertThat(settings.api().rest().address().port()).isEqualTo(6333);
    assertThat(settings.api().rest().maxBodyBytes()).isEqualTo(32 << 20);
    assertThat(settings.api().grpcAddress().port()).isEqualTo(6334);
    assertThat(settings.shards()).isEqualTo(ShardSettings.defaults());
    assertThat(settings.api())
        .isEqualTo(
            ApiSettings.at(
                settings.api().rest().address(),
                settings.api().grpcAddress(),
                settings.api().build()));
    assertThat(settings.logLevel()).isEqualTo(LogLevel.INFO);
    assertThat(settings.pinnedBytes()).isEqualTo(MachineMemory.besideHeap() / 2);
    assertThat(settings.management().enabled()).isFalse();
    assertThat(settings.dataDirectory()).isEqualTo(Path.of("data").toAbsolutePath());
  }

  @Test
  void strongerSourcesWin() throws Exception {
    Path file =
        file("dunlin { http.port = 1001, grpc.port = 1002, log-level = warn, data-dir = a }");
    Map<String, String> environment =
        Map.of(
            "DUNLIN__HTTP__PORT", "2001",
            "QDRANT__SERVICE__HTTP_PORT", "3001",
            "QDRANT__SERVICE__GRPC_PORT", "3002",
            "QDRANT__SERVICE__MAX_REQUEST_SIZE_MB", "16");
    DunlinSettings settings =
        SettingsReader.read(
            new SettingsSources(
                Map.of("dunlin.data-dir", "b"),
                environment,
                Optional.of(file),
                Map.of("dunlin.data-dir", "c", "dunlin.cluster.port", "4001")));

    assertThat(settings.dataDirectory()).isEqualTo(Path.of("b").toAbsolutePath());
    assertThat(settings.api().rest().address().port()).isEqualTo(2001);
    assertThat(settings.api().grpcAddress().port()).isEqualTo(3002);
    assertThat(settings.logLevel()).isEqualTo(LogLevel.WARN);
    assertThat(settings.config().getInt("dunlin.cluster.port")).isEqualTo(4001);
    assertThat(settings.api().rest().maxBodyBytes()).isEqualTo(16 << 20);
  }

  @Test
  void settingsOfPekkosServersCanBeGivenToo() throws Exception {
    ServerSettings usual =
        ServerSettings.create(SettingsReader.read(sources(Map.of(), Map.of())).config());
    assertThat(usual.getBacklog()).isEqualTo(1024);
    assertThat(usual.getHttp2Settings().getPingInterval()).isEqualTo(Duration.ZERO);
    Path file = file("pekko.http.server { backlog = 7, http2.ping-interval = 30 s }");
    ServerSettings told =
        ServerSettings.create(
            SettingsReader.read(
                    new SettingsSources(Map.of(), Map.of(), Optional.of(file), Map.of()))
                .config());
    assertThat(told.getBacklog()).isEqualTo(7);
    assertThat(told.getHttp2Settings().getPingInterval()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void compressionIsSwitchedOffByNamingNoEncoding() throws Exception {
    DunlinSettings settings =
        SettingsReader.read(sources(Map.of(), Map.of("DUNLIN__COMPRESSION__ENCODINGS", "")));
    assertThat(settings.api().rest().compression().encodings()).isEmpty();
    assertThat(settings.api().grpc().compression().encodings()).isEmpty();
    assertThat(
            SettingsReader.read(sources(Map.of(), Map.of("DUNLIN__COMPRESSION__ENCODINGS", "gzip")))
                .api()
                .grpc()
                .compression()
                .tokens())
        .isEqualTo("gzip");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "3 GiB, 3221225472", "1000, 1000"})
  void memoryIsGivenAsASize(String text, long bytes) throws Exception {
    assertThat(pinnedBytes(text)).isEqualTo(bytes);
  }

  @Test
  void orAsAShareOfWhatTheHeapLeaves() throws Exception {
    assertThat(pinnedBytes("0 %")).isZero();
    assertThat(pinnedBytes("100%")).isEqualTo(MachineMemory.besideHeap());
    assertThat(pinnedBytes("12.5 %")).isCloseTo(MachineMemory.besideHeap() / 8, Offset.offset(1L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "101 %", "-1 %", "NaN %", "%", "much", "1 GiB %"})
  void otherWordsForMemoryAreAProblem(String text) {
    assertThat(
            catchThrowableOfType(InvalidSettingsException.class, () -> pinnedBytes(text))
                .getMessage())
        .contains("dunlin.memory.pinned (command line)", "\"50 %\"", "\"" + text + "\"");
  }

  private static long pinnedBytes(String text) throws InvalidSettingsException {
    return SettingsReader.read(sources(Map.of("dunlin.memory.pinned", text), Map.of()))
        .pinnedBytes();
  }

  @Test
  void theActorSystemGetsWhatWasChosen() throws Exception {
    DunlinSettings settings =
        SettingsReader.read(sources(Map.of("dunlin.cluster.port", "2552"), Map.of()));

    assertThat(settings.config().getInt("pekko.remote.artery.canonical.port")).isEqualTo(2552);
  }

  @Test
  void everyMistakeIsToldAtOnceWithItsPlace() throws Exception {
    Path file =
        file(
            """
            dunlin {
              http.port = 70000
              http.max-request-size = plenty
              grpc.prot = 7
              shard.backlog-rows = 0
              http.idle-timeout = 1 s
              management.enabled = perhaps
            }
            """);
    InvalidSettingsException failure =
        catchThrowableOfType(
            InvalidSettingsException.class,
            () ->
                SettingsReader.read(
                    new SettingsSources(
                        Map.of("dunlin.data-dir", ""),
                        Map.of("QDRANT__LOG_LEVEL", "loud", "QDRANT__SERVICE__ENABLE_TLS", "true"),
                        Optional.of(file),
                        Map.of())));

    assertThat(failure.problems()).hasSize(9);
    assertThat(failure.getMessage())
        .contains("dunlin.http.port (" + file + ": 2)", "from 0", "\"70000\"")
        .contains("dunlin.http.max-request-size", "\"plenty\"")
        .contains("dunlin.grpc.prot", "did you mean dunlin.grpc.port?")
        .contains("dunlin.management.enabled", "true or false", "\"perhaps\"")
        .contains("dunlin.shard.backlog-rows", "from 1", "\"0\"")
        .contains("dunlin.http.idle-timeout", "more than dunlin.http.default-timeout")
        .contains("dunlin.data-dir (command line)", "directory")
        .contains("dunlin.log-level (environment variable QDRANT__LOG_LEVEL)", "info", "\"loud\"")
        .contains("QDRANT__SERVICE__ENABLE_TLS");
  }

  @Test
  void aFileThatIsMissingOrCannotBeParsedIsAProblem() throws Exception {
    Path missing = directory.resolve("missing.conf");
    assertThat(failureOf(missing).getMessage()).contains("--config " + missing);
    assertThat(failureOf(file("dunlin { ")).getMessage()).contains("--config");
    assertThat(failureOf(file("dunlin.data-dir = ${nowhere}")).getMessage()).contains("nowhere");
  }

  @Test
  void keysAreReadFromBothKindsOfVariablesAndKeptFromTheActorSystem() throws Exception {
    DunlinSettings settings =
        read(
            Map.of(
                "QDRANT__SERVICE__API_KEY", "s3cret",
                "DUNLIN__ACCESS__READ_ONLY_API_KEY", "s3cret too",
                "QDRANT__SERVICE__JWT_RBAC", "true"));
    assertThat(settings.api().access())
        .isEqualTo(
            new AccessSettings(
                Optional.of("s3cret"), Optional.empty(), Optional.of("s3cret too"), true));
    assertThat(settings.config().root().render()).doesNotContain("s3cret");
    assertThat(settings.toString()).doesNotContain("s3cret");
  }

  @Test
  void tokensNeedAKeyThatTheyAreSignedWith() {
    InvalidSettingsException failure =
        catchThrowableOfType(
            InvalidSettingsException.class,
            () ->
                read(
                    Map.of(
                        "DUNLIN__ACCESS__JWT",
                        "on",
                        "DUNLIN__ACCESS__READ_ONLY_API_KEY",
                        "s3cret")));
    assertThat(failure.getMessage())
        .contains("dunlin.access.jwt", "dunlin.access.api-key")
        .doesNotContain("s3cret");
  }

  @Test
  void aListOfWhatAreNoTextsIsAProblem() throws Exception {
    assertThat(failureOf(file("dunlin.snapshots.restore = [{file = a}]")).getMessage())
        .contains("dunlin.snapshots.restore", "expected FILE or FILE:COLLECTION");
  }

  @Test
  void aSecretOfTheWrongKindIsNotTold() throws Exception {
    String wrong =
        """
        dunlin.access { api-key = [s3cret], read-only-api-key { of = s3cret } }
        dunlin.segment-store { type = s3, s3 { secret-key = [s3cret], session-token = [s3cret] } }
        """;
    assertThat(failureOf(file(wrong)).getMessage())
        .contains("dunlin.access.api-key", "dunlin.access.read-only-api-key", "secret-key")
        .doesNotContain("s3cret");
  }

  private static DunlinSettings read(Map<String, String> environment)
      throws InvalidSettingsException {
    return SettingsReader.read(
        new SettingsSources(Map.of(), environment, Optional.empty(), Map.of()));
  }

  @Test
  void variablesWithoutEffectAreListed() {
    assertThat(
            SettingsReader.ignoredVariables(
                Map.of(
                    "QDRANT__STORAGE__OPTIMIZERS__FLUSH_INTERVAL_SEC", "5",
                    "QDRANT__SERVICE__HTTP_PORT", "1",
                    "PATH", "/bin")))
        .containsExactly("QDRANT__STORAGE__OPTIMIZERS__FLUSH_INTERVAL_SEC");
  }

  private InvalidSettingsException failureOf(Path file) {
    return catchThrowableOfType(
        InvalidSettingsException.class,
        () ->
            SettingsReader.read(
                new SettingsSources(Map.of(), Map.of(), Optional.of(file), Map.of())));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(directory, "dunlin", ".conf"), text);
  }

  private static SettingsSources sources(
      Map<String, String> options, Map<String, String> environment) {
    return new SettingsSources(options, environment, Optional.empty(), Map.of());
  }
}
