package io.dunlin.http.codec;

import io.dunlin.actors.query.ReadView;
import java.util.Optional;

/**
 * A request of which there may be pages.
 *
 * @param cursor what its field {@code cursor} says
 */
public record Paged<T>(T request, Optional<ReadView> cursor) {
  /** One without a cursor. */
  public static <T> Paged<T> whole(T request) {
    return new Paged<>(request, Optional.empty());
  }
}
