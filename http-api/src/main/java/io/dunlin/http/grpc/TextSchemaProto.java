package io.dunlin.http.grpc;

import io.dunlin.http.codec.Languages;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.TextSchema;
import io.dunlin.persistence.model.TextSchema.Language;
import io.dunlin.persistence.model.TextSchema.Stopwords;
import io.dunlin.persistence.model.TextSchema.Tokenizer;
import io.qdrant.client.grpc.Collections.SnowballParams;
import io.qdrant.client.grpc.Collections.StemmingAlgorithm;
import io.qdrant.client.grpc.Collections.StopwordsSet;
import io.qdrant.client.grpc.Collections.TextIndexParams;
import io.qdrant.client.grpc.Collections.TokenizerType;
import java.util.List;
import java.util.Optional;

/** What of a text is a word: what a text index has beside what all indexes have. */
final class TextSchemaProto {
  private TextSchemaProto() {}

  /** Empty when nothing of it was said. */
  static Optional<TextSchema> decode(TextIndexParams params) {
    return Optional.of(
            new TextSchema(
                tokenizer(params.getTokenizer()),
                length(params.hasMinTokenLen(), params.getMinTokenLen()),
                length(params.hasMaxTokenLen(), params.getMaxTokenLen()),
                FieldSchemaProto.given(params.hasLowercase(), params.getLowercase()),
                FieldSchemaProto.given(params.hasAsciiFolding(), params.getAsciiFolding()),
                FieldSchemaProto.given(params.hasPhraseMatching(), params.getPhraseMatching()),
                params.hasStopwords()
                    ? Optional.of(stopwords(params.getStopwords()))
                    : Optional.empty(),
                params.hasStemmer() ? stemmer(params.getStemmer()) : Optional.empty()))
        .filter(schema -> !schema.equals(TextSchema.DEFAULTS));
  }

  private static Optional<Tokenizer> tokenizer(TokenizerType type) {
    return switch (type) {
      // What a client sends that does not set it.
      case Unknown -> Optional.empty();
      case Prefix -> Optional.of(Tokenizer.PREFIX);
      case Whitespace -> Optional.of(Tokenizer.WHITESPACE);
      case Word -> Optional.of(Tokenizer.WORD);
      case Multilingual -> Optional.of(Tokenizer.MULTILINGUAL);
      case UNRECOGNIZED ->
          throw RequestException.invalidMessage("tokenizer", "is none that is known");
    };
  }

  private static Optional<Integer> length(boolean is, long value) {
    return is ? Optional.of(Unsigned.toInt(value)) : Optional.empty();
  }

  private static Stopwords stopwords(StopwordsSet words) {
    List<Language> languages =
        words.getLanguagesList().stream()
            .map(name -> language("stopwords.languages", name, Languages.OF_STOPWORDS))
            .toList();
    return new Stopwords(languages, List.copyOf(words.getCustomList()));
  }

  private static Optional<Language> stemmer(StemmingAlgorithm stemmer) {
    return switch (stemmer.getStemmingParamsCase()) {
      case SNOWBALL ->
          Optional.of(
              language(
                  "stemmer.snowball.language",
                  stemmer.getSnowball().getLanguage(),
                  Languages.OF_STEMMERS));
      case STEMMINGPARAMS_NOT_SET -> Optional.empty();
    };
  }

  private static Language language(String field, String name, Languages languages) {
    return languages
        .find(name)
        .orElseThrow(() ->
            RequestException.invalidMessage(
                field,
                "value \"%s\" invalid, must be one of %s".formatted(name, languages.list())));
  }

  static void encode(TextSchema schema, TextIndexParams.Builder params) {
    params.setTokenizer(
        switch (schema.tokenizer().orElse(Tokenizer.WORD)) {
          case PREFIX -> TokenizerType.Prefix;
          case WHITESPACE -> TokenizerType.Whitespace;
          case WORD -> TokenizerType.Word;
          case MULTILINGUAL -> TokenizerType.Multilingual;
        });
    schema.minLength().ifPresent(params::setMinTokenLen);
    schema.maxLength().ifPresent(params::setMaxTokenLen);
    schema.lowercase().ifPresent(params::setLowercase);
    schema.asciiFolding().ifPresent(params::setAsciiFolding);
    schema.phrases().ifPresent(params::setPhraseMatching);
    schema
        .stopwords()
        .ifPresent(words ->
            params.setStopwords(
                StopwordsSet.newBuilder()
                    .addAllLanguages(words.languages().stream().map(Languages::name).toList())
                    .addAllCustom(words.custom())));
    schema
        .stemmer()
        .ifPresent(language ->
            params.setStemmer(
                StemmingAlgorithm.newBuilder()
                    .setSnowball(
                        SnowballParams.newBuilder().setLanguage(Languages.name(language)))));
  }
}
