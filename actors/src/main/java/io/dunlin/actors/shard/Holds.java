package io.dunlin.actors.shard;

import io.dunlin.actors.failure.DunlinFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.pekko.pattern.StatusReply;

/**
 * Who wants the shard to stand still, or has it stand still now. Belongs to one {@link
 * ShardEntity}.
 */
final class Holds {
  private final List<ShardProtocol.Pin> wanted = new ArrayList<>();
  private final Set<UUID> held = new HashSet<>();

  void add(ShardProtocol.Pin pin) {
    wanted.add(pin);
  }

  /** Those to be pinned now, from now on held; who does not wait any longer is left out. */
  List<ShardProtocol.Pin> begin() {
    List<ShardProtocol.Pin> begun =
        wanted.stream().filter(pin -> !pin.deadline().passed()).toList();
    wanted.clear();
    begun.forEach(pin -> held.add(pin.cut()));
    return begun;
  }

  /** For when nothing is pinned any more: who waits is told why. */
  void refuse(DunlinFailure why) {
    wanted.forEach(pin -> pin.replyTo().tell(StatusReply.error(why.asException())));
    wanted.clear();
  }

  void end(UUID cut) {
    wanted.removeIf(pin -> pin.cut().equals(cut));
    held.remove(cut);
  }

  /** Whether somebody waits for the shard to stand still. */
  boolean areAskedFor() {
    return !wanted.isEmpty();
  }

  /** Whether writes have to wait. */
  boolean any() {
    return !held.isEmpty();
  }
}
