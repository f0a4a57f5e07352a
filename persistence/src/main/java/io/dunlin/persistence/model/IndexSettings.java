package io.dunlin.persistence.model;

import io.dunlin.index.Metric;
import java.util.Optional;

/**
 * The kind of a vector's index and its parameters, as a user gave them. What is absent is chosen
 * when a segment is built, or, for {@code nprobe}, when it is searched.
 *
 * @param nlist lists of an inverted file
 * @param nprobe lists that a search reads unless it says otherwise
 * @param codec what lists hold where the type does not say it; absent: {@link Codec#FLAT} in those
 *     of {@link Type#IVF_HNSW}, else {@link Codec#RABITQ}
 * @param pca components that rows are reduced to before they are indexed, fewer than they have
 * @param hot rows of the largest segment that {@link Type#TIERED} has a graph of
 */
public record IndexSettings(
    Type type,
    Optional<Integer> nlist,
    Optional<Integer> nprobe,
    Optional<Pq> pq,
    Optional<Codec> codec,
    Optional<Integer> pca,
    Optional<Integer> hot) {
  /** Settings that leave everything but the kind to the engine. */
  public IndexSettings(Type type) {
    this(
        type,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The kind of an index. */
  public enum Type {
    FLAT,
    HNSW,
    IVF_FLAT,
    IVF_SQ8,
    IVF_PQ,
    IVF_RABITQ,
    /** An inverted file whose centroids are found by a graph. */
    IVF_HNSW,
    /** A graph for few results, and an inverted file of the same rows for many. */
    FUSED,
    /** A graph in small segments, which hold what was written last; an inverted file in others. */
    TIERED,
    /** An inverted file with a graph of the rows of each list. */
    PARTITIONED,
    /** The engine's choice, by the number of rows and the metric. */
    AUTO;

    boolean hasLists() {
      return switch (this) {
        case FLAT, HNSW -> false;
        case IVF_FLAT, IVF_SQ8, IVF_PQ, IVF_RABITQ, IVF_HNSW, FUSED, TIERED, PARTITIONED, AUTO ->
            true;
      };
    }

    boolean leavesCodecOpen() {
      return switch (this) {
        case IVF_HNSW, FUSED, TIERED -> true;
        case FLAT, HNSW, IVF_FLAT, IVF_SQ8, IVF_PQ, IVF_RABITQ, PARTITIONED, AUTO -> false;
      };
    }
  }

  /** What the lists of an inverted file hold: the rows, or codes of them. */
  public enum Codec {
    FLAT,
    SQ8,
    PQ,
    RABITQ;

    /** False where the codes say nothing about a sum of absolute differences. */
    boolean suits(Metric metric) {
      return switch (this) {
        case FLAT, SQ8 -> true;
        case PQ, RABITQ -> metric != Metric.MANHATTAN;
      };
    }
  }

  /**
   * A product quantizer.
   *
   * @param m parts of a vector, from 1 to its size
   * @param bits of a part's code: 4 or 8
   * @param opq whether a rotation is learnt first
   * @param anisotropic whether codebooks weigh the error along a vector above that across it
   */
  public record Pq(
      Optional<Integer> m,
      Optional<Integer> bits,
      Optional<Boolean> opq,
      Optional<Boolean> anisotropic) {
    public static final Pq NONE =
        new Pq(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** What lists hold under these settings; empty where there are none, or where it is left open. */
  public Optional<Codec> listCodec() {
    return switch (type) {
      case FLAT, HNSW, PARTITIONED, AUTO -> Optional.empty();
      case IVF_FLAT -> Optional.of(Codec.FLAT);
      case IVF_SQ8 -> Optional.of(Codec.SQ8);
      case IVF_PQ -> Optional.of(Codec.PQ);
      case IVF_RABITQ -> Optional.of(Codec.RABITQ);
      case IVF_HNSW -> Optional.of(codec.orElse(Codec.FLAT));
      case FUSED, TIERED -> Optional.of(codec.orElse(Codec.RABITQ));
    };
  }

  /** The same, leaving it open how many lists a search reads. */
  IndexSettings withoutProbes() {
    return new IndexSettings(type, nlist, Optional.empty(), pq, codec, pca, hot);
  }

  /** Why no index can be so of vectors of this size and metric, if so. */
  Optional<Violation> violation(int size, Metric metric) {
    return misplaced().or(() -> unfit(metric)).or(() -> outOfBounds(size));
  }

  /** A parameter of something that this kind does not have. */
  private Optional<Violation> misplaced() {
    if (!type.hasLists() && (nlist.isPresent() || nprobe.isPresent())) {
      return Violation.of(nlist.isPresent() ? "nlist" : "nprobe", "is for types with lists");
    }
    if (type == Type.AUTO && nlist.isPresent()) {
      return Violation.of("nlist", "is for types with lists; auto chooses how many there are");
    }
    if (codec.isPresent() && !type.leavesCodecOpen()) {
      return Violation.of("codec", "is for types ivf_hnsw, fused and tiered");
    }
    if (hot.isPresent() && type != Type.TIERED) {
      return Violation.of("hot", "is for type tiered");
    }
    if (pq.isPresent() && listCodec().filter(Codec.PQ::equals).isEmpty()) {
      return Violation.of("pq", "is for type ivf_pq, and for types with codec pq");
    }
    if (pca.isPresent() && type == Type.FLAT) {
      return Violation.of("pca", "is for types with an index; flat compares whole rows");
    }
    return Optional.empty();
  }

  private Optional<Violation> unfit(Metric metric) {
    if (metric.isBinary() && type.hasLists() && type != Type.AUTO) {
      return Violation.of("type", "must be flat, hnsw or auto with distances Hamming and Jaccard");
    }
    if (metric.isBinary() && pca.isPresent()) {
      return Violation.of("pca", "cannot be with distances Hamming and Jaccard, which are of bits");
    }
    if (!listCodec().orElse(Codec.FLAT).suits(metric)) {
      String cure = "must be flat or sq8 with distance Manhattan";
      return type.leavesCodecOpen()
          ? Violation.of("codec", cure)
          : Violation.of(
              "type",
              "must be flat, hnsw, ivf_flat, ivf_sq8, partitioned or auto with distance Manhattan");
    }
    if (pca.isPresent() && metric == Metric.MANHATTAN) {
      return Violation.of("pca", "cannot be with distance Manhattan, which it does not keep");
    }
    return Optional.empty();
  }

  private Optional<Violation> outOfBounds(int size) {
    Optional<Integer> parts = pq.flatMap(Pq::m);
    if (parts.isPresent() && (parts.get() < 1 || parts.get() > size)) {
      return Violation.of(
          "pq.m", "value %d invalid, must be from 1 to %d".formatted(parts.get(), size));
    }
    if (pca.isPresent() && (pca.get() < 1 || pca.get() >= size)) {
      return Violation.of(
          "pca",
          "value %d invalid, must be 1 or larger and smaller than the vector's size %d"
              .formatted(pca.get(), size));
    }
    return Optional.empty();
  }
}
