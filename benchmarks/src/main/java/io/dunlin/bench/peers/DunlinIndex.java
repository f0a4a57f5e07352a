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
import io.dunlin.index.quantize.RabitqCodes;
import io.dunlin.index.score.BytePairScorer;
import io.dunlin.index.score.ByteScorer;
import io.dunlin.index.score.PairScorer;
import io.dunlin.index.score.QueryScorer;
import io.dunlin.index.score.RabitqScorer;
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
    FLOATS(""),
    /** Codes of the links, and the vectors of what is visited. */
    CODED_LINKS(", coded links"),
    /** Codes of the links, bytes of what is visited, and the vectors of the best. */
    BYTES(", coded links + bytes"),
    /** Bytes of all links, and the vectors of the best. */
    BYTE_WALK(", bytes"),
    /** Four bits a component of all links, and the vectors of the best. */
    FOUR_BITS(", 4-bit RaBitQ");

    private final String description;

    Form(String description) {
      this.description = description;
    }
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
    QueryScorer codes = codes(form, vectors, params.threads(), arena);
    HnswGraph graph =
        HnswGraph.build(
            pairs(vectors, arena),
            new HnswParams(params.m(), params.efConstruction(), SEED),
            RowFilter.all(rows.count()),
            params.threads(),
            arena,
            _ -> {},
            () -> false);
    long sizeBytes = rows.data().byteSize() + graph.bytes().byteSize();
    LinkCodes links = null;
    if (form == Form.CODED_LINKS || form == Form.BYTES) {
      links = LinkCodes.build(graph, rows, metric, SEED, params.threads(), arena, () -> false);
      sizeBytes += links.bytes().byteSize();
    }
    if (codes.oversampling() > 1) {
      sizeBytes += codes.data().data().byteSize();
    }
    String name = "Dunlin HNSW%s (%s)".formatted(form.description, kernels.name());
    return new DunlinIndex(arena, new HnswIndex(vectors, graph, codes, links), name, sizeBytes);
  }

  /** By bytes wherever that is possible: the graph is as good, and sooner built. */
  private static PairScorer pairs(VectorScorer vectors, Arena arena) {
    VectorRows rows = vectors.data();
    return BytePairScorer.supports(vectors.metric(), rows.dimension())
        ? new BytePairScorer(ByteCodes.encode(rows, arena), vectors.metric(), vectors.kernels())
        : vectors;
  }

  private static QueryScorer codes(Form form, VectorScorer vectors, int threads, Arena arena) {
    VectorRows rows = vectors.data();
    Metric metric = vectors.metric();
    return switch (form) {
      case FLOATS, CODED_LINKS -> vectors;
      case BYTES, BYTE_WALK ->
          new ByteScorer(ByteCodes.encode(rows, arena), metric, vectors.kernels());
      case FOUR_BITS ->
          new RabitqScorer(
              RabitqCodes.encode(rows, metric, 4, SEED, threads, arena, () -> false),
              metric,
              vectors.kernels());
    };
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
