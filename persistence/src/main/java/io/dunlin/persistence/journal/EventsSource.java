package io.dunlin.persistence.journal;

import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * The events of one log as a stream: those that are there, read a chunk at a time as they are asked
 * for, and then, where it follows, each further one as soon as it is durable: the writer wakes the
 * stage, nothing polls. A follower ends only after {@code to}.
 */
final class EventsSource extends GraphStage<SourceShape<EventEnvelope>> {

  /** What happens at the log's end. */
  enum End {
    COMPLETE,
    FOLLOW
  }

  private final RocksStore store;
  private final RecordCodec codec;
  private final String persistenceId;
  private final long from;
  private final long to;
  private final End end;
  private final Outlet<EventEnvelope> out = Outlet.create("EventsSource.out");
  private final SourceShape<EventEnvelope> shape = SourceShape.of(out);

  EventsSource(
      RocksStore store, RecordCodec codec, String persistenceId, long from, long to, End end) {
    this.store = store;
    this.codec = codec;
    this.persistenceId = persistenceId;
    this.from = from;
    this.to = to;
    this.end = end;
  }

  @Override
  public SourceShape<EventEnvelope> shape() {
    return shape;
  }

  @Override
  public Attributes initialAttributes() {
    return Attributes.name("EventsSource").and(ActorAttributes.dispatcher(ReadChunk.DISPATCHER));
  }

  @Override
  public GraphStageLogic createLogic(Attributes inherited) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {
    private final Queue<StoredEvent> chunk = new ArrayDeque<>();
    private long next = from;
    private Subscriptions.@Nullable Subscription subscription;

    Logic() {
      super(shape);
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              pushNext();
            }
          });
    }

    @Override
    public void preStart() {
      if (end == End.FOLLOW) {
        AsyncCallback<Long> woken = createAsyncCallback(_ -> onGrown());
        subscription = store.subscribe(persistenceId, () -> woken.invoke(0L));
      }
    }

    @Override
    public void postStop() {
      if (subscription != null) {
        subscription.close();
      }
    }

    private void onGrown() {
      if (isAvailable(out)) {
        pushNext();
      }
    }

    private void pushNext() {
      if (chunk.isEmpty() && next <= to) {
        chunk.addAll(ReadChunk.read(store, persistenceId, next, to, Long.MAX_VALUE));
      }
      StoredEvent stored = chunk.poll();
      if (stored != null) {
        next = stored.sequenceNumber() + 1;
        push(out, envelope(codec.decode(persistenceId, stored)));
      }
      boolean ended = next > to || (stored == null && end == End.COMPLETE);
      if (ended) {
        completeStage();
      }
    }
  }

  private static EventEnvelope envelope(PersistentRepr event) {
    return new EventEnvelope(
        Offset.sequence(event.sequenceNr()),
        event.persistenceId(),
        event.sequenceNr(),
        event.payload(),
        event.timestamp(),
        event.metadata());
  }
}
