package io.dunlin.cluster.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dunlin.http.codec.RerankDialect;
import io.dunlin.http.rerank.HttpRerankerSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RerankSettingsTest {
  private static final String SECRET = "do-not-tell";

  @Test
  void eachServiceHasItsNameAndWhatItIsNotToldIsUsual() throws Exception {
    DunlinSettings settings =
        read(
            Map.of(
                "dunlin.rerankers.local.url", "http://127.0.0.1:8080/rerank",
                "dunlin.rerankers.local.dialect", "tei",
                "dunlin.rerankers.hosted.url", "https://host/v2/rerank",
                "dunlin.rerankers.hosted.model", "large",
                "dunlin.rerankers.hosted.api-key", SECRET,
                "dunlin.rerankers.hosted.timeout", "3 s",
                "dunlin.rerankers.hosted.batch", "7",
                "dunlin.rerank-calls", "2"));
    assertThat(settings.rerank().mostCalls()).isEqualTo(2);
    assertThat(settings.rerank().services())
        .containsExactly(
            new HttpRerankerSettings(
                "hosted",
                URI.create("https://host/v2/rerank"),
                RerankDialect.COHERE,
                Optional.of("large"),
                Optional.of(SECRET),
                Duration.ofSeconds(3),
                7),
            new HttpRerankerSettings(
                "local",
                URI.create("http://127.0.0.1:8080/rerank"),
                RerankDialect.TEI,
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(10),
                32));
    assertThat(settings.toString()).doesNotContain(SECRET);
    assertThat(settings.config().root().render()).doesNotContain(SECRET);
  }

  @Test
  void thereAreNoneByDefault() throws Exception {
    assertThat(read(Map.of()).rerank().services()).isEmpty();
  }

  @Test
  void mistakesAreToldWithoutWhatIsSecret() {
    assertThat(problems(Map.of("dunlin.rerankers.a.url", "ftp://host")))
        .contains("dunlin.rerankers.a", "http(s)://host[:port]/path");
    assertThat(problems(Map.of("dunlin.rerankers.a.url", "http://host/" + SECRET + " ")))
        .contains("dunlin.rerankers.a.url", "http(s)://host[:port]/path")
        .doesNotContain(SECRET);
    assertThat(
            problems(
                Map.of(
                    "dunlin.rerankers.a.url",
                    "http://host",
                    "dunlin.rerankers.a.api-key",
                    SECRET + "\n")))
        .contains("api-key")
        .doesNotContain(SECRET);
    assertThat(
            problems(
                Map.of(
                    "dunlin.rerankers.a.url", "http://host", "dunlin.rerankers.a.dialects", "tei")))
        .contains("dialects", "there is no such setting");
    assertThat(problems(Map.of("dunlin.rerankers.a", "http://host")))
        .contains("dunlin.rerankers.a", "expected a section");
  }

  @Test
  void nothingIsNoSection(@TempDir Path folder) throws Exception {
    for (String none : List.of("dunlin.rerankers = null", "dunlin.rerankers.a = null")) {
      Path file = Files.writeString(folder.resolve("dunlin.conf"), none);
      SettingsSources sources =
          new SettingsSources(Map.of(), Map.of(), Optional.of(file), Map.of());
      assertThatThrownBy(() -> SettingsReader.read(sources))
          .as(none)
          .isInstanceOf(InvalidSettingsException.class)
          .hasMessageContaining("expected a section");
    }
  }

  private static String problems(Map<String, String> options) {
    return String.valueOf(
        catchThrowableOfType(InvalidSettingsException.class, () -> read(options)).getMessage());
  }

  private static DunlinSettings read(Map<String, String> options) throws InvalidSettingsException {
    return SettingsReader.read(new SettingsSources(options, Map.of(), Optional.empty(), Map.of()));
  }
}
