package io.dunlin.sharding.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.shard.ShardProtocol;
import io.dunlin.actors.snapshot.ExportProtocol;
import io.dunlin.index.Metric;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.RowChange;
import io.dunlin.persistence.event.ShardEvent;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.snapshot.SnapshotDescription;
import io.dunlin.persistence.snapshot.SnapshotFolder;
import io.dunlin.persistence.snapshot.SnapshotKind;
import io.dunlin.persistence.snapshot.SnapshotScope;
import io.dunlin.sharding.route.ShardRegion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards that are made up, of two chunks each, and move between the first and the second. */
class SnapshotMakerTest {
  private static final SnapshotScope BIRDS = new SnapshotScope.OfCollection("birds");

  private final ActorTestKit kit = ActorTestKit.create();
  private final AtomicInteger cuts = new AtomicInteger();
  private final CollectionInfo birds =
      new CollectionInfo("birds", new UUID(1, 1), config(), List.of(new ShardId(new UUID(2, 2))));

  @TempDir Path root;

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private static CollectionConfig config() {
    VectorSpec spec = new VectorSpec(1, Metric.DOT, HnswSettings.NONE, Optional.empty());
    return new CollectionConfig(
        new TreeMap<>(Map.of("", spec)),
        1,
        1,
        1,
        true,
        HnswSettings.NONE,
        OptimizerSettings.NONE,
        Payload.EMPTY);
  }

  /**
   * @param moves how often a shard moves while it is read
   */
  private SnapshotDescription make(int moves) {
    ActorRef<ShardingEnvelope<ShardProtocol.Command>> region = kit.spawn(shards(moves));
    SnapshotMaker maker =
        new SnapshotMaker(
            kit.system(),
            ShardRegion.over(region),
            new SnapshotFolder(root),
            Runnable::run,
            "pekko.actor.default-dispatcher");
    return maker
        .make(
            BIRDS,
            new SnapshotMaker.Content(
                SnapshotKind.COLLECTION,
                List.of(new SnapshotMaker.Part(birds, birds.shards())),
                new TreeMap<>()),
            1)
        .toCompletableFuture()
        .orTimeout(60, TimeUnit.SECONDS)
        .join();
  }

  private Behavior<ShardingEnvelope<ShardProtocol.Command>> shards(int moves) {
    return Behaviors.setup(context ->
        Behaviors.receiveMessage(envelope -> {
          if (envelope.message() instanceof ShardProtocol.Pin pin) {
            int cut = cuts.incrementAndGet();
            pin.replyTo()
                .tell(
                    StatusReply.success(
                        new ExportProtocol.Pinned(
                            ShardId.parse(envelope.entityId()),
                            cut,
                            2,
                            100,
                            context.spawnAnonymous(rows(cut, cut <= moves)))));
          }
          return Behaviors.same();
        }));
  }

  /** Points that tell of which cut they are. */
  private static Behavior<ExportProtocol.Command> rows(int cut, boolean moves) {
    return Behaviors.receiveMessage(command -> {
      if (command instanceof ExportProtocol.Next(int number, var replyTo)) {
        if (moves && number == 1) {
          replyTo.tell(
              StatusReply.error(
                  new DunlinFailure.Unavailable("the shard has moved").asException()));
          return Behaviors.stopped();
        }
        replyTo.tell(StatusReply.success(chunk(10L * cut + number, number)));
      }
      return Behaviors.same();
    });
  }

  private static ExportProtocol.Chunk chunk(long id, int number) {
    RowChange point =
        new RowChange.Put(PointId.of(id), Map.of("", VectorValue.of(1)), Payload.EMPTY);
    LogEntry<ShardEvent> entry = LogEntry.written(0, new ShardEvent.Committed(1, List.of(point)));
    return new ExportProtocol.Chunk(number, 1, entry.manifest(), entry.bytes(), number == 1);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void shardsThatMoveAreReadAtAnotherMoment() {
    SnapshotDescription made = make(2);
    assertThat(cuts).hasValue(3);
    Path file = new SnapshotFolder(root).find(BIRDS, made.name()).orElseThrow();
    assertThat(SnapshotCheck.check(file, made.checksum(), Optional.empty()).collections())
        .singleElement()
        .isEqualTo(birds);
    assertThat(made.size()).as("points of one cut alone").isEqualTo(make(0).size());
  }

  @Test
  void thoseThatMoveTooOftenFailTheSnapshotAndLeaveNothing() throws Exception {
    assertThatThrownBy(() -> make(3)).hasMessageContaining("moved or its node went");
    assertThat(cuts).hasValue(3);
    assertThat(files()).isEmpty();
  }
}
