package io.dunlin.persistence.fieldindex;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.persistence.filter.CompiledFilter;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.filter.RandomFilters;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Check.WordMode;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.Payload.JsonNull;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.TextSchema;
import io.dunlin.persistence.model.TextSchema.Language;
import io.dunlin.persistence.model.TextSchema.Stopwords;
import io.dunlin.persistence.model.TextSchema.Tokenizer;
import io.dunlin.persistence.payload.PayloadCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What indexes of words say, against the words of the payloads themselves. */
class WordIndexProperties {
  private static final int ROWS = 300;

  private static final List<String> WORDS =
      List.of(
          "the",
          "bird",
          "birds",
          "Bird's",
          "bi",
          "flying",
          "fly",
          "Größe",
          "grosse",
          "été",
          "İ",
          "i",
          "東京都",
          "東",
          "𠮷野",
          "🐦",
          "हिन्दी",
          "x".repeat(FieldValues.MAX_KEY_BYTES + 1),
          "3.14",
          "");
  private static final List<String> GAPS = List.of(" ", " ", ", ", "-", "\u00A0", "\n", "");

  @TempDir Path folder;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {5, 60, 700})
  void saysWhatTheTextsSay(long seed) throws Exception {
    Random random = new Random(seed);
    for (int round = 0; round < 25; round++) {
      JsonPath path = JsonPathParser.parse(random.nextBoolean() ? "text" : "texts[].text");
      TextSchema schema = schema(random);
      List<Payload> payloads = new ArrayList<>();
      for (int row = 0; row < ROWS; row++) {
        payloads.add(payload(random));
      }
      FieldIndexBuilder builder = new FieldIndexBuilder(FieldSchema.of(schema), path);
      payloads.forEach(payload -> builder.add(PayloadCodec.encode(payload)));
      Path name = folder.resolve("" + round);
      FieldIndexFile.write(builder, name);
      try (FieldIndexFile file = FieldIndexFile.open(name)) {
        assertThat(file.index().isOf(FieldSchema.of(schema))).isTrue();
        for (int i = 0; i < 40; i++) {
          TextSchema asked = random.nextInt(8) == 0 ? schema(random) : schema;
          WordMode mode = RandomFilters.pick(random, List.of(WordMode.values()));
          Check check = new Check.MatchWords(asked, text(random, 1 + random.nextInt(3)), mode);
          compare(file.index(), path, check, payloads, "seed " + seed);
        }
      }
    }
  }

  private static void compare(
      FieldIndex index, JsonPath path, Check check, List<Payload> payloads, String seed) {
    CompiledFilter truth =
        CompiledFilter.of(
            new Filter(
                List.of(new Condition.Field(path, List.of(check))),
                List.of(),
                List.of(),
                Optional.empty()));
    RowMatches said = index.matches(check);
    for (int row = 0; row < ROWS; row++) {
      if (!said.open().contains(row)) {
        assertThat(said.sure().contains(row))
            .as("%s: %s on %s", seed, check, payloads.get(row))
            .isEqualTo(truth.matches(PointId.of(row), payloads.get(row), _ -> false));
      }
    }
  }

  private static Payload payload(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> Payload.EMPTY;
      case 1 -> new Payload(Map.of("texts", List.of(Map.of("text", value(random)), 1L)));
      case 2 ->
          new Payload(
              Map.of(
                  "texts", List.of(Map.of("text", value(random)), Map.of("text", value(random)))));
      default -> new Payload(Map.of("text", value(random)));
    };
  }

  private static Object value(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> JsonNull.NULL;
      case 1 -> 3.14;
      case 2 -> List.of();
      case 3 -> List.of(text(random, 2), JsonNull.NULL, text(random, 2));
      case 4 -> List.of(text(random, 1), 3L, List.of(text(random, 1)));
      default -> text(random, random.nextInt(8));
    };
  }

  private static String text(Random random, int words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(RandomFilters.pick(random, WORDS)).append(RandomFilters.pick(random, GAPS));
    }
    return text.toString();
  }

  private static TextSchema schema(Random random) {
    return new TextSchema(
        maybe(random, List.of(Tokenizer.values())),
        maybe(random, List.of(1, 2)),
        maybe(random, List.of(3, 5)),
        maybe(random, List.of(true, false)),
        maybe(random, List.of(true, false)),
        Optional.of(random.nextInt(4) > 0),
        maybe(
            random,
            List.of(
                new Stopwords(List.of(Language.ENGLISH), List.of()),
                new Stopwords(List.of(), List.of("bi", "Größe")))),
        maybe(random, List.of(Language.ENGLISH, Language.GERMAN)));
  }

  private static <T> Optional<T> maybe(Random random, List<T> values) {
    return random.nextBoolean()
        ? Optional.of(RandomFilters.pick(random, values))
        : Optional.empty();
  }

  /** Only where the payload knows more, such as which words stand side by side, is it asked. */
  @Test
  void settlesWhatItCan() {
    TextSchema phrases =
        new TextSchema(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(true),
            Optional.empty(),
            Optional.empty());
    FieldIndexBuilder builder =
        new FieldIndexBuilder(FieldSchema.of(phrases), JsonPathParser.parse("text"));
    for (Object value :
        List.of("red fox", "Fox, red!", List.of("red", "fox"), List.of("red fox", "a"), 1L, "a")) {
      builder.add(PayloadCodec.encode(new Payload(Map.of("text", value))));
    }
    FieldIndex index = builder.build();
    assertThat(index.present().getCardinality()).isEqualTo(6);
    assertThat(said(index, phrases, "red", WordMode.ALL)).isEqualTo("{0,1,2,3} {4}");
    assertThat(said(index, phrases, "Red, red", WordMode.PHRASE)).isEqualTo("{} {0,1,2,3,4}");
    assertThat(said(index, phrases, "red", WordMode.PHRASE)).isEqualTo("{0,1,2,3} {4}");
    assertThat(said(index, phrases, "red fox", WordMode.ALL)).isEqualTo("{0,1} {2,3,4}");
    assertThat(said(index, phrases, "red fox", WordMode.ANY)).isEqualTo("{0,1,2,3} {4}");
    assertThat(said(index, phrases, "red fox", WordMode.PHRASE)).isEqualTo("{} {0,1,2,3,4}");
    assertThat(said(index, phrases, "red owl", WordMode.ALL)).isEqualTo("{} {4}");
    assertThat(said(index, phrases, "-", WordMode.ANY)).isEqualTo("{} {}");
    assertThat(said(index, TextSchema.DEFAULTS, "red", WordMode.ALL)).isEqualTo("{} {0,1,2,3,4,5}");
    assertThat(index.isOf(FieldSchema.of(TextSchema.DEFAULTS))).isFalse();
    assertThat(index.isOf(FieldSchema.of(FieldType.KEYWORD))).isFalse();
  }

  private static String said(FieldIndex index, TextSchema schema, String text, WordMode mode) {
    RowMatches said = index.matches(new Check.MatchWords(schema, text, mode));
    return said.sure() + " " + said.open();
  }
}
