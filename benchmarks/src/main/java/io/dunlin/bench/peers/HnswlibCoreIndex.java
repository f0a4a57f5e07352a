package io.dunlin.bench.peers;

import com.github.jelmerk.hnswlib.core.DistanceFunction;
import com.github.jelmerk.hnswlib.core.Item;
import com.github.jelmerk.hnswlib.core.NullProgressListener;
import com.github.jelmerk.hnswlib.core.SearchResult;
import com.github.jelmerk.hnswlib.core.hnsw.HnswIndex;
import io.dunlin.bench.peers.MemoryUse.Held;
import io.dunlin.bench.peers.MemoryUse.Section;
import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.VectorUtil;

/**
 * hnswlib written anew in Java (com.github.jelmerk:hnswlib-core): objects on the heap. Its own
 * distance functions are scalar, so it is given Lucene's, which use the Vector API. Its memory is
 * what the heap holds more after the build.
 */
final class HnswlibCoreIndex implements AnnIndex {
  private static final int PROGRESS_INTERVAL = 1 << 20;

  /** A row as the library wants it. */
  @SuppressWarnings("serial")
  private record Row(Integer id, float[] vector) implements Item<Integer, float[]> {
    @Override
    public int dimensions() {
      return vector.length;
    }
  }

  private final HnswIndex<Integer, float[], Row, Float> index;
  private final GraphParams params;
  private final long heapBytes;

  private HnswlibCoreIndex(
      HnswIndex<Integer, float[], Row, Float> index, GraphParams params, long heapBytes) {
    this.index = index;
    this.params = params;
    this.heapBytes = heapBytes;
  }

  static HnswlibCoreIndex build(VectorRows rows, Metric metric, GraphParams params)
      throws IOException {
    long before = usedHeap();
    HnswIndex<Integer, float[], Row, Float> index =
        HnswIndex.newBuilder(rows.dimension(), distance(metric), rows.count())
            .withM(params.m())
            .withEfConstruction(params.efConstruction())
            .build();
    try {
      index.addAll(items(rows), params.threads(), NullProgressListener.INSTANCE, PROGRESS_INTERVAL);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while building", interrupt);
    }
    return new HnswlibCoreIndex(index, params, usedHeap() - before);
  }

  private static List<Row> items(VectorRows rows) {
    List<Row> items = new ArrayList<>(rows.count());
    for (int row = 0; row < rows.count(); row++) {
      float[] vector = new float[rows.dimension()];
      rows.read(row, vector);
      items.add(new Row(row, vector));
    }
    return items;
  }

  private static DistanceFunction<float[], Float> distance(Metric metric) {
    return switch (metric) {
      case EUCLID -> VectorUtil::squareDistance;
      case DOT, COSINE -> (a, b) -> -VectorUtil.dotProduct(a, b);
      case MANHATTAN, HAMMING, JACCARD ->
          throw new IllegalArgumentException("it is not measured by " + metric);
    };
  }

  private static long usedHeap() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  @Override
  public String name() {
    return "hnswlib-core";
  }

  @Override
  public String configuration() {
    return "%s, %s, float32 on the heap, distances by Lucene %s"
        .formatted(Versions.hnswlibCore(), params, Versions.lucene());
  }

  @Override
  public Searcher newSearcher() {
    return (query, effort, rows) -> {
      index.setEf(effort.breadth());
      List<SearchResult<Row, Float>> results = index.findNearest(query, rows.length);
      for (int rank = 0; rank < results.size(); rank++) {
        rows[rank] = results.get(rank).item().id();
      }
      return results.size();
    };
  }

  @Override
  public MemoryUse memory() {
    return MemoryUse.of(new Section("heap", heapBytes, Held.MEMORY));
  }

  @Override
  public void close() {}
}
