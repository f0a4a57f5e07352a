package io.dunlin.actors.query;

import io.dunlin.persistence.filter.PayloadEdits;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import java.util.List;
import java.util.Optional;

/** Which part of a payload an answer carries. */
public sealed interface PayloadSelector {
  record None() implements PayloadSelector {}

  record All() implements PayloadSelector {}

  record Include(List<JsonPath> paths) implements PayloadSelector {}

  record Exclude(List<JsonPath> paths) implements PayloadSelector {}

  /** That part of a payload; empty where none of it is wanted. */
  default Optional<Payload> of(Payload payload) {
    return switch (this) {
      case None _ -> Optional.empty();
      case All _ -> Optional.of(payload);
      case Include(List<JsonPath> paths) -> Optional.of(PayloadEdits.only(payload, paths));
      case Exclude(List<JsonPath> paths) -> Optional.of(PayloadEdits.without(payload, paths));
    };
  }
}
