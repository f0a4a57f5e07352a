package io.dunlin.persistence.model;

import io.dunlin.index.Metric;
import java.util.Optional;

/**
 * One sparse vector of a collection. What is absent was not said by the user.
 *
 * @param fullScanThreshold kept for the user; searches choose between scan and index by what each
 *     has to read, and find the same
 * @param onDisk keep the index on disk rather than in memory
 * @param datatype kept for the user; components are stored as float32 whatever it is
 */
public record SparseSpec(
    Optional<Long> fullScanThreshold,
    Optional<Boolean> onDisk,
    Optional<Datatype> datatype,
    Optional<Modifier> modifier)
    implements VectorKind {
  /** A vector of which the user said nothing. */
  public static final SparseSpec NONE =
      new SparseSpec(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** What is done to the weights of a query. */
  public enum Modifier {
    NONE,
    /** They are multiplied by the terms' inverse document frequencies. */
    IDF
  }

  @Override
  public Metric metric() {
    return Metric.DOT;
  }

  @Override
  public SparseSpec shape() {
    return NONE;
  }

  public boolean usesFrequencies() {
    return modifier.filter(Modifier.IDF::equals).isPresent();
  }

  /** These settings, and for those that are absent the others. */
  public SparseSpec or(SparseSpec others) {
    return new SparseSpec(
        fullScanThreshold.or(others::fullScanThreshold),
        onDisk.or(others::onDisk),
        datatype.or(others::datatype),
        modifier.or(others::modifier));
  }
}
