package io.dunlin.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {
  private static final Map<String, String> DEFAULTS = Map.of("rows", "100", "out", "a.json");

  @Test
  void givenValuesReplaceDefaults() {
    Options options = Options.parse(List.of("--rows", "10_000, 20"), DEFAULTS);
    assertThat(options.numbers("rows")).containsExactly(10_000, 20);
    assertThat(options.text("out")).isEqualTo("a.json");
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThatThrownBy(() -> Options.parse(List.of("--raws", "1"), DEFAULTS))
        .hasMessageContaining("--raws");
    assertThatThrownBy(() -> Options.parse(List.of("--rows"), DEFAULTS))
        .hasMessageContaining("needs a value");
    assertThatThrownBy(() -> Options.parse(List.of("--rows", "many"), DEFAULTS).number("rows"))
        .hasMessageContaining("many");
  }
}
