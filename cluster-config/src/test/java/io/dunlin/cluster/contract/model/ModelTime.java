package io.dunlin.cluster.contract.model;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates and times as the contract lets them be written. */
final class ModelTime {
  private static final Pattern FORM =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\d)(?:[Tt ](\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?)([Zz]|[+-]\\d\\d:\\d\\d)?)?");

  private ModelTime() {}

  /** Microseconds since 1970; empty for what is no time. */
  static Optional<Long> micros(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      LocalTime time = form.group(2) == null ? LocalTime.MIDNIGHT : LocalTime.parse(form.group(2));
      ZoneOffset zone =
          form.group(3) == null ? ZoneOffset.UTC : ZoneOffset.of(form.group(3).replace('z', 'Z'));
      Instant instant = LocalDate.parse(form.group(1)).atTime(time).toInstant(zone);
      return Optional.of(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
    } catch (DateTimeException noSuchDay) {
      return Optional.empty();
    }
  }
}
