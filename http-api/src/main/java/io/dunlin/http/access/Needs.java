package io.dunlin.http.access;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the operations of both APIs ask for, as {@code needs.txt} has it: lines of a need and an
 * endpoint, by the name under which it is counted.
 */
public final class Needs {
  private final Map<String, Need> byEndpoint;

  private Needs(Map<String, Need> byEndpoint) {
    this.byEndpoint = byEndpoint;
  }

  public static Needs read() {
    try (InputStream in =
        Objects.requireNonNull(Needs.class.getResourceAsStream("needs.txt"), "needs.txt")) {
      return new Needs(
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(line -> line.split(" ", 2))
              .collect(Collectors.toUnmodifiableMap(parts -> parts[1], parts -> need(parts[0]))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that it has an entry for. */
  public Set<String> endpoints() {
    return byEndpoint.keySet();
  }

  /** Whether it needs no key. */
  public boolean isOpen(String endpoint) {
    return of(endpoint) == Need.NOTHING;
  }

  /** What has no entry is for those who may do everything. */
  Need of(String endpoint) {
    return byEndpoint.getOrDefault(endpoint, Need.MANAGE);
  }

  private static Need need(String word) {
    return Need.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
