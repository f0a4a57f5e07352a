package io.dunlin.actors.placement.world;

import java.util.Comparator;
import java.util.PriorityQueue;

/** The one order of all that happens. */
final class Timeline {
  private record Event(long at, long number, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private long now;
  private long numbers;
  private long happened;

  long now() {
    return now;
  }

  long happened() {
    return happened;
  }

  void after(long millis, Runnable action) {
    events.add(new Event(now + Math.max(0, millis), numbers++, action));
  }

  /** Lets time pass, and looks at the world after every event. */
  void advance(long millis, Runnable look) {
    long until = now + millis;
    while (!events.isEmpty() && events.element().at() <= until) {
      Event event = events.remove();
      now = event.at();
      happened++;
      event.action().run();
      look.run();
    }
    now = until;
  }
}
