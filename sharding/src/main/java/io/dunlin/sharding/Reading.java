package io.dunlin.sharding;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.ReadToken;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import java.util.List;

/** One caller's read of a collection, which may ask its shards several times. */
record Reading(CollectionInfo collection, ReadOptions options, Deadline deadline) {
  /** Fails with WrongInput when the token is of another collection. */
  Reading(CollectionInfo collection, ReadOptions options) {
    this(collection, options, Deadline.in(options.timeout()));
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

  ReadProtocol.Request one(ShardId shard, ReadProtocol.Read read) {
    long position = options.token().map(token -> token.position(shard)).orElse(0L);
    return new ReadProtocol.Request(shard, read, deadline, new ReadProtocol.Terms(false, position));
  }

  List<ReadProtocol.Request> all(ReadProtocol.Read read) {
    return collection.shards().stream().map(shard -> one(shard, read)).toList();
  }
}
