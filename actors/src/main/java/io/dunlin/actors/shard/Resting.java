package io.dunlin.actors.shard;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/**
 * Whether a shard is to let go of what it holds, as its collection is released, and who waits until
 * it has. Belongs to one {@link ShardEntity}.
 */
final class Resting {
  private enum Stage {
    /** Open, or being opened. */
    AWAKE,
    /** Its log is being stopped. */
    FALLING_ASLEEP,
    /** Nothing is held. */
    ASLEEP
  }

  private final List<ActorRef<StatusReply<Boolean>>> callers = new ArrayList<>();
  private Stage stage = Stage.AWAKE;
  private boolean wanted;

  void want(ActorRef<StatusReply<Boolean>> caller) {
    wanted = true;
    callers.add(caller);
  }

  /**
   * Called now and then: a shard that somebody needed meanwhile is to rest again.
   *
   * @param released whether its collection is, as far as this node has heard
   */
  void look(boolean released) {
    wanted = released;
    if (!released) {
      answer(false);
    }
  }

  /** Whether it is to rest as soon as nothing is under way. */
  boolean isWanted() {
    return wanted;
  }

  boolean isFallingAsleep() {
    return stage == Stage.FALLING_ASLEEP;
  }

  boolean isAsleep() {
    return stage == Stage.ASLEEP;
  }

  void fallAsleep() {
    stage = Stage.FALLING_ASLEEP;
  }

  void asleep() {
    stage = Stage.ASLEEP;
    answer(true);
  }

  /** Somebody asks for the shard. */
  void awake() {
    stage = Stage.AWAKE;
    wanted = false;
    answer(false);
  }

  /**
   * Tells who waits.
   *
   * @param asleep whether nothing is held
   */
  void answer(boolean asleep) {
    callers.forEach(caller -> caller.tell(StatusReply.success(asleep)));
    callers.clear();
  }
}
