package io.dunlin.http;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.HeldViews;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.ReadView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Cursors that hold whole answers; a page's token is the cursor's number and where it begins. */
final class InMemoryCursors {
  /** What is left of a cursor's answer. */
  private record Held(Record request, List<Hit> hits) {}

  /** Some of an answer, and what is said of the rest. */
  record Page(List<Hit> hits, ReadNotes notes) {}

  private final Map<String, Held> held = new HashMap<>();
  private int begun;

  /**
   * @param whole all that the request finds, whatever its limit
   */
  Page page(ReadView view, Record request, int limit, ReadNotes notes, Supplier<List<Hit>> whole) {
    return switch (view) {
      case ReadView.NewCursor _ -> {
        String cursor = "cursor" + begun++;
        held.put(cursor, new Held(request, whole.get()));
        yield page(cursor, 0, request, limit, notes);
      }
      case ReadView.NextPage(String token) -> {
        String[] parts = token.split("-", 2);
        if (!token.matches("cursor\\d+-\\d+")) {
          throw new DunlinFailure.WrongInput("cursor: it is none").asException();
        }
        yield page(parts[0], Integer.parseInt(parts[1]), request, limit, notes);
      }
      case ReadView.Newest _, ReadView.AsOf _, ReadView.Held _ -> new Page(whole.get(), notes);
    };
  }

  private Page page(String cursor, int from, Record request, int limit, ReadNotes notes) {
    Held found = held.get(cursor);
    if (found == null) {
      throw new DunlinFailure.OutOfRange(HeldViews.GONE).asException();
    }
    if (!found.request().equals(request)) {
      throw new DunlinFailure.WrongInput("cursor: it was begun with another request").asException();
    }
    int to = Math.min(found.hits().size(), from + limit);
    if (to < found.hits().size()) {
      return new Page(found.hits().subList(from, to), notes.paged(Optional.of(cursor + "-" + to)));
    }
    held.remove(cursor);
    return new Page(found.hits().subList(from, to), notes.paged(Optional.empty()));
  }

  boolean close(String token) {
    return held.remove(token.split("-", 2)[0]) != null;
  }
}
