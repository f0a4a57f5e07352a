package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Writes one JSON value. */
@FunctionalInterface
public interface JsonBody {
  void writeTo(JsonGenerator json) throws IOException;
}
