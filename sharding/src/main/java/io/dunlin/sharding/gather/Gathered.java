package io.dunlin.sharding.gather;

import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.ReadProtocol;
import java.util.List;

/**
 * What shards answered.
 *
 * @param answers in the order of the requests, without those that are missing
 */
public record Gathered(List<ReadProtocol.Answer> answers, ReadNotes notes) {}
