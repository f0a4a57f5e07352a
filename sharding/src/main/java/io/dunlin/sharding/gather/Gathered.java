package io.dunlin.sharding.gather;

import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.ReadProtocol;
import java.util.List;

/**
 * What shards answered.
 *
 * @param answers in the order of the requests, without those of shards that are missing
 * @param shards how many shards answered
 */
public record Gathered(List<ReadProtocol.Answer> answers, int shards, ReadNotes notes) {}
