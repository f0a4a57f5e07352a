package io.dunlin.http.codec;

import io.dunlin.http.error.ErrorMapping;
import io.dunlin.persistence.model.TextSchema.Language;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Languages of text indexes, by the names that the contract has for them. */
public final class Languages {
  /** Those whose stop words the contract knows and Dunlin does not. */
  private static final List<String> WITHOUT_STOPWORDS =
      List.of(
          "azerbaijani",
          "bengali",
          "chinese",
          "hebrew",
          "hinglish",
          "japanese",
          "kazakh",
          "slovene",
          "tajik");

  /** For those who named none of them. */
  public static final String LIST =
      Arrays.stream(Language.values())
          .map(language -> "`" + Variants.name(language) + "`")
          .collect(Collectors.joining(", "));

  private Languages() {}

  public static String name(Language language) {
    return Variants.name(language);
  }

  /** The language whose endings are to be cut off; empty where there is no such language. */
  public static Optional<Language> ofStemmer(String name) {
    return Arrays.stream(Language.values())
        .filter(language -> Variants.name(language).equals(name))
        .findFirst();
  }

  /** The language whose stop words are to be left out; empty where there is no such language. */
  public static Optional<Language> ofStopwords(String name) {
    if (WITHOUT_STOPWORDS.contains(name)) {
      throw ErrorMapping.notBuilt("`stopwords` of the language `" + name + "`");
    }
    return ofStemmer(name);
  }
}
