package io.dunlin.actors.query;

import io.dunlin.persistence.model.JsonPath;
import java.util.List;

/** Which part of a payload an answer carries. */
public sealed interface PayloadSelector {
  record None() implements PayloadSelector {}

  record All() implements PayloadSelector {}

  record Include(List<JsonPath> paths) implements PayloadSelector {}

  record Exclude(List<JsonPath> paths) implements PayloadSelector {}
}
