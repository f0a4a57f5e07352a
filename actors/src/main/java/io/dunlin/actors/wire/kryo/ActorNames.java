package io.dunlin.actors.wire.kryo;

import org.apache.pekko.actor.typed.ActorRef;

/** Actors as texts that other nodes understand. */
interface ActorNames {
  String nameOf(ActorRef<?> actor);

  <T> ActorRef<T> named(String name);
}
