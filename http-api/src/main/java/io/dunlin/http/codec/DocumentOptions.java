package io.dunlin.http.codec;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.TextSchema;
import io.dunlin.persistence.model.TextSchema.Language;
import io.dunlin.persistence.model.TextSchema.Stopwords;
import io.dunlin.persistence.model.TextSchema.Tokenizer;
import io.dunlin.persistence.text.Bm25;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/** {@code options} of a document, which both APIs have as free JSON, while they are read. */
final class DocumentOptions {
  /** A language of which nothing is known: all words count, as they are written. */
  private static final String NO_LANGUAGE = "none";

  private double k = Bm25.Settings.DEFAULT_K;
  private double b = Bm25.Settings.DEFAULT_B;
  private double averageLength = Bm25.Settings.DEFAULT_AVERAGE_LENGTH;
  private Optional<Tokenizer> tokenizer = Optional.empty();
  private Optional<Integer> minLength = Optional.empty();
  private Optional<Integer> maxLength = Optional.empty();
  private Optional<Boolean> lowercase = Optional.empty();
  private Optional<Boolean> asciiFolding = Optional.empty();
  private Optional<Language> language = Optional.of(Bm25.Settings.DEFAULT_LANGUAGE);
  private Optional<Stopwords> stopwords = Optional.empty();
  private Optional<Optional<Language>> stemmer = Optional.empty();

  private DocumentOptions() {}

  /** Fails with BadRequest where one is not known, or out of bounds. */
  static Bm25.Settings read(Payload options) {
    DocumentOptions read = new DocumentOptions();
    options
        .fields()
        .forEach((name, value) -> {
          if (!(value instanceof Payload.JsonNull)) {
            read.read(name, value);
          }
        });
    return read.settings();
  }

  private void read(String name, Object value) {
    switch (name) {
      case "k" -> k = number(name, value, at -> at >= 0, "a number from 0 on");
      case "b" -> b = number(name, value, at -> at >= 0 && at <= 1, "a number from 0 to 1");
      case "avg_len" ->
          averageLength = number(name, value, at -> at > 0, "a number greater than 0");
      case "tokenizer" -> tokenizer = Optional.of(tokenizer(name, value));
      case "min_token_len" -> minLength = Optional.of(length(name, value));
      case "max_token_len" -> maxLength = Optional.of(length(name, value));
      case "lowercase" -> lowercase = Optional.of(bool(name, value));
      case "ascii_folding" -> asciiFolding = Optional.of(bool(name, value));
      case "language" -> language = languageOrNone(name, value);
      case "stopwords" -> stopwords = Optional.of(stopwords(name, value));
      case "stemmer" -> stemmer = Optional.of(stemmer(name, value));
      default ->
          throw refused(
              name,
              "is none; there are k, b, avg_len, tokenizer, language, lowercase, ascii_folding,"
                  + " stopwords, stemmer, min_token_len and max_token_len");
    }
  }

  private Bm25.Settings settings() {
    TextSchema words =
        new TextSchema(
            tokenizer,
            minLength,
            maxLength,
            lowercase,
            asciiFolding,
            Optional.empty(),
            stopwords.or(() -> language.map(one -> new Stopwords(List.of(one), List.of()))),
            stemmer.orElseGet(() -> language.filter(Language::hasStemmer)));
    if (maxLength.isPresent() && minLength.orElse(0) > maxLength.get()) {
      throw refused("max_token_len", "must not be less than min_token_len");
    }
    return new Bm25.Settings(k, b, averageLength, words);
  }

  /** Empty: no stop words, and words keep their endings. */
  private static Optional<Language> languageOrNone(String option, Object value) {
    return value.equals(NO_LANGUAGE)
        ? Optional.empty()
        : Optional.of(language(option, value, Languages.OF_STOPWORDS));
  }

  private static Language language(String option, Object value, Languages languages) {
    return languages
        .find(text(option, value))
        .orElseThrow(() ->
            refused(option, "must be one of %s or `%s`".formatted(languages.list(), NO_LANGUAGE)));
  }

  /** The name of a language, or an object with lists of languages and words. */
  private static Stopwords stopwords(String option, Object value) {
    if (value instanceof String name) {
      return new Stopwords(List.of(language(option, name, Languages.OF_STOPWORDS)), List.of());
    }
    Map<?, ?> fields = object(option, value);
    return new Stopwords(
        list(option + ".languages", fields.get("languages")).stream()
            .map(name -> language(option + ".languages", name, Languages.OF_STOPWORDS))
            .toList(),
        list(option + ".custom", fields.get("custom")).stream()
            .map(word -> text(option + ".custom", word))
            .toList());
  }

  /** Empty: words keep their endings. */
  private static Optional<Language> stemmer(String option, Object value) {
    Map<?, ?> fields = object(option, value);
    if (Objects.equals(fields.get("type"), "none")) {
      return Optional.empty();
    }
    if (!Objects.equals(fields.get("type"), "snowball")
        || !(fields.get("language") instanceof String name)) {
      throw refused(option, "must have the `type` \"none\", or \"snowball\" and a `language`");
    }
    return Optional.of(language(option + ".language", name, Languages.OF_STEMMERS));
  }

  private static Tokenizer tokenizer(String option, Object value) {
    String name = text(option, value);
    return Arrays.stream(Tokenizer.values())
        .filter(one -> Variants.name(one).equals(name))
        .findFirst()
        .orElseThrow(
            () -> refused(option, "must be one of `prefix`, `whitespace`, `word`, `multilingual`"));
  }

  private static double number(
      String option, Object value, DoublePredicate within, String expected) {
    if (!(value instanceof Number number)
        || !Double.isFinite(number.doubleValue())
        || !within.test(number.doubleValue())) {
      throw refused(option, "must be " + expected);
    }
    return number.doubleValue();
  }

  private static int length(String option, Object value) {
    double length =
        number(
            option,
            value,
            at -> at >= 0 && at <= Integer.MAX_VALUE && at == Math.rint(at),
            "a whole number from 0 on");
    return (int) length;
  }

  private static boolean bool(String option, Object value) {
    if (!(value instanceof Boolean flag)) {
      throw refused(option, "must be true or false");
    }
    return flag;
  }

  private static String text(String option, Object value) {
    if (!(value instanceof String text)) {
      throw refused(option, "must be a text");
    }
    return text;
  }

  private static Map<?, ?> object(String option, Object value) {
    if (!(value instanceof Map<?, ?> fields)) {
      throw refused(option, "must be an object");
    }
    return fields;
  }

  /** What is absent or null is empty. */
  private static List<?> list(String option, @Nullable Object value) {
    return switch (value) {
      case null -> List.of();
      case Payload.JsonNull _ -> List.of();
      case List<?> values -> values;
      default -> throw refused(option, "must be a list");
    };
  }

  private static DunlinException refused(String option, String reason) {
    return new DunlinFailure.BadRequest("document option `%s`: it %s".formatted(option, reason))
        .asException();
  }
}
