package io.dunlin.sharding;

import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.persistence.model.ShardingMethod;
import io.dunlin.sharding.gather.HitMerge;
import io.dunlin.sharding.query.VectorSearch;
import java.util.ArrayList;
import java.util.List;

/** Joins what shards answered to searches. Pure. */
final class SearchJoin {
  private SearchJoin() {}

  /**
   * The best of all shards, one list for each search.
   *
   * @param answers for each group of searches that was sent together, those of all shards
   */
  static List<List<Hit>> join(
      List<VectorSearch> searches,
      List<ReadProtocol.Answer> answers,
      int shards,
      ShardingMethod sharding) {
    List<List<Hit>> joined = new ArrayList<>();
    for (int from = 0; from < answers.size(); from += shards) {
      List<List<List<Hit>>> byShard =
          answers.subList(from, from + shards).stream()
              .map(answer -> ((ReadProtocol.Found) answer).hits())
              .toList();
      for (int i = 0; i < byShard.getFirst().size(); i++) {
        int place = i;
        VectorSearch search = searches.get(joined.size());
        List<List<Hit>> hits = byShard.stream().map(shard -> shard.get(place)).toList();
        joined.add(search.chosen(best(hits, search.query().limit(), sharding)));
      }
    }
    return joined;
  }

  private static List<Hit> best(List<List<Hit>> byShard, int limit, ShardingMethod sharding) {
    return switch (sharding) {
      case AUTO -> HitMerge.best(byShard, limit);
      case CUSTOM -> HitMerge.bestOfIds(byShard, limit);
    };
  }
}
