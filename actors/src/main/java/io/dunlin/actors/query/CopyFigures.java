package io.dunlin.actors.query;

import io.dunlin.actors.copy.Progress;
import java.util.Optional;

/**
 * A copy on the node that was asked.
 *
 * @param shard its number in the collection
 * @param staleNanos how long ago it was last known to have everything; 0 when it is known now,
 *     {@link io.dunlin.actors.copy.Standing#NEVER} when it never was
 * @param progress empty for the only copy of a log that nobody else can write, and for one that
 *     nobody feeds
 * @param wanted copies that the shard is to have
 * @param inSync copies that hold all that was acked, as the writer's copy knows it
 */
public record CopyFigures(
    String collection,
    int shard,
    long staleNanos,
    Optional<Progress> progress,
    int wanted,
    int inSync) {}
