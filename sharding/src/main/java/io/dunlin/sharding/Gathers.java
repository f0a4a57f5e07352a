package io.dunlin.sharding;

import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.placement.PlacementTable;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.sharding.gather.Gathered;
import io.dunlin.sharding.gather.KeyedAnswers;
import io.dunlin.sharding.query.VectorSearch;
import io.dunlin.sharding.route.KeyRoutes;
import io.dunlin.sharding.route.Members;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.pattern.Patterns;

/**
 * Asks the shards that a collection's reads are about, and waits for such as have just been made.
 *
 * @param copy says where shards are
 */
record Gathers(
    ActorSystem<?> system, ActorRef<Requests.Command> requests, CatalogCopy copy, Members members) {
  /** So long a read waits for the shards of a key that has just been made. */
  private static final Duration PLACED_WITHIN = Duration.ofSeconds(1);

  private static final Duration PAUSE = Duration.ofMillis(10);

  /** One that a read names besides its own; fails with NotFound. */
  CollectionInfo collection(String name) {
    return copy.state()
        .find(name)
        .orElseThrow(
            () -> new DunlinFailure.NotFound("Collection " + name + " not found").asException());
  }

  /** Fails with BadRequest for a cursor, of which {@link CursorReads} knows. */
  Reading reading(CollectionInfo collection, ShardKeySelector keys, ReadOptions options) {
    CursorReads.refuse(options);
    return new Reading(collection, KeyRoutes.ofRead(collection, keys, this::canBeRead), options);
  }

  boolean canBeRead(ShardId shard) {
    return copy.state()
        .placements()
        .find(shard)
        .filter(placement -> placement.copies().stream().anyMatch(members::reachable))
        .isPresent();
  }

  /** What each shard answers to the same. */
  CompletionStage<Gathered> all(ReadProtocol.Read read, Reading reading) {
    SendLimits.check(read);
    return gather(reading.all(read), reading);
  }

  CompletionStage<Gathered> gather(List<ReadProtocol.Request> reads, Reading reading) {
    return gather(reads, reading, List.of());
  }

  /**
   * @param searches those of the reads
   */
  CompletionStage<Gathered> gather(
      List<ReadProtocol.Request> reads, Reading reading, List<VectorSearch> searches) {
    if (reading.trace().isEmpty()) {
      return gathered(reads, reading);
    }
    Tracing tracing =
        new Tracing(reading.trace().get(), reading.collection(), searches, System.nanoTime());
    return gathered(Tracing.explained(reads), reading)
        .thenApply(gathered -> tracing.taken(gathered, reads));
  }

  private CompletionStage<Gathered> gathered(List<ReadProtocol.Request> reads, Reading reading) {
    if (reads.isEmpty()) {
      return CompletableFuture.completedStage(new Gathered(List.of(), 0, ReadNotes.NONE));
    }
    Map<ShardId, ShardKey> keys = reading.keys();
    if (!keys.isEmpty() && reading.waited().compareTo(PLACED_WITHIN) < 0 && !arePlaced(reads)) {
      return Patterns.after(PAUSE, system, () -> gathered(reads, reading));
    }
    CompletionStage<Gathered> gathered =
        Asks.ask(
            system,
            requests,
            replyTo ->
                new Requests.Read(
                    reads,
                    reading.deadline(),
                    reading.options().consistency(),
                    reading.options().allowPartial(),
                    reading.options().affinity(),
                    reading.nodes(),
                    replyTo),
            reading.deadline().left());
    return keys.isEmpty()
        ? gathered
        : gathered.thenApply(answers -> KeyedAnswers.keyed(answers, reads, keys));
  }

  private boolean arePlaced(List<ReadProtocol.Request> reads) {
    PlacementTable table = copy.state().placements();
    return reads.stream().allMatch(read -> table.find(read.shard()).isPresent());
  }
}
