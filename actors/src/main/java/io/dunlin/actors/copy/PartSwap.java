package io.dunlin.actors.copy;

import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.segment.PayloadOverlay;
import io.dunlin.persistence.segment.SealedSegment;
import io.dunlin.persistence.segment.SegmentSlice;
import io.dunlin.persistence.segment.Tombstones;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts a sealed segment in the place of those it was made of, carrying over what happened to their
 * rows since. A pure function of the parts, so the same in a running shard and in replay: no row
 * map is needed.
 *
 * <p>Why it is right: the output holds each point that was live at {@code asOf} in exactly one of
 * the inputs. All rows of the inputs are older than {@code asOf}, a point has one live row at most,
 * and a dead row never lives again. So an output row is dead now exactly when no input holds its
 * point alive.
 */
final class PartSwap {
  private PartSwap() {}

  /**
   * The parts with {@code output}, under {@code name}, instead of {@code inputs}, at the place of
   * the first.
   */
  static List<Part> swap(
      List<Part> parts, Set<Long> inputs, long asOf, long name, SealedSegment output) {
    List<SegmentSlice> replaced =
        parts.stream().filter(part -> inputs.contains(part.name())).map(Part::slice).toList();
    Part made = new Part(name, carryOver(replaced, asOf, output), true);
    List<Part> result = new ArrayList<>();
    for (Part part : parts) {
      if (!inputs.contains(part.name())) {
        result.add(part);
      } else if (!result.contains(made)) {
        result.add(made);
      }
    }
    return result;
  }

  private static SegmentSlice carryOver(
      List<SegmentSlice> inputs, long asOf, SealedSegment output) {
    int[] dead = new int[64];
    int deadCount = 0;
    Map<Integer, PayloadOverlay.Entry> newer = new HashMap<>();
    for (SegmentSlice input : inputs) {
      Tombstones gone = input.dead();
      for (int row = gone.nextDead(0);
          row >= 0 && row < input.rows();
          row = gone.nextDead(row + 1)) {
        PointId id = input.segment().id(row);
        int moved = output.rowOf(id, output.rows());
        if (moved >= 0 && inputs.stream().noneMatch(slice -> slice.rowOf(id) >= 0)) {
          if (deadCount == dead.length) {
            dead = Arrays.copyOf(dead, deadCount * 2);
          }
          dead[deadCount++] = moved;
        }
      }
      input
          .overlay()
          .forEach((row, entry) -> {
            if (entry.version() > asOf && input.isLive(row)) {
              newer.put(output.rowOf(input.segment().id(row), output.rows()), entry);
            }
          });
    }
    return new SegmentSlice(
        output,
        output.rows(),
        Tombstones.NONE.with(dead, deadCount),
        PayloadOverlay.NONE.with(newer),
        inputs.getFirst().vectors());
  }
}
