package io.dunlin.persistence.payload;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dunlin.persistence.model.JsonPath;
import java.util.List;

/** A path whose keys are UTF-8 already, so that {@link PayloadReader} compares bytes with bytes. */
public final class EncodedPath {
  /** One step down. */
  sealed interface Step {}

  record Key(byte[] name) implements Step {}

  record Index(int index) implements Step {}

  record Each() implements Step {}

  private final JsonPath path;
  private final List<Step> steps;

  private EncodedPath(JsonPath path, List<Step> steps) {
    this.path = path;
    this.steps = steps;
  }

  public static EncodedPath of(JsonPath path) {
    return new EncodedPath(path, path.steps().stream().map(EncodedPath::encode).toList());
  }

  private static Step encode(JsonPath.Step step) {
    return switch (step) {
      case JsonPath.Key key -> new Key(key.name().getBytes(UTF_8));
      case JsonPath.Index index -> new Index(index.index());
      case JsonPath.Each _ -> new Each();
    };
  }

  List<Step> steps() {
    return steps;
  }

  @Override
  public String toString() {
    return path.text();
  }
}
