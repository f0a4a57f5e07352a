package io.dunlin.persistence.text;

import io.dunlin.persistence.model.TextSchema;
import io.dunlin.persistence.model.TextSchema.Language;
import io.dunlin.persistence.model.TextSchema.Tokenizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.tartarus.snowball.SnowballStemmer;

/**
 * Makes words of texts, as a schema says: they are split, put into lower case, rid of accents,
 * dropped where they mean nothing, stemmed, and dropped where they are too short or too long.
 *
 * <p>Immutable, for any number of threads: what has a state is made for each text anew.
 */
public final class TextAnalyser {
  /** No letter becomes more letters than this without its accents. */
  private static final int MOST_FOLDED = 4;

  private final Tokenizer tokenizer;
  private final boolean lowercase;
  private final boolean folding;
  private final Set<String> stopwords;
  private final Optional<Language> stemmer;
  private final int minLength;
  private final int maxLength;

  public TextAnalyser(TextSchema schema) {
    tokenizer = schema.tokenizer().orElse(Tokenizer.WORD);
    lowercase = schema.lowercase().orElse(true);
    folding = schema.asciiFolding().orElse(false);
    stopwords = schema.stopwords().map(this::stopwords).orElse(Set.of());
    stemmer = schema.stemmer();
    minLength = schema.minLength().orElse(0);
    maxLength = schema.maxLength().orElse(Integer.MAX_VALUE);
  }

  private Set<String> stopwords(TextSchema.Stopwords given) {
    Set<String> words = new HashSet<>();
    given
        .languages()
        .forEach(
            language -> StopWords.of(language).forEach(word -> words.add(withoutVariants(word))));
    given.custom().forEach(word -> words.add(withoutVariants(word)));
    return words;
  }

  /**
   * The words of a text, stored or asked for, in their order. A stop word leaves no gap: its
   * neighbours stand side by side.
   */
  public List<String> words(String text) {
    List<String> words = new ArrayList<>();
    Optional<SnowballStemmer> stems = stemmer.map(Stemmers::of);
    for (String found : Splitting.of(tokenizer, text)) {
      String word = withoutVariants(found);
      if (!stopwords.contains(word)) {
        addOfRightLength(stems.map(stem -> stemmed(stem, word)).orElse(word), words);
      }
    }
    return words;
  }

  /**
   * Whether a stored word is what a word that is asked for means.
   *
   * @param asked of the same analyser
   */
  public boolean isMeant(String stored, String asked) {
    return meansPrefixes() ? stored.startsWith(asked) : stored.equals(asked);
  }

  /** Whether a word that is asked for means all words that begin so. */
  public boolean meansPrefixes() {
    return tokenizer == Tokenizer.PREFIX;
  }

  private String withoutVariants(String word) {
    String lower = lowercase ? word.toLowerCase(Locale.ROOT) : word;
    return folding ? folded(lower) : lower;
  }

  private static String folded(String word) {
    char[] folded = new char[MOST_FOLDED * word.length()];
    int length = ASCIIFoldingFilter.foldToASCII(word.toCharArray(), 0, folded, 0, word.length());
    return new String(folded, 0, length);
  }

  private static String stemmed(SnowballStemmer stemmer, String word) {
    stemmer.setCurrent(word);
    boolean _ = stemmer.stem();
    return stemmer.getCurrent();
  }

  /** Of a word whose beginnings stand for it, the longest that may be asked for. */
  private void addOfRightLength(String word, List<String> words) {
    int length = word.codePointCount(0, word.length());
    if (word.isEmpty() || length < minLength) {
      return;
    }
    if (length <= maxLength) {
      words.add(word);
    } else if (meansPrefixes()) {
      words.add(word.substring(0, word.offsetByCodePoints(0, maxLength)));
    }
  }
}
