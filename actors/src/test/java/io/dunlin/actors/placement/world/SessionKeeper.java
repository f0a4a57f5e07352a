package io.dunlin.actors.placement.world;

import io.dunlin.actors.placement.world.Sessions.Session;
import java.util.Optional;

/** Keeps a node's session alive, and knows how long it surely is. */
final class SessionKeeper {
  private final World world;
  private final NodeModel node;
  private Optional<Session> session = Optional.empty();
  private long validUntil;
  private long lastStart;

  SessionKeeper(World world, NodeModel node) {
    this.world = world;
    this.node = node;
    lastStart = node.clock() - Times.RENEWAL;
  }

  Optional<Session> session() {
    return session;
  }

  boolean isValid() {
    return session.isPresent() && node.clock() < validUntil;
  }

  void tick() {
    long started = node.clock();
    if (started - lastStart < Times.RENEWAL) {
      return;
    }
    lastStart = started;
    if (session.isEmpty()) {
      world.ask(node, () -> world.sessions().open(node.id()), opened -> begin(opened, started));
    } else {
      Session renewed = session.get();
      world.ask(
          node, () -> world.sessions().renew(renewed), alive -> renewed(renewed, alive, started));
    }
  }

  private void begin(Session opened, long started) {
    if (session.isEmpty()) {
      session = Optional.of(opened);
      validUntil = started + Times.SESSION;
    }
  }

  private void renewed(Session renewed, boolean alive, long started) {
    if (!session.equals(Optional.of(renewed))) {
      return;
    }
    if (alive) {
      validUntil = Math.max(validUntil, started + Times.SESSION);
    } else {
      session = Optional.empty();
      node.stopWriters();
    }
  }
}
