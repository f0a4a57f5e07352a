package io.dunlin.persistence.segment;

import io.dunlin.index.file.CorruptFileException;
import io.dunlin.index.file.SectionFile;
import io.dunlin.index.memory.PinnedBudget;
import io.dunlin.index.plan.IndexSection;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.VectorSpec;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which sections of a sealed segment are copied into memory, as far as a budget goes, in the order
 * of their worth: first graphs, lists and codes, which every search walks through; then rows that
 * are stored once more for an index; then the rows of the vectors. The rest, and what finds no
 * room, stays mapped. Immutable.
 *
 * @param budget of the node
 * @param onDisk sections that stay mapped because the user said so
 */
public record SectionPlacement(PinnedBudget budget, Set<String> onDisk) {
  public SectionPlacement {
    onDisk = Set.copyOf(onDisk);
  }

  /** What a collection asks for: its segments' own specs do not say what is to stay on disk. */
  public static SectionPlacement of(CollectionConfig config, PinnedBudget budget) {
    Set<String> onDisk = new HashSet<>();
    for (Map.Entry<String, VectorSpec> vector : config.vectors().entrySet()) {
      VectorSpec spec = vector.getValue();
      String key = config.keyOf(vector.getKey());
      if (spec.onDisk().orElse(false)) {
        onDisk.add(SealedSections.vectorOf(key));
        onDisk.add(SealedSections.partOf(IndexSection.PLACED, key));
      }
      HnswSettings graph = spec.hnsw().or(config.hnsw()).or(HnswSettings.DEFAULTS);
      if (graph.onDisk().orElseThrow()) {
        onDisk.add(SealedSections.partOf(IndexSection.GRAPH, key));
        onDisk.add(SealedSections.partOf(IndexSection.LINKS, key));
      }
    }
    config
        .sparse()
        .forEach((name, spec) -> {
          if (spec.onDisk().orElse(false)) {
            onDisk.add(SealedSections.sparseOf(config.keyOf(name)));
            onDisk.add(SealedSections.postingsOf(config.keyOf(name)));
          }
        });
    return new SectionPlacement(budget, onDisk);
  }

  /** Nothing is copied. */
  public static SectionPlacement mapped() {
    return new SectionPlacement(new PinnedBudget(0), Set.of());
  }

  /**
   * Pins what is to be pinned and finds room, and verifies all that is not derived.
   *
   * @throws CorruptFileException for damage in a section that is not derived; in one that is, it is
   *     left for its reader to find
   */
  void place(SectionFile file) throws IOException {
    for (String section : wanted(file)) {
      try {
        boolean _ = file.pin(section, budget);
      } catch (CorruptFileException damage) {
        if (!SealedSections.isDerived(section)) {
          throw damage;
        }
      }
    }
    for (String section : file.names()) {
      if (!SealedSections.isDerived(section) && !file.isPinned(section)) {
        // Also brings it into the page cache.
        file.verify(section);
      }
    }
  }

  /**
   * Says of rows that stay mapped and have been verified that they will be read at random, where an
   * index leads to them; those of a vector without one are scanned. Not said of the index itself:
   * since version 6.3 Linux takes it for a sign that a page will not be needed again soon
   * (8788f6781486 there; apache/lucene issue 14408), and the top of a graph is needed by every
   * search.
   */
  void expectRandomReads(SectionFile file) throws CorruptFileException {
    for (String section : file.names()) {
      if (SealedSections.isDerived(section)) {
        String vector = SealedSections.vectorIn(section);
        String placed = SealedSections.partOf(IndexSection.PLACED, vector);
        String rows = file.has(placed) ? placed : SealedSections.vectorOf(vector);
        if (file.has(rows)) {
          file.expectRandomReads(rows);
        }
      }
    }
  }

  /**
   * Pins what found no room before and finds it now. Sections that cannot be read are left as they
   * are.
   *
   * @param vectors gets the names of the vectors of which a section was pinned
   * @throws IOException of the first section that cannot be read, when the others were tried
   */
  void pinRest(SectionFile file, Set<String> vectors) throws IOException {
    IOException first = null;
    for (String section : wanted(file)) {
      try {
        if (file.isRefused(section) && file.pin(section, budget)) {
          vectors.add(SealedSections.vectorIn(section));
        }
      } catch (IOException unreadable) {
        first = first == null ? unreadable : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /** The sections that are to be pinned, the worthiest first. */
  private List<String> wanted(SectionFile file) {
    return Stream.of(
            file.names().stream().filter(SealedSections::isWalked),
            file.names().stream().filter(SealedSections::isCopyOfRows),
            file.names().stream().filter(SealedSections::isRows))
        .flatMap(sections -> sections)
        .filter(section -> !onDisk.contains(section))
        .toList();
  }
}
