package io.dunlin.bench.peers;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.hnsw.HnswGraph;
import io.dunlin.index.hnsw.HnswIndex;
import io.dunlin.index.hnsw.HnswParams;
import io.dunlin.index.hnsw.LinkCodes;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.quantize.ByteCodes;
import io.dunlin.index.score.ByteScorer;
import io.dunlin.index.score.VectorScorer;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/** Dunlin's HNSW over off-heap rows, as a sealed segment searches it. */
final class DunlinIndex implements FilteredIndex {
  private static final long SEED = 42;

  /** What a search reads of the rows. */
  enum Form {
    /** The vectors of all links. */
    FLOATS,
    /** Codes of the links, and the vectors of what is visited. */
    CODED_LINKS,
    /** Codes of the links, bytes of what is visited, and the vectors of the best. */
    BYTES
  }

  private final Arena arena;
  private final HnswIndex index;
  private final String name;
  private final long sizeBytes;
  private RowFilter accepted;
  private final SearchScratch scratch = new SearchScratch();
  private final TopK top = new TopK();

  private DunlinIndex(Arena arena, HnswIndex index, String name, long sizeBytes) {
    this.arena = arena;
    this.index = index;
    this.name = name;
    this.sizeBytes = sizeBytes;
    this.accepted = RowFilter.all(index.rows().count());
  }

  static DunlinIndex build(VectorRows source, Metric metric, GraphParams params, Form form) {
    Arena arena = Arena.ofShared();
    MemorySegment data = LargePages.allocate(source.data().byteSize(), arena);
    VectorRows rows =
        new VectorRows(data.copyFrom(source.data()), source.dimension(), source.count());
    Kernels kernels = Kernels.choose("auto");
    VectorScorer vectors = new VectorScorer(rows, metric, kernels);
    HnswGraph graph =
        HnswGraph.build(
            vectors,
            new HnswParams(params.m(), params.efConstruction(), SEED),
            RowFilter.all(rows.count()),
            params.threads(),
            arena,
            _ -> {},
            () -> false);
    long sizeBytes = rows.data().byteSize() + graph.bytes().byteSize();
    if (form == Form.FLOATS) {
      String name = "Dunlin HNSW (" + kernels.name() + ")";
      HnswIndex index = new HnswIndex(vectors, graph);
      return new DunlinIndex(arena, index, name, sizeBytes);
    }
    LinkCodes codes =
        LinkCodes.build(graph, rows, metric, SEED, params.threads(), arena, () -> false);
    ByteCodes bytes = form == Form.BYTES ? ByteCodes.encode(rows, arena) : null;
    String name =
        "Dunlin HNSW, coded links%s (%s)"
            .formatted(bytes == null ? "" : " + bytes", kernels.name());
    HnswIndex index =
        new HnswIndex(
            vectors,
            graph,
            bytes == null ? vectors : new ByteScorer(bytes, metric, kernels),
            codes);
    long coded = codes.bytes().byteSize() + (bytes == null ? 0 : bytes.bytes().byteSize());
    return new DunlinIndex(arena, index, name, sizeBytes + coded);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int search(float[] query, int breadth, int[] rows) {
    top.reset(rows.length);
    index.search(query, new SearchParams(breadth, false), accepted, scratch, top);
    top.sort();
    for (int rank = 0; rank < top.size(); rank++) {
      rows[rank] = top.row(rank);
    }
    return top.size();
  }

  @Override
  public void accept(BitSet rows) {
    accepted = new Accepted(rows);
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public void close() {
    arena.close();
  }
}
