package io.dunlin.sharding;

import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.query.CollectionStatus.FieldStatus;
import io.dunlin.actors.query.CollectionStatus.Light;
import io.dunlin.actors.query.CollectionStatus.ShardStatus;
import io.dunlin.actors.query.Indexing;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.ShardKeySelector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How a collection's shards are. */
record StatusReads(Gathers gathers) {
  CompletionStage<CollectionStatus> status(CollectionInfo collection, Duration timeout) {
    Reading reading =
        gathers.reading(collection, ShardKeySelector.NONE_NAMED, ReadOptions.within(timeout));
    List<CompletableFuture<ShardStatus>> each = new ArrayList<>();
    for (ShardId shard : reading.shards()) {
      each.add(shardStatus(shard, reading));
    }
    return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
        .thenApply(_ -> addUp(each.stream().map(CompletableFuture::resultNow).toList()));
  }

  private CompletableFuture<ShardStatus> shardStatus(ShardId shard, Reading reading) {
    Map<String, FieldSchema> asked = reading.collection().config().fields();
    int number = reading.collection().number(shard);
    Optional<ShardKey> key = reading.collection().keyOf(shard);
    return gathers
        .gather(List.of(reading.one(shard, new ReadProtocol.Status(asked))), reading)
        .thenApply(gathered -> (ReadProtocol.State) gathered.answers().getFirst())
        .thenApply(state ->
            new ShardStatus(
                number,
                key,
                state.points(),
                state.indexedVectors(),
                state.segments(),
                state.waiting(),
                state.building(),
                true,
                fields(reading.collection(), state),
                state.vectorBytes(),
                state.payloadBytes(),
                state.indexing()))
        .exceptionally(_ ->
            new ShardStatus(number, key, 0, 0, 0, 0, false, false, Map.of(), 0, 0, Indexing.NONE))
        .toCompletableFuture();
  }

  private static Map<String, FieldStatus> fields(
      CollectionInfo collection, ReadProtocol.State state) {
    Map<String, FieldStatus> fields = new HashMap<>();
    for (String path : collection.config().fields().keySet()) {
      ReadProtocol.FieldState field =
          state.fields().getOrDefault(path, ReadProtocol.FieldState.NONE);
      fields.put(path, new FieldStatus(field.values(), field.rows() >= state.settled()));
    }
    return fields;
  }

  private static CollectionStatus addUp(List<ShardStatus> shards) {
    boolean dead = shards.stream().anyMatch(shard -> !shard.live());
    boolean busy = shards.stream().anyMatch(shard -> shard.building() || shard.backlog() > 0);
    return new CollectionStatus(
        dead ? Light.RED : busy ? Light.YELLOW : Light.GREEN,
        shards.stream().mapToLong(ShardStatus::points).sum(),
        shards.stream().mapToLong(ShardStatus::indexedVectors).sum(),
        shards.stream().mapToInt(ShardStatus::segments).sum(),
        shards);
  }
}
