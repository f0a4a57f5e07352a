package io.dunlin.actors.feed;

import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.LogPoint;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** A running {@link ShardTail}, as the shard's writer knows it, and whom else it tells. */
public final class TailHandle implements Announcer {
  private final ActorRef<ShardTail.Command> tail;
  private final Announcer others;

  TailHandle(ActorRef<ShardTail.Command> tail, Announcer others) {
    this.tail = tail;
    this.others = others;
  }

  /** For the writer, to stop it. */
  public ActorRef<?> ref() {
    return tail;
  }

  public void read(TailProtocol.Question question) {
    tail.tell(new ShardTail.Read(question));
  }

  @Override
  public void begin(LogPoint at) {
    tail.tell(new ShardTail.Begin(at));
    others.begin(at);
  }

  @Override
  public void applied(LogPoint at, LogEntry<?> entry) {
    tail.tell(new ShardTail.Applied(at, entry));
    others.applied(at, entry);
  }

  @Override
  public void acknowledge(long position, List<Ack> callers) {
    others.acknowledge(position, callers);
  }

  @Override
  public boolean hasRoom() {
    return others.hasRoom();
  }
}
