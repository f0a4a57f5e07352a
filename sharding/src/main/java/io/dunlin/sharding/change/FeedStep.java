package io.dunlin.sharding.change;

import io.dunlin.persistence.model.ShardId;
import java.util.Optional;
import java.util.function.Function;

/**
 * A feed's next step in one shard.
 *
 * @param place where the feed stands then; empty when the shard is no more
 * @param event what is told of it, once its token is known; empty when there is nothing to tell
 */
record FeedStep(
    ShardId shard, Optional<FeedToken.Place> place, Optional<Function<String, FeedEvent>> event) {}
