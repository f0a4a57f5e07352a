package io.dunlin.sharding.change;

import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.change.FeedToken.Place;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * Knows where a feed stands, and so gives each event its token; tells that nothing happens when
 * nothing does. The first event is a heartbeat: with it the client knows that the feed stands.
 */
final class FeedStage extends GraphStage<FlowShape<FeedStep, FeedEvent>> {
  private final Supplier<Optional<CollectionInfo>> collection;
  private final FeedToken start;
  private final Duration heartbeat;
  private final Inlet<FeedStep> in = Inlet.create("FeedStage.in");
  private final Outlet<FeedEvent> out = Outlet.create("FeedStage.out");
  private final FlowShape<FeedStep, FeedEvent> shape = FlowShape.of(in, out);

  /**
   * @param collection as it is now
   */
  FeedStage(Supplier<Optional<CollectionInfo>> collection, FeedToken start, Duration heartbeat) {
    this.collection = collection;
    this.start = start;
    this.heartbeat = heartbeat;
  }

  @Override
  public FlowShape<FeedStep, FeedEvent> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inherited) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic {
    private final SortedMap<ShardId, Place> places = new TreeMap<>(start.places());
    // An event that came while a heartbeat was on its way.
    private @Nullable FeedEvent held;
    private long sentAt = System.nanoTime() - heartbeat.toNanos();

    Logic() {
      super(shape);
      setHandlers(
          in,
          out,
          new AbstractInOutHandler() {
            @Override
            public void onPush() {
              take(grab(in));
            }

            @Override
            public void onPull() {
              goOn();
            }
          });
    }

    @Override
    public void preStart() {
      scheduleAtFixedRate("beat", heartbeat.dividedBy(2), heartbeat.dividedBy(2));
    }

    @Override
    public void onTimer(Object timer) {
      if (isAvailable(out)) {
        beat();
      }
    }

    private void take(FeedStep step) {
      step.place()
          .ifPresentOrElse(
              place -> places.put(step.shard(), place), () -> places.remove(step.shard()));
      step.event().ifPresent(event -> held = event.apply(token()));
      if (isAvailable(out)) {
        goOn();
      } else if (held == null) {
        pull(in);
      }
    }

    private void goOn() {
      FeedEvent event = held;
      if (event != null) {
        held = null;
        send(event);
      } else {
        beat();
      }
      if (!hasBeenPulled(in) && !isClosed(in)) {
        pull(in);
      }
    }

    private void beat() {
      if (System.nanoTime() - sentAt >= heartbeat.toNanos()) {
        SortedMap<Integer, Long> positions = new TreeMap<>();
        collection
            .get()
            .ifPresent(info ->
                places.forEach((shard, place) -> {
                  if (info.shards().contains(shard)) {
                    positions.put(info.number(shard), place.at().position());
                  }
                }));
        send(new FeedEvent.Heartbeat(positions, token()));
      }
    }

    private void send(FeedEvent event) {
      sentAt = System.nanoTime();
      push(out, event);
    }

    private String token() {
      return new FeedToken(start.collection(), places, Optional.empty()).encode();
    }
  }
}
