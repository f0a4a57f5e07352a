package io.dunlin.sharding;

import io.dunlin.persistence.model.ShardKey;
import java.util.List;
import java.util.Optional;

/**
 * A shard key to make.
 *
 * @param shards how many; empty: as many as the collection says
 * @param copies of each shard; empty: as many as the collection says
 * @param placement numbers of the nodes where all copies are to be; none: anywhere
 */
public record NewShardKey(
    ShardKey key, Optional<Integer> shards, Optional<Integer> copies, List<Long> placement) {}
