package io.dunlin.persistence.segment;

import io.dunlin.index.RowFilter;
import io.dunlin.index.file.SectionFileWriter;
import io.dunlin.index.hnsw.GraphBase;
import io.dunlin.index.hnsw.HnswGraph;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.multi.MultiRows;
import io.dunlin.index.plan.IndexBuilder;
import io.dunlin.index.plan.IndexOpener;
import io.dunlin.index.plan.IndexPlan;
import io.dunlin.index.plan.IndexSection;
import io.dunlin.index.score.VectorScorer;
import io.dunlin.index.sparse.PostingsBuilder;
import io.dunlin.index.sparse.SparseRows;
import io.dunlin.persistence.crash.CrashPoint;
import io.dunlin.persistence.model.IndexRecipe;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.model.VectorSpec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes one sealed file of the live rows of some slices, sorted by id, overlays folded in. One
 * vector at a time is gathered in memory of the builder's own, which is free when the vector is
 * written.
 */
public final class SegmentBuilder {
  /** What sealed files' names end in. */
  public static final String SUFFIX = ".seg";

  /** Rows between two looks at {@code cancelled}. */
  private static final int ROWS_PER_CHECK = 4096;

  private final LiveRows rows;
  private final Plan plan;
  private final Kernels kernels;
  private final SectionFileWriter writer;
  private final IntConsumer progress;
  private final BooleanSupplier cancelled;

  private SegmentBuilder(
      LiveRows rows,
      Plan plan,
      Kernels kernels,
      SectionFileWriter writer,
      IntConsumer progress,
      BooleanSupplier cancelled) {
    this.rows = rows;
    this.plan = plan;
    this.kernels = kernels;
    this.writer = writer;
    this.progress = progress;
    this.cancelled = cancelled;
  }

  /**
   * @param indexes of the vectors; one that is not named is searched exactly
   * @param recipes what the indexes are built by, which the file is to say
   * @param unsaid what those files were built by that do not say it, as far as it is known
   * @param threads builder threads
   */
  public record Plan(
      Map<String, IndexPlan> indexes,
      Map<String, IndexRecipe> recipes,
      Map<String, IndexRecipe> unsaid,
      int threads) {
    /** Of indexes whose recipes do not matter. */
    public Plan(Map<String, IndexPlan> indexes, int threads) {
      this(indexes, Map.of(), Map.of(), threads);
    }

    /** Whether a graph of the segment is what this plan would make of the same rows. */
    private boolean linksAs(Segment segment, String vector) {
      Optional<IndexRecipe> wanted = Optional.ofNullable(recipes.get(vector));
      Optional<IndexRecipe> built =
          segment instanceof SealedSegment sealed ? sealed.recipe(vector) : Optional.empty();
      return built
          .or(() -> Optional.ofNullable(unsaid.get(vector)))
          .flatMap(recipe -> wanted.map(recipe::linksAs))
          .orElse(true);
    }
  }

  /**
   * @param inserted rows put into indexes, all vectors together
   */
  public record Built(String fileName, int rows, long bytes, long inserted) {}

  /**
   * Writes to {@code directory} under a name made of the content's hash. The slices must be held by
   * the caller. Without a live row the file has none, and is a file like any other.
   *
   * @param progress told how many rows were put into an index, from any builder thread
   * @throws java.util.concurrent.CancellationException when {@code cancelled} says so; nothing is
   *     left behind
   * @throws IllegalArgumentException when an id is live in two rows, or slices differ about a
   *     vector
   */
  public static Built build(
      List<SegmentSlice> slices,
      Plan plan,
      Path directory,
      Kernels kernels,
      IntConsumer progress,
      BooleanSupplier cancelled)
      throws IOException {
    LiveRows rows = LiveRows.of(slices);
    LongAdder inserted = new LongAdder();
    IntConsumer counting =
        count -> {
          inserted.add(count);
          progress.accept(count);
        };
    try (SectionFileWriter writer = SectionFileWriter.createNamedByContent(directory, SUFFIX)) {
      new SegmentBuilder(rows, plan, kernels, writer, counting, cancelled).writeSections();
      CrashPoint.SEGMENT_WRITTEN.reach();
      Path file = writer.finish();
      CrashPoint.SEGMENT_NAMED.reach();
      return new Built(
          file.getFileName().toString(), rows.count(), Files.size(file), inserted.sum());
    }
  }

  private void writeSections() throws IOException {
    Map<String, VectorKind> specs = rows.specs();
    begin(SealedSections.META);
    writer.write(new SegmentMeta(rows.count(), rows.numbers(), specs, plan.recipes()).toBytes());
    writeIds();
    writeVersions();
    writePayloads();
    for (Map.Entry<String, VectorKind> spec : specs.entrySet()) {
      switch (spec.getValue()) {
        case VectorSpec dense when dense.isMulti() -> writeMulti(spec.getKey(), dense);
        case VectorSpec dense -> writeVector(spec.getKey(), dense);
        case SparseSpec _ -> writeSparse(spec.getKey());
      }
    }
  }

  private void writeIds() throws IOException {
    begin(SealedSections.NUMBERS);
    for (int rank = 0; rank < rows.numbers(); rank++) {
      writer.writeLong(rows.id(rank).low());
    }
    begin(SealedSections.UUIDS);
    for (int rank = rows.numbers(); rank < rows.count(); rank++) {
      PointId id = rows.id(rank);
      writer.writeLong(id.high());
      writer.writeLong(id.low());
    }
  }

  private void writeVersions() throws IOException {
    begin(SealedSections.VERSIONS);
    for (int rank = 0; rank < rows.count(); rank++) {
      checkCancelled(rank);
      writer.writeLong(rows.source(rank).version(rows.row(rank)));
    }
  }

  private void writePayloads() throws IOException {
    long[] offsets = new long[rows.count() + 1];
    begin(SealedSections.PAYLOAD);
    for (int rank = 0; rank < rows.count(); rank++) {
      checkCancelled(rank);
      byte[] bytes = rows.source(rank).payloadBytes(rows.row(rank));
      writer.write(bytes);
      offsets[rank + 1] = offsets[rank] + bytes.length;
    }
    begin(SealedSections.PAYLOAD_OFFSETS);
    for (long offset : offsets) {
      writer.writeLong(offset);
    }
  }

  private void writeVector(String name, VectorSpec spec) throws IOException {
    // Shared, since builder threads read it.
    try (Arena arena = Arena.ofShared()) {
      BitSet present = new BitSet(rows.count());
      VectorRows vectors = gather(name, spec, present, arena);
      begin(SealedSections.vectorOf(name));
      writer.write(vectors.data());
      writePresent(name, present);
      writeIndex(
          name,
          new VectorScorer(vectors, spec.metric(), kernels),
          RowFilter.of(present, rows.count()),
          arena);
    }
  }

  /** Which rows have the vector, where one has not. */
  private void writePresent(String name, BitSet present) throws IOException {
    if (present.cardinality() < rows.count()) {
      begin(SealedSections.presentOf(name));
      byte[] bits = new byte[(rows.count() + 7) / 8];
      byte[] setBits = present.toByteArray();
      System.arraycopy(setBits, 0, bits, 0, setBits.length);
      writer.write(bits);
    }
  }

  private void writeMulti(String name, VectorSpec spec) throws IOException {
    MultiRows[] sources = new MultiRows[rows.slices().size()];
    for (int i = 0; i < sources.length; i++) {
      SegmentSlice slice = rows.slices().get(i);
      if (slice.segment().specs().containsKey(name)) {
        sources[i] = slice.segment().multiIndex(name, slice.rows()).rows();
      }
    }
    long[] offsets = new long[rows.count() + 1];
    begin(SealedSections.vectorOf(name));
    for (int rank = 0; rank < rows.count(); rank++) {
      checkCancelled(rank);
      int row = rows.row(rank);
      offsets[rank + 1] = offsets[rank];
      if (rows.source(rank).segment().hasVector(name, row)) {
        MultiRows source = sources[rows.slice(rank)];
        offsets[rank + 1] += source.length(row);
        writeRow(source, row, spec);
      }
    }
    writeOffsets(name, offsets);
  }

  private void writeRow(MultiRows source, int row, VectorSpec spec) throws IOException {
    VectorRows vectors = source.vectors();
    if (vectors.type() == spec.componentType()) {
      writer.write(
          vectors
              .data()
              .asSlice(vectors.offset(source.first(row)), source.length(row) * vectors.rowBytes()));
      return;
    }
    float[] widened = new float[spec.size()];
    MemorySegment narrowed = MemorySegment.ofArray(new byte[(int) spec.rowBytes()]);
    for (int i = 0; i < source.length(row); i++) {
      vectors.read(source.first(row) + i, widened);
      spec.componentType().write(widened, narrowed, 0);
      writer.write(narrowed);
    }
  }

  private void writeOffsets(String name, long[] offsets) throws IOException {
    begin(SealedSections.offsetsOf(name));
    for (long offset : offsets) {
      writer.writeLong(offset);
    }
  }

  private void writeSparse(String name) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      BitSet present = new BitSet(rows.count());
      SparseRows vectors = gatherSparse(name, present, arena);
      begin(SealedSections.sparseOf(name));
      writer.write(vectors.entries());
      begin(SealedSections.offsetsOf(name));
      writer.write(vectors.offsets());
      writePresent(name, present);
      Optional<MemorySegment> postings =
          PostingsBuilder.build(vectors, arena, () -> checkCancelled(0));
      if (postings.isPresent()) {
        begin(SealedSections.postingsOf(name));
        writer.write(postings.get());
      }
    }
  }

  private SparseRows gatherSparse(String name, BitSet present, Arena arena) {
    MemorySegment offsets = arena.allocate((rows.count() + 1L) * Long.BYTES, Long.BYTES);
    SparseRows[] sources = new SparseRows[rows.slices().size()];
    for (int i = 0; i < sources.length; i++) {
      SegmentSlice slice = rows.slices().get(i);
      if (slice.segment().specs().containsKey(name)) {
        sources[i] = slice.segment().sparseIndex(name, slice.rows()).rows();
      }
    }
    long size = 0;
    for (int rank = 0; rank < rows.count(); rank++) {
      int row = rows.row(rank);
      if (rows.source(rank).segment().hasVector(name, row)) {
        present.set(rank);
        size += sources[rows.slice(rank)].length(row);
      }
      SparseRows.setFirst(offsets, rank + 1, size);
    }
    MemorySegment entries = arena.allocate(size * SparseRows.ENTRY_BYTES, Long.BYTES);
    SparseRows gathered = new SparseRows(offsets, entries, rows.count());
    for (int rank = 0; rank < rows.count(); rank++) {
      checkCancelled(rank);
      if (present.get(rank)) {
        int row = rows.row(rank);
        SparseRows source = sources[rows.slice(rank)];
        MemorySegment.copy(
            source.entries(),
            source.first(row) * SparseRows.ENTRY_BYTES,
            entries,
            gathered.first(rank) * SparseRows.ENTRY_BYTES,
            source.length(row) * (long) SparseRows.ENTRY_BYTES);
      }
    }
    return gathered;
  }

  /** Starts from the largest graph that there is, so that merging costs what the others hold. */
  private void writeIndex(String name, VectorScorer vectors, RowFilter present, Arena arena)
      throws IOException {
    IndexPlan index = plan.indexes().getOrDefault(name, new IndexPlan.Flat());
    Optional<GraphBase> base =
        index.wholeGraph().flatMap(graph -> largestGraph(name, graph.params().m()));
    Map<IndexSection, MemorySegment> parts =
        new IndexBuilder(vectors, present, plan.threads(), arena, progress, cancelled)
            .build(index, base);
    for (Map.Entry<IndexSection, MemorySegment> part : parts.entrySet()) {
      begin(SealedSections.partOf(part.getKey(), name));
      writer.write(part.getValue());
    }
  }

  /** The graph of the slice with the most live rows, if any has one that was built so. */
  private Optional<GraphBase> largestGraph(String name, int m) {
    int largest = -1;
    @Nullable HnswGraph graph = null;
    for (int i = 0; i < rows.slices().size(); i++) {
      SegmentSlice slice = rows.slices().get(i);
      Optional<HnswGraph> of =
          slice.segment().specs().containsKey(name)
              ? IndexOpener.graphOf(slice.segment().index(name, slice.rows()))
              : Optional.empty();
      if (of.isPresent()
          && of.get().m() == m
          && plan.linksAs(slice.segment(), name)
          && (largest < 0 || slice.live() > rows.slices().get(largest).live())) {
        largest = i;
        graph = of.get();
      }
    }
    return graph == null
        ? Optional.empty()
        : Optional.of(new GraphBase(graph, ranks(largest, graph.rows())));
  }

  /** For each row of a slice its rank, or {@link GraphBase#GONE}. */
  private int[] ranks(int slice, int count) {
    int[] ranks = new int[count];
    Arrays.fill(ranks, GraphBase.GONE);
    for (int rank = 0; rank < rows.count(); rank++) {
      if (rows.slice(rank) == slice) {
        ranks[rows.row(rank)] = rank;
      }
    }
    return ranks;
  }

  /** Copies the rows' vectors side by side; a row that lacks the vector stays zero. */
  private VectorRows gather(String name, VectorSpec spec, BitSet present, Arena arena) {
    long rowBytes = spec.rowBytes();
    MemorySegment data = LargePages.allocate(rows.count() * rowBytes, arena);
    VectorRows gathered = new VectorRows(data, spec.componentType(), spec.size(), rows.count());
    float[] widened = new float[spec.size()];
    VectorRows[] sources =
        rows.slices().stream()
            .map(slice ->
                slice.segment().specs().containsKey(name)
                    ? slice.segment().index(name, slice.rows()).rows()
                    : new VectorRows(MemorySegment.NULL, spec.size(), 0))
            .toArray(VectorRows[]::new);
    for (int rank = 0; rank < rows.count(); rank++) {
      checkCancelled(rank);
      int row = rows.row(rank);
      if (rows.source(rank).segment().hasVector(name, row)) {
        VectorRows source = sources[rows.slice(rank)];
        if (source.type() == gathered.type()) {
          MemorySegment.copy(source.data(), source.offset(row), data, rank * rowBytes, rowBytes);
        } else {
          source.read(row, widened);
          gathered.type().write(widened, data, rank * rowBytes);
        }
        present.set(rank);
      }
    }
    return gathered;
  }

  private void begin(String section) throws IOException {
    writer.begin(section, SealedSections.VERSION);
  }

  private void checkCancelled(int rank) {
    if (rank % ROWS_PER_CHECK == 0 && cancelled.getAsBoolean()) {
      throw new CancellationException("the build of a segment was cancelled");
    }
  }
}
