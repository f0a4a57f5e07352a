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
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The vectors and sections of one of Dunlin's indexes, made and opened as a sealed segment's are.
 * What is not on disk is in large pages.
 *
 * @param arena of everything
 * @param sections counted
 * @param onDisk mapped files
 */
record DunlinParts(
    Arena arena,
    VectorIndex index,
    Kernels kernels,
    List<Section> sections,
    List<MappedFile> onDisk) {
  /**
   * @param work for files of what is on disk
   */
  static DunlinParts build(
      VectorRows source, Metric metric, IndexPlan plan, int threads, Storage storage, Path work)
      throws IOException {
    Arena arena = Arena.ofShared();
    Kernels kernels = Kernels.choose("auto");
    Collected collected = new Collected(arena, work);
    try (Arena whileBuilding = Arena.ofShared()) {
      VectorRows rows = inMemory(source, storage == Storage.MEMORY ? arena : whileBuilding);
      VectorScorer vectors = new VectorScorer(rows, metric, kernels);
      RowFilter all = RowFilter.all(rows.count());
      Map<IndexSection, MemorySegment> made =
          new IndexBuilder(vectors, all, threads, whileBuilding, _ -> {}, () -> false)
              .build(plan, Optional.empty());
      MemorySegment data =
          storage == Storage.MEMORY
              ? collected.count("vectors", rows.data())
              : collected.map("vectors", rows.data());
      Map<IndexSection, MemorySegment> kept = new EnumMap<>(IndexSection.class);
      for (IndexSection section : made.keySet()) {
        MemorySegment bytes = made.get(section);
        boolean walked = section != IndexSection.GRAPH || !made.containsKey(IndexSection.LINKS);
        kept.put(
            section,
            storage == Storage.MEMORY || walked
                ? collected.copy(section.label(), bytes)
                : collected.map(section.label(), bytes));
      }
      VectorRows table = new VectorRows(data, rows.dimension(), rows.count());
      VectorIndex index = open(new VectorScorer(table, metric, kernels), kept);
      return new DunlinParts(arena, index, kernels, collected.sections, collected.files);
    }
  }

  /** Where the vectors are, and what else a walk does not read. */
  enum Storage {
    MEMORY,
    DISK
  }

  private static VectorRows inMemory(VectorRows source, Arena arena) {
    MemorySegment data = LargePages.allocate(source.data().byteSize(), arena);
    return new VectorRows(data.copyFrom(source.data()), source.dimension(), source.count());
  }

  private static VectorIndex open(VectorScorer vectors, Map<IndexSection, MemorySegment> sections) {
    return new IndexOpener(
            vectors,
            sections,
            (section, why) -> {
              throw new IllegalStateException(section + " cannot be used: " + why);
            })
        .open();
  }

  /** Parts of an index as they are put in their place. */
  private static final class Collected {
    private final Arena arena;
    private final Path work;
    private final List<Section> sections = new ArrayList<>();
    private final List<MappedFile> files = new ArrayList<>();

    Collected(Arena arena, Path work) {
      this.arena = arena;
      this.work = work;
    }

    MemorySegment count(String name, MemorySegment bytes) {
      sections.add(new Section(name, bytes.byteSize(), Held.MEMORY));
      return bytes;
    }

    MemorySegment copy(String name, MemorySegment bytes) {
      return count(name, LargePages.allocate(bytes.byteSize(), arena).copyFrom(bytes));
    }

    MemorySegment map(String name, MemorySegment bytes) throws IOException {
      MappedFile file = MappedFile.of(bytes, work, arena);
      files.add(file);
      sections.add(new Section(name, bytes.byteSize(), Held.DISK));
      return file.mapped();
    }
  }
}
