package io.dunlin.actors.catalog;

import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.VectorSpec;
import java.util.Optional;

/**
 * A change of one vector's configuration. Segments that are there keep the index they have; those
 * built from then on have the new one.
 *
 * @param hnsw merged in
 * @param index replaces the old settings as a whole, where it is given
 */
public record VectorPatch(
    HnswSettings hnsw, QuantizationPatch quantization, Optional<IndexSettings> index) {
  VectorSpec applyTo(VectorSpec spec) {
    return new VectorSpec(
        spec.size(),
        spec.metric(),
        hnsw.or(spec.hnsw()),
        spec.onDisk(),
        spec.datatype(),
        quantization.applyTo(spec.quantization()),
        index.or(spec::index),
        spec.comparator(),
        spec.normalized());
  }
}
