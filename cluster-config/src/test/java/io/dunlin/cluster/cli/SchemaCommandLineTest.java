package io.dunlin.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaCommandLineTest {
  private static SchemaCommandLine parse(String words) throws UsageException {
    return SchemaCommandLine.parse(List.of(words.split(" ")), Map.of());
  }

  @Test
  void commands() throws Exception {
    assertThat(parse("plan birds.yaml"))
        .isEqualTo(
            new SchemaCommandLine(
                false,
                Path.of("birds.yaml"),
                new NodeOptions(URI.create("http://localhost:6333"), Optional.empty())));
    assertThat(parse("--url=http://a:1 apply --api-key k birds.yaml"))
        .isEqualTo(
            new SchemaCommandLine(
                true,
                Path.of("birds.yaml"),
                new NodeOptions(URI.create("http://a:1"), Optional.of("k"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plan|dunlin schema plan FILE, or apply FILE, is how it is used",
        "apply a b|dunlin schema plan FILE, or apply FILE, is how it is used",
        "look a|dunlin schema plan FILE, or apply FILE, is how it is used",
        "plan a --force|there is no option --force of schema; there are --url and --api-key",
        "plan a --url|--url needs a value"
      })
  void whatIsWrongIsTold(String words, String problem) {
    assertThatThrownBy(() -> parse(words))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(problem);
  }
}
