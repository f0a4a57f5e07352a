package io.dunlin.actors.placement.world;

import io.dunlin.persistence.model.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** The rows of node sessions: counters, each changed by compare-and-set only. */
final class Sessions {
  /** One life of a node's session. A session that was killed is never renewed. */
  record Session(NodeId node, long number) {}

  private final Map<Session, Long> counters = new HashMap<>();
  private long numbers;

  Session open(NodeId node) {
    Session session = new Session(node, numbers++);
    counters.put(session, 0L);
    return session;
  }

  boolean renew(Session session) {
    return counters.computeIfPresent(session, (_, counter) -> counter + 1) != null;
  }

  /** Empty when the session was killed. */
  OptionalLong counter(Session session) {
    Long counter = counters.get(session);
    return counter == null ? OptionalLong.empty() : OptionalLong.of(counter);
  }

  void kill(Session session, long counter) {
    counters.remove(session, counter);
  }
}
