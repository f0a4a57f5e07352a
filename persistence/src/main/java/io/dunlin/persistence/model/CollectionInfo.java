package io.dunlin.persistence.model;

import java.util.List;
import java.util.UUID;

/**
 * A collection as the catalog knows it.
 *
 * @param uuid immutable: a name dropped and made again gets another
 * @param shards in slot order: shard i owns the slots s with {@code s * shards / 16384 == i}
 */
public record CollectionInfo(
    String name, UUID uuid, CollectionConfig config, List<ShardId> shards) {}
