package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.persistence.model.TextSchema;
import io.dunlin.persistence.model.TextSchema.Language;
import io.dunlin.persistence.model.TextSchema.Stopwords;
import io.dunlin.persistence.model.TextSchema.Tokenizer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What of a text is a word: the fields that a text index has beside those of all indexes. Gathers
 * them while an object is read.
 */
final class TextSchemaJson {
  private Optional<Tokenizer> tokenizer = Optional.empty();
  private Optional<Integer> minLength = Optional.empty();
  private Optional<Integer> maxLength = Optional.empty();
  private Optional<Boolean> lowercase = Optional.empty();
  private Optional<Boolean> asciiFolding = Optional.empty();
  private Optional<Boolean> phrases = Optional.empty();
  private Optional<Stopwords> stopwords = Optional.empty();
  private Optional<Language> stemmer = Optional.empty();

  /** Reads a field, or passes over it where it is none of these. */
  void read(String name, JsonReader json) throws IOException {
    switch (name) {
      case "tokenizer" ->
          tokenizer = json.optional(value -> Variants.read(value, Tokenizer.values()));
      case "min_token_len" -> minLength = json.optional(value -> value.count(0));
      case "max_token_len" -> maxLength = json.optional(value -> value.count(0));
      case "lowercase" -> lowercase = json.optional(JsonReader::bool);
      case "ascii_folding" -> asciiFolding = json.optional(JsonReader::bool);
      case "phrase_matching" -> phrases = json.optional(JsonReader::bool);
      case "stopwords" -> stopwords = json.optional(TextSchemaJson::stopwords);
      case "stemmer" -> stemmer = json.optional(TextSchemaJson::stemmer);
      default -> json.skip();
    }
  }

  /** Empty when none of the fields was there. */
  Optional<TextSchema> schema() {
    return Optional.of(
            new TextSchema(
                tokenizer,
                minLength,
                maxLength,
                lowercase,
                asciiFolding,
                phrases,
                stopwords,
                stemmer))
        .filter(schema -> !schema.equals(TextSchema.DEFAULTS));
  }

  /** The name of a language, or an object with lists of languages and words. */
  private static Stopwords stopwords(JsonReader json) throws IOException {
    if (json.isString()) {
      return new Stopwords(List.of(language(json, Languages.OF_STOPWORDS)), List.of());
    }
    json.beginObject("the name of a language, or an object with `languages` and `custom`");
    List<Language> languages = List.of();
    List<String> custom = List.of();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "languages" ->
            languages =
                json.optional(value ->
                        value.list(
                            "a list of languages", each -> language(each, Languages.OF_STOPWORDS)))
                    .orElse(List.of());
        case "custom" ->
            custom =
                json.optional(value -> value.list("a list of words", JsonReader::string))
                    .orElse(List.of());
        default -> json.skip();
      }
    }
    return new Stopwords(languages, custom);
  }

  private static Language stemmer(JsonReader json) throws IOException {
    json.beginObject("a stemmer");
    Optional<Language> language = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "type" -> {
          String type = json.string();
          if (!type.equals("snowball")) {
            throw json.unknownVariant(type, "`snowball`");
          }
        }
        case "language" -> language = Optional.of(language(json, Languages.OF_STEMMERS));
        default -> json.skip();
      }
    }
    return language.orElseThrow(() -> json.missing("language"));
  }

  private static Language language(JsonReader json, Languages languages) throws IOException {
    String name = json.string();
    return languages.find(name).orElseThrow(() -> json.unknownVariant(name, languages.list()));
  }

  /** Writes the fields that were given. */
  static void write(JsonGenerator json, TextSchema schema) throws IOException {
    if (schema.tokenizer().isPresent()) {
      json.writeStringField("tokenizer", Variants.name(schema.tokenizer().get()));
    }
    if (schema.minLength().isPresent()) {
      json.writeNumberField("min_token_len", schema.minLength().get());
    }
    if (schema.maxLength().isPresent()) {
      json.writeNumberField("max_token_len", schema.maxLength().get());
    }
    FieldSchemaJson.write(json, "lowercase", schema.lowercase());
    FieldSchemaJson.write(json, "ascii_folding", schema.asciiFolding());
    FieldSchemaJson.write(json, "phrase_matching", schema.phrases());
    if (schema.stopwords().isPresent()) {
      Stopwords stopwords = schema.stopwords().get();
      json.writeObjectFieldStart("stopwords");
      writeAll(json, "languages", stopwords.languages().stream().map(Variants::name).toList());
      writeAll(json, "custom", stopwords.custom());
      json.writeEndObject();
    }
    if (schema.stemmer().isPresent()) {
      json.writeObjectFieldStart("stemmer");
      json.writeStringField("type", "snowball");
      json.writeStringField("language", Variants.name(schema.stemmer().get()));
      json.writeEndObject();
    }
  }

  private static void writeAll(JsonGenerator json, String name, List<String> words)
      throws IOException {
    if (words.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart(name);
    for (String word : words) {
      json.writeString(word);
    }
    json.writeEndArray();
  }
}
