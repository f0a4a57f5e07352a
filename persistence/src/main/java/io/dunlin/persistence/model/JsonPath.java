package io.dunlin.persistence.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where in a payload a condition looks: {@code a.b}, {@code a[].b}, {@code a[0]}, {@code "quoted
 * key".b}.
 *
 * @param text as the user wrote it
 */
public record JsonPath(String text, List<Step> steps) {
  /** Of the elements of the array at this path, which may be told of as such already. */
  public JsonPath elements() {
    if (steps.getLast() instanceof Each) {
      return this;
    }
    List<Step> each = new ArrayList<>(steps);
    each.add(new Each());
    return new JsonPath(text + "[]", List.copyOf(each));
  }

  /** Of what is at {@code inner} in a value at this path. */
  public JsonPath then(JsonPath inner) {
    return new JsonPath(
        text + "." + inner.text, Stream.concat(steps.stream(), inner.steps.stream()).toList());
  }

  /** One step down. */
  public sealed interface Step {}

  /** The value of a key. */
  public record Key(String name) implements Step {}

  /** One element of an array. */
  public record Index(int index) implements Step {}

  /** Every element of an array. */
  public record Each() implements Step {}
}
