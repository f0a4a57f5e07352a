package io.dunlin.actors.copy;

import io.dunlin.index.kernel.Kernels;
import io.dunlin.persistence.event.EventBytes;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.event.RowChange;
import io.dunlin.persistence.event.ShardEvent;
import io.dunlin.persistence.manifest.Manifest;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorColumns;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.segment.GrowingSegment;
import io.dunlin.persistence.segment.PayloadOverlay;
import io.dunlin.persistence.segment.SealedSegment;
import io.dunlin.persistence.segment.SectionPlacement;
import io.dunlin.persistence.segment.SegmentSlice;
import io.dunlin.persistence.segment.Tombstones;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A shard's live index: a function of its log, fed event by event. One writer applies and
 * publishes; any thread reads through {@link #acquire}.
 */
public final class ShardCopy {
  private static final Logger log = LoggerFactory.getLogger(ShardCopy.class);

  private final ShardId shard;
  private final Kernels kernels;
  private final SectionPlacement placement;
  private final Path directory;

  private LogPoint at;
  private long time;
  private volatile VectorColumns vectors;
  // Sealed and frozen parts; the growing segment stands apart until it is frozen.
  private List<Part> settled;
  private Part growing;
  // Merges whose files were not there, by position.
  private final NavigableMap<Long, ShardEvent.SegmentsMerged> awaited = new TreeMap<>();
  private long growingBytes;

  private volatile ShardView view;
  private volatile ShardView frozen;
  private volatile Backlog backlog = Backlog.NONE;
  private volatile boolean building;
  private volatile BuildReport builds = BuildReport.NONE;
  private final RecentQueries recentQueries = new RecentQueries();
  private volatile boolean broken;
  private volatile Standing standing = Standing.UNKNOWN;
  private final AtomicBoolean closed = new AtomicBoolean();
  private int damagedOutputs;

  private ShardCopy(
      ShardId shard,
      VectorColumns vectors,
      Kernels kernels,
      SectionPlacement placement,
      Path directory,
      LogPoint at,
      long time,
      List<Part> settled) {
    this.shard = shard;
    this.vectors = vectors;
    this.kernels = kernels;
    this.placement = placement;
    this.directory = directory;
    this.at = at;
    this.time = time;
    this.settled = settled;
    this.growing = grow(at.position());
    this.view = snapshot();
    this.frozen = settledOnly();
  }

  /**
   * A shard without any event.
   *
   * @param specs the vectors that its collection was made with, by name
   */
  public static ShardCopy empty(
      ShardId shard,
      Map<String, ? extends VectorKind> specs,
      Kernels kernels,
      SectionPlacement placement,
      Path directory) {
    return new ShardCopy(
        shard,
        VectorColumns.first(specs),
        kernels,
        placement,
        directory,
        LogPoint.START,
        0,
        List.of());
  }

  /**
   * The shard as of a manifest. Opens and verifies every segment.
   *
   * @param specs the vectors that its collection was made with, by name
   * @throws IOException when one is missing or damaged beyond its derived parts; nothing stays open
   *     then
   */
  public static ShardCopy open(
      Manifest manifest,
      Map<String, ? extends VectorKind> specs,
      Kernels kernels,
      SectionPlacement placement,
      Path directory)
      throws IOException {
    VectorColumns vectors = manifest.vectors().orElseGet(() -> VectorColumns.first(specs));
    List<Part> parts = new ArrayList<>();
    try {
      for (Manifest.Entry entry : manifest.segments()) {
        SealedSegment segment =
            SealedSegment.open(directory.resolve(entry.file()), kernels, placement);
        parts.add(
            new Part(
                entry.name(),
                new SegmentSlice(segment, segment.rows(), entry.dead(), entry.overlay(), vectors),
                true));
      }
    } catch (IOException e) {
      parts.forEach(part -> part.slice().segment().release());
      throw e;
    }
    return new ShardCopy(
        manifest.shard(),
        vectors,
        kernels,
        placement,
        directory,
        manifest.at(),
        manifest.time(),
        parts);
  }

  public ShardId shard() {
    return shard;
  }

  /** The vectors that this shard's points may have after the last applied event. Any thread. */
  public VectorColumns vectors() {
    return vectors;
  }

  /** Where the shard's sealed files are. */
  public Path directory() {
    return directory;
  }

  /** The last entry applied. Writer only. */
  public LogPoint at() {
    return at;
  }

  /** Its position. Writer only. */
  public long position() {
    return at.position();
  }

  /** The time of the last event. Writer only. */
  public long time() {
    return time;
  }

  /** Bytes of the changes since the last freeze. Writer only. */
  public long growingBytes() {
    return growingBytes;
  }

  /** The newest published view, held for the caller; for those who know that the copy is open. */
  public ShardView acquire() {
    return tryAcquire()
        .orElseThrow(() -> new IllegalStateException("the copy of shard " + shard + " is closed"));
  }

  /** The newest published view, held for the caller; empty when the copy is closed. */
  public Optional<ShardView> tryAcquire() {
    while (true) {
      ShardView current = view;
      if (current.tryAcquire()) {
        return Optional.of(current);
      }
      if (closed.get()) {
        return Optional.empty();
      }
    }
  }

  /**
   * The sealed and frozen parts as of the last freeze, held for the caller: what builds start from.
   * Any thread may ask, as long as the copy is not closed.
   */
  public ShardView acquireFrozen() {
    while (true) {
      ShardView current = frozen;
      if (current.tryAcquire()) {
        return current;
      }
      if (closed.get()) {
        throw new IllegalStateException("the copy of shard " + shard + " is closed");
      }
    }
  }

  /**
   * True when an entry was applied in part only, or does not belong here: such a copy must not be
   * read or written on.
   */
  public boolean broken() {
    return broken;
  }

  /** Outputs of merges that a replay found damaged, wholly or in part, so far. Writer only. */
  public int damagedOutputs() {
    return damagedOutputs;
  }

  /** How far it may answer for its shard. Any thread may ask. */
  public Standing standing() {
    return standing;
  }

  /** Told by whoever feeds it. */
  public void standing(Standing now) {
    standing = now;
  }

  /** What waits to be sealed. Any thread may ask. */
  public Backlog backlog() {
    return backlog;
  }

  /** Whether segments are being built. Any thread may ask. */
  public boolean building() {
    return building;
  }

  /** Told by the shard's owner. */
  public void building(boolean now) {
    building = now;
  }

  /** What was built last, and what is. Any thread may ask. */
  public BuildReport builds() {
    return builds;
  }

  /** Told by the shard's owner. */
  public void builds(BuildReport now) {
    builds = now;
  }

  /** What this copy was searched with lately. Any thread may ask and add. */
  public RecentQueries recentQueries() {
    return recentQueries;
  }

  /** Where a live point stands after the last applied event. Writer only. */
  public ShardView.@Nullable Location find(PointId id) {
    int row = growing.slice().rowOf(id);
    if (row >= 0) {
      return new ShardView.Location(growing.slice(), row);
    }
    for (Part part : settled) {
      row = part.slice().rowOf(id);
      if (row >= 0) {
        return new ShardView.Location(part.slice(), row);
      }
    }
    return null;
  }

  /**
   * Applies the next entry of the log's history. In replay, sealed files are opened here; where one
   * cannot be used its inputs stay and the answer is the same, only slower, until it is built anew.
   *
   * @throws IllegalStateException when an epoch begins from another history than this copy has
   */
  public void apply(long position, LogEntry<ShardEvent> entry) {
    apply(position, entry, null);
  }

  /** Applies a merge whose output is open already. */
  public void apply(long position, LogEntry<ShardEvent> entry, @Nullable SealedSegment output) {
    broken = true;
    LogPoint before = at;
    at = before.next(position, entry);
    switch (entry) {
      case LogEntry.EpochStarted<ShardEvent> started -> checkPrefix(started, before);
      case LogEntry.Written<ShardEvent> written -> {
        switch (written.event()) {
          case ShardEvent.Committed committed -> commit(committed);
          case ShardEvent.SegmentFrozen _ -> freeze();
          case ShardEvent.SegmentsMerged merged -> merge(merged, output);
          case ShardEvent.VectorsChanged changed -> change(changed.vectors());
        }
      }
    }
    broken = false;
  }

  private void checkPrefix(LogEntry.EpochStarted<ShardEvent> started, LogPoint before) {
    if (started.prefix() != before.prefix()) {
      throw new IllegalStateException(
          "shard %s: epoch %d began from a log that differs from this copy's before position %d"
              .formatted(shard, started.epoch(), at.position()));
    }
  }

  /** What it holds turned out not to be this log's: it must not be read or written on. */
  public void disown() {
    broken = true;
  }

  /** Makes all that was applied visible to readers. */
  public void publish() {
    ShardView old = view;
    view = snapshot();
    old.release();
  }

  /** The manifest of {@code base} with the merge in it, when nothing of it is unsealed. */
  public Optional<Manifest> manifest(
      ShardView base, ShardEvent.SegmentsMerged merged, long name, SealedSegment output) {
    return manifest(
        base.at(),
        base.time(),
        PartSwap.swap(base.parts(), new HashSet<>(merged.inputs()), merged.asOf(), name, output));
  }

  /** The manifest as of the last freeze, when nothing up to there is unsealed. Writer only. */
  public Optional<Manifest> manifest() {
    ShardView was = frozen;
    return was.parts().isEmpty() ? Optional.empty() : manifest(was.at(), was.time(), was.parts());
  }

  private Optional<Manifest> manifest(LogPoint asOf, long eventTime, List<Part> parts) {
    if (!parts.stream().allMatch(Part::sealed)) {
      return Optional.empty();
    }
    List<Manifest.Entry> entries = new ArrayList<>();
    for (Part part : parts) {
      SealedSegment segment = (SealedSegment) part.slice().segment();
      entries.add(
          new Manifest.Entry(
              part.name(),
              segment.file().getFileName().toString(),
              segment.rows(),
              part.slice().dead(),
              part.slice().overlay()));
    }
    return Optional.of(
        new Manifest(
            shard,
            asOf,
            eventTime,
            entries,
            vectors.changes() == 0 ? Optional.empty() : Optional.of(vectors)));
  }

  /** Lets go of everything, once; readers that hold a view finish on it. Its writer is gone. */
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    view.release();
    frozen.release();
    settled.forEach(part -> part.slice().segment().release());
    growing.slice().segment().release();
  }

  private void commit(ShardEvent.Committed committed) {
    time = Math.max(time, committed.time());
    PartChanges changes = new PartChanges();
    GrowingSegment rows = (GrowingSegment) growing.slice().segment();
    for (RowChange change : committed.changes()) {
      ShardView.@Nullable Location before = find(change.id());
      growingBytes += EventBytes.sizeOf(change);
      switch (change) {
        case RowChange.Put put -> {
          if (before != null) {
            changes.kill(before);
          }
          // A manifest may know of changes that the log behind it has yet to say.
          rows.append(put.id(), vectors.present(put.vectors()), put.payload(), at.position());
        }
        case RowChange.PutPayload put -> {
          // A replay that starts from a manifest may meet a change of a point that the manifest
          // knows as gone.
          if (before != null) {
            changes.overlay(before, new PayloadOverlay.Entry(put.payload(), at.position()));
          }
        }
        case RowChange.Remove _ -> {
          if (before != null) {
            changes.kill(before);
          }
        }
      }
    }
    settled = changes.isEmpty() ? settled : settled.stream().map(changes::applyTo).toList();
    SegmentSlice grown = changes.applyTo(growing).slice();
    growing =
        new Part(
            growing.name(),
            new SegmentSlice(rows, rows.rows(), grown.dead(), grown.overlay(), vectors),
            false);
  }

  private void change(VectorColumns changed) {
    if (changed.changes() > vectors.changes()) {
      vectors = changed;
      settled = settled.stream().map(part -> part.with(changed)).toList();
      growing = growing.with(changed);
    }
    freeze();
  }

  private void freeze() {
    if (growing.slice().rows() > 0) {
      List<Part> parts = new ArrayList<>(settled);
      parts.add(new Part(growing.name(), growing.slice(), true));
      settled = List.copyOf(parts);
    } else {
      growing.slice().segment().release();
    }
    // Also when it was empty: a shard opened from this freeze's manifest names it so.
    growing = grow(at.position());
    growingBytes = 0;
    refreeze(settledOnly());
  }

  private void merge(ShardEvent.SegmentsMerged merged, @Nullable SealedSegment opened) {
    Optional<Set<Long>> inputs = partsOf(merged.inputs());
    if (inputs.isEmpty()) {
      // A replay: the manifest has the output, or something made of it, already.
      return;
    }
    SealedSegment output = opened != null ? opened : openOrNull(merged.file());
    if (output == null) {
      awaited.put(at.position(), merged);
    } else {
      install(at.position(), merged, inputs.get(), output);
    }
  }

  /**
   * The parts that hold the rows of these segments: themselves, or, for one whose file is awaited,
   * what it is made of. Empty when some are in none.
   */
  private Optional<Set<Long>> partsOf(List<Long> names) {
    Set<Long> parts = new HashSet<>();
    for (long name : names) {
      if (settled.stream().anyMatch(part -> part.name() == name)) {
        parts.add(name);
      } else {
        Optional<Set<Long>> made =
            Optional.ofNullable(awaited.get(name)).flatMap(merged -> partsOf(merged.inputs()));
        if (made.isEmpty()) {
          return made;
        }
        parts.addAll(made.get());
      }
    }
    return Optional.of(parts);
  }

  private void install(
      long name, ShardEvent.SegmentsMerged merged, Set<Long> inputs, SealedSegment output) {
    List<Part> before = settled;
    settled = List.copyOf(PartSwap.swap(settled, inputs, merged.asOf(), name, output));
    ShardView was = frozen;
    refreeze(
        new ShardView(
            was.at(), was.time(), PartSwap.swap(was.parts(), inputs, merged.asOf(), name, output)));
    before.stream()
        .filter(part -> inputs.contains(part.name()))
        .forEach(part -> part.slice().segment().release());
    awaited.remove(name);
    Set<Long> over = new HashSet<>();
    awaited.forEach((other, waiting) -> {
      if (partsOf(waiting.inputs()).isEmpty()) {
        over.add(other);
      }
    });
    awaited.keySet().removeAll(over);
  }

  /**
   * The newest merge whose file was not there: its position and the file's name. Until it is
   * supplied its inputs stay, and answers are the same, only slower. Writer only.
   */
  public Optional<Map.Entry<Long, String>> awaited() {
    return Optional.ofNullable(awaited.lastEntry())
        .map(newest -> Map.entry(newest.getKey(), newest.getValue().file()));
  }

  /** Opens a file of this shard. Waits for the disk. */
  public SealedSegment open(String file) throws IOException {
    return SealedSegment.open(directory.resolve(file), kernels, placement);
  }

  /**
   * Puts the output of an awaited merge in its place and shows it. Writer only.
   *
   * @return whether it was taken; else it is of no use any more, and the caller's to release
   */
  public boolean supply(long name, SealedSegment output) {
    ShardEvent.SegmentsMerged merged = awaited.get(name);
    if (merged == null) {
      return false;
    }
    Optional<Set<Long>> inputs = partsOf(merged.inputs());
    if (inputs.isEmpty()) {
      return false;
    }
    install(name, merged, inputs.get(), output);
    publish();
    return true;
  }

  private @Nullable SealedSegment openOrNull(String file) {
    try {
      SealedSegment segment = SealedSegment.open(directory.resolve(file), kernels, placement);
      damagedOutputs += segment.damaged().isEmpty() ? 0 : 1;
      return segment;
    } catch (NoSuchFileException e) {
      // Merged into another since, and removed.
      log.debug("Shard {}: segment file {} is no longer there", shard, file);
    } catch (IOException | RuntimeException e) {
      damagedOutputs++;
      log.warn(
          "Shard {}: segment file {} cannot be used and will be built anew from the log: {}",
          shard,
          file,
          e.toString());
    }
    return null;
  }

  private Part grow(long name) {
    return new Part(
        name,
        new SegmentSlice(
            new GrowingSegment(vectors.kinds(), kernels),
            0,
            Tombstones.NONE,
            PayloadOverlay.NONE,
            vectors),
        false);
  }

  private ShardView snapshot() {
    List<Part> parts = new ArrayList<>(settled);
    parts.add(growing);
    return new ShardView(at, time, parts);
  }

  private ShardView settledOnly() {
    return new ShardView(at, time, settled);
  }

  private void refreeze(ShardView now) {
    ShardView old = frozen;
    frozen = now;
    old.release();
    long rows = 0;
    long bytes = 0;
    for (Part part : settled) {
      if (!part.sealed()) {
        rows += part.slice().rows();
        bytes += part.slice().segment().vectorBytes();
      }
    }
    backlog = new Backlog(rows, bytes);
  }
}
