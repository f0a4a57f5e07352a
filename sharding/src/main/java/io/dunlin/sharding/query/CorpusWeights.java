package io.dunlin.sharding.query;

import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.ReadProtocol.CountTerms;
import io.dunlin.actors.query.TermCounts;
import io.dunlin.persistence.model.CollectionConfig;
import java.util.Iterator;
import java.util.List;

/**
 * Weighs the terms of sparse queries by how common they are among all points that count, in
 * whichever shards these are, so that scores do not depend on how points are spread. For that
 * shards are asked once more, before they are searched: what is counted is always as of then, and
 * of a few numbers for each query. A shard that is searched alone, and whose points all count,
 * weighs by itself, in the same round. Pure.
 *
 * @param searches those to be made; the others among them stay as they are
 * @param shards how many are searched
 */
public record CorpusWeights(List<VectorSearch> searches, CollectionConfig config, int shards) {
  /** Whether a query compares vectors, so that it can have terms. */
  static boolean concerns(Query query) {
    return query instanceof Query.Diverse || VectorSearches.comparesVectors(query);
  }

  /** What all shards are asked first, one for each search that it takes. */
  public List<CountTerms> counts() {
    return searches.stream()
        .filter(this::isCounted)
        .map(search ->
            CountTerms.of(search.query().by(config.keyOf(search.query().using())), search.corpus()))
        .toList();
  }

  private boolean isCounted(VectorSearch search) {
    return search.isWeighed() && (shards > 1 || (shards == 1 && !search.corpus().isAll()));
  }

  /**
   * The searches with the weights that they get.
   *
   * @param answers for each of the counts those of all shards that answered
   */
  public List<VectorSearch> weighed(List<ReadProtocol.Answer> answers) {
    long counted = searches.stream().filter(this::isCounted).count();
    int each = Math.toIntExact(answers.size() / counted);
    Iterator<ReadProtocol.Answer> next = answers.iterator();
    return searches.stream()
        .map(search -> {
          if (!isCounted(search)) {
            return search;
          }
          TermCounts counts = TermCounts.NONE;
          for (int i = 0; i < each; i++) {
            counts = counts.plus(((ReadProtocol.TermsCounted) next.next()).counts());
          }
          return search.weighed(counts);
        })
        .toList();
  }
}
