package io.dunlin.http.consistency;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Consistency;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.ReadToken;
import io.dunlin.actors.query.ReadView;
import io.dunlin.actors.query.Trace;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * A read as a client wants it.
 *
 * @param tellToken whether the answer is to carry a token of what has been seen then
 */
public record ReadTerms(ReadOptions options, boolean tellToken) {
  /** What stands in the place of a token when there is none yet. */
  private static final String NEW = "new";

  /** A part of a request, by the name that the client knows it by. */
  public record Field(String name, String text) {}

  /**
   * Fails with WrongInput when a field cannot be read.
   *
   * @param timeoutGiven whether the client said how long
   * @param token tokens of earlier answers, separated by commas; empty or {@code new} asks for one
   * @param allowPartial {@code true} or {@code false}
   * @param affinity an empty one is none
   */
  public static ReadTerms of(
      Duration timeout,
      boolean timeoutGiven,
      Consistency consistency,
      Optional<Field> token,
      Optional<Field> allowPartial,
      Optional<Field> affinity) {
    return new ReadTerms(
        new ReadOptions(
            timeout,
            consistency,
            token.flatMap(ReadTerms::joined),
            allowPartial.map(ReadTerms::flag).orElse(false),
            affinity.map(Field::text).filter(text -> !text.isEmpty()),
            timeoutGiven),
        token.isPresent());
  }

  /** The same, and the answer says how it came about. */
  public ReadTerms traced(Trace trace) {
    return new ReadTerms(options.traced(trace), tellToken);
  }

  /**
   * The same, traced where a header asks for it.
   *
   * @param start {@link System#nanoTime} when the request came
   */
  public ReadTerms explained(Optional<Field> explain, long start) {
    return explain.map(ReadTerms::flag).orElse(false) ? traced(new Trace(start)) : this;
  }

  /**
   * The same of another state: as of positions, or a cursor's.
   *
   * @param asOf a token of an earlier answer
   */
  public ReadTerms of(Optional<Field> asOf, Optional<ReadView> cursor) {
    if (asOf.isEmpty() && cursor.isEmpty()) {
      return this;
    }
    if (asOf.isPresent() && cursor.isPresent()) {
      throw wrong(asOf.get(), "a cursor has positions of its own; leave one of them out");
    }
    ReadView view = cursor.orElseGet(() -> asOf.map(ReadTerms::positions).orElseThrow());
    return new ReadTerms(options.of(view), tellToken);
  }

  private static ReadView positions(Field asOf) {
    return new ReadView.AsOf(
        ReadToken.parse(asOf.text())
            .orElseThrow(() -> wrong(asOf, "expected the token of an earlier answer")));
  }

  private static Optional<ReadToken> joined(Field field) {
    return Arrays.stream(field.text().split(","))
        .map(String::strip)
        .filter(part -> !part.isEmpty() && !part.equals(NEW))
        .map(part -> ReadToken.parse(part).orElseThrow(() -> noToken(field)))
        .reduce((one, other) -> {
          if (!one.collection().equals(other.collection())) {
            throw wrong(field, "the tokens are of several collections");
          }
          return one.and(other.positions());
        });
  }

  private static boolean flag(Field field) {
    return switch (field.text()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(field, "expected `true` or `false`");
    };
  }

  private static DunlinException noToken(Field field) {
    return wrong(
        field, "expected tokens of earlier answers, separated by commas, or `" + NEW + "`");
  }

  private static DunlinException wrong(Field field, String reason) {
    return new DunlinFailure.WrongInput(field.name() + ": " + reason).asException();
  }
}
