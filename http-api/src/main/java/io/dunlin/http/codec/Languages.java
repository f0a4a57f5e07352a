package io.dunlin.http.codec;

import io.dunlin.persistence.model.TextSchema.Language;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Languages of text indexes, by the names that the contract has for them. */
public enum Languages {
  /** Those whose endings can be cut off. */
  OF_STEMMERS,
  /** Those whose stop words can be left out. */
  OF_STOPWORDS;

  public static String name(Language language) {
    return Variants.name(language);
  }

  /** Empty where there is no such language among these. */
  public Optional<Language> find(String name) {
    return all().filter(language -> name(language).equals(name)).findFirst();
  }

  /** For those who named none of them. */
  public String list() {
    return all().map(language -> "`" + name(language) + "`").collect(Collectors.joining(", "));
  }

  private Stream<Language> all() {
    return Arrays.stream(Language.values())
        .filter(language -> this == OF_STOPWORDS || language.hasStemmer());
  }
}
