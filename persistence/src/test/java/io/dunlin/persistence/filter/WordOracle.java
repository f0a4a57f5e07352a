package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.TextSchema;
import io.dunlin.persistence.model.TextSchema.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Words once more, for texts in English letters and schemas that ask for no language. */
record WordOracle(
    Tokenizer tokenizer,
    boolean lowercase,
    List<String> stopwords,
    int shortest,
    int longest,
    boolean phrases) {
  static WordOracle of(TextSchema schema) {
    return new WordOracle(
        schema.tokenizer().orElse(Tokenizer.WORD),
        schema.lowercase().orElse(true),
        schema.stopwords().map(TextSchema.Stopwords::custom).orElse(List.of()),
        schema.minLength().orElse(1),
        schema.maxLength().orElse(1_000),
        schema.phrases().orElse(false));
  }

  boolean holds(Check.MatchWords check, String stored) {
    List<String> asked = words(check.text());
    List<String> found = words(stored);
    return !asked.isEmpty()
        && switch (check.mode()) {
          case ALL -> asked.stream().allMatch(word -> isIn(found, word));
          case ANY -> asked.stream().anyMatch(word -> isIn(found, word));
          case PHRASE ->
              phrases
                  && IntStream.rangeClosed(0, found.size() - asked.size())
                      .anyMatch(from ->
                          IntStream.range(0, asked.size())
                              .allMatch(i -> means(found.get(from + i), asked.get(i))));
        };
  }

  private boolean isIn(List<String> found, String word) {
    return found.stream().anyMatch(one -> means(one, word));
  }

  private boolean means(String stored, String asked) {
    return tokenizer == Tokenizer.PREFIX ? stored.indexOf(asked) == 0 : stored.equals(asked);
  }

  private List<String> words(String text) {
    return Arrays.stream(text.split(tokenizer == Tokenizer.WHITESPACE ? " +" : "[^A-Za-z0-9]+"))
        .map(word -> lowercase ? word.toLowerCase(Locale.ROOT) : word)
        .filter(word -> !stopwords.contains(word))
        .map(word ->
            tokenizer == Tokenizer.PREFIX && word.length() > longest
                ? word.substring(0, longest)
                : word)
        .filter(word -> word.length() >= shortest && word.length() <= longest)
        .toList();
  }
}
