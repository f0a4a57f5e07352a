package io.dunlin.sharding;

import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.ReadProtocol.Explain;
import io.dunlin.actors.query.ReadProtocol.Explained;
import io.dunlin.actors.query.Trace;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.gather.Gathered;
import io.dunlin.sharding.query.VectorSearch;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some reads of shards that are to be explained: has each say how it is done, and takes their
 * reports out of the answers.
 *
 * @param searches those of the reads, in their order; none for other reads
 * @param since when the shards are asked, by {@link System#nanoTime}
 */
record Tracing(Trace trace, CollectionInfo collection, List<VectorSearch> searches, long since) {

  static List<ReadProtocol.Request> explained(List<ReadProtocol.Request> reads) {
    return reads.stream()
        .map(read ->
            new ReadProtocol.Request(
                read.shard(), new Explain(read.read()), read.deadline(), read.terms()))
        .toList();
  }

  /**
   * The answers without their reports, which go to the trace.
   *
   * @param reads before they were to be explained; of each group of searches those of all shards
   *     stand together
   */
  Gathered taken(Gathered gathered, List<ReadProtocol.Request> reads) {
    Map<ShardId, Long> positions = gathered.notes().positions();
    List<ReadProtocol.Answer> answers = new ArrayList<>();
    List<Trace.ShardStep> shards = new ArrayList<>();
    Iterator<ReadProtocol.Answer> each = gathered.answers().iterator();
    ReadProtocol.@Nullable Search group = null;
    int first = 0;
    for (ReadProtocol.Request read : reads) {
      if (read.read() instanceof ReadProtocol.Search search) {
        // The same object for all shards.
        if (group != null && !isSame(group, search)) {
          first += group.queries().size();
        }
        group = search;
      }
      if (!gathered.notes().missing().containsKey(read.shard())
          && each.next() instanceof Explained(ReadProtocol.Answer answer, var report)) {
        answers.add(answer);
        shards.add(
            new Trace.ShardStep(
                new Trace.ShardStep.Place(collection.name(), collection.number(read.shard())),
                first,
                positions.getOrDefault(read.shard(), 0L),
                report));
      }
    }
    trace.step(
        reads.isEmpty() ? "nothing" : what(reads.getFirst().read()),
        searches.stream().map(VectorSearch::place).toList(),
        since,
        shards);
    return new Gathered(answers, gathered.shards(), gathered.notes());
  }

  @SuppressWarnings("ReferenceEquality") // equal groups are two all the same
  private static boolean isSame(ReadProtocol.Search one, ReadProtocol.Search other) {
    return one == other;
  }

  private static String what(ReadProtocol.Read read) {
    return switch (read) {
      case ReadProtocol.Search _ -> "search";
      case ReadProtocol.Retrieve _ -> "fetch";
      case ReadProtocol.Scroll _ -> "scroll";
      case ReadProtocol.Order _ -> "order";
      case ReadProtocol.Sample _ -> "sample";
      case ReadProtocol.Facet _ -> "facet";
      case ReadProtocol.Count _ -> "count";
      case ReadProtocol.CountTerms _ -> "count_terms";
      case ReadProtocol.Status _ -> "status";
      case ReadProtocol.Hold _ -> "hold";
      case ReadProtocol.LetGo _ -> "let_go";
      case ReadProtocol.Keep _ -> "keep";
      case ReadProtocol.Ranked _ -> "ranking";
      case Explain(ReadProtocol.Read explained) -> what(explained);
    };
  }
}
