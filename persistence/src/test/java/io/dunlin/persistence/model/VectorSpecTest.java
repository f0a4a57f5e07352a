package io.dunlin.persistence.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.Metric;
import io.dunlin.persistence.model.IndexSettings.Codec;
import io.dunlin.persistence.model.IndexSettings.Pq;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class VectorSpecTest {
  private static final int SIZE = 8;

  private static VectorSpec spec(
      Metric metric, Optional<Datatype> datatype, Optional<IndexSettings> index) {
    return new VectorSpec(
        SIZE, metric, HnswSettings.NONE, Optional.empty(), datatype, Optional.empty(), index);
  }

  private static Optional<String> violation(Metric metric, IndexSettings index) {
    return spec(metric, Optional.empty(), Optional.of(index)).violation().map(Violation::toString);
  }

  private static IndexSettings pq(IndexSettings.Type type, int m) {
    Pq pq = new Pq(Optional.of(m), Optional.empty(), Optional.empty(), Optional.empty());
    return new IndexSettings(
        type,
        Optional.empty(),
        Optional.empty(),
        Optional.of(pq),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static IndexSettings codec(IndexSettings.Type type, Codec codec) {
    return new IndexSettings(
        type,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(codec),
        Optional.empty(),
        Optional.empty());
  }

  private static IndexSettings pca(IndexSettings.Type type, int pca) {
    return new IndexSettings(
        type,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(pca),
        Optional.empty());
  }

  private static IndexSettings hot(IndexSettings.Type type) {
    return new IndexSettings(
        type,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(1_000));
  }

  private static IndexSettings lists(IndexSettings.Type type, Integer nlist, Integer nprobe) {
    return new IndexSettings(
        type,
        Optional.of(nlist).filter(n -> n > 0),
        Optional.of(nprobe).filter(n -> n > 0),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(
            Metric.DOT,
            pq(IndexSettings.Type.IVF_PQ, 9),
            "index.pq.m: value 9 invalid, must be from 1 to 8"),
        Arguments.of(
            Metric.DOT,
            pq(IndexSettings.Type.IVF_PQ, 0),
            "index.pq.m: value 0 invalid, must be from 1 to 8"),
        Arguments.of(
            Metric.DOT,
            pq(IndexSettings.Type.IVF_SQ8, 4),
            "index.pq: is for type ivf_pq, and for types with codec pq"),
        Arguments.of(
            Metric.DOT,
            pq(IndexSettings.Type.AUTO, 4),
            "index.pq: is for type ivf_pq, and for types with codec pq"),
        Arguments.of(
            Metric.DOT,
            lists(IndexSettings.Type.AUTO, 16, 0),
            "index.nlist: is for types with lists; auto chooses how many there are"),
        Arguments.of(
            Metric.DOT,
            pca(IndexSettings.Type.FLAT, 4),
            "index.pca: is for types with an index; flat compares whole rows"),
        Arguments.of(
            Metric.DOT,
            pca(IndexSettings.Type.HNSW, 8),
            "index.pca: value 8 invalid, must be 1 or larger and smaller than the vector's size 8"),
        Arguments.of(
            Metric.MANHATTAN,
            pca(IndexSettings.Type.HNSW, 4),
            "index.pca: cannot be with distance Manhattan, which it does not keep"),
        Arguments.of(
            Metric.MANHATTAN,
            new IndexSettings(IndexSettings.Type.IVF_PQ),
            "index.type: must be flat, hnsw, ivf_flat, ivf_sq8, partitioned or auto with distance Manhattan"),
        Arguments.of(
            Metric.MANHATTAN,
            new IndexSettings(IndexSettings.Type.IVF_RABITQ),
            "index.type: must be flat, hnsw, ivf_flat, ivf_sq8, partitioned or auto with distance Manhattan"),
        Arguments.of(
            Metric.MANHATTAN,
            codec(IndexSettings.Type.IVF_HNSW, Codec.RABITQ),
            "index.codec: must be flat or sq8 with distance Manhattan"),
        Arguments.of(
            Metric.MANHATTAN,
            new IndexSettings(IndexSettings.Type.FUSED),
            "index.codec: must be flat or sq8 with distance Manhattan"),
        Arguments.of(
            Metric.JACCARD,
            new IndexSettings(IndexSettings.Type.PARTITIONED),
            "index.type: must be flat, hnsw or auto with distances Hamming and Jaccard"),
        Arguments.of(
            Metric.DOT,
            codec(IndexSettings.Type.PARTITIONED, Codec.SQ8),
            "index.codec: is for types ivf_hnsw, fused and tiered"),
        Arguments.of(Metric.DOT, hot(IndexSettings.Type.FUSED), "index.hot: is for type tiered"),
        Arguments.of(
            Metric.DOT,
            codec(IndexSettings.Type.IVF_PQ, Codec.SQ8),
            "index.codec: is for types ivf_hnsw, fused and tiered"),
        Arguments.of(
            Metric.DOT,
            lists(IndexSettings.Type.HNSW, 16, 0),
            "index.nlist: is for types with lists"),
        Arguments.of(
            Metric.DOT,
            lists(IndexSettings.Type.FLAT, 0, 16),
            "index.nprobe: is for types with lists"),
        Arguments.of(
            Metric.HAMMING,
            new IndexSettings(IndexSettings.Type.IVF_FLAT),
            "index.type: must be flat, hnsw or auto with distances Hamming and Jaccard"),
        Arguments.of(
            Metric.JACCARD,
            pca(IndexSettings.Type.HNSW, 4),
            "index.pca: cannot be with distances Hamming and Jaccard, which are of bits"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void indexesThatCannotBe(Metric metric, IndexSettings index, String reason) {
    assertThat(violation(metric, index)).contains(reason);
  }

  @Test
  void indexesThatCanBe() {
    assertThat(violation(Metric.EUCLID, pq(IndexSettings.Type.IVF_PQ, 1))).isEmpty();
    assertThat(violation(Metric.EUCLID, lists(IndexSettings.Type.AUTO, 0, 16))).isEmpty();
    assertThat(violation(Metric.COSINE, pca(IndexSettings.Type.HNSW, 7))).isEmpty();
    assertThat(violation(Metric.MANHATTAN, codec(IndexSettings.Type.IVF_HNSW, Codec.SQ8)))
        .isEmpty();
    assertThat(violation(Metric.MANHATTAN, new IndexSettings(IndexSettings.Type.AUTO))).isEmpty();
    assertThat(violation(Metric.MANHATTAN, codec(IndexSettings.Type.TIERED, Codec.SQ8))).isEmpty();
    assertThat(violation(Metric.MANHATTAN, new IndexSettings(IndexSettings.Type.PARTITIONED)))
        .isEmpty();
    assertThat(violation(Metric.DOT, hot(IndexSettings.Type.TIERED))).isEmpty();
    assertThat(violation(Metric.DOT, lists(IndexSettings.Type.IVF_FLAT, 16, 4))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void bytesAreNotComparedByCosine(Metric metric) {
    Optional<Violation> violation =
        spec(metric, Optional.of(Datatype.UINT8), Optional.empty()).violation();
    assertThat(violation.isPresent()).isEqualTo(metric == Metric.COSINE || metric.isBinary());
    assertThat(violation.map(Violation::field).orElse("datatype")).isEqualTo("datatype");
  }

  @ParameterizedTest
  @EnumSource(names = {"HAMMING", "JACCARD"})
  void bitsAreNeitherOfADatatypeNorCoded(Metric metric) {
    VectorSpec bits = spec(metric, Optional.empty(), Optional.empty());
    assertThat(bits.violation()).isEmpty();
    assertThat(bits.rowBytes()).isEqualTo(Long.BYTES);
    assertThat(
            spec(metric, Optional.of(Datatype.FLOAT32), Optional.empty())
                .violation()
                .map(Violation::field))
        .contains("datatype");
    QuantizationSettings codes =
        new QuantizationSettings.Scalar(Optional.empty(), Optional.empty());
    VectorSpec coded =
        new VectorSpec(
            SIZE,
            metric,
            HnswSettings.NONE,
            Optional.empty(),
            Optional.empty(),
            Optional.of(codes),
            Optional.empty());
    assertThat(coded.violation().map(Violation::field)).contains("quantization_config");
    CollectionConfig ofCodes =
        new CollectionConfig(
            new TreeMap<>(Map.of("", bits)),
            1,
            1,
            1,
            true,
            HnswSettings.NONE,
            OptimizerSettings.NONE,
            Optional.of(codes),
            Payload.EMPTY);
    assertThat(ofCodes.violation()).isEmpty();
    assertThat(ofCodes.codesOf(bits)).isEmpty();
  }

  @Test
  void aCollectionSaysWhichOfItsVectorsIsWrong() {
    VectorSpec wrong =
        spec(Metric.DOT, Optional.empty(), Optional.of(pq(IndexSettings.Type.IVF_PQ, 9)));
    assertThat(config(Map.of("title", wrong)).violation().map(Violation::field))
        .contains("vectors.title.index.pq.m");
    assertThat(config(Map.of("", wrong)).violation().map(Violation::field))
        .contains("vectors.index.pq.m");
  }

  @Test
  void aVectorsOwnCodesTakeThePlaceOfTheCollections() {
    QuantizationSettings bytes =
        new QuantizationSettings.Scalar(Optional.empty(), Optional.empty());
    QuantizationSettings bits =
        new QuantizationSettings.Binary(Optional.empty(), Optional.empty(), Optional.empty());
    QuantizationSettings turbo = new QuantizationSettings.Turbo(Optional.empty(), Optional.empty());
    CollectionConfig config =
        new CollectionConfig(
            new TreeMap<>(),
            1,
            1,
            1,
            true,
            HnswSettings.NONE,
            OptimizerSettings.NONE,
            Optional.of(bytes),
            Payload.EMPTY);
    assertThat(config.codesOf(coded(Optional.empty()))).contains(bytes);
    assertThat(config.codesOf(coded(Optional.of(bits)))).contains(bits);
    assertThat(config.codesOf(coded(Optional.of(turbo)))).contains(turbo);
  }

  private static VectorSpec coded(Optional<QuantizationSettings> quantization) {
    return new VectorSpec(
        SIZE,
        Metric.DOT,
        HnswSettings.NONE,
        Optional.empty(),
        Optional.empty(),
        quantization,
        Optional.empty());
  }

  private static CollectionConfig config(Map<String, VectorSpec> vectors) {
    return new CollectionConfig(
        new TreeMap<>(vectors),
        1,
        1,
        1,
        true,
        HnswSettings.NONE,
        OptimizerSettings.NONE,
        Payload.EMPTY);
  }
}
