package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import java.util.List;

/**
 * Pure functions from payload to payload: what set, delete and the selectors of an answer do. STUB.
 */
public final class PayloadEdits {
  private PayloadEdits() {}

  /** Merges the top-level keys of {@code change}. */
  public static Payload merge(Payload payload, Payload change) {
    return change;
  }

  /**
   * Merges the keys of {@code change} into the object at {@code path}, made where it is missing.
   */
  public static Payload mergeAt(Payload payload, JsonPath path, Payload change) {
    return change;
  }

  /** Without what stands at the paths. */
  public static Payload without(Payload payload, List<JsonPath> paths) {
    return payload;
  }

  /** Only what stands at the paths. */
  public static Payload only(Payload payload, List<JsonPath> paths) {
    return payload;
  }
}
