package io.dunlin.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Check.TextMode;
import io.dunlin.persistence.model.Check.WordMode;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.TextSchema;
import io.dunlin.persistence.model.TextSchema.Tokenizer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextConditionsTest {
  private static final TextSchema PREFIXES =
      new TextSchema(
          Optional.of(Tokenizer.PREFIX),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private static final CollectionConfig PLAIN =
      new CollectionConfig(
          new TreeMap<>(),
          1,
          1,
          1,
          true,
          HnswSettings.DEFAULTS,
          OptimizerSettings.DEFAULTS,
          Payload.EMPTY);

  private static final TextConditions TEXTS =
      new TextConditions(
          PLAIN
              .withField("title", FieldSchema.of(FieldType.TEXT))
              .withField("color", FieldSchema.of(FieldType.KEYWORD))
              .withField("books[].title", FieldSchema.of(PREFIXES))
              .withField("shelves[].books[].title", FieldSchema.of(PREFIXES)));

  private static Condition field(String path, Check... checks) {
    return new Condition.Field(JsonPathParser.parse(path), List.of(checks));
  }

  private static Condition nested(String path, Condition must) {
    return new Condition.Nested(JsonPathParser.parse(path), must(must));
  }

  private static Filter must(Condition... conditions) {
    return new Filter(List.of(conditions), List.of(), List.of(), Optional.empty());
  }

  private static Check text(TextMode mode) {
    return new Check.MatchText("red fox", mode);
  }

  private static Check words(TextSchema schema, WordMode mode) {
    return new Check.MatchWords(schema, "red fox", mode);
  }

  @ParameterizedTest
  @CsvSource({"TEXT, ALL", "ANY, ANY", "PHRASE, PHRASE"})
  void whereThereIsATextIndexWordsAreAskedFor(TextMode mode, WordMode words) {
    assertThat(TEXTS.resolved(must(field("title", text(mode)))))
        .isEqualTo(must(field("title", words(TextSchema.DEFAULTS, words))));
    // Another way to write the path.
    assertThat(TEXTS.resolved(must(field("\"books\"[].title", text(mode)))))
        .isEqualTo(must(field("\"books\"[].title", words(PREFIXES, words))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"color", "titles", "title.x", "title[]", "books.title"})
  void elsewhereAPartOfTheTextIs(String path) {
    Filter filter =
        must(field(path, text(TextMode.TEXT)), nested(path, field("a", text(TextMode.ANY))));
    assertThat(TEXTS.resolved(filter)).isEqualTo(filter);
    assertThat(new TextConditions(PLAIN).resolved(filter)).isSameAs(filter);
  }

  @Test
  void otherChecksOfTheFieldStayAsTheyAre() {
    Check red = new Check.MatchValue("red");
    assertThat(
            TEXTS.resolved(must(field("title", red, text(TextMode.PREFIX), text(TextMode.TEXT)))))
        .isEqualTo(
            must(
                field(
                    "title",
                    red,
                    text(TextMode.PREFIX),
                    words(TextSchema.DEFAULTS, WordMode.ALL))));
    Filter others =
        must(
            new Condition.HasId(Set.of(PointId.of(1))),
            new Condition.HasVector(""),
            new Condition.IsNull(JsonPathParser.parse("title")),
            new Condition.IsEmpty(JsonPathParser.parse("title")));
    assertThat(TEXTS.resolved(others)).isEqualTo(others);
  }

  @Test
  void everyPartOfAFilterIsLookedAt() {
    Condition given = field("title", text(TextMode.TEXT));
    Condition meant = field("title", words(TextSchema.DEFAULTS, WordMode.ALL));
    assertThat(TEXTS.resolved(all(must(given)))).isEqualTo(all(must(meant)));
  }

  private static Filter all(Condition part) {
    return new Filter(
        List.of(part),
        List.of(part),
        List.of(part),
        Optional.of(new Filter.MinShould(List.of(part, part), 2)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"books", "books[]"})
  void nestedConditionsAreOfTheWholePath(String path) {
    Condition given = field("title", text(TextMode.TEXT));
    Condition meant = field("title", words(PREFIXES, WordMode.ALL));
    assertThat(TEXTS.resolved(must(nested(path, given)))).isEqualTo(must(nested(path, meant)));
    assertThat(TEXTS.resolved(must(nested("shelves", nested(path, given)))))
        .isEqualTo(must(nested("shelves", nested(path, meant))));
    Filter elsewhere = must(nested("shelves", given));
    assertThat(TEXTS.resolved(elsewhere)).isEqualTo(elsewhere);
  }
}
