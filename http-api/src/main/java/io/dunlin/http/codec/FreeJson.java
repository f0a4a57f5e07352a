package io.dunlin.http.codec;

import io.dunlin.persistence.model.Payload;
import java.util.Map;

/** JSON objects of any shape, as maps of texts, numbers, bools, lists and maps. */
public final class FreeJson {
  private FreeJson() {}

  public static Map<String, Object> read(byte[] json) {
    return JsonReader.read(json, PayloadJson::read).fields();
  }

  public static JsonBody body(Map<String, Object> object) {
    return json -> PayloadJson.write(json, new Payload(object));
  }
}
