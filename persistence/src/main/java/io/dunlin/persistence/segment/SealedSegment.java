package io.dunlin.persistence.segment;

import com.google.protobuf.InvalidProtocolBufferException;
import io.dunlin.index.VectorIndex;
import io.dunlin.index.file.CorruptFileException;
import io.dunlin.index.file.SectionFile;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.multi.MultiIndex;
import io.dunlin.index.multi.MultiRows;
import io.dunlin.index.plan.IndexOpener;
import io.dunlin.index.plan.IndexSection;
import io.dunlin.index.score.VectorScorer;
import io.dunlin.index.sparse.Postings;
import io.dunlin.index.sparse.SparseIndex;
import io.dunlin.index.sparse.SparseRows;
import io.dunlin.persistence.model.IndexRecipe;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows in an immutable, verified, mapped file, sorted by id; {@code SealedSections} lists what is
 * in it, {@link SectionPlacement} says what of it is copied into memory. Any thread that holds the
 * segment may read.
 */
public final class SealedSegment implements Segment {
  private static final Logger LOG = LoggerFactory.getLogger(SealedSegment.class);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final SectionFile file;
  private final SectionPlacement placement;
  private final Kernels kernels;
  private final SegmentFields fields = new SegmentFields();
  private final References references;
  private final SegmentMeta meta;
  private final SealedIds ids;
  private final MemorySegment versions;
  private final MemorySegment payloadOffsets;
  private final MemorySegment payloads;

  /** Changed by {@link #pinRest} only, to views of the same rows. */
  private final Map<String, SealedColumn> columns = new ConcurrentHashMap<>();

  private final CopyOnWriteArrayList<String> damaged = new CopyOnWriteArrayList<>();

  private SealedSegment(SectionFile file, Kernels kernels, SectionPlacement placement)
      throws IOException {
    this.file = file;
    this.placement = placement;
    this.kernels = kernels;
    this.references =
        new References(() -> {
          fields.close();
          file.close();
        });
    placement.place(file);
    meta = readMeta();
    long rows = meta.rows();
    ids =
        new SealedIds(
            bytes(SealedSections.NUMBERS, meta.numbers() * 8L),
            bytes(SealedSections.UUIDS, (rows - meta.numbers()) * 16L));
    versions = bytes(SealedSections.VERSIONS, rows * 8);
    payloadOffsets = bytes(SealedSections.PAYLOAD_OFFSETS, (rows + 1) * 8);
    payloads = bytes(SealedSections.PAYLOAD, payloadOffsets.getAtIndex(LONG, rows));
    for (Map.Entry<String, VectorKind> spec : meta.specs().entrySet()) {
      columns.put(spec.getKey(), openColumn(spec.getKey(), spec.getValue()));
    }
    placement.expectRandomReads(file);
  }

  /** Opens a file of which nothing is copied into memory. */
  public static SealedSegment open(Path file, Kernels kernels) throws IOException {
    return open(file, kernels, SectionPlacement.mapped());
  }

  /**
   * Maps and verifies a file, and copies into memory what the placement says. Damage in a derived
   * section (a graph, codes) is reported by {@link #damaged} and the vector is searched without it;
   * damage anywhere else is a {@link CorruptFileException}.
   */
  public static SealedSegment open(Path file, Kernels kernels, SectionPlacement placement)
      throws IOException {
    SectionFile sections = SectionFile.open(file);
    try {
      return new SealedSegment(sections, kernels, placement);
    } catch (IOException | RuntimeException failure) {
      sections.close();
      throw failure;
    }
  }

  /**
   * Reads a whole file and compares all of its checksums.
   *
   * @throws CorruptFileException when one does not match
   */
  public static void verify(Path file) throws IOException {
    try (SectionFile sections = SectionFile.open(file)) {
      for (String section : sections.names()) {
        sections.verify(section);
      }
    }
  }

  private SegmentMeta readMeta() throws CorruptFileException {
    try {
      return SegmentMeta.fromBytes(bytes(SealedSections.META).toArray(ValueLayout.JAVA_BYTE));
    } catch (InvalidProtocolBufferException failure) {
      throw corrupt(SealedSections.META, "cannot be read: " + failure.getMessage());
    }
  }

  private MemorySegment bytes(String section) throws CorruptFileException {
    if (file.version(section) != SealedSections.VERSION) {
      throw corrupt(section, "has version %d, unknown here".formatted(file.version(section)));
    }
    return file.section(section);
  }

  private MemorySegment bytes(String section, long length) throws CorruptFileException {
    MemorySegment bytes = bytes(section);
    if (bytes.byteSize() != length) {
      throw corrupt(section, "has %d bytes, not %d".formatted(bytes.byteSize(), length));
    }
    return bytes;
  }

  private SealedColumn openColumn(String vector, VectorKind kind) throws CorruptFileException {
    return switch (kind) {
      case VectorSpec spec -> spec.isMulti() ? openMulti(vector, spec) : openDense(vector, spec);
      case SparseSpec _ -> openSparse(vector);
    };
  }

  private SealedColumn openMulti(String vector, VectorSpec spec) throws CorruptFileException {
    int rows = meta.rows();
    MemorySegment offsets = bytes(SealedSections.offsetsOf(vector), (rows + 1L) * Long.BYTES);
    long count = MultiRows.first(offsets, rows);
    MemorySegment bytes = bytes(SealedSections.vectorOf(vector), count * spec.rowBytes());
    VectorRows vectors =
        new VectorRows(bytes, spec.componentType(), spec.size(), Math.toIntExact(count));
    MultiRows data = new MultiRows(vectors, offsets, rows);
    MutableRoaringBitmap present = new MutableRoaringBitmap();
    for (int row = 0; row < rows; row++) {
      if (data.length(row) > 0) {
        present.add(row);
      }
    }
    boolean _ = present.runOptimize();
    return new SealedColumn.Multi(new MultiIndex(data, spec.metric(), kernels), present);
  }

  private SealedColumn openSparse(String vector) throws CorruptFileException {
    int rows = meta.rows();
    SparseRows data =
        new SparseRows(
            bytes(SealedSections.offsetsOf(vector), (rows + 1L) * Long.BYTES),
            bytes(SealedSections.sparseOf(vector)),
            rows);
    return new SealedColumn.Sparse(new SparseIndex(data, postings(vector, data)), present(vector));
  }

  private Optional<Postings> postings(String vector, SparseRows rows) {
    String section = SealedSections.postingsOf(vector);
    if (!file.has(section)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Postings.open(bytes(section), rows));
    } catch (CorruptFileException damage) {
      leaveOut(section, damage);
    } catch (IllegalArgumentException impossible) {
      leaveOut(section, corrupt(section, String.valueOf(impossible.getMessage())));
    }
    return Optional.empty();
  }

  private PresentRows present(String vector) throws CorruptFileException {
    String section = SealedSections.presentOf(vector);
    return new PresentRows(
        file.has(section) ? Optional.of(bytes(section, (meta.rows() + 7L) / 8)) : Optional.empty());
  }

  private SealedColumn openDense(String vector, VectorSpec spec) throws CorruptFileException {
    int rows = meta.rows();
    long length = rows * spec.rowBytes();
    MemorySegment bytes = bytes(SealedSections.vectorOf(vector), length);
    VectorRows data = new VectorRows(bytes, spec.componentType(), spec.size(), rows);
    VectorScorer scorer = new VectorScorer(data, spec.metric(), kernels);
    VectorIndex index =
        new IndexOpener(
                scorer,
                soundParts(vector),
                (part, problem) -> {
                  String section = SealedSections.partOf(part, vector);
                  leaveOut(section, corrupt(section, problem));
                })
            .open();
    return new SealedColumn.Dense(index, present(vector), !(index instanceof FlatIndex));
  }

  /** The parts of a vector's index that are there and are what was written. */
  private Map<IndexSection, MemorySegment> soundParts(String vector) {
    Map<IndexSection, MemorySegment> parts = new EnumMap<>(IndexSection.class);
    for (IndexSection part : IndexSection.values()) {
      String section = SealedSections.partOf(part, vector);
      if (file.has(section)) {
        try {
          parts.put(part, bytes(section));
        } catch (CorruptFileException damage) {
          leaveOut(section, damage);
        }
      }
    }
    return parts;
  }

  private void leaveOut(String part, CorruptFileException damage) {
    if (damaged.addIfAbsent(part)) {
      LOG.error(
          "A damaged part of an index is left out, its vector is searched without it until it is"
              + " made again: {}",
          damage.getMessage());
    }
  }

  /**
   * Copies into memory what there was no room for before; used by one thread, which holds the
   * segment. Searches that have begun finish on the mapping.
   *
   * @throws IOException when the file cannot be read; the segment is as good as before then
   */
  public void pinRest() throws IOException {
    Set<String> pinned = new HashSet<>();
    try {
      placement.pinRest(file, pinned);
    } finally {
      for (String vector : pinned) {
        VectorKind kind = meta.specs().get(vector);
        if (kind != null) {
          columns.put(vector, openColumn(vector, kind));
        }
      }
    }
  }

  /** The derived sections that failed verification; empty for a sound file. */
  public List<String> damaged() {
    return List.copyOf(damaged);
  }

  public Path file() {
    return file.path();
  }

  /** What a vector's index was built by; empty where the file does not say it. */
  public Optional<IndexRecipe> recipe(String vector) {
    return Optional.ofNullable(meta.recipes().get(vector));
  }

  /** Size, metric and datatype of each vector; graph settings are left to the collection. */
  @Override
  public Map<String, VectorKind> specs() {
    return meta.specs();
  }

  @Override
  public int rows() {
    return meta.rows();
  }

  @Override
  public PointId id(int row) {
    return ids.get(row);
  }

  @Override
  public int rowOf(PointId id, int rows) {
    int row = ids.find(id);
    return row < rows ? row : -1;
  }

  @Override
  public long version(int row) {
    return versions.getAtIndex(LONG, row);
  }

  @Override
  public byte[] payloadBytes(int row) {
    long start = payloadOffsets.getAtIndex(LONG, row);
    long end = payloadOffsets.getAtIndex(LONG, row + 1L);
    return payloads.asSlice(start, end - start).toArray(ValueLayout.JAVA_BYTE);
  }

  @Override
  public SegmentFields fields() {
    return fields;
  }

  @Override
  public boolean hasVector(String vector, int row) {
    SealedColumn column = columns.get(vector);
    return column != null && column.has(row);
  }

  @Override
  public ImmutableRoaringBitmap having(String vector, int rows) {
    SealedColumn column = columns.get(vector);
    return column == null ? new MutableRoaringBitmap() : column.having(rows);
  }

  @Override
  public boolean allHaveVector(String vector) {
    SealedColumn column = columns.get(vector);
    return column != null && column.hasAll();
  }

  @Override
  public VectorValue vector(String vector, int row) {
    return column(vector, SealedColumn.class).read(row);
  }

  /** {@code rows} is the segment's whole number of rows: a sealed segment has no shorter past. */
  @Override
  public VectorIndex index(String vector, int rows) {
    return column(vector, rows, SealedColumn.Dense.class).index();
  }

  /** As {@link #index}. */
  @Override
  public SparseIndex sparseIndex(String vector, int rows) {
    return column(vector, rows, SealedColumn.Sparse.class).index();
  }

  /** As {@link #index}. */
  @Override
  public MultiIndex multiIndex(String vector, int rows) {
    return column(vector, rows, SealedColumn.Multi.class).index();
  }

  @Override
  public FlatIndex scan(String vector, int rows) {
    VectorIndex index = index(vector, rows);
    return index instanceof FlatIndex scan
        ? scan
        : new FlatIndex(index.rows(), index.metric(), kernels);
  }

  @Override
  public boolean indexed(String vector) {
    SealedColumn column = columns.get(vector);
    return column != null && column.indexed();
  }

  /** Rows are in the order of their ids. */
  @Override
  public int compareIds(int rowA, int rowB) {
    return Integer.compare(rowA, rowB);
  }

  @Override
  public long vectorBytes() {
    long bytes = 0;
    for (SealedColumn column : columns.values()) {
      bytes += column.bytes();
    }
    return bytes;
  }

  @Override
  public long payloadBytes() {
    return payloads.byteSize();
  }

  @Override
  public boolean tryAcquire() {
    return references.tryAcquire();
  }

  @Override
  public void release() {
    references.release();
  }

  private <C extends SealedColumn> C column(String vector, int rows, Class<C> kind) {
    if (rows != rows()) {
      throw new IllegalArgumentException("%d rows of %d".formatted(rows, rows()));
    }
    return column(vector, kind);
  }

  private <C extends SealedColumn> C column(String vector, Class<C> kind) {
    SealedColumn column = columns.get(vector);
    if (!kind.isInstance(column)) {
      throw new IllegalArgumentException("the segment has no such vector '" + vector + "'");
    }
    return kind.cast(column);
  }

  private CorruptFileException corrupt(String section, String problem) {
    return new CorruptFileException(file.path(), section, problem);
  }
}
