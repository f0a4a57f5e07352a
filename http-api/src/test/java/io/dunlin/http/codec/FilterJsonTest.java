package io.dunlin.http.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.expression.FilterText;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.PointId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FilterJsonTest {
  private static final JsonPath A = JsonPathParser.parse("a");

  private static Filter read(String json) {
    return JsonReader.read(json.getBytes(UTF_8), FilterJson::read);
  }

  private static Condition only(String condition) {
    return read("{\"must\": [" + condition + "]}").must().getFirst();
  }

  private static Check check(String fields) {
    return ((Condition.Field) only("{\"key\": \"a\", " + fields + "}")).checks().getFirst();
  }

  @Test
  void emptyFiltersMeanEveryPoint() {
    assertThat(read("{}")).isEqualTo(Filter.ALL);
    assertThat(read("null")).isEqualTo(Filter.ALL);
    assertThat(read("{\"must\": null, \"should\": []}")).isEqualTo(Filter.ALL);
  }

  @Test
  void eachClauseTakesOneConditionOrMany() {
    Condition a = new Condition.IsNull(A);
    String json = "{\"is_null\": {\"key\": \"a\"}}";
    assertThat(read("{\"must\": " + json + "}").must()).containsExactly(a);
    Filter all =
        read(
            "{\"should\": [%s, %s], \"must_not\": %s, \"min_should\": {\"min_count\": 1,"
                    .formatted(json, json, json)
                + "\"conditions\": [%s]}}".formatted(json));
    assertThat(all)
        .isEqualTo(
            new Filter(
                List.of(),
                List.of(a, a),
                List.of(a),
                Optional.of(new Filter.MinShould(List.of(a), 1))));
  }

  @Test
  void everyConditionIsRead() {
    assertThat(only("{\"has_id\": [18446744073709551615, 1]}"))
        .isEqualTo(new Condition.HasId(Set.of(PointId.of(-1), PointId.of(1))));
    assertThat(only("{\"has_vector\": \"image\"}")).isEqualTo(new Condition.HasVector("image"));
    assertThat(only("{\"is_empty\": {\"key\": \"a\"}}")).isEqualTo(new Condition.IsEmpty(A));
    assertThat(only("{\"nested\": {\"key\": \"a\", \"filter\": {}}}"))
        .isEqualTo(new Condition.Nested(A, Filter.ALL));
    assertThat(only("{\"slice\": {\"total\": 3, \"index\": 2}}"))
        .isEqualTo(new Condition.Slice(3, 2));
    assertThat(only("{\"must\": []}")).isEqualTo(Filter.ALL);
    assertThat(only("{\"key\": \"a\", \"is_null\": true}")).isEqualTo(new Condition.IsNull(A));
    assertThat(only("{\"key\": \"a\", \"is_empty\": false}"))
        .isEqualTo(
            new Filter(List.of(), List.of(), List.of(new Condition.IsEmpty(A)), Optional.empty()));
  }

  @Test
  void everyCheckIsRead() {
    assertThat(check("\"match\": {\"value\": \"x\"}")).isEqualTo(new Check.MatchValue("x"));
    assertThat(check("\"match\": {\"value\": 5}")).isEqualTo(new Check.MatchValue(5L));
    assertThat(check("\"match\": {\"value\": true}")).isEqualTo(new Check.MatchValue(true));
    assertThat(check("\"match\": {\"any\": [\"x\", \"y\"]}"))
        .isEqualTo(new Check.MatchAny(Set.of("x", "y")));
    assertThat(check("\"match\": {\"except\": [1]}")).isEqualTo(new Check.MatchExcept(Set.of(1L)));
    assertThat(check("\"match\": {\"text\": \"x\"}"))
        .isEqualTo(new Check.MatchText("x", Check.TextMode.TEXT));
    assertThat(check("\"match\": {\"phrase\": \"x\"}"))
        .isEqualTo(new Check.MatchText("x", Check.TextMode.PHRASE));
    assertThat(check("\"range\": {\"gte\": 1, \"lt\": 2.5, \"gt\": null}"))
        .isEqualTo(
            new Check.Range(Optional.empty(), Optional.of(1d), Optional.of(2.5), Optional.empty()));
    assertThat(check("\"range\": {\"gt\": \"1970-01-01T00:00:01Z\"}"))
        .isEqualTo(
            new Check.DatetimeRange(
                Optional.of(1_000_000L), Optional.empty(), Optional.empty(), Optional.empty()));
    assertThat(check("\"values_count\": {\"lte\": 3}"))
        .isEqualTo(
            new Check.ValuesCount(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(3L)));
    var berlin = new Check.GeoPoint(13.4, 52.5);
    String point = "{\"lon\": 13.4, \"lat\": 52.5}";
    assertThat(check("\"geo_radius\": {\"radius\": 10, \"center\": %s}".formatted(point)))
        .isEqualTo(new Check.GeoRadius(berlin, 10));
    assertThat(
            check(
                "\"geo_bounding_box\": {\"top_left\": %s, \"bottom_right\": %s}"
                    .formatted(point, point)))
        .isEqualTo(new Check.GeoBox(berlin, berlin));
    assertThat(
            check(
                "\"geo_polygon\": {\"exterior\": {\"points\": [%s,%s,%s,%s]}}"
                    .formatted(point, point, point, point)))
        .isEqualTo(new Check.GeoPolygon(List.of(berlin, berlin, berlin, berlin), List.of()));
  }

  @Test
  void severalChecksOfOneFieldAreAlternatives() {
    Condition both =
        only(
            "{\"key\": \"a\", \"match\": {\"value\": 1}, \"range\": {\"gt\": 5}, \"is_null\": true}");
    assertThat(((Filter) both).should()).hasSize(2).contains(new Condition.IsNull(A));
    assertThat(((Condition.Field) ((Filter) both).should().getFirst()).checks()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"musst\": []}; unknown field `musst`",
        "{\"must\": [{\"nonsense\": 1}]}; did not match any variant of untagged enum Condition",
        "{\"must\": [5]}; invalid type: integer 5, expected a condition",
        "{\"must\": [{\"match\": {\"value\": 1}}]}; untagged enum Condition",
        "{\"must\": [{\"key\": \"a\", \"match\": {\"value\": 1.5}}]}; untagged enum Match",
        "{\"must\": [{\"key\": \"a\", \"match\": {\"like\": 1}}]}; untagged enum Match",
        "{\"must\": [{\"key\": \"a..b\", \"match\": {\"value\": 1}}]}; Invalid json path",
        "{\"must\": [{\"key\": \"a\", \"range\": {\"gt\": \"noon\"}}]}; Unable to parse datetime",
        "{\"must\": [{\"key\": \"a\", \"range\": {\"gt\": 1, \"lt\": \"2020-01-01\"}}]}; RangeInterface",
        "{\"must\": [{\"has_id\": [\"x\"]}]}; is not a valid point ID",
        "{\"min_should\": {\"conditions\": []}}; missing field `min_count`",
      })
  void shapesThatAreNone(String json, String reason) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            RequestException.class, e -> assertThat(e.answer().httpStatus()).isEqualTo(400))
        .hasMessageStartingWith("Format error in JSON body: ")
        .satisfies(e -> assertThat(plain(String.valueOf(e.getMessage()))).contains(plain(reason)));
  }

  private static String plain(String text) {
    return text.replace("`", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"key\": \"a\"}", "{\"key\": \"a\", \"match\": null}"})
  void aFieldConditionTestsSomething(String condition) {
    assertThatThrownBy(() -> only(condition))
        .isInstanceOfSatisfying(
            RequestException.class, e -> assertThat(e.answer().httpStatus()).isEqualTo(422))
        .hasMessageContaining("must[0]: At least one field condition must be specified");
  }

  /** Each example is a text and, in the next line, the object that it means. */
  @Test
  void theExamplesOfTheDocumentMeanWhatItSays() throws IOException {
    String document = Files.readString(Path.of("../docs/FILTERS.md"));
    String block = document.split("```\n", -1)[2];
    List<String> lines = block.lines().filter(line -> !line.isBlank()).toList();
    assertThat(lines).hasSizeGreaterThan(20);
    for (int i = 0; i < lines.size(); i += 2) {
      assertThat(read(quoted(lines.get(i)))).as(lines.get(i)).isEqualTo(read(lines.get(i + 1)));
    }
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  @Test
  void aTextStandsForAFilterOrForACondition() {
    Filter filter = FilterText.parse("a is null and b == 1");
    assertThat(read("\"a is null and b == 1\"")).isEqualTo(filter);
    assertThat(
            read(
                "{\"should\": [\"a is null and b == 1\"], \"must_not\": \"a is null and b == 1\"}"))
        .isEqualTo(new Filter(List.of(), List.of(filter), List.of(filter), Optional.empty()));
    assertThat(only("{\"nested\": {\"key\": \"a\", \"filter\": \"a is null and b == 1\"}}"))
        .isEqualTo(new Condition.Nested(A, filter));
    assertThatThrownBy(() -> read("{\"must\": \"a = 1\"}"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("Format error in JSON body: Invalid filter: expected `==`")
        .hasMessageContaining("found `=` at character 2");
  }
}
