package io.dunlin.actors.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.segment.GrowingSegment;
import io.dunlin.persistence.segment.PayloadOverlay;
import io.dunlin.persistence.segment.SegmentFields;
import io.dunlin.persistence.segment.SegmentSlice;
import io.dunlin.persistence.segment.Tombstones;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A slice of which some rows are indexed, dead, changed or not there yet. */
class SliceFilterTest {
  private static final int ROWS = 5_000;
  private static final JsonPath COLOR = JsonPathParser.parse("color");
  private static final JsonPath SIZE = JsonPathParser.parse("size");

  private final GrowingSegment segment =
      new GrowingSegment(
          Map.of("", new VectorSpec(1, Metric.EUCLID, HnswSettings.NONE, Optional.empty())),
          Kernels.choose("scalar"));

  SliceFilterTest() {
    for (int row = 0; row < ROWS; row++) {
      int written =
          segment.append(
              PointId.of(row),
              row % 7 == 0 ? Map.of() : Map.of("", VectorValue.of(row)),
              new Payload(Map.of("color", row % 3 == 0 ? "red" : "blue", "size", (long) row % 10)),
              1);
      assertThat(written).isEqualTo(row);
    }
  }

  @AfterEach
  void free() {
    segment.release();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "color", "size", "color size"})
  void acceptsWhatMatchesWhateverIsIndexed(String indexed) {
    index(indexed, "color", FieldType.KEYWORD);
    index(indexed, "size", FieldType.INTEGER);
    int[] dead = IntStream.range(0, ROWS).filter(row -> row % 11 == 0).toArray();
    PayloadOverlay changed =
        PayloadOverlay.NONE.with(
            Map.of(
                1, new PayloadOverlay.Entry(new Payload(Map.of("color", "red", "size", 4L)), 2),
                3, new PayloadOverlay.Entry(Payload.EMPTY, 2)));
    SegmentSlice slice =
        new SegmentSlice(segment, 4_000, Tombstones.NONE.with(dead, dead.length), changed);
    List<Integer> expected =
        IntStream.range(0, 4_000)
            .filter(row -> row == 1 || (row != 3 && row % 3 == 0 && row % 10 > 2))
            .filter(row -> row % 11 != 0 && row % 7 != 0)
            .boxed()
            .toList();

    assertThat(rows(SliceFilter.of(slice, redAndLarge(), ""))).isEqualTo(expected);
    RowFilter oneByOne = SliceFilter.of(slice, redAndLarge(), "");
    assertThat(IntStream.range(0, ROWS).filter(oneByOne::accepts).boxed().toList())
        .isEqualTo(expected);
    assertThat(oneByOne.estimate()).isBetween(expected.size() * 6 / 10, expected.size() * 14 / 10);
    assertThat(rows(oneByOne)).isEqualTo(expected);
  }

  @Test
  void anIndexSettlesHowManyThereAre() {
    index("color", "color", FieldType.KEYWORD);
    SegmentSlice early = new SegmentSlice(segment, 30, Tombstones.NONE, PayloadOverlay.NONE);
    assertThat(SliceFilter.of(early, filter(field(COLOR, "red")), null).estimate()).isEqualTo(10);
    assertThat(SliceFilter.of(early, filter(field(COLOR, "grey")), null).estimate()).isZero();
  }

  /** Also of what was changed since: a payload says nothing of vectors. */
  @Test
  void whichRowsHaveAVectorIsSettledWithoutAnIndex() {
    SegmentSlice slice =
        new SegmentSlice(
            segment, ROWS, Tombstones.NONE.with(new int[] {1, 7, 600}, 3), PayloadOverlay.NONE);
    RowFilter having = SliceFilter.of(slice, filter(new Condition.HasVector("")), null);
    assertThat(having.estimate()).isEqualTo(4_283);
    assertThat(rows(having))
        .isEqualTo(
            IntStream.range(0, ROWS)
                .filter(row -> row % 7 != 0 && row != 1 && row != 600)
                .boxed()
                .toList());
    assertThat(SliceFilter.of(slice, filter(new Condition.HasVector("x")), null).estimate())
        .isZero();
    assertThat(SegmentFilter.report(slice, filter(new Condition.HasVector("")), "").conditions())
        .containsExactly(new ShardReport.Checked("must[0]", "", ShardReport.Use.SEGMENT, 4_285, 0));
  }

  private void index(String indexed, String key, FieldType type) {
    if (indexed.contains(key)) {
      JsonPath path = JsonPathParser.parse(key);
      segment.fields().put(path, SegmentFields.gather(segment, FieldSchema.of(type), path).build());
    }
  }

  private static Filter redAndLarge() {
    return filter(
        field(COLOR, "red"),
        new Condition.Field(
            SIZE,
            List.of(
                new Check.Range(
                    Optional.of(2.0), Optional.empty(), Optional.empty(), Optional.empty()))));
  }

  private static Condition field(JsonPath path, Object value) {
    return new Condition.Field(path, List.of(new Check.MatchValue(value)));
  }

  private static Filter filter(Condition... must) {
    return new Filter(List.of(must), List.of(), List.of(), Optional.empty());
  }

  private static List<Integer> rows(RowFilter filter) {
    List<Integer> rows = new ArrayList<>();
    for (int row = filter.nextAccepted(0, ROWS);
        row < ROWS;
        row = filter.nextAccepted(row + 1, ROWS)) {
      rows.add(row);
    }
    return rows;
  }
}
