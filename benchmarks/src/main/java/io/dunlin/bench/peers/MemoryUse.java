package io.dunlin.bench.peers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The bytes of an index, part by part. */
public record MemoryUse(List<Section> sections) {
  /** Where a part is, and who reads it. */
  public enum Held {
    /** In memory of the process. */
    MEMORY,
    /** In a mapped file of which every search reads some, so it has to be in memory as well. */
    MAPPED,
    /** In a mapped file, read for the best rows of a search at most. */
    DISK
  }

  /** One part. */
  public record Section(String name, long bytes, Held held) {}

  public MemoryUse {
    sections = List.copyOf(sections);
  }

  public static MemoryUse of(Section... sections) {
    return new MemoryUse(List.of(sections));
  }

  /** What has to be in memory. */
  public long resident() {
    return sections.stream()
        .filter(section -> section.held != Held.DISK)
        .mapToLong(Section::bytes)
        .sum();
  }

  public long total() {
    return sections.stream().mapToLong(Section::bytes).sum();
  }

  /** The same with more parts. */
  public MemoryUse with(Collection<Section> more) {
    List<Section> all = new ArrayList<>(sections);
    all.addAll(more);
    return new MemoryUse(all);
  }

  /** The parts in words, per vector. */
  public String perVector(int vectors) {
    List<String> parts = new ArrayList<>();
    for (Section section : sections) {
      String where =
          switch (section.held) {
            case MEMORY -> "";
            case MAPPED -> " (mapped)";
            case DISK -> " (on disk)";
          };
      parts.add(
          "%s %d%s".formatted(section.name, Math.round((double) section.bytes / vectors), where));
    }
    return String.join(", ", parts);
  }
}
