package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.actors.query.CollectionCopies;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.query.CollectionStatus.ShardStatus;
import io.dunlin.actors.query.PeerStatus;
import io.dunlin.http.error.ErrorMapping;
import io.dunlin.sharding.ClusterOperation;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Where shards are, and where they are to be. */
public final class ClusterJson {
  private static final String OPERATIONS =
      "`move_shard`, `replicate_shard`, `abort_transfer`, `drop_replica`, `restart_transfer`,"
          + " `create_sharding_key`, `drop_sharding_key`";

  /** How the contract copies a shard. Dunlin has one way, the log, whichever is named. */
  private enum Method {
    STREAM_RECORDS,
    SNAPSHOT,
    WAL_DELTA
  }

  private ClusterJson() {}

  // What comes in

  public static ClusterOperation operation(String collection, byte[] body) {
    return JsonReader.read(body, json -> readOperation(json, collection));
  }

  private static ClusterOperation readOperation(JsonReader json, String collection)
      throws IOException {
    json.beginObject("an operation on a collection's shards");
    Optional<ClusterOperation> operation = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (operation.isPresent()) {
        throw json.malformed("more than one operation");
      }
      operation =
          Optional.of(
              switch (name) {
                case "move_shard" -> {
                  Transfer move = Transfer.read(json);
                  yield new ClusterOperation.MoveShard(
                      collection, move.shard(), move.from(), move.to());
                }
                case "replicate_shard" -> {
                  Transfer replicate = Transfer.read(json);
                  yield new ClusterOperation.ReplicateShard(
                      collection, replicate.shard(), replicate.from(), replicate.to());
                }
                case "abort_transfer" -> {
                  Transfer abort = Transfer.read(json);
                  yield new ClusterOperation.AbortTransfer(
                      collection, abort.shard(), abort.from(), abort.to());
                }
                case "restart_transfer" -> {
                  Transfer restart = Transfer.read(json);
                  yield new ClusterOperation.RestartTransfer(
                      collection, restart.shard(), restart.from(), restart.to());
                }
                case "drop_replica" -> readDrop(json, collection);
                case "create_sharding_key" ->
                    new ClusterOperation.CreateShardKey(collection, ShardKeyJson.create(json));
                case "drop_sharding_key" ->
                    new ClusterOperation.DropShardKey(collection, ShardKeyJson.drop(json));
                case "start_resharding",
                    "abort_resharding",
                    "finish_resharding",
                    "commit_read_hashring",
                    "commit_write_hashring",
                    "replicate_points" ->
                    throw ErrorMapping.notBuilt("`" + name + "`");
                default -> throw json.unknownVariant(name, OPERATIONS);
              });
    }
    return operation.orElseThrow(() -> json.malformed("expected one of " + OPERATIONS));
  }

  /** What the operations about transfers have in common. */
  private record Transfer(int shard, long from, long to) {
    static Transfer read(JsonReader json) throws IOException {
      json.beginObject("a transfer of a shard");
      Optional<Integer> shard = Optional.empty();
      Optional<Long> from = Optional.empty();
      Optional<Long> to = Optional.empty();
      for (String name = json.nextField(); name != null; name = json.nextField()) {
        switch (name) {
          case "shard_id" -> shard = Optional.of(json.count(0));
          case "from_peer_id" -> from = Optional.of(json.unsigned());
          case "to_peer_id" -> to = Optional.of(json.unsigned());
          case "to_shard_id" -> Unbuilt.unlessNull(json, name);
          case "method" -> {
            if (!json.isNull()) {
              Method _ = Variants.read(json, Method.values());
            }
          }
          default -> json.skip();
        }
      }
      return new Transfer(
          shard.orElseThrow(() -> json.missing("shard_id")),
          from.orElseThrow(() -> json.missing("from_peer_id")),
          to.orElseThrow(() -> json.missing("to_peer_id")));
    }
  }

  private static ClusterOperation readDrop(JsonReader json, String collection) throws IOException {
    json.beginObject("a copy of a shard");
    Optional<Integer> shard = Optional.empty();
    Optional<Long> peer = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "shard_id" -> shard = Optional.of(json.count(0));
        case "peer_id" -> peer = Optional.of(json.unsigned());
        default -> json.skip();
      }
    }
    return new ClusterOperation.DropReplica(
        collection,
        shard.orElseThrow(() -> json.missing("shard_id")),
        peer.orElseThrow(() -> json.missing("peer_id")));
  }

  // What goes out

  /**
   * @param copies of each collection that is told of; one without any did not answer
   */
  public static JsonBody telemetry(JsonBody cluster, SortedMap<String, Optional<JsonBody>> copies) {
    return json -> {
      json.writeStartObject();
      json.writeFieldName("cluster");
      cluster.writeTo(json);
      json.writeObjectFieldStart("collections");
      for (Map.Entry<String, Optional<JsonBody>> collection : copies.entrySet()) {
        if (collection.getValue().isPresent()) {
          json.writeFieldName(collection.getKey());
          collection.getValue().get().writeTo(json);
        }
      }
      json.writeEndObject();
      json.writeEndObject();
    };
  }

  /**
   * @param self the number of the node that was asked
   */
  public static JsonBody collection(long self, CollectionStatus status, CollectionCopies copies) {
    return json -> {
      json.writeStartObject();
      json.writeNumberField("peer_id", self);
      json.writeNumberField("shard_count", status.shards().size());
      json.writeArrayFieldStart("local_shards");
      for (CollectionCopies.Copy copy : copies.copies()) {
        Optional<ShardStatus> shard = status.shard(copy.shard());
        if (copy.here() && shard.isPresent()) {
          writeLocal(json, copy, shard.get());
        }
      }
      json.writeEndArray();
      json.writeArrayFieldStart("remote_shards");
      for (CollectionCopies.Copy copy : copies.copies()) {
        Optional<ShardStatus> shard = status.shard(copy.shard());
        if (!copy.here() && shard.isPresent()) {
          writeRemote(json, copy, shard.get());
        }
      }
      json.writeEndArray();
      json.writeArrayFieldStart("shard_transfers");
      for (CollectionCopies.Transfer transfer : copies.transfers()) {
        write(json, transfer);
      }
      json.writeEndArray();
      json.writeEndObject();
    };
  }

  private static void writeLocal(JsonGenerator json, CollectionCopies.Copy copy, ShardStatus shard)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("shard_id", copy.shard());
    ShardKeyJson.writeField(json, shard.key());
    json.writeNumberField("points_count", shard.points());
    json.writeStringField("state", state(copy, shard));
    json.writeEndObject();
  }

  private static void writeRemote(JsonGenerator json, CollectionCopies.Copy copy, ShardStatus shard)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("shard_id", copy.shard());
    ShardKeyJson.writeField(json, shard.key());
    json.writeNumberField("peer_id", copy.node().number());
    json.writeStringField("state", state(copy, shard));
    json.writeEndObject();
  }

  private static String state(CollectionCopies.Copy copy, ShardStatus shard) {
    return switch (copy.stateOf(shard)) {
      case ACTIVE -> "Active";
      case PARTIAL -> "Partial";
      case DEAD -> "Dead";
    };
  }

  private static void write(JsonGenerator json, CollectionCopies.Transfer transfer)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("shard_id", transfer.shard());
    json.writeNumberField("from", transfer.from().number());
    json.writeNumberField("to", transfer.to().number());
    json.writeBooleanField("sync", transfer.sync());
    json.writeStringField("comment", transfer.comment());
    json.writeEndObject();
  }

  /** Beyond the contract: one node. */
  public static JsonBody peer(PeerStatus status) {
    return json -> {
      json.writeStartObject();
      json.writeNumberField("peer_id", status.peer().id().number());
      json.writeStringField("node_id", status.peer().id().toString());
      json.writeStringField("address", status.peer().address());
      json.writeStringField("zone", status.peer().zone());
      json.writeBooleanField("reachable", status.peer().reachable());
      json.writeStringField("mark", Variants.name(status.peer().mark()));
      if (status.fill().isPresent()) {
        PeerStatus.Fill fill = status.fill().get();
        json.writeNumberField("capacity_bytes", fill.capacityBytes());
        json.writeNumberField("used_bytes", fill.usedBytes());
        json.writeNumberField("reads_per_second", fill.load());
      }
      json.writeArrayFieldStart("shards");
      for (PeerStatus.Held held : status.holds()) {
        json.writeStartObject();
        json.writeStringField("collection_name", held.collection());
        json.writeNumberField("shard_id", held.shard());
        json.writeBooleanField("primary", held.primary());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    };
  }
}
