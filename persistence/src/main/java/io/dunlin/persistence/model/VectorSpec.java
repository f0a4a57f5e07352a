package io.dunlin.persistence.model;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.ComponentType;
import io.dunlin.index.memory.VectorRows;
import java.util.Optional;

/**
 * One dense vector of a collection, or multivector. What is absent was not said by the user.
 *
 * @param size components, 1..65536
 * @param hnsw what differs from the collection's graph settings
 * @param onDisk keep the rows on disk rather than in memory
 * @param datatype see {@link #storedAs}
 * @param quantization instead of the collection's
 * @param index absent: a graph where there are enough rows
 * @param comparator how rows of several vectors are compared; absent: a row has one
 * @param normalized whether vectors are made as long as one whatever the metric; cosine has them so
 *     anyway
 */
public record VectorSpec(
    int size,
    Metric metric,
    HnswSettings hnsw,
    Optional<Boolean> onDisk,
    Optional<Datatype> datatype,
    Optional<QuantizationSettings> quantization,
    Optional<IndexSettings> index,
    Optional<Comparator> comparator,
    boolean normalized)
    implements VectorKind {
  public static final int MAX_SIZE = VectorRows.MAX_DIMENSION;

  /** How rows of several vectors are compared. */
  public enum Comparator {
    /** Each vector of the query counts with its best score among the row's. */
    MAX_SIM
  }

  /** A vector of which a row has one. */
  public VectorSpec(
      int size,
      Metric metric,
      HnswSettings hnsw,
      Optional<Boolean> onDisk,
      Optional<Datatype> datatype,
      Optional<QuantizationSettings> quantization,
      Optional<IndexSettings> index) {
    this(size, metric, hnsw, onDisk, datatype, quantization, index, Optional.empty());
  }

  /** One that is stored as it is sent, unless the metric is cosine. */
  public VectorSpec(
      int size,
      Metric metric,
      HnswSettings hnsw,
      Optional<Boolean> onDisk,
      Optional<Datatype> datatype,
      Optional<QuantizationSettings> quantization,
      Optional<IndexSettings> index,
      Optional<Comparator> comparator) {
    this(size, metric, hnsw, onDisk, datatype, quantization, index, comparator, false);
  }

  /** A vector of 32-bit floats whose codes and index are left to the collection and the engine. */
  public VectorSpec(int size, Metric metric, HnswSettings hnsw, Optional<Boolean> onDisk) {
    this(size, metric, hnsw, onDisk, Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Override
  public VectorSpec shape() {
    return new VectorSpec(
        size,
        metric,
        HnswSettings.NONE,
        Optional.empty(),
        datatype,
        Optional.empty(),
        Optional.empty(),
        comparator,
        normalized);
  }

  public Datatype storedAs() {
    return datatype.orElse(Datatype.FLOAT32);
  }

  /** How a component lies in a segment. */
  public ComponentType componentType() {
    if (metric.isBinary()) {
      return ComponentType.BIT;
    }
    return switch (storedAs()) {
      case FLOAT32 -> ComponentType.FLOAT32;
      case FLOAT16 -> ComponentType.FLOAT16;
      case UINT8 -> ComponentType.UINT8;
    };
  }

  /** Whether a row has several vectors. */
  public boolean isMulti() {
    return comparator.isPresent();
  }

  /** The same with several vectors a row. */
  public VectorSpec comparedBy(Optional<Comparator> other) {
    return new VectorSpec(
        size, metric, hnsw, onDisk, datatype, quantization, index, other, normalized);
  }

  /** The same, made as long as one or not. */
  public VectorSpec normalized(boolean now) {
    return new VectorSpec(
        size, metric, hnsw, onDisk, datatype, quantization, index, comparator, now);
  }

  /** Whether each vector is as long as one, unless it is all zero. */
  public boolean isOfLengthOne() {
    return normalized || metric == Metric.COSINE;
  }

  /** The same with an index by other settings. */
  public VectorSpec indexedBy(
      HnswSettings graph, Optional<QuantizationSettings> codes, Optional<IndexSettings> settings) {
    return new VectorSpec(
        size, metric, graph, onDisk, datatype, codes, settings, comparator, normalized);
  }

  /** Bytes of a vector in a segment. */
  public long rowBytes() {
    return componentType().rowBytes(size);
  }

  /** What keeps a collection from having such a vector, if anything does. */
  public Optional<Violation> violation() {
    if (size < 1 || size > MAX_SIZE) {
      return Violation.of("size", "value " + size + " invalid, must be from 1 to " + MAX_SIZE);
    }
    if (metric.isBinary() && datatype.isPresent()) {
      return Violation.of(
          "datatype",
          "cannot be with distances Hamming and Jaccard, whose vectors are stored as bits");
    }
    if (metric.isBinary() && quantization.isPresent()) {
      return Violation.of(
          "quantization_config",
          "cannot be with distances Hamming and Jaccard, whose vectors are bits already");
    }
    if (storedAs() == Datatype.UINT8 && metric == Metric.COSINE) {
      return Violation.of(
          "datatype",
          "uint8 cannot be with distance Cosine, whose vectors are normalised;"
              + " use Dot, Euclid or Manhattan");
    }
    if (normalized && (metric.isBinary() || storedAs() == Datatype.UINT8)) {
      return Violation.of("normalize", "cannot be where components are whole numbers");
    }
    if (isMulti()
        && index.filter(settings -> settings.type() != IndexSettings.Type.FLAT).isPresent()) {
      return Violation.of(
          "index", "must be of type flat with multivectors, which are all compared");
    }
    return index.flatMap(settings -> settings.violation(size, metric)).map(v -> v.below("index"));
  }
}
