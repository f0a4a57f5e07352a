package io.dunlin.persistence.model;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What collections and vectors may be called. */
public final class Names {
  private static final String FORBIDDEN = "<>:\"/\\|?*\0\u001F";
  private static final int MAX_COLLECTION_NAME = 255;
  private static final int MAX_VECTOR_NAME_BYTES = 200;

  private Names() {}

  /** Why a collection cannot have this name, if so. */
  public static Optional<String> problemOfCollection(String name) {
    return problem("collection", name);
  }

  /** Why no alias can have this name, if so: it stands in paths as a collection's does. */
  public static Optional<String> problemOfAlias(String name) {
    return problem("alias", name);
  }

  private static Optional<String> problem(String kind, String name) {
    if (name.isEmpty() || name.length() > MAX_COLLECTION_NAME) {
      return Optional.of(kind + " name must be from 1 to " + MAX_COLLECTION_NAME + " characters");
    }
    return forbidden(name).map(character -> kind + " name cannot contain " + character);
  }

  /** Why a vector cannot have this name, if so; "" is the unnamed one's. */
  public static Optional<String> problemOfVector(String name) {
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_VECTOR_NAME_BYTES) {
      return Optional.of("vector name must be at most " + MAX_VECTOR_NAME_BYTES + " bytes");
    }
    return forbidden(name).map(character -> "vector name cannot contain " + character);
  }

  private static Optional<String> forbidden(String name) {
    return name.chars()
        .filter(character -> FORBIDDEN.indexOf(character) >= 0)
        .mapToObj(character ->
            character < ' '
                ? String.format("U+%04X", character)
                : "\"" + (char) character + "\" char")
        .findFirst();
  }
}
