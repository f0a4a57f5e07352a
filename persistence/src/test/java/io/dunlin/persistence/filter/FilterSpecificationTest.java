package io.dunlin.persistence.filter;

import static io.dunlin.persistence.filter.Filters.any;
import static io.dunlin.persistence.filter.Filters.atLeast;
import static io.dunlin.persistence.filter.Filters.between;
import static io.dunlin.persistence.filter.Filters.box;
import static io.dunlin.persistence.filter.Filters.circle;
import static io.dunlin.persistence.filter.Filters.countGte;
import static io.dunlin.persistence.filter.Filters.countLt;
import static io.dunlin.persistence.filter.Filters.during;
import static io.dunlin.persistence.filter.Filters.empty;
import static io.dunlin.persistence.filter.Filters.except;
import static io.dunlin.persistence.filter.Filters.field;
import static io.dunlin.persistence.filter.Filters.gt;
import static io.dunlin.persistence.filter.Filters.gte;
import static io.dunlin.persistence.filter.Filters.is;
import static io.dunlin.persistence.filter.Filters.isNull;
import static io.dunlin.persistence.filter.Filters.lt;
import static io.dunlin.persistence.filter.Filters.lte;
import static io.dunlin.persistence.filter.Filters.must;
import static io.dunlin.persistence.filter.Filters.mustNot;
import static io.dunlin.persistence.filter.Filters.nested;
import static io.dunlin.persistence.filter.Filters.should;
import static io.dunlin.persistence.filter.Filters.square;
import static io.dunlin.persistence.filter.Filters.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Check.TextMode;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.payload.PayloadCodec;
import io.dunlin.persistence.payload.PayloadReader;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The filter language, rule by rule. Every rule is tried on the decoded payload and on its bytes.
 * Where a rule follows what Qdrant does and its documentation does not say, the comment names the
 * file of qdrant/qdrant, below lib/segment/src, that it was read in.
 */
class FilterSpecificationTest {
  private static final PointId ID = PointId.of(7);

  /** A rule: whether a payload, written in JSON, matches a condition. */
  record Rule(String payload, Condition condition, boolean matches) {
    @Override
    public String toString() {
      return payload + (matches ? " matches " : " fails ") + condition;
    }
  }

  private static Rule yes(String payload, Condition condition) {
    return new Rule(payload, condition, true);
  }

  private static Rule no(String payload, Condition condition) {
    return new Rule(payload, condition, false);
  }

  @ParameterizedTest
  @MethodSource({
    "clauses",
    "matchValues",
    "matchSets",
    "texts",
    "ranges",
    "datetimes",
    "geo",
    "counts",
    "emptyAndNull",
    "paths",
    "nestedFilters",
    "ids"
  })
  void holds(Rule rule) {
    Payload payload = Json.payload(rule.payload());
    Filter filter = must(rule.condition());
    CompiledFilter compiled = CompiledFilter.of(filter);
    PayloadReader bytes = new PayloadReader(PayloadCodec.encode(payload));

    assertThat(CompiledFilter.of(filter).matches(ID, payload, "dense"::equals))
        .isEqualTo(rule.matches());
    assertThat(compiled.matches(ID, bytes, "dense"::equals)).isEqualTo(rule.matches());
    assertThat(compiled.matches(ID, bytes, "dense"::equals))
        .as("the reader can be used again")
        .isEqualTo(rule.matches());
  }

  static Stream<Rule> clauses() {
    Condition a = field("a", is(1L));
    Condition b = field("b", is(1L));
    Condition c = field("c", is(1L));
    String ab = "{'a': 1, 'b': 1}";
    Filter all =
        new Filter(
            List.of(a),
            List.of(b),
            List.of(c),
            Optional.of(new Filter.MinShould(List.of(a, b, c), 2)));
    return Stream.of(
        yes("{}", Filter.ALL),
        yes(ab, must(a, b)),
        no(ab, must(a, c)),
        yes(ab, should(c, b)),
        no("{}", should(a, b)),
        yes("{}", mustNot(a, b)),
        no(ab, mustNot(c, b)),
        yes(ab, atLeast(2, a, b, c)),
        no("{'a': 1}", atLeast(2, a, b, c)),
        yes("{}", atLeast(0, a, b)),
        no(ab, atLeast(3, a, b)), // more than there are: payload_storage/query_checker.rs
        yes(ab, all),
        no("{'a': 1, 'b': 1, 'c': 1}", all),
        no("{'a': 1}", all),
        yes(ab, must(should(c, must(a, b)), mustNot(c))));
  }

  static Stream<Rule> matchValues() {
    return Stream.of(
        yes("{'a': 'red'}", field("a", is("red"))),
        no("{'a': 'Red'}", field("a", is("red"))),
        yes("{'a': 5}", field("a", is(5L))),
        no("{'a': 5.0}", field("a", is(5L))),
        no("{'a': '5'}", field("a", is(5L))),
        no("{'a': 5}", field("a", is("5"))),
        yes("{'a': 9223372036854775807}", field("a", is(Long.MAX_VALUE))),
        no("{'a': 9223372036854775808}", field("a", is(Long.MAX_VALUE))),
        no("{'a': 18446744073709551615}", field("a", is(-1L))),
        yes("{'a': true}", field("a", is(true))),
        no("{'a': true}", field("a", is(false))),
        no("{'a': 1}", field("a", is(true))),
        no("{'a': null}", field("a", is("null"))),
        no("{}", field("a", is("red"))),
        // any element of an array, but not of an array within it: condition_checker.rs
        yes("{'a': ['blue', 'red']}", field("a", is("red"))),
        yes("{'a': [1, 'red', null]}", field("a", is("red"))),
        no("{'a': []}", field("a", is("red"))),
        no("{'a': [['red']]}", field("a", is("red"))),
        // the checks of one condition are alternatives
        yes("{'a': 5}", field("a", is("red"), gt(4))),
        no("{'a': 3}", field("a", is("red"), gt(4))));
  }

  static Stream<Rule> matchSets() {
    return Stream.of(
        yes("{'a': 'red'}", field("a", any("red", "blue"))),
        yes("{'a': 2}", field("a", any(1L, 2L))),
        yes("{'a': [9, 2]}", field("a", any(1L, 2L))),
        no("{'a': 2.0}", field("a", any(1L, 2L))),
        no("{'a': 'green'}", field("a", any("red", "blue"))),
        no("{'a': {'b': 1}}", field("a", any("red"))),
        no("{'a': 'red'}", field("a", any())),
        no("{}", field("a", any("red"))),
        yes("{'a': 'green'}", field("a", except("red"))),
        no("{'a': 'red'}", field("a", except("red"))),
        // one element that is none of them is enough
        yes("{'a': ['red', 'green']}", field("a", except("red"))),
        no("{'a': ['red', 'red']}", field("a", except("red"))),
        no("{'a': ['red', null]}", field("a", except("red"))),
        no("{'a': null}", field("a", except("red"))),
        no("{}", field("a", except("red"))),
        no("{'a': []}", field("a", except("red"))),
        // whatever is of another type is none of them
        yes("{'a': 5}", field("a", except("red"))),
        yes("{'a': 5.0}", field("a", except(5L))),
        yes("{'a': 18446744073709551615}", field("a", except(-1L))),
        yes("{'a': false}", field("a", except("red"))),
        yes("{'a': {}}", field("a", except("red"))),
        yes("{'a': [['red']]}", field("a", except("red"))),
        // none excepted: everything that has a value
        yes("{'a': 'red'}", field("a", except())),
        no("{'a': null}", field("a", except())),
        no("{}", field("a", except())));
  }

  static Stream<Rule> texts() {
    return Stream.of(
        yes("{'a': 'a red fox'}", field("a", text(TextMode.TEXT, "red fox"))),
        yes("{'a': 'hundred'}", field("a", text(TextMode.TEXT, "red"))),
        no("{'a': 'a red fox'}", field("a", text(TextMode.TEXT, "fox red"))),
        no("{'a': 'a Red fox'}", field("a", text(TextMode.TEXT, "red"))),
        yes("{'a': ['x', 'a red fox']}", field("a", text(TextMode.TEXT, "red"))),
        no("{'a': 5}", field("a", text(TextMode.TEXT, "5"))),
        yes("{'a': 'x'}", field("a", text(TextMode.TEXT, ""))),
        yes("{'a': 'a red fox'}", field("a", text(TextMode.ANY, "  dog\t fox "))),
        no("{'a': 'a red fox'}", field("a", text(TextMode.ANY, "dog cat"))),
        no("{'a': 'a red fox'}", field("a", text(TextMode.ANY, "  "))),
        yes("{'a': 'fox'}", field("a", text(TextMode.ANY, "dog\u00A0fox"))),
        yes("{'a': 'a red fox'}", field("a", text(TextMode.PHRASE, "red fox"))),
        no("{'a': 'a red old fox'}", field("a", text(TextMode.PHRASE, "red fox"))),
        yes("{'a': 'red fox'}", field("a", text(TextMode.PREFIX, "red"))),
        no("{'a': 'a red fox'}", field("a", text(TextMode.PREFIX, "red"))),
        no("{}", field("a", text(TextMode.PREFIX, ""))));
  }

  static Stream<Rule> ranges() {
    return Stream.of(
        yes("{'a': 5}", field("a", gt(4.5))),
        no("{'a': 5}", field("a", gt(5))),
        yes("{'a': 5}", field("a", gte(5))),
        no("{'a': 5}", field("a", lt(5))),
        yes("{'a': 5}", field("a", lte(5))),
        yes("{'a': 0.1}", field("a", between(0.1, 0.2))),
        no("{'a': 0.2}", field("a", between(0.1, 0.2))),
        yes("{'a': -0.0}", field("a", gte(0))),
        yes("{'a': 0}", field("a", lte(-0.0))),
        // one element must lie in the range; two that surround it do not help
        yes("{'a': [1, 15, 30]}", field("a", between(10, 20))),
        no("{'a': [1, 30]}", field("a", between(10, 20))),
        no("{'a': '5'}", field("a", gt(4))),
        no("{'a': true}", field("a", gte(0))),
        no("{'a': null}", field("a", lt(1))),
        no("{}", field("a", lt(1))),
        // integers keep their order where doubles have gaps
        yes("{'a': 9007199254740993}", field("a", gt(0x1p53))),
        no("{'a': 9007199254740993}", field("a", lte(0x1p53))),
        no("{'a': 9223372036854775807}", field("a", gte(0x1p63))),
        yes("{'a': 9223372036854775807}", field("a", lt(0x1p63))),
        yes("{'a': 9223372036854775808}", field("a", gte(0x1p63))),
        yes("{'a': 18446744073709551616}", field("a", gt(0x1p63))),
        no("{'a': 18446744073709551617}", field("a", lte(0x1p64))),
        yes("{'a': -9223372036854775808}", field("a", lte(-0x1p63))),
        no("{'a': 1}", field("a", gt(Double.NaN))),
        no("{'a': 18446744073709551616}", field("a", lt(Double.NaN))),
        yes("{'a': 18446744073709551616}", field("a", lt(Double.POSITIVE_INFINITY))),
        yes(
            "{'a': 3}",
            field(
                "a",
                new Check.Range(
                    Optional.of(2.0), Optional.of(1.0), Optional.of(4.0), Optional.of(3.0)))),
        no(
            "{'a': 2}",
            field(
                "a",
                new Check.Range(
                    Optional.of(2.0), Optional.of(2.0), Optional.empty(), Optional.empty()))));
  }

  static Stream<Rule> datetimes() {
    Check year = during("2024-01-01", "2025-01-01");
    Check never =
        new Check.DatetimeRange(
            Optional.of(Long.MAX_VALUE), Optional.empty(), Optional.empty(), Optional.empty());
    return Stream.of(
        yes("{'a': '2024-01-01'}", field("a", year)),
        yes("{'a': '2024-06-30T12:00:00Z'}", field("a", year)),
        no("{'a': '2025-01-01T00:00:00Z'}", field("a", year)),
        yes("{'a': '2025-01-01T00:30:00+01:00'}", field("a", year)),
        yes("{'a': '2024-12-31 23:59:59.999999'}", field("a", year)),
        yes("{'a': ['2020-01-01', '2024-02-29']}", field("a", year)),
        no("{'a': 'soon'}", field("a", year)),
        no("{'a': 1704067200}", field("a", year)),
        no("{'a': '2024-06-30'}", field("a", never)),
        no("{}", field("a", year)));
  }

  static Stream<Rule> geo() {
    String berlin = "{'a': {'lon': 13.4050, 'lat': 52.5200}}";
    String fiji = "{'a': {'lat': -17.7, 'lon': 178}}";
    String samoa = "{'a': {'lat': -13.7, 'lon': -172.1}}";
    Check pacific = box(170, 0, -170, -20);
    Check ring = new Check.GeoPolygon(square(0, 0, 10), List.of(square(0, 0, 2), square(5, 5, 1)));
    return Stream.of(
        yes(berlin, field("a", box(13, 53, 14, 52))),
        no(berlin, field("a", box(13.4050, 53, 14, 52))), // edges are outside: types.rs
        no(berlin, field("a", box(13, 52.5200, 14, 52))),
        no(berlin, field("a", box(14, 53, 13, 52))), // all but a strip
        yes(fiji, field("a", pacific)),
        yes(samoa, field("a", pacific)),
        no("{'a': {'lat': -10, 'lon': 0}}", field("a", pacific)),
        no("{'a': {'lat': 10, 'lon': 178}}", field("a", pacific)),
        // a tenth of a degree along a great circle of the mean Earth is 11,119.51 m
        yes("{'a': {'lon': 0.1, 'lat': 0}}", field("a", circle(0, 0, 11_119.6))),
        no("{'a': {'lon': 0.1, 'lat': 0}}", field("a", circle(0, 0, 11_119.4))),
        yes("{'a': {'lon': 179.95, 'lat': 0}}", field("a", circle(-179.95, 0, 11_119.6))),
        yes("{'a': {'lon': 90, 'lat': 89.95}}", field("a", circle(-90, 89.95, 11_119.6))),
        yes("{'a': {'lon': 180, 'lat': 0}}", field("a", circle(0, 0, 20_015_200))),
        no(berlin, field("a", circle(13.4050, 52.52, 0))), // nearer than the radius: types.rs
        yes("{'a': [{'lon': 9, 'lat': 9}, {'lon': 0, 'lat': 0}]}", field("a", circle(0, 0, 1))),
        yes("{'a': {'lon': 3, 'lat': 3}}", field("a", ring)),
        no("{'a': {'lon': 11, 'lat': 0}}", field("a", ring)),
        no("{'a': {'lon': 0, 'lat': 0}}", field("a", ring)),
        no("{'a': {'lon': 5.5, 'lat': 5.5}}", field("a", ring)),
        no("{'a': {'lon': 10, 'lat': 0}}", field("a", ring)),
        no("{'a': {'lon': 10, 'lat': 10}}", field("a", ring)),
        no("{'a': {'lon': 2, 'lat': 1}}", field("a", ring)),
        // level with a corner, where a ray could count it twice
        yes("{'a': {'lon': -5, 'lat': 2}}", field("a", ring)),
        no("{'a': {'lon': -15, 'lat': 10}}", field("a", ring)),
        no("{'a': {'lon': 3}}", field("a", ring)),
        no("{'a': {'lon': '3', 'lat': '3'}}", field("a", ring)),
        no("{'a': [3, 3]}", field("a", ring)),
        no("{}", field("a", ring)));
  }

  static Stream<Rule> counts() {
    return Stream.of(
        yes("{'a': [1, 2]}", field("a", countGte(2))),
        no("{'a': [1]}", field("a", countGte(2))),
        yes("{'a': [null, null]}", field("a", countGte(2))),
        yes("{'a': 'x'}", field("a", countGte(1))),
        yes("{'a': {}}", field("a", countGte(1))),
        no("{'a': null}", field("a", countGte(1))),
        yes("{'a': null}", field("a", countLt(1))),
        yes("{'a': []}", field("a", countLt(1))),
        yes("{}", field("a", countLt(1))),
        no("{}", field("a", countGte(1))),
        yes("{'a': [{'b': [1]}, {'b': [1, 2, 3]}]}", field("a[].b", countGte(3))),
        yes("{}", field("a", is(1L), countLt(1))),
        yes("{'a': [1, 2]}", field("a", is(1L), countLt(1))));
  }

  static Stream<Rule> emptyAndNull() {
    return Stream.of(
        yes("{}", empty("a")),
        yes("{'a': null}", empty("a")),
        yes("{'a': []}", empty("a")),
        no("{'a': [null]}", empty("a")),
        no("{'a': ''}", empty("a")),
        no("{'a': {}}", empty("a")),
        no("{'a': 0}", empty("a")),
        yes("{'a': 1}", empty("a.b")),
        // json_path/mod.rs, test_is_empty
        no("{'a': [{'b': 1}, {'b': null}]}", empty("a[].b")),
        yes("{'a': [{'d': []}, {'d': []}]}", empty("a[].d")),
        yes("{'a': [{'f': null}, {}]}", empty("a[].f")),
        no("{}", isNull("a")),
        yes("{'a': null}", isNull("a")),
        yes("{'a': [1, null]}", isNull("a")),
        no("{'a': [1]}", isNull("a")),
        no("{'a': []}", isNull("a")),
        no("{'a': [[null]]}", isNull("a")),
        no("{'a': 'null'}", isNull("a")),
        yes("{'a': [{'b': 1}, {'b': null}]}", isNull("a[].b")),
        no("{'a': [{'b': 1}, {}]}", isNull("a[].b")));
  }

  static Stream<Rule> paths() {
    return Stream.of(
        yes("{'a': {'b': {'c': 1}}}", field("a.b.c", is(1L))),
        no("{'a.b': 1}", field("a.b", is(1L))),
        yes("{'a.b': 1}", field("\"a.b\"", is(1L))),
        // json_path/mod.rs: a key does not look into an array, brackets do
        no("{'a': [{'b': 1}]}", field("a.b", is(1L))),
        yes("{'a': [{'b': 2}, {'b': 1}]}", field("a[].b", is(1L))),
        no("{'a': {'b': 1}}", field("a[].b", is(1L))),
        yes("{'a': [5, 1]}", field("a[]", is(1L))),
        yes("{'a': [[1]]}", field("a[]", is(1L))),
        yes("{'a': [5, 1]}", field("a[1]", is(1L))),
        no("{'a': [5, 1]}", field("a[0]", is(1L))),
        no("{'a': [5, 1]}", field("a[2]", is(1L))),
        no("{'a': 1}", field("a[0]", is(1L))),
        yes("{'a': [[0], [0, 1]]}", field("a[1][1]", is(1L))),
        yes("{'a': [{'b': [{'c': 1}]}]}", field("a[].b[].c", is(1L))),
        yes("{'a': [{'b': [0, 1]}]}", field("a[].b", is(1L))));
  }

  static Stream<Rule> nestedFilters() {
    Filter blueTwo = must(field("color", is("blue")), field("size", is(2L)));
    return Stream.of(
        yes("{'a': [{'color': 'red'}, {'color': 'blue', 'size': 2}]}", nested("a", blueTwo)),
        no(
            "{'a': [{'color': 'red', 'size': 2}, {'color': 'blue', 'size': 1}]}",
            nested("a", blueTwo)),
        yes("{'a': [{'color': 'blue', 'size': 2}]}", nested("a[]", blueTwo)),
        // an object that stands alone is no element: payload_storage/query_checker.rs
        no("{'a': {'color': 'blue', 'size': 2}}", nested("a", blueTwo)),
        no("{'a': []}", nested("a", Filter.ALL)),
        no("{'a': [1, 'x', null, []]}", nested("a", Filter.ALL)),
        yes("{'a': [1, {}]}", nested("a", Filter.ALL)),
        yes("{'a': [{'b': 1}, {'b': 2}]}", nested("a", mustNot(field("b", is(1L))))),
        no("{'a': [{'b': 1}, {'b': 1}]}", nested("a", mustNot(field("b", is(1L))))),
        yes(
            "{'x': {'a': [{'b': [{'c': 1, 'd': 1}]}]}}",
            nested("x.a", must(nested("b", must(field("c", is(1L)), field("d", is(1L))))))),
        yes("{'a': [{'b': null}]}", nested("a", must(isNull("b"), empty("b")))),
        // an element has neither id nor vectors
        no("{'a': [{}]}", nested("a", must(new Condition.HasId(Set.of(ID))))),
        no("{'a': [{}]}", nested("a", must(new Condition.HasVector("dense")))),
        no("{'a': [{}]}", nested("a", must(new Condition.Slice(1, 0)))));
  }

  static Stream<Rule> ids() {
    PointId other = PointId.parseUuid("550e8400-e29b-41d4-a716-446655440000").orElseThrow();
    return Stream.of(
        yes("{}", new Condition.HasId(Set.of(other, ID))),
        no("{}", new Condition.HasId(Set.of(other))),
        no("{}", new Condition.HasId(Set.of())),
        yes("{}", new Condition.HasVector("dense")),
        no("{}", new Condition.HasVector("")));
  }

  @Test
  void saysWhetherThePayloadIsNeeded() {
    Condition hasId = new Condition.HasId(Set.of(ID));

    assertThat(needsPayload(Filter.ALL)).isFalse();
    assertThat(needsPayload(must(hasId, should(new Condition.HasVector(""))))).isFalse();
    assertThat(needsPayload(must(new Condition.Slice(2, 0)))).isFalse();
    assertThat(needsPayload(must(hasId, mustNot(empty("a"))))).isTrue();
    assertThat(needsPayload(atLeast(1, field("a", is(1L))))).isTrue();
    assertThat(needsPayload(should(nested("a", Filter.ALL)))).isTrue();
  }

  private static boolean needsPayload(Filter filter) {
    return CompiledFilter.of(filter).needsPayload();
  }
}
