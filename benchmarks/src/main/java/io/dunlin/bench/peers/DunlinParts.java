package io.dunlin.bench.peers;

import io.dunlin.bench.peers.MemoryUse.Held;
import io.dunlin.bench.peers.MemoryUse.Section;
import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.VectorIndex;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.plan.IndexBuilder;
import io.dunlin.index.plan.IndexOpener;
import io.dunlin.index.plan.IndexPlan;
import io.dunlin.index.plan.IndexSection;
import io.dunlin.index.score.VectorScorer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The vectors and sections of one of Dunlin's indexes, made as a sealed segment's are, all in large
 * pages.
 *
 * @param arena of everything
 * @param sections counted
 */
record DunlinParts(Arena arena, VectorIndex index, Kernels kernels, List<Section> sections) {
  static DunlinParts build(VectorRows source, Metric metric, IndexPlan plan, int threads) {
    Arena arena = Arena.ofShared();
    Kernels kernels = Kernels.choose("auto");
    MemorySegment data = LargePages.allocate(source.data().byteSize(), arena);
    VectorRows rows =
        new VectorRows(data.copyFrom(source.data()), source.dimension(), source.count());
    VectorScorer vectors = new VectorScorer(rows, metric, kernels);
    Map<IndexSection, MemorySegment> made =
        new IndexBuilder(
                vectors, RowFilter.all(rows.count()), threads, arena, _ -> {}, () -> false)
            .build(plan, Optional.empty());
    List<Section> sections = new ArrayList<>();
    sections.add(new Section("vectors", data.byteSize(), Held.MEMORY));
    made.forEach(
        (section, bytes) ->
            sections.add(new Section(section.label(), bytes.byteSize(), Held.MEMORY)));
    return new DunlinParts(arena, open(vectors, made), kernels, sections);
  }

  private static VectorIndex open(
      VectorScorer vectors, Map<IndexSection, MemorySegment> sections) {
    return new IndexOpener(
            vectors,
            sections,
            (section, why) -> {
              throw new IllegalStateException(section + " cannot be used: " + why);
            })
        .open();
  }
}
