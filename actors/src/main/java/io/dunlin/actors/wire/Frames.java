package io.dunlin.actors.wire;

import static io.dunlin.actors.wire.WireLimits.MAX_FRAME_BYTES;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A serialized message, cut for sending. Frames are made when they are asked for, so that a sender
 * with credit for a few holds no more than these and the whole.
 *
 * @param whole never changed meanwhile
 */
public record Frames(long stream, byte[] whole) {
  /** At least one: an empty message is one empty frame. */
  public int count() {
    return Math.max(1, Math.ceilDiv(whole.length, MAX_FRAME_BYTES));
  }

  public Frame frame(int number) {
    Objects.checkIndex(number, count());
    int from = number * MAX_FRAME_BYTES;
    int to = (int) Math.min(whole.length, (long) from + MAX_FRAME_BYTES);
    return new Frame(stream, number, number == count() - 1, Arrays.copyOfRange(whole, from, to));
  }

  public List<Frame> all() {
    return IntStream.range(0, count()).mapToObj(this::frame).toList();
  }
}
