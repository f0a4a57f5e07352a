package io.dunlin.http.grpc;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.JsonPath;

/** Paths in payloads. */
final class PathProto {
  private PathProto() {}

  static JsonPath decode(String text) {
    try {
      return JsonPathParser.parse(text);
    } catch (IllegalArgumentException e) {
      throw new DunlinFailure.WrongInput(String.valueOf(e.getMessage())).asException();
    }
  }
}
