package io.dunlin.persistence.model;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who writes points, and when: told by the points themselves, in an object of their payloads that
 * users read as any other and do not write.
 *
 * @param author a user's name
 * @param time in milliseconds since 1970
 */
public record Lineage(String author, long time) {
  /** Where a payload has it. */
  public static final String KEY = "_lineage";

  private static final String INSERTED_AT = "inserted_at";
  private static final String INSERTED_BY = "inserted_by";
  private static final String UPDATED_AT = "updated_at";
  private static final String UPDATED_BY = "updated_by";

  /** Always with milliseconds, so that times order as texts, too. */
  private static final DateTimeFormatter RFC_3339 =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  /**
   * The payload of a point that is written so. Of a point that was inserted before anybody kept
   * account, nobody knows who did it.
   *
   * @param before what the point had; empty: there was no such point
   */
  public Payload on(Payload payload, Optional<Payload> before) {
    String at = RFC_3339.format(Instant.ofEpochMilli(time));
    Map<String, Object> told = new LinkedHashMap<>();
    if (before.isEmpty()) {
      told.put(INSERTED_AT, at);
      told.put(INSERTED_BY, author);
    } else if (before.get().fields().get(KEY) instanceof Map<?, ?> known) {
      for (String key : List.of(INSERTED_AT, INSERTED_BY)) {
        if (known.get(key) instanceof String text) {
          told.put(key, text);
        }
      }
    }
    told.put(UPDATED_AT, at);
    told.put(UPDATED_BY, author);
    Map<String, Object> fields = new LinkedHashMap<>(payload.fields());
    fields.put(KEY, Collections.unmodifiableMap(told));
    return new Payload(Collections.unmodifiableMap(fields));
  }
}
