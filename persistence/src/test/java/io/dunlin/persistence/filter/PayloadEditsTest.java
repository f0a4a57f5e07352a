package io.dunlin.persistence.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What edits do. Comments name the files of qdrant/qdrant, below lib/segment/src, that a rule was
 * read in.
 */
class PayloadEditsTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{'a': 1, 'b': 2} | {'b': 3, 'c': 4} | {'a': 1, 'b': 3, 'c': 4}",
        "{'a': {'b': 1}} | {'a': {'c': 2}} | {'a': {'c': 2}}",
        "{} | {'a': 1} | {'a': 1}",
        "{'a': 1} | {} | {'a': 1}",
        // null removes a key of the first level, and stays below it: common/utils.rs, merge_map
        "{'a': 1, 'b': 2} | {'a': null, 'c': null} | {'b': 2}",
        "{} | {'a': {'b': null}} | {'a': {'b': null}}",
      })
  void mergesTopLevelKeys(String payload, String change, String expected) {
    Payload before = Json.payload(payload);

    assertThat(PayloadEdits.merge(before, Json.payload(change))).isEqualTo(Json.payload(expected));
    assertThat(before).as("is left alone").isEqualTo(Json.payload(payload));
  }

  @Test
  void keysKeepTheirPlaces() {
    Payload merged =
        PayloadEdits.merge(
            Json.payload("{'z': 1, 'y': 2, 'x': 3}"), Json.payload("{'y': 9, 'a': 4}"));

    assertThat(merged.fields().keySet()).containsExactly("z", "y", "x", "a");
  }

  /** Cases of json_path/mod.rs, value_set. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{'a': {'b': 1}} | a | {'c': 2} | {'a': {'b': 1, 'c': 2}}",
        "{'a': {'b': 1, 'c': 1}} | a | {'b': null} | {'a': {'c': 1}}",
        "{} | a.b | {'c': 1} | {'a': {'b': {'c': 1}}}",
        "{'a': 10} | a.b.c | {'x': 1} | {'a': {'b': {'c': {'x': 1}}}}",
        "{'a': [1]} | a | {'x': 1} | {'a': {'x': 1}}",
        "{'a': [{'b': 1}, {'b': 2}]} | a[1] | {'c': 5} | {'a': [{'b': 1}, {'b': 2, 'c': 5}]}",
        "{'a': [{'b': 1}, 2]} | a[] | {'c': 5} | {'a': [{'b': 1, 'c': 5}, {'c': 5}]}",
        "{'a': [{'b': 1}]} | a[3] | {'c': 5} | {'a': [{'b': 1}]}",
        "{'a': [[{}], [{}]]} | a[][0].b | {'c': 5} | {'a': [[{'b': {'c': 5}}], [{'b': {'c': 5}}]]}",
        "{} | a.b[3] | {'c': 1} | {'a': {'b': []}}",
        "{} | a.b[].c | {'c': 1} | {'a': {'b': []}}",
        "{'a': 1} | a[0] | {'c': 1} | {'a': []}",
        "{} | a | {} | {'a': {}}",
      })
  void mergesAtPath(String payload, String path, String change, String expected) {
    assertThat(
            PayloadEdits.mergeAt(
                Json.payload(payload), JsonPathParser.parse(path), Json.payload(change)))
        .isEqualTo(Json.payload(expected));
  }

  /** Cases of json_path/mod.rs, value_remove. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{'a': 1, 'b': 2} | a | {'b': 2}",
        "{'a': 1} | b | {'a': 1}",
        "{'a': {'b': 1, 'c': 2}} | a.b | {'a': {'c': 2}}",
        "{'a': {'b': 1}} | a.b | {'a': {}}",
        "{'a': {'b': 1}} | a.c | {'a': {'b': 1}}",
        "{'a': 5} | a.b | {'a': 5}",
        "{'a': [{'b': 1, 'c': 2}, {'b': 3}, 4]} | a[].b | {'a': [{'c': 2}, {}, 4]}",
        "{'a': [{'b': 1}, {'b': 3}]} | a[1].b | {'a': [{'b': 1}, {}]}",
        "{'a': [{'b': 1}]} | a[1].b | {'a': [{'b': 1}]}",
        "{'a': [1, 2]} | a[] | {'a': []}",
        "{'a': [1, 2]} | a[0] | {'a': [1, 2]}",
        "{'a': 1} | a[] | {'a': 1}",
        "{'a': {'x': 1}, 'b': 2, 'c': 3} | a.x c | {'a': {}, 'b': 2}",
      })
  void removes(String payload, String paths, String expected) {
    assertThat(PayloadEdits.without(Json.payload(payload), paths(paths)))
        .isEqualTo(Json.payload(expected));
  }

  /** Cases of json_path/mod.rs, value_filter with check_include_pattern; an index is our own. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{'a': 1, 'b': 2} | a | {'a': 1}",
        "{'a': 1} | b | {}",
        "{'a': {'b': {'x': 1}, 'c': 2}, 'd': 3} | a.b | {'a': {'b': {'x': 1}}}",
        "{'a': {'b': 1, 'c': 2, 'd': 3}} | a.b a.d | {'a': {'b': 1, 'd': 3}}",
        "{'a': {'b': 1, 'c': 2}} | a.b a | {'a': {'b': 1, 'c': 2}}",
        "{'a': {'c': 2}} | a.b | {'a': {}}",
        "{'a': 5} | a.b | {'a': 5}",
        "{'a': [{'c': 1}, {'c': 2}, {'d': 3}], 'f': 3} | a[].c | {'a': [{'c': 1}, {'c': 2}, {}]}",
        "{'a': [{'c': 1}]} | a.c | {'a': []}",
        "{'a': [1, 2]} | a[] | {'a': [1, 2]}",
        "{'a': [1, 2, 3]} | a[1] | {'a': [2]}",
        "{'a': [{'b': 1, 'c': 1}, {'b': 2, 'c': 2}]} | a[0].b a[1].c | {'a': [{'b': 1}, {'c': 2}]}",
      })
  void selects(String payload, String paths, String expected) {
    assertThat(PayloadEdits.only(Json.payload(payload), paths(paths)))
        .isEqualTo(Json.payload(expected));
  }

  @Test
  void nothingSelectedIsNothing() {
    assertThat(PayloadEdits.only(Json.payload("{'a': 1}"), List.of())).isEqualTo(Payload.EMPTY);
    assertThat(PayloadEdits.without(Json.payload("{'a': 1}"), List.of()))
        .isEqualTo(Json.payload("{'a': 1}"));
  }

  private static List<JsonPath> paths(String texts) {
    return Arrays.stream(texts.split(" ")).map(JsonPathParser::parse).toList();
  }
}
