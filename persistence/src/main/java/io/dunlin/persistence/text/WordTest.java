package io.dunlin.persistence.text;

import io.dunlin.persistence.model.Check;
import java.util.List;
import java.util.function.Predicate;

/** A check for words, made ready to be asked of texts. Immutable, for any number of threads. */
public final class WordTest implements Predicate<Object> {
  private final TextAnalyser analyser;
  private final Check.WordMode mode;
  private final List<String> asked;

  public WordTest(Check.MatchWords check) {
    analyser = new TextAnalyser(check.schema());
    mode = check.mode();
    List<String> words = analyser.words(check.text());
    asked =
        switch (mode) {
          case ALL, ANY -> words.stream().distinct().toList();
          // Where the schema does not provide for phrases, none is found, as clients expect.
          case PHRASE -> check.schema().phrases().orElse(false) ? List.copyOf(words) : List.of();
        };
  }

  /** The words that are looked for; none where nothing can be found. */
  public List<String> asked() {
    return asked;
  }

  /** Whether a word that is asked for means all words that begin so. */
  public boolean meansPrefixes() {
    return analyser.meansPrefixes();
  }

  @Override
  public boolean test(Object value) {
    if (asked.isEmpty() || !(value instanceof String text)) {
      return false;
    }
    List<String> words = analyser.words(text);
    return switch (mode) {
      case ALL -> asked.stream().allMatch(word -> stands(word, words));
      case ANY -> asked.stream().anyMatch(word -> stands(word, words));
      case PHRASE -> standSideBySide(words);
    };
  }

  private boolean stands(String word, List<String> words) {
    return words.stream().anyMatch(stored -> analyser.isMeant(stored, word));
  }

  private boolean standSideBySide(List<String> words) {
    for (int from = 0; from + asked.size() <= words.size(); from++) {
      if (beginsAt(from, words)) {
        return true;
      }
    }
    return false;
  }

  private boolean beginsAt(int from, List<String> words) {
    for (int i = 0; i < asked.size(); i++) {
      if (!analyser.isMeant(words.get(from + i), asked.get(i))) {
        return false;
      }
    }
    return true;
  }
}
