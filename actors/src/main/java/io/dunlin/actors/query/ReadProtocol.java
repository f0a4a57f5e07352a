package io.dunlin.actors.query;

import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import java.util.List;
import java.util.Optional;

/** What can be read of one shard. */
public final class ReadProtocol {
  private ReadProtocol() {}

  /** A read and the shard that it is about. */
  public record Request(ShardId shard, Read read, Deadline deadline) {}

  public sealed interface Read {}

  public record Search(List<ShardQuery> queries) implements Read {}

  public record Retrieve(List<PointId> ids, Projection projection) implements Read {}

  public record Scroll(Filter filter, Optional<PointId> offset, int limit, Projection projection)
      implements Read {}

  public record Count(Filter filter) implements Read {}

  public record Status() implements Read {}

  public sealed interface Answer {}

  /** One list for each query. */
  public record Found(List<List<Hit>> hits) implements Answer {}

  public record Points(List<Hit> points) implements Answer {}

  public record Counted(long count) implements Answer {}

  /**
   * @param waiting frozen rows that wait to be sealed
   * @param building whether segments are being built
   */
  public record State(
      long points, long indexedVectors, int segments, long waiting, boolean building)
      implements Answer {}
}
