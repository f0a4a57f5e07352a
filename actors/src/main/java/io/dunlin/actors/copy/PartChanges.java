package io.dunlin.actors.copy;

import io.dunlin.persistence.segment.PayloadOverlay;
import io.dunlin.persistence.segment.Segment;
import io.dunlin.persistence.segment.SegmentSlice;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one commit does to rows that exist, gathered per segment so that each segment's bitmap is
 * copied once.
 */
final class PartChanges {
  private final IdentityHashMap<Segment, Rows> bySegment = new IdentityHashMap<>();

  private static final class Rows {
    int[] dead = new int[16];
    int deadCount;
    final Map<Integer, PayloadOverlay.Entry> overlay = new HashMap<>();
  }

  boolean isEmpty() {
    return bySegment.isEmpty();
  }

  void kill(ShardView.Location at) {
    Rows rows = of(at);
    if (rows.deadCount == rows.dead.length) {
      rows.dead = Arrays.copyOf(rows.dead, rows.deadCount * 2);
    }
    rows.dead[rows.deadCount++] = at.row();
  }

  void overlay(ShardView.Location at, PayloadOverlay.Entry entry) {
    of(at).overlay.put(at.row(), entry);
  }

  Part applyTo(Part part) {
    SegmentSlice slice = part.slice();
    @Nullable Rows rows = bySegment.get(slice.segment());
    if (rows == null) {
      return part;
    }
    return new Part(
        part.name(),
        new SegmentSlice(
            slice.segment(),
            slice.rows(),
            slice.dead().with(rows.dead, rows.deadCount),
            slice.overlay().with(rows.overlay),
            slice.vectors()),
        part.settled());
  }

  private Rows of(ShardView.Location at) {
    return bySegment.computeIfAbsent(at.slice().segment(), _ -> new Rows());
  }
}
