package io.dunlin.persistence.model;

import java.util.List;

/**
 * Where in a payload a condition looks: {@code a.b}, {@code a[].b}, {@code a[0]}, {@code "quoted
 * key".b}.
 *
 * @param text as the user wrote it
 */
public record JsonPath(String text, List<Step> steps) {
  /** One step down. */
  public sealed interface Step {}

  /** The value of a key. */
  public record Key(String name) implements Step {}

  /** One element of an array. */
  public record Index(int index) implements Step {}

  /** Every element of an array. */
  public record Each() implements Step {}
}
