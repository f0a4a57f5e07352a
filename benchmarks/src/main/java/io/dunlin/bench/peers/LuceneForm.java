package io.dunlin.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;
import org.jspecify.annotations.Nullable;

/**
 * How Lucene stores the vectors that a walk reads.
 *
 * @param encoding of the codes; null for floats
 * @param oversamplings that are tried: how many are scored by their floats, for each result
 */
record LuceneForm(String title, @Nullable ScalarEncoding encoding, List<Double> oversamplings) {
  static final LuceneForm FLOATS = new LuceneForm("HNSW", null, List.of());
  static final LuceneForm BITS_8 =
      new LuceneForm("HNSW, 8 bits", ScalarEncoding.UNSIGNED_BYTE, List.of(1.0, 1.5));
  static final LuceneForm BITS_7 =
      new LuceneForm("HNSW, 7 bits", ScalarEncoding.SEVEN_BIT, List.of(1.0, 1.5));
  static final LuceneForm BITS_4 =
      new LuceneForm("HNSW, 4 bits", ScalarEncoding.PACKED_NIBBLE, List.of(1.5, 3.0));
  static final LuceneForm BITS_1 =
      new LuceneForm("HNSW, 1 bit", ScalarEncoding.SINGLE_BIT_QUERY_NIBBLE, List.of(5.0, 10.0));

  boolean isQuantized() {
    return encoding != null;
  }

  /** Of graphs, whatever the size. */
  KnnVectorsFormat withGraph(GraphParams params, ExecutorService builders) {
    // With one thread Lucene wants no pool.
    ExecutorService pool = params.threads() > 1 ? builders : null;
    return format(params, params.threads(), pool, 0);
  }

  /** Of segments that a merge is still to make a graph of. */
  KnnVectorsFormat withoutGraph(GraphParams params) {
    return format(params, 1, null, Integer.MAX_VALUE);
  }

  private KnnVectorsFormat format(
      GraphParams params, int threads, @Nullable ExecutorService pool, int tinySegments) {
    return encoding == null
        ? new Lucene99HnswVectorsFormat(
            params.m(), params.efConstruction(), threads, pool, tinySegments)
        : new Lucene104HnswScalarQuantizedVectorsFormat(
            encoding, params.m(), params.efConstruction(), threads, pool, tinySegments);
  }

  /** Each breadth with each oversampling that it has enough candidates for. */
  List<Effort> efforts(int k, List<Integer> breadths) {
    List<Effort> efforts = new ArrayList<>();
    for (int breadth : breadths) {
      if (oversamplings.isEmpty()) {
        efforts.add(Effort.of(breadth));
      }
      oversamplings.stream()
          .map(oversampling -> new Effort(breadth, Math.min(oversampling, (double) breadth / k)))
          .distinct()
          .forEach(efforts::add);
    }
    return efforts;
  }
}
