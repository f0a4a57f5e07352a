package io.dunlin.actors.query;

import java.util.List;

/** Which vectors an answer carries. */
public sealed interface VectorSelector {
  record None() implements VectorSelector {}

  record All() implements VectorSelector {}

  record Names(List<String> names) implements VectorSelector {}
}
