package io.dunlin.actors.wire.kryo;

import java.util.Random;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;

/** Actors without a system, and the same name for each on every run. */
final class TestActors implements ActorNames {
  private static final String PREFIX = "pekko://dunlin@10.0.0.7:17355/user/";
  private final ActorRef<Object> heron = TestInbox.create("heron").getRef();
  private final ActorRef<Object> dunlin = TestInbox.create("dunlin").getRef();

  <T> ActorRef<T> any(Random random) {
    return (random.nextBoolean() ? heron : dunlin).unsafeUpcast();
  }

  @Override
  public String nameOf(ActorRef<?> actor) {
    return PREFIX + actor.path().name();
  }

  @Override
  public <T> ActorRef<T> named(String name) {
    return (name.endsWith("heron") ? heron : dunlin).unsafeUpcast();
  }
}
