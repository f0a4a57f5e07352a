package io.dunlin.sharding.gather;

import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.ShardReport;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers of shards that have keys. */
public final class KeyedAnswers {
  private KeyedAnswers() {}

  /**
   * The same, each hit with its shard's key.
   *
   * @param reads those that were answered, in their order; shards that are missing gave no answer
   * @param keys by shard
   */
  public static Gathered keyed(
      Gathered gathered, List<ReadProtocol.Request> reads, Map<ShardId, ShardKey> keys) {
    List<ReadProtocol.Answer> answers = new ArrayList<>();
    Iterator<ReadProtocol.Answer> each = gathered.answers().iterator();
    for (ReadProtocol.Request read : reads) {
      if (!gathered.notes().missing().containsKey(read.shard())) {
        answers.add(keyed(each.next(), keys.get(read.shard())));
      }
    }
    return new Gathered(answers, gathered.shards(), gathered.notes());
  }

  private static ReadProtocol.Answer keyed(ReadProtocol.Answer answer, @Nullable ShardKey key) {
    if (key == null) {
      return answer;
    }
    return switch (answer) {
      case ReadProtocol.Found(List<List<Hit>> lists) ->
          new ReadProtocol.Found(lists.stream().map(hits -> keyed(hits, key)).toList());
      case ReadProtocol.Points(List<Hit> hits) -> new ReadProtocol.Points(keyed(hits, key));
      case ReadProtocol.InOrder(List<ReadProtocol.Placed> points) ->
          new ReadProtocol.InOrder(
              points.stream()
                  .map(placed -> new ReadProtocol.Placed(placed.number(), placed.hit().of(key)))
                  .toList());
      case ReadProtocol.Explained(ReadProtocol.Answer explained, ShardReport report) ->
          new ReadProtocol.Explained(keyed(explained, key), report);
      case ReadProtocol.Counted _,
          ReadProtocol.Facets _,
          ReadProtocol.TermsCounted _,
          ReadProtocol.State _,
          ReadProtocol.Held _,
          ReadProtocol.Ranking _ ->
          answer;
    };
  }

  private static List<Hit> keyed(List<Hit> hits, ShardKey key) {
    return hits.stream().map(hit -> hit.of(key)).toList();
  }
}
