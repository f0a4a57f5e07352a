package io.dunlin.persistence.expression;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.persistence.model.Filter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random filters become texts and filters again, and no text does harm. */
class FilterTextProperties {
  private static final List<String> PIECES =
      List.of(
          "a",
          "b.c",
          "x[0]",
          "x[",
          "\"q\"",
          "'s'",
          "\"",
          "'",
          "\\",
          "1",
          "-2",
          "1.5e3",
          "1e999",
          "99999999999999999999",
          "==",
          "!=",
          "=",
          "<",
          ">=",
          "&&",
          "||",
          "!",
          "&",
          "(",
          ")",
          "[",
          "]",
          ",",
          ".",
          "and",
          "OR",
          "not",
          "in",
          "except",
          "like",
          "is",
          "null",
          "empty",
          "true",
          "datetime(",
          "count(",
          "nested(",
          "at_least(",
          "has_id(",
          "text(",
          "%",
          "\u0000",
          "😀",
          "\ud800",
          "\u00a0");

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {5, 60, 700})
  void whatIsWrittenIsReadAsItWas(long seed) {
    Random random = new Random(seed);
    RandomExpressions filters = new RandomExpressions(random);
    Printer printer = new Printer(random);
    for (int i = 0; i < 2000; i++) {
      Filter filter = filters.filter(4);
      String text = printer.text(filter);
      assertThat(FilterText.parse(text)).as("seed %d: %s", seed, text).isEqualTo(filter);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {5, 60, 700})
  void aTextIsAFilterOrASyntaxError(long seed) {
    Random random = new Random(seed);
    RandomExpressions filters = new RandomExpressions(random);
    int refused = 0;
    for (int i = 0; i < 8000; i++) {
      String text =
          random.nextBoolean()
              ? changed(new Printer(random).text(filters.filter(2)), random)
              : pieces(random);
      try {
        FilterText.parse(text);
      } catch (FilterSyntaxException expected) {
        assertThat(expected).as(text).hasMessageStartingWith("Invalid filter: ");
        refused++;
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed %d: %s".formatted(seed, text), e);
      }
    }
    assertThat(refused).isGreaterThan(4000);
  }

  private static String pieces(Random random) {
    StringBuilder text = new StringBuilder();
    for (int count = random.nextInt(12); count > 0; count--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
      text.append(random.nextBoolean() ? " " : "");
    }
    return text.toString();
  }

  /** A few characters taken out, doubled or replaced. */
  private static String changed(String text, Random random) {
    StringBuilder changed = new StringBuilder(text);
    for (int count = 1 + random.nextInt(3); count > 0 && !changed.isEmpty(); count--) {
      int at = random.nextInt(changed.length());
      switch (random.nextInt(3)) {
        case 0 -> changed.deleteCharAt(at);
        case 1 -> changed.insert(at, changed.charAt(at));
        default -> changed.insert(at, PIECES.get(random.nextInt(PIECES.size())));
      }
    }
    return changed.toString();
  }
}
