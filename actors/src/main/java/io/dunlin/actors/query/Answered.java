package io.dunlin.actors.query;

import java.util.function.Function;

/** What was read, and what is to be known of it. */
public record Answered<T>(T value, ReadNotes notes) {
  public <R> Answered<R> map(Function<T, R> mapping) {
    return new Answered<>(mapping.apply(value), notes);
  }

  /** The same, made with the help of another answer. */
  public Answered<T> and(ReadNotes other) {
    return new Answered<>(value, notes.and(other));
  }
}
