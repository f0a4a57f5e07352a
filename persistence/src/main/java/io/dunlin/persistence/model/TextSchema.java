package io.dunlin.persistence.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What of a text is a word, and which words are the same. What is absent was left to Dunlin.
 *
 * @param minLength of words that are kept, in characters
 * @param maxLength of words that are kept; of {@link Tokenizer#PREFIX} the longest prefix
 * @param lowercase absent: yes
 * @param asciiFolding whether letters lose their accents
 * @param phrases whether words are looked for side by side
 * @param stemmer the language whose endings are cut off, one that {@linkplain Language#hasStemmer
 *     has a stemmer}
 */
public record TextSchema(
    Optional<Tokenizer> tokenizer,
    Optional<Integer> minLength,
    Optional<Integer> maxLength,
    Optional<Boolean> lowercase,
    Optional<Boolean> asciiFolding,
    Optional<Boolean> phrases,
    Optional<Stopwords> stopwords,
    Optional<Language> stemmer) {
  public static final TextSchema DEFAULTS =
      new TextSchema(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Characters of a user's stop words together: every condition on the field carries them. */
  private static final int MAX_CUSTOM = 32 << 10;

  /** Where a word begins and ends. */
  public enum Tokenizer {
    /** As {@link #WORD}, and every beginning of a word stands for it. */
    PREFIX,
    /** What stands between spaces. */
    WHITESPACE,
    /** Letters and digits. */
    WORD,
    /** By the rules of Unicode (UAX 29), which know scripts without spaces. */
    MULTILINGUAL
  }

  /** Languages whose words without meaning are known, and of most the endings. */
  public enum Language {
    ARABIC,
    ARMENIAN,
    AZERBAIJANI,
    BASQUE,
    BENGALI,
    CATALAN,
    CHINESE,
    DANISH,
    DUTCH,
    ENGLISH,
    ESTONIAN,
    FINNISH,
    FRENCH,
    GERMAN,
    GREEK,
    HEBREW,
    HINDI,
    /** Hindi in Latin letters, mixed with English. */
    HINGLISH,
    HUNGARIAN,
    INDONESIAN,
    IRISH,
    ITALIAN,
    JAPANESE,
    KAZAKH,
    LITHUANIAN,
    NEPALI,
    NORWEGIAN,
    PORTUGUESE,
    ROMANIAN,
    RUSSIAN,
    SERBIAN,
    SLOVENE,
    SPANISH,
    SWEDISH,
    TAJIK,
    TAMIL,
    TURKISH;

    private static final Set<Language> WITHOUT_STEMMER =
        Set.of(AZERBAIJANI, BENGALI, CHINESE, HEBREW, HINGLISH, JAPANESE, KAZAKH, SLOVENE, TAJIK);

    /** Whether its endings can be cut off. Words without meaning are known of all. */
    public boolean hasStemmer() {
      return !WITHOUT_STEMMER.contains(this);
    }
  }

  /** Words that are left out: those without meaning of some languages, and others. */
  public record Stopwords(List<Language> languages, List<String> custom) {}

  Optional<Violation> violation() {
    int custom =
        stopwords.map(Stopwords::custom).orElse(List.of()).stream().mapToInt(String::length).sum();
    if (custom > MAX_CUSTOM) {
      return Violation.of(
          "stopwords.custom",
          "%d characters together invalid, must be %d or fewer".formatted(custom, MAX_CUSTOM));
    }
    return maxLength.isPresent() && minLength.orElse(0) > maxLength.get()
        ? Optional.of(
            new Violation(
                "max_token_len",
                "value %d invalid, must be %d or larger"
                    .formatted(maxLength.get(), minLength.get())))
        : Optional.empty();
  }
}
