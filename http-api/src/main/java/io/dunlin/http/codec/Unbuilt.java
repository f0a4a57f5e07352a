package io.dunlin.http.codec;

import io.dunlin.http.error.ErrorMapping;
import java.io.IOException;

/**
 * Options of the contract that Dunlin does not have yet. Asking for one is answered with 501 rather
 * than ignored, since its absence would change the answer.
 */
final class Unbuilt {
  private Unbuilt() {}

  /** The field may be absent or null. */
  static void unlessNull(JsonReader json, String field) throws IOException {
    if (!json.isNull()) {
      throw ErrorMapping.notBuilt("`" + field + "`");
    }
  }

  /** The field may be absent, null or false. */
  static void unlessFalse(JsonReader json, String field) throws IOException {
    if (!json.isNull() && json.bool()) {
      throw ErrorMapping.notBuilt("`" + field + "`");
    }
  }
}
