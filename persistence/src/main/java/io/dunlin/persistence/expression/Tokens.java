package io.dunlin.persistence.expression;

import io.dunlin.persistence.expression.Token.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Cuts a filter's text into tokens, one at a time. A path is one token, its steps included; so a
 * name in quotes is a path where a step follows it at once, and a string elsewhere.
 */
final class Tokens {
  private static final Set<String> KEYWORDS =
      Set.of("and", "or", "not", "in", "except", "like", "is", "null", "empty", "true", "false");

  /** A longer one stands before its beginning. */
  private static final List<String> SYMBOLS =
      List.of("==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "(", ")", "[", "]", ",");

  private final String text;
  private int position;
  private Token current;

  Tokens(String text) {
    this.text = text;
    this.current = next();
  }

  /** The token to read. */
  Token current() {
    return current;
  }

  /** The token to read, which from now on is the one after it. */
  Token take() {
    Token taken = current;
    current = next();
    return taken;
  }

  /** A token as it was written, quotes and escapes included. */
  String written(Token token) {
    return text.substring(token.start(), token.end());
  }

  private Token next() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
    int start = position;
    if (start == text.length()) {
      return new Token(Kind.END, "", start, start);
    }
    char first = text.charAt(start);
    if (first == '"' || first == '\'') {
      return quoted(first);
    }
    if (isDigit(start) || (first == '-' && isDigit(start + 1))) {
      return number();
    }
    if (isWord(start)) {
      return word();
    }
    for (String symbol : SYMBOLS) {
      if (text.startsWith(symbol, start)) {
        position += symbol.length();
        return new Token(Kind.SYMBOL, symbol, start, position);
      }
    }
    String unknown = Character.toString(text.codePointAt(start));
    position += unknown.length();
    return new Token(Kind.SYMBOL, unknown, start, position);
  }

  private Token word() {
    int start = position;
    skipWord();
    String lower = text.substring(start, position).toLowerCase(Locale.ROOT);
    if (KEYWORDS.contains(lower)) {
      return new Token(Kind.KEYWORD, lower, start, position);
    }
    skipSteps();
    return new Token(Kind.PATH, text.substring(start, position), start, position);
  }

  /** A string, or a path whose first key is in quotes. */
  private Token quoted(char quote) {
    int start = position;
    String string = unquoted(quote);
    int end = position;
    if (quote == '"') {
      skipSteps();
    }
    return position > end
        ? new Token(Kind.PATH, text.substring(start, position), start, position)
        : new Token(Kind.STRING, string, start, position);
  }

  /** What stands between the quotes; escapes are those of JSON, and {@code \'}. */
  private String unquoted(char quote) {
    int start = position;
    StringBuilder string = new StringBuilder();
    for (position++; position < text.length(); position++) {
      char character = text.charAt(position);
      if (character == quote) {
        position++;
        return string.toString();
      }
      string.append(character == '\\' ? escaped() : character);
    }
    throw new FilterSyntaxException("a string that is never closed", start);
  }

  /** Leaves the cursor on the last character of the escape. */
  private char escaped() {
    int start = position++;
    char escape = position < text.length() ? text.charAt(position) : ' ';
    return switch (escape) {
      case '"', '\'', '\\', '/' -> escape;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode(start);
      default -> throw new FilterSyntaxException("an unknown escape", start);
    };
  }

  private char unicode(int start) {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      position++;
      int digit = position < text.length() ? Character.digit(text.charAt(position), 16) : -1;
      if (digit < 0) {
        throw new FilterSyntaxException("expected four hexadecimal digits in the escape", start);
      }
      value = value * 16 + digit;
    }
    return (char) value;
  }

  private Token number() {
    int start = position++;
    skipDigits();
    if (position < text.length() && text.charAt(position) == '.' && isDigit(position + 1)) {
      position++;
      skipDigits();
    }
    if (position < text.length() && Character.toLowerCase(text.charAt(position)) == 'e') {
      boolean signed = text.startsWith("+", position + 1) || text.startsWith("-", position + 1);
      if (isDigit(position + (signed ? 2 : 1))) {
        position += signed ? 2 : 1;
        skipDigits();
      }
    }
    if (isWord(position) || text.startsWith(".", position)) {
      throw new FilterSyntaxException(
          "expected a number; a key that begins with a digit is written in quotes", start);
    }
    return new Token(Kind.NUMBER, text.substring(start, position), start, position);
  }

  /** Keys and brackets after the first key, well formed or not. */
  private void skipSteps() {
    while (position < text.length()) {
      switch (text.charAt(position)) {
        case '.' -> {
          position++;
          if (text.startsWith("\"", position)) {
            var _ = unquoted('"');
          } else {
            skipWord();
          }
        }
        case '[' -> {
          position++;
          skipDigits();
          position += text.startsWith("]", position) ? 1 : 0;
        }
        default -> {
          return;
        }
      }
    }
  }

  private void skipWord() {
    while (isWord(position)) {
      position += Character.charCount(text.codePointAt(position));
    }
  }

  private void skipDigits() {
    while (isDigit(position)) {
      position++;
    }
  }

  private boolean isWord(int at) {
    if (at >= text.length()) {
      return false;
    }
    int character = text.codePointAt(at);
    return Character.isLetterOrDigit(character) || character == '_' || character == '-';
  }

  private boolean isDigit(int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }
}
