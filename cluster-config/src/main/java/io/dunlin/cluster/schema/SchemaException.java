package io.dunlin.cluster.schema;

import java.io.IOException;

/** The file cannot be used; the message says what is wrong with it. */
final class SchemaException extends IOException {
  SchemaException(String message) {
    super(message);
  }
}
