package io.dunlin.actors.query;

import io.dunlin.index.search.SearchReport.Reason;
import io.dunlin.index.search.SearchReport.Way;
import io.dunlin.persistence.model.NodeId;
import java.util.List;

/**
 * How a copy of a shard was read.
 *
 * @param node that has the copy
 * @param nanos of its work, from the start of the read to its answer
 * @param segments that the copy has
 * @param searches for each query of a search its way through the segments; none for other reads
 */
public record ShardReport(NodeId node, long nanos, int segments, List<List<Segment>> searches) {
  /** What a segment is. */
  public enum Kind {
    /** Takes the newest points. */
    GROWING,
    /** Waits for its file. */
    FROZEN,
    SEALED
  }

  /** What settles a condition. */
  public enum Use {
    /** An index does, for all rows. */
    INDEX,
    /** An index does for some rows; of the others the payloads are looked at. */
    PART_OF_INDEX,
    /** Payloads are looked at: the path has no index here. */
    PAYLOAD,
    /** The segment itself knows ids and vectors. */
    SEGMENT
  }

  /**
   * A search's way through one segment.
   *
   * @param name the log position that made it
   * @param rows with those that have been deleted or written again since
   * @param indexed whether there is an index of the vector
   * @param breadth of walks; 0 where none was thought of
   * @param lists of an inverted file that were read
   * @param scanLimit with at most so many accepted rows they would have been scanned; 0 where that
   *     is not how the way is chosen
   * @param scored rows, or vectors of multivectors, that were compared
   * @param estimated rows whose scores were estimated by codes, in scans and in lists
   * @param rescored rows found by codes that were compared by their vectors then
   * @param nanos of the search, that of the filter among it
   */
  public record Segment(
      long name,
      Kind kind,
      int rows,
      int live,
      boolean indexed,
      Way way,
      Reason reason,
      Filtering filter,
      int breadth,
      int lists,
      long scanLimit,
      long scored,
      long estimated,
      long rescored,
      long nanos) {}

  /**
   * What a filter left of a segment.
   *
   * @param estimate of the live rows that match, by which the way was chosen
   * @param matching how many there are; counted for the report
   */
  public record Filtering(int estimate, int matching, List<Checked> conditions) {}

  /**
   * A condition of the filter.
   *
   * @param place in the filter's tree
   * @param path in the payload; empty where it is about none
   * @param sure rows, dead ones among them, of which an index says that it holds
   * @param open rows of which the payloads would be looked at
   */
  public record Checked(String place, String path, Use use, long sure, long open) {}
}
