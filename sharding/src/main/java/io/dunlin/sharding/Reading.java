package io.dunlin.sharding;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.ReadToken;
import io.dunlin.actors.query.Trace;
import io.dunlin.persistence.model.CollectionInfo;
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

/**
 * One caller's read of a collection, which may ask its shards several times.
 *
 * @param groups the shards that it is about
 */
record Reading(
    CollectionInfo collection, List<ShardGroup> groups, ReadOptions options, Deadline deadline) {
  /** Fails with WrongInput when the token is of another collection. */
  Reading(CollectionInfo collection, List<ShardGroup> groups, ReadOptions options) {
    this(collection, groups, options, Deadline.in(options.timeout()));
    options
        .token()
        .map(ReadToken::collection)
        .filter(of -> !of.equals(collection.uuid()))
        .ifPresent(_ -> {
          throw new DunlinFailure.WrongInput(
                  "token: it is of another collection than `" + collection.name() + "`")
              .asException();
        });
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
    long position = options.token().map(token -> token.position(shard)).orElse(0L);
    return new ReadProtocol.Request(shard, read, deadline, new ReadProtocol.Terms(false, position));
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
