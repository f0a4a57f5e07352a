package io.dunlin.index.plan;

import io.dunlin.index.RowFilter;
import io.dunlin.index.ivf.IvfLists;
import io.dunlin.index.ivf.IvfParams;
import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import io.dunlin.index.score.VectorScorer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes lists, and an index of each list's rows: many small graphs, by several threads at once,
 * each of which is made by one. So its bytes do not depend on how many threads there are.
 *
 * @param whole makes what spans all rows
 */
record PartitionBuilder(IndexBuilder whole) {
  /** Of a list, unless the plan says how many there are. */
  private static final int ROWS_OF_LIST = 10_000;

  /** Fewer rows than this are scanned. */
  private static final int FEWEST_FOR_GRAPH = 256;

  Map<IndexSection, MemorySegment> build(IndexPlan.Partitioned plan) {
    IvfLists lists = whole.lists(params(plan.lists()), _ -> {});
    VectorRows placed = placed(lists);
    Map<IndexSection, MemorySegment> sections = new EnumMap<>(IndexSection.class);
    sections.put(IndexSection.LISTS, lists.bytes());
    sections.put(IndexSection.PLACED, placed.data());
    try (Arena whileJoining = Arena.ofShared()) {
      sections.putAll(joined(parts(plan.graphs(), lists, placed, whileJoining)));
    }
    return sections;
  }

  private IvfParams params(IvfParams asked) {
    int rows = whole.vectors().rows();
    int present = Math.min(rows, whole.present().estimate());
    return asked.lists() > 0 ? asked : asked.withLists(Math.max(1, present / ROWS_OF_LIST));
  }

  /** The rows in the order of the lists. */
  private VectorRows placed(IvfLists lists) {
    VectorRows rows = whole.vectors().data();
    long rowBytes = rows.rowBytes();
    MemorySegment data = LargePages.allocate(lists.entries() * rowBytes, whole.arena());
    for (int place = 0; place < lists.entries(); place++) {
      long from = rows.offset(lists.rowAt(place));
      MemorySegment.copy(rows.data(), from, data, place * rowBytes, rowBytes);
    }
    return new VectorRows(data, rows.type(), rows.dimension(), lists.entries());
  }

  /** The vectors of one list. */
  static VectorScorer scorer(IvfLists lists, int list, VectorRows placed, VectorScorer whole) {
    int count = lists.end(list) - lists.start(list);
    MemorySegment data =
        placed.data().asSlice(placed.offset(lists.start(list)), count * placed.rowBytes());
    VectorRows rows = new VectorRows(data, placed.type(), placed.dimension(), count);
    return new VectorScorer(rows, whole.metric(), whole.kernels());
  }

  private List<Map<IndexSection, MemorySegment>> parts(
      IndexPlan.Graph plan, IvfLists lists, VectorRows placed, Arena arena) {
    List<Map<IndexSection, MemorySegment>> parts = new ArrayList<>();
    for (int list = 0; list < lists.count(); list++) {
      parts.add(new EnumMap<>(IndexSection.class));
    }
    new ParallelRows(whole.threads(), whole.cancelled())
        .runRanges(
            lists.count(),
            1,
            () -> (list, _) -> parts.get(list).putAll(part(plan, lists, list, placed, arena)));
    return parts;
  }

  private Map<IndexSection, MemorySegment> part(
      IndexPlan.Graph plan, IvfLists lists, int list, VectorRows placed, Arena arena) {
    VectorScorer vectors = scorer(lists, list, placed, whole.vectors());
    if (vectors.rows() < FEWEST_FOR_GRAPH) {
      whole.progress().accept(vectors.rows());
      return Map.of();
    }
    RowFilter all = RowFilter.all(vectors.rows());
    return new IndexBuilder(vectors, all, 1, arena, whole.progress(), whole.cancelled())
        .build(plan, Optional.empty());
  }

  private Map<IndexSection, MemorySegment> joined(List<Map<IndexSection, MemorySegment>> parts) {
    Map<IndexSection, MemorySegment> joined = new EnumMap<>(IndexSection.class);
    for (IndexSection section : IndexSection.values()) {
      List<MemorySegment> ofKind =
          parts.stream().map(part -> part.getOrDefault(section, MemorySegment.NULL)).toList();
      if (ofKind.stream().anyMatch(part -> part.byteSize() > 0)) {
        joined.put(section, PartSections.join(ofKind, whole.arena()));
      }
    }
    return joined;
  }
}
