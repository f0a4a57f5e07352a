package io.dunlin.http.grpc;

import io.dunlin.persistence.model.PointId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * The requests of a stream that have not begun, and which of them begin next. Those of one kind
 * begin together: the more there are, the less each costs, as a journal's writes do. Two about one
 * point begin in their order, the second when the first has ended. One thread at a time.
 */
final class WaitingRequests<Q> {
  private final int together;
  private final Queue<StreamRequest<Q>> waiting = new ArrayDeque<>();
  private final Set<PointId> changing = new HashSet<>();

  /**
   * @param together so many of one kind begin at once
   */
  WaitingRequests(int together) {
    this.together = together;
  }

  void add(StreamRequest<Q> request) {
    waiting.add(request);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /**
   * Takes what is to begin now: one request, or several of one kind. Empty when all that wait do so
   * for others to end.
   *
   * @param alsoTogether false: only a request that is answered alone
   */
  List<StreamRequest<Q>> next(boolean alsoTogether) {
    List<StreamRequest<Q>> next = new ArrayList<>();
    Set<PointId> passedOver = new HashSet<>();
    Iterator<StreamRequest<Q>> each = waiting.iterator();
    while (each.hasNext() && next.size() < (isAlone(next) ? 1 : together)) {
      StreamRequest<Q> request = each.next();
      boolean fits =
          next.isEmpty()
              ? alsoTogether || request.kind().isEmpty()
              : request.kind().equals(next.getFirst().kind());
      if (fits
          && Collections.disjoint(request.changes(), changing)
          && Collections.disjoint(request.changes(), passedOver)) {
        each.remove();
        changing.addAll(request.changes());
        next.add(request);
      } else {
        passedOver.addAll(request.changes());
      }
    }
    return next;
  }

  private static boolean isAlone(List<? extends StreamRequest<?>> next) {
    return !next.isEmpty() && next.getFirst().kind().isEmpty();
  }

  /** They were begun, and have been answered. */
  void ended(List<StreamRequest<Q>> requests) {
    requests.forEach(request -> changing.removeAll(request.changes()));
  }
}
