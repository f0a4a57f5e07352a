package io.dunlin.sharding;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.ReadProtocol.Terms;
import io.dunlin.actors.query.ReadProtocol.Which;
import io.dunlin.actors.query.ReadToken;
import io.dunlin.actors.query.ReadView;
import io.dunlin.actors.query.ReadView.Held.Place;
import io.dunlin.actors.query.Trace;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.sharding.route.ShardGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One caller's read of a collection, which may ask its shards several times.
 *
 * @param groups the shards that it is about
 */
record Reading(
    CollectionInfo collection, List<ShardGroup> groups, ReadOptions options, Deadline deadline) {
  /**
   * Fails with WrongInput when the token is of another collection, or when the positions as of
   * which it is to be are, or are not those of all its shards.
   */
  Reading(CollectionInfo collection, List<ShardGroup> groups, ReadOptions options) {
    this(collection, groups, options, Deadline.in(options.timeout()));
    options.token().ifPresent(token -> checkOwn("token", token));
    if (options.view() instanceof ReadView.AsOf(ReadToken positions)) {
      checkOwn("as_of", positions);
      checkWhole(positions);
    }
  }

  private void checkOwn(String field, ReadToken token) {
    if (!token.collection().equals(collection.uuid())) {
      throw new DunlinFailure.WrongInput(
              "%s: it is of another collection than `%s`".formatted(field, collection.name()))
          .asException();
    }
  }

  private void checkWhole(ReadToken positions) {
    for (ShardId shard : shards()) {
      if (!positions.positions().containsKey(shard)) {
        throw new DunlinFailure.WrongInput(
                "as_of: it says nothing of shard %d; take the token of a read of the same shards"
                    .formatted(collection.number(shard)))
            .asException();
      }
      if (options
          .token()
          .filter(token -> token.position(shard) > positions.position(shard))
          .isPresent()) {
        throw new DunlinFailure.WrongInput(
                "as_of: the token has seen more of shard %d; leave one of them out"
                    .formatted(collection.number(shard)))
            .asException();
      }
    }
  }

  /** Where it is collected how the answer comes about. */
  Optional<Trace> trace() {
    return options.trace();
  }

  /** How long it has been under way. */
  Duration waited() {
    return options.timeout().minus(deadline.left());
  }

  List<ShardId> shards() {
    return groups.stream().flatMap(group -> group.shards().stream()).toList();
  }

  ReadProtocol.Request one(ShardId shard, ReadProtocol.Read read) {
    return new ReadProtocol.Request(shard, read, deadline, terms(shard));
  }

  private Terms terms(ShardId shard) {
    return switch (options.view()) {
      case ReadView.AsOf(ReadToken positions) ->
          new Terms(false, positions.position(shard), new Which.AsOf());
      case ReadView.Held(UUID cursor, Map<ShardId, Place> places) -> {
        Place place = places.get(shard);
        yield place == null
            ? least(shard)
            : new Terms(false, place.position(), new Which.HeldBy(cursor));
      }
      case ReadView.Newest _, ReadView.NewCursor _, ReadView.NextPage _ -> least(shard);
    };
  }

  private Terms least(ShardId shard) {
    return new Terms(false, options.token().map(token -> token.position(shard)).orElse(0L));
  }

  /** The nodes that alone can answer for shards, where a view is held. */
  Map<ShardId, NodeId> nodes() {
    return options.view() instanceof ReadView.Held held
        ? held.places().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, place -> place.getValue().node()))
        : Map.of();
  }

  List<ReadProtocol.Request> all(ReadProtocol.Read read) {
    return shards().stream().map(shard -> one(shard, read)).toList();
  }

  /** Where points may be: each is under one of the keys or several. */
  Map<ShardId, List<PointId>> places(List<PointId> ids) {
    Map<ShardId, List<PointId>> byShard = new LinkedHashMap<>();
    for (ShardGroup group : groups) {
      for (PointId id : ids) {
        byShard.computeIfAbsent(group.shardOf(id), _ -> new ArrayList<>()).add(id);
      }
    }
    return byShard;
  }

  /** Where points are that were found. */
  Map<ShardId, List<PointId>> placesOf(List<Hit> hits) {
    Map<ShardId, List<PointId>> byShard = new LinkedHashMap<>();
    for (ShardGroup group : groups) {
      for (Hit hit : hits) {
        if (hit.key().equals(group.key())) {
          byShard.computeIfAbsent(group.shardOf(hit.id()), _ -> new ArrayList<>()).add(hit.id());
        }
      }
    }
    return byShard;
  }

  /** Of the shards that have keys. */
  Map<ShardId, ShardKey> keys() {
    Map<ShardId, ShardKey> keys = new HashMap<>();
    for (ShardGroup group : groups) {
      group.key().ifPresent(key -> group.shards().forEach(shard -> keys.put(shard, key)));
    }
    return keys;
  }
}
