package io.dunlin.bench.peers;

import io.dunlin.bench.datasets.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** One of the implementations that stand beside each other. */
public sealed interface Peer permits DunlinForm, Rival {
  /** What it is asked for by. */
  default String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Of the constant. */
  String name();

  /** Does what comes before a build and is no part of it. */
  default void prepare(Path work) throws IOException {}

  /**
   * Builds an index of the set's rows.
   *
   * @param work a folder for the files of peers that need some
   */
  AnnIndex build(Dataset data, GraphParams params, Path work) throws IOException;

  /** Whether what it builds is a {@link FilteredIndex}. */
  boolean takesFilters();

  /** Why it cannot be built on this machine; mostly empty. */
  default Optional<String> missing() {
    return Optional.empty();
  }

  /** Dunlin's forms first. */
  static List<Peer> all() {
    return Stream.<Peer>concat(Stream.of(DunlinForm.values()), Stream.of(Rival.values())).toList();
  }

  /**
   * By its {@link #id}.
   *
   * @throws IllegalArgumentException that names all there are
   */
  static Peer named(String id) {
    return all().stream()
        .filter(peer -> peer.id().equals(id))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no peer is named %s; there are %s"
                    .formatted(id, all().stream().map(Peer::id).toList())));
  }
}
