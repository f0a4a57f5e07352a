package io.dunlin.faults.check;

import io.dunlin.faults.history.History;
import io.dunlin.faults.history.Read;
import io.dunlin.faults.history.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says what in a history cannot be. There has to be one order of a point's writes in which
 *
 * <ul>
 *   <li>each acked write stands once, and each that is not known to be done at most once;
 *   <li>a write stands after everything that was over before it was sent;
 *   <li>a read stands where the point holds what it told, and as late as its freshness asks.
 * </ul>
 *
 * <p>So a lost ack, a deleted point that is back, a write that takes effect a second time and a
 * read that is too old are all the same thing here: no order is left.
 */
public final class RegisterChecker {
  private static final int TOLD = 14;

  private RegisterChecker() {}

  /** The first thing wrong with each point. */
  public static List<Violation> check(History history) {
    return history.byKey().parallelStream()
        .map(RegisterChecker::check)
        .flatMap(Optional::stream)
        .sorted(Comparator.comparingLong(Violation::key))
        .toList();
  }

  /** The first thing wrong with one point, by time. */
  public static Optional<Violation> check(History.OfKey history) {
    Set<Long> written = history.writes().stream().map(Write::value).collect(Collectors.toSet());
    for (Read read : history.reads()) {
      if (read.value() != Write.ABSENT && !written.contains(read.value())) {
        return Optional.of(
            new Violation(history.key(), "a value that nobody wrote", List.of(read.toString())));
      }
    }
    List<Step> steps = Steps.of(history);
    List<Event> events = events(steps);
    States states = new States();
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      if (event.opens) {
        states.open(event.step);
      } else if (!states.close(event.step)) {
        return Optional.of(
            new Violation(history.key(), event.step.told(), around(steps, event.step)));
      }
    }
    return Optional.empty();
  }

  private record Event(long time, boolean opens, Step step) {
    /**
     * At the same time openings come first: what touches may overlap. What may be needed ends last.
     */
    int rank() {
      return opens ? 0 : step.kind() == Step.Kind.OPTIONAL_UPSERT ? 2 : 1;
    }
  }

  /** By time. */
  private static List<Event> events(List<Step> steps) {
    List<Event> events = new ArrayList<>(2 * steps.size());
    for (Step step : steps) {
      // An optional write may close before it opens: all reads of it were over before it was sent.
      events.add(new Event(step.opens(), true, step));
      events.add(new Event(Math.max(step.opens(), step.closes()), false, step));
    }
    events.sort(Comparator.comparingLong(Event::time).thenComparingInt(Event::rank));
    return events;
  }

  private static List<String> around(List<Step> steps, Step wrong) {
    List<Step> before =
        steps.stream()
            .filter(step -> step.opens() <= wrong.closes())
            .sorted(Comparator.comparingLong(Step::closes))
            .toList();
    int at = before.indexOf(wrong);
    return before.subList(Math.max(0, at - TOLD), Math.min(before.size(), at + TOLD / 2)).stream()
        .map(Step::told)
        .toList();
  }
}
