package io.dunlin.persistence.text;

import io.dunlin.persistence.model.TextSchema.Tokenizer;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** Where words begin and end. */
final class Splitting {
  private static final int NEXT_LINE = 0x85;

  private Splitting() {}

  /** The words of a text in their order, as they stand there. */
  static List<String> of(Tokenizer tokenizer, String text) {
    return switch (tokenizer) {
      case WHITESPACE -> runs(text, character -> !isSpace(character));
      case WORD, PREFIX -> runs(text, Splitting::isAlphanumeric);
      case MULTILINGUAL -> byUnicodeRules(text);
    };
  }

  /** Unicode's White_Space; Java's own notion leaves out spaces that do not break lines. */
  private static boolean isSpace(int character) {
    return Character.isSpaceChar(character)
        || (character >= '\t' && character <= '\r')
        || character == NEXT_LINE;
  }

  /** With the vowel signs of scripts in which they are marks on letters. */
  private static boolean isAlphanumeric(int character) {
    return Character.isAlphabetic(character)
        || switch (Character.getType(character)) {
          case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
              true;
          default -> false;
        };
  }

  /** The longest parts all of whose characters pass. */
  private static List<String> runs(String text, IntPredicate passes) {
    List<String> runs = new ArrayList<>();
    int start = 0;
    int at = 0;
    while (at < text.length()) {
      int character = text.codePointAt(at);
      int next = at + Character.charCount(character);
      if (!passes.test(character)) {
        if (start < at) {
          runs.add(text.substring(start, at));
        }
        start = next;
      }
      at = next;
    }
    if (start < at) {
      runs.add(text.substring(start));
    }
    return runs;
  }

  /** Those of UAX 29, with every Chinese character a word; one of over 255 characters is cut. */
  private static List<String> byUnicodeRules(String text) {
    List<String> words = new ArrayList<>();
    try (StandardTokenizer tokenizer = new StandardTokenizer()) {
      CharTermAttribute word = tokenizer.getAttribute(CharTermAttribute.class);
      tokenizer.setReader(new StringReader(text));
      tokenizer.reset();
      while (tokenizer.incrementToken()) {
        words.add(word.toString());
      }
      tokenizer.end();
    } catch (IOException impossible) {
      throw new UncheckedIOException("read from memory", impossible);
    }
    return words;
  }
}
