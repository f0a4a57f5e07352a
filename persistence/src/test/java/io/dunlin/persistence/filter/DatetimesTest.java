package io.dunlin.persistence.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatetimesTest {
  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
    "1969-12-31T23:59:59.5Z, 1969-12-31T23:59:59.500Z",
    "2024-02-29T12:30:45.123456Z, 2024-02-29T12:30:45.123456Z",
    "2024-02-29T12:30:45.123456789Z, 2024-02-29T12:30:45.123456Z",
    "2024-02-29t12:30:45z, 2024-02-29T12:30:45Z",
    "2024-02-29 12:30:45Z, 2024-02-29T12:30:45Z",
    "2024-02-29T12:30:45+02:00, 2024-02-29T10:30:45Z",
    "2024-02-29T12:30:45-0230, 2024-02-29T15:00:45Z",
    "2024-02-29T12:30:45+02, 2024-02-29T10:30:45Z",
    "2024-02-29T12:30:45, 2024-02-29T12:30:45Z",
    "2024-02-29 12:30:45.25, 2024-02-29T12:30:45.250Z",
    "2024-02-29T12:30, 2024-02-29T12:30:00Z",
    "2024-02-29 12:30, 2024-02-29T12:30:00Z",
    "2024-02-29T12:30+01:00, 2024-02-29T11:30:00Z",
    "2024-02-29, 2024-02-29T00:00:00Z",
    "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
    "0000-01-01, 0000-01-01T00:00:00Z",
    "9999-12-31, 9999-12-31T00:00:00Z",
  })
  void reads(String text, Instant moment) {
    assertThat(Datetimes.parse(text)).hasValue(ChronoUnit.MICROS.between(Instant.EPOCH, moment));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2024",
        "2024-02",
        "2024-2-29",
        "2023-02-29",
        "2024-13-01",
        "2024-00-01",
        "2024-01-00",
        "2024-01-32",
        "24-01-01",
        "-024-01-01",
        "2024/01/01",
        "2024-01-01T",
        "2024-01-01 ",
        "2024-01-01Z",
        "2024-01-01X12:00",
        "2024-01-01T12",
        "2024-01-01T24:00:00Z",
        "2024-01-01T12:60:00Z",
        "2024-01-01T12:00:61Z",
        "2024-01-01T12:00:00.Z",
        "2024-01-01T12:00:00ZZ",
        "2024-01-01T12:00:00+",
        "2024-01-01T12:00:00+2",
        "2024-01-01T12:00:00+02:",
        "2024-01-01T12:00:00+02:60",
        "2024-01-01T12:00:00 UTC",
        " 2024-01-01",
        "٢٠٢٤-01-01",
        "1704067200",
        "soon"
      })
  void refuses(String text) {
    assertThat(Datetimes.parse(text)).isEmpty();
  }

  @Test
  void agreesWithJavaTime() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      OffsetDateTime moment =
          Instant.ofEpochSecond(random.nextLong(-60_000_000_000L, 250_000_000_000L))
              .plusNanos(1000L * random.nextInt(1_000_000))
              .atOffset(ZoneOffset.ofTotalSeconds(60 * random.nextInt(-700, 700)));
      String text = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(moment);

      assertThat(Datetimes.parse(text))
          .as(text)
          .hasValue(ChronoUnit.MICROS.between(Instant.EPOCH, moment.toInstant()));
    }
  }
}
