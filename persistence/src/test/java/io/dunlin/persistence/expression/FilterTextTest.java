package io.dunlin.persistence.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.persistence.filter.CompiledFilter;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.Payload.JsonNull;
import io.dunlin.persistence.model.PointId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What texts mean, by one point that they hold of or not, and how they are refused. */
class FilterTextTest {
  /** Point 7, with an unnamed vector. */
  private static final Payload POINT =
      new Payload(
          Map.of(
              "category",
              "a",
              "price",
              9L,
              "weight",
              1.5,
              "sold",
              true,
              "tags",
              List.of("red", "blue"),
              "made",
              "2024-01-31T12:00:00Z",
              "none",
              JsonNull.NULL,
              "nothing",
              List.of(),
              "a b",
              Map.of("and", 1L),
              "sizes",
              List.of(Map.of("w", 1L, "h", 2L), Map.of("w", 3L, "h", 4L))));

  private static boolean holds(String text) {
    return CompiledFilter.of(FilterText.parse(text))
        .matches(PointId.of(7), POINT, name -> name.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "category == 'a' and price < 10",
        "category == \"a\" && !(price >= 10)",
        "category == 'b' or price == 9",
        "price == 9.0",
        "price <= 9 and price >= 9 and price > 8.5",
        "weight == 1.5",
        "weight > -1e3",
        "sold == true",
        "sold != false",
        "tags == 'red' and tags == 'blue'",
        "tags[0] == 'red'",
        "tags in ['green', 'blue']",
        "tags not in ['green']",
        "tags except ['red']",
        "tags like 'bl%'",
        "prefix(tags, 're')",
        "text(category, 'a')",
        "count(tags) == 2 and count(nothing) == 0 and count(missing) == 0 and count(tags) != 1",
        "made >= datetime(\"2024-01-31\") and made < datetime('2024-02-01')",
        "made == datetime(\"2024-01-31T13:00:00+01:00\")",
        "none is null and tags is not null",
        "none is empty and nothing is empty and missing is empty and price is not empty",
        "exists(price) and not exists(none)",
        "\"a b\".\"and\" == 1",
        "nested(sizes, w == 3 and h == 4)",
        "not nested(sizes, w == 1 and h == 4)",
        "sizes[].w == 1 and sizes[].h == 4",
        "has_id(7, '5c56c793-69f3-4fbf-87e6-c4bf54c28c26')",
        "has_vector('') and not has_vector('other')",
        "at_least(2, price == 9, price == 10, category == 'a')",
        "NOT price == 10 AND category IN ['a']",
        "not not sold == true"
      })
  void holdsOfThePoint(String text) {
    assertThat(holds(text)).isTrue();
    assertThat(holds("not (" + text + ")")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "price == 10",
        "weight == 1",
        "sold == 'true'",
        "price == '9'",
        "price < 9",
        "tags in []",
        "none except ['a']",
        "missing except ['a']",
        "none > 0",
        "made < 2025",
        "at_least(2, price == 9, price == 10)"
      })
  void doesNotHoldOfThePoint(String text) {
    assertThat(holds(text)).isFalse();
    assertThat(holds("not (" + text + ")")).isTrue();
  }

  /** Two values only: what is not equal is everything else, where nothing stands too. */
  @Test
  void unequalHoldsWhereEqualDoesNot() {
    for (String key : List.of("category", "tags", "missing", "none", "nothing", "sizes")) {
      assertThat(holds(key + " != 'red'")).isEqualTo(!holds(key + " == 'red'"));
      assertThat(holds(key + " not in ['red', 'a']")).isEqualTo(!holds(key + " in ['red', 'a']"));
    }
    assertThat(holds("missing != 'red'")).isTrue();
    assertThat(holds("missing != 'red' and exists(missing)")).isFalse();
    assertThat(holds("tags != 'red'")).as("one of its values is").isFalse();
    assertThat(holds("tags except ['red']")).as("one of its values is not").isTrue();
  }

  @Test
  void andBindsMoreTightlyThanOrAndNotThanBoth() {
    String yes = "price == 9";
    String no = "price == 0";
    assertThat(holds(yes + " or " + no + " and " + no)).isTrue();
    assertThat(holds("(" + yes + " or " + no + ") and " + no)).isFalse();
    assertThat(holds("not " + no + " or " + yes)).isTrue();
    assertThat(holds("not (" + no + " or " + yes + ")")).isFalse();
    assertThat(holds("not " + yes + " and " + no)).isFalse();
    assertThat(holds("!" + no + " && " + yes)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "; expected a key, a function, `not` or `(`, found the end at character 0",
        "a; expected `==`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `not in`, `except`, `like` or `is`,"
            + " found the end at character 1",
        "a = 1; found `=` at character 2",
        "a == 1 b == 2; expected `and`, `or` or the end, found `b` at character 7",
        "a == 1 and; expected a key, a function, `not` or `(`, found the end at character 10",
        "(a == 1; expected `)`, found the end at character 7",
        "a == red; expected a value; a string stands in quotes, found `red` at character 5",
        "a == null; expected a value; what is null is asked for by `is null`, found `null`",
        "a < 'x'; expected a number or a date as in datetime(\"2024-01-31\"), found a string",
        "a == 'x; a string that is never closed at character 5",
        "a == '\\x'; an unknown escape at character 6",
        "a == '\\u12g4'; expected four hexadecimal digits in the escape at character 6",
        "a in 'x'; expected `[`, found a string at character 5",
        "a in ['x' 'y']; expected `]`, found a string at character 10",
        "a in [1.5]; expected an integer of 64 bits, found `1.5` at character 6",
        "a in [true]; expected a string or an integer, found `true` at character 6",
        "a not 1; expected `in`, found `1` at character 6",
        "a is 1; expected `null` or `empty`, found `1` at character 5",
        "a == 9223372036854775808; expected an integer of 64 bits",
        "a < 1e999; a number that is too large at character 4",
        "a like '%x'; expected a pattern with one % and that at its end",
        "a like 'a_b%'; expected a pattern with one % and that at its end",
        "a like 'x'; expected a pattern with one % and that at its end",
        "a < datetime('soon'); expected a date or a time of RFC 3339, found 'soon' at character 13",
        "1a == 1; expected a number; a key that begins with a digit is written in quotes",
        "a..b == 1; Invalid json path: 'a..b': expected a key at 2 of the path at character 0",
        "\"a\\n\" == 1; a quoted key has no escapes at 2 of the path at character 0",
        "in == 1; expected a key, a function, `not` or `(`, found `in` at character 0",
        "size(a) == 1; expected one of the functions at_least, count, exists",
        "has_id('x'); expected the id of a point, an unsigned integer or a UUID in quotes",
        "has_id(-1); expected the id of a point",
        "count(a) == -1; expected 0 or more, found `-1` at character 12",
        "count(a); expected `==`, `!=`, `<`, `<=`, `>` or `>=`, found the end at character 8",
        "text(a); expected `,`, found `)` at character 6",
        "at_least(3000000000, a == 1); a number that is too large at character 9"
      })
  void saysWhatWasExpectedAndWhere(String text, String problem) {
    assertThatThrownBy(() -> FilterText.parse(text == null ? "" : text))
        .isInstanceOf(FilterSyntaxException.class)
        .hasMessageStartingWith("Invalid filter: ")
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "not ", "!", "nested(a, ", "at_least(1, "})
  void nestsDeeplyButNotWithoutEnd(String opening) {
    assertThatThrownBy(() -> FilterText.parse(opening.repeat(100_000) + "a == 1"))
        .isInstanceOf(FilterSyntaxException.class)
        .hasMessageContaining("nested more than 50 deep");
    String closing = opening.contains("(") ? ")".repeat(50) : "";
    assertThat(FilterText.parse(opening.repeat(50) + "a == 1" + closing)).isNotNull();
  }
}
