package io.dunlin.persistence.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.persistence.model.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPathParserTest {
  @Test
  void readsEveryKindOfStep() {
    JsonPath path = JsonPathParser.parse("foo[1][50].bar-baz_2[].\"qux[.] quux\".größe");

    assertThat(path.text()).isEqualTo("foo[1][50].bar-baz_2[].\"qux[.] quux\".größe");
    assertThat(path.steps())
        .containsExactly(
            new JsonPath.Key("foo"),
            new JsonPath.Index(1),
            new JsonPath.Index(50),
            new JsonPath.Key("bar-baz_2"),
            new JsonPath.Each(),
            new JsonPath.Key("qux[.] quux"),
            new JsonPath.Key("größe"));
  }

  @Test
  void firstKeyMayBeQuotedOrEmpty() {
    assertThat(JsonPathParser.parse("\"a b\".c").steps())
        .containsExactly(new JsonPath.Key("a b"), new JsonPath.Key("c"));
    assertThat(JsonPathParser.parse("\"\"").steps()).containsExactly(new JsonPath.Key(""));
  }

  @Test
  void stepsAreCounted() {
    String longest = "a" + "[]".repeat(99);
    assertThat(JsonPathParser.parse(longest).steps()).hasSize(100);
    assertThatThrownBy(() -> JsonPathParser.parse(longest + ".b.c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("more than 100 steps at 201");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "``       | expected a key at 0",
        ".a       | expected a key at 0",
        "[]       | expected a key at 0",
        "a.       | expected a key at 2",
        "a..b     | expected a key at 2",
        "a.[0]    | expected a key at 2",
        "a b      | expected '.' or '[' at 1",
        "a]       | expected '.' or '[' at 1",
        "a[]b     | expected '.' or '[' at 3",
        "a[       | expected digits and ']' at 2",
        "a[1      | expected digits and ']' at 3",
        "a[-1]    | expected digits and ']' at 2",
        "a[x]     | expected digits and ']' at 2",
        "a[2147483648] | index is too large at 2",
        "\"a      | quote is never closed at 0",
        "a.\"b\\c\" | a quoted key has no escapes at 4",
      },
      delimiter = '|')
  void saysWhatIsWrongAndWhere(String text, String problem) {
    assertThatThrownBy(() -> JsonPathParser.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid json path: '" + text + "': " + problem);
  }
}
