package io.dunlin.persistence.filter;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.OptionalLong;

/**
 * Reads points in time as users write them: RFC 3339, and what is common beside it.
 *
 * <pre>
 * 2024-02-29T12:30:45.123456Z    also a space or t for T, and z for Z
 * 2024-02-29T12:30:45+02:00      also +0200 and +02
 * 2024-02-29 12:30:45            without a zone: UTC
 * 2024-02-29 12:30               without seconds, zone or not
 * 2024-02-29                     midnight UTC
 * </pre>
 *
 * Fractions of a second finer than a microsecond are cut off; second 60, a leap second, is the
 * first of the next minute. Reads without exceptions, since a filter may ask this of every row.
 */
public final class Datetimes {
  private Datetimes() {}

  /** Microseconds since 1970-01-01T00:00Z; empty when the text is no date or time. */
  public static OptionalLong parse(String text) {
    Cursor cursor = new Cursor(text);
    long micros = cursor.datetime();
    return cursor.failed || cursor.position < text.length()
        ? OptionalLong.empty()
        : OptionalLong.of(micros);
  }

  /** Where reading stands. Once failed it reads on, to no effect. */
  private static final class Cursor {
    private static final long SECOND = 1_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private final String text;
    private int position;
    private boolean failed;

    private Cursor(String text) {
      this.text = text;
    }

    long datetime() {
      long day = date() * DAY;
      if (failed || position == text.length()) {
        return day;
      }
      if (!skip('T') && !skip('t') && !skip(' ')) {
        failed = true;
      }
      long time = time();
      return day + time - offset();
    }

    /** Days since 1970-01-01. */
    private long date() {
      int year = digits(4, 0, 9999);
      expect('-');
      int month = digits(2, 1, 12);
      expect('-');
      int day = digits(2, 1, 31);
      if (failed || day > YearMonth.of(year, month).lengthOfMonth()) {
        failed = true;
        return 0;
      }
      return LocalDate.of(year, month, day).toEpochDay();
    }

    /** Microseconds since midnight. */
    private long time() {
      long micros = digits(2, 0, 23) * HOUR;
      expect(':');
      micros += digits(2, 0, 59) * MINUTE;
      if (skip(':')) {
        micros += digits(2, 0, 60) * SECOND;
        if (skip('.')) {
          micros += fraction();
        }
      }
      return micros;
    }

    private long fraction() {
      int start = position;
      long micros = 0;
      long unit = SECOND / 10;
      for (; isDigit(); position++) {
        micros += (text.charAt(position) - '0') * unit;
        unit /= 10;
      }
      failed |= position == start;
      return micros;
    }

    /** Microseconds that the zone is ahead of UTC; 0 where none is given. */
    private long offset() {
      if (position == text.length() || skip('Z') || skip('z')) {
        return 0;
      }
      boolean behind = skip('-');
      if (!behind) {
        expect('+');
      }
      long ahead = digits(2, 0, 23) * HOUR;
      if (skip(':') || position < text.length()) {
        ahead += digits(2, 0, 59) * MINUTE;
      }
      return behind ? -ahead : ahead;
    }

    private int digits(int count, int least, int most) {
      int value = 0;
      for (int i = 0; i < count; i++, position++) {
        if (!isDigit()) {
          failed = true;
          return least;
        }
        value = value * 10 + (text.charAt(position) - '0');
      }
      failed |= value < least || value > most;
      return value;
    }

    private boolean isDigit() {
      return position < text.length()
          && text.charAt(position) >= '0'
          && text.charAt(position) <= '9';
    }

    private boolean skip(char wanted) {
      if (position < text.length() && text.charAt(position) == wanted) {
        position++;
        return true;
      }
      return false;
    }

    private void expect(char wanted) {
      failed |= !skip(wanted);
    }
  }
}
