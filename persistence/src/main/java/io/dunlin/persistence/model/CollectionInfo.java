package io.dunlin.persistence.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A collection as the catalog knows it.
 *
 * @param uuid immutable: a name dropped and made again gets another
 * @param shards all of them. Without keys in slot order: shard i owns the slots s with {@code s *
 *     shards / 16384 == i}; with keys those of one key after those of another
 * @param keys in the order in which they were made; none of a collection that is sharded by ids
 */
public record CollectionInfo(
    String name, UUID uuid, CollectionConfig config, List<ShardId> shards, List<KeyedShards> keys) {

  public CollectionInfo {
    keys = List.copyOf(keys);
    shards =
        keys.isEmpty()
            ? List.copyOf(shards)
            : keys.stream().flatMap(keyed -> keyed.shards().stream()).toList();
  }

  /** With what the names of prepared collections begin: no user can give one that does. */
  private static final String PREPARED = "?";

  /**
   * The name of a collection that is filled before it takes another one's place. Users neither see
   * nor reach it.
   *
   * @param by the node that fills it; when that has ceased to, the collection is dropped
   */
  public static String preparedName(NodeId by, UUID uuid) {
    return PREPARED + by + "?" + uuid;
  }

  /** Whether a collection of this name is prepared, and none of the users'. */
  public static boolean isPrepared(String name) {
    return name.startsWith(PREPARED);
  }

  public boolean isPrepared() {
    return isPrepared(name);
  }

  /** The node that fills it; only of one that is prepared. */
  public NodeId preparedBy() {
    return NodeId.parse(name.substring(PREPARED.length(), name.lastIndexOf(PREPARED)));
  }

  /** A collection without keys. */
  public CollectionInfo(String name, UUID uuid, CollectionConfig config, List<ShardId> shards) {
    this(name, uuid, config, shards, List.of());
  }

  public CollectionInfo with(CollectionConfig other) {
    return new CollectionInfo(name, uuid, other, shards, keys);
  }

  /** The same under another name. */
  public CollectionInfo named(String other) {
    return new CollectionInfo(other, uuid, config, shards, keys);
  }

  /** With another shard in the place of one. */
  public CollectionInfo with(ShardId other, ShardId inPlaceOf) {
    UnaryOperator<ShardId> changed = shard -> shard.equals(inPlaceOf) ? other : shard;
    return new CollectionInfo(
        name,
        uuid,
        config,
        shards.stream().map(changed).toList(),
        keys.stream()
            .map(keyed ->
                new KeyedShards(
                    keyed.key(),
                    keyed.first(),
                    keyed.shards().stream().map(changed).toList(),
                    keyed.copies(),
                    keyed.nodes()))
            .toList());
  }

  /** With the shards of one key more. */
  public CollectionInfo with(KeyedShards more) {
    return withKeys(Stream.concat(keys.stream(), Stream.of(more)).toList());
  }

  public CollectionInfo without(ShardKey key) {
    return withKeys(keys.stream().filter(keyed -> !keyed.key().equals(key)).toList());
  }

  private CollectionInfo withKeys(List<KeyedShards> others) {
    return new CollectionInfo(name, uuid, config, List.of(), others);
  }

  public Optional<KeyedShards> find(ShardKey key) {
    return keys.stream().filter(keyed -> keyed.key().equals(key)).findFirst();
  }

  /** The key that a shard belongs to; empty in a collection without keys. */
  public Optional<ShardKey> keyOf(ShardId shard) {
    return keyed(shard).map(KeyedShards::key);
  }

  /** How many copies a shard is to have. */
  public int copiesOf(ShardId shard) {
    return keyed(shard).flatMap(KeyedShards::copies).orElse(config.replicationFactor());
  }

  /** Where a shard's copies are to be; empty: on any node. */
  public Set<NodeId> nodesOf(ShardId shard) {
    return keyed(shard).map(KeyedShards::nodes).orElse(Set.of());
  }

  private Optional<KeyedShards> keyed(ShardId shard) {
    return keys.stream().filter(keyed -> keyed.shards().contains(shard)).findFirst();
  }

  /**
   * What the contract knows a shard by, from 0 on; -1 when it is none of these. Numbers stay when
   * other keys come and go.
   */
  public int number(ShardId shard) {
    return keyed(shard)
        .map(keyed -> keyed.first() + keyed.shards().indexOf(shard))
        .orElseGet(() -> shards.indexOf(shard));
  }

  public Optional<ShardId> shard(int number) {
    return shards.stream().filter(shard -> number(shard) == number).findFirst();
  }

  /** The number of the next key's first shard. */
  public int nextNumber() {
    return keys.stream().mapToInt(keyed -> keyed.first() + keyed.shards().size()).max().orElse(0);
  }
}
