package io.dunlin.http.codec;

import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.VectorValue;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A text in a vector's place while its fields are read, in any order. */
final class DocumentFields {
  private @Nullable String text;
  private @Nullable String model;
  private @Nullable String other;
  private Payload options = Payload.EMPTY;

  /** Takes the field if it is one of a document, an image or an object. */
  boolean accept(String name, JsonReader json) throws IOException {
    switch (name) {
      case "text" -> text = json.string();
      case "model" -> model = json.string();
      case "options" -> options = PayloadJson.read(json);
      case "image", "object" -> {
        other = name;
        json.skip();
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Whether a field was there that says what is to become a vector. */
  boolean begun() {
    return text != null || model != null || other != null;
  }

  /** The text's vector, with the cursor on its object's end. */
  VectorValue vector(JsonReader json, Documents.Use use) {
    if (other != null) {
      throw Documents.unsupported("A vector made of an `" + other + "`");
    }
    if (text == null || model == null) {
      throw json.missing(text == null ? "text" : "model");
    }
    return Documents.vector(text, model, options, use);
  }
}
