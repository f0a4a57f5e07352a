package io.dunlin.actors.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Puts the frames of some messages together again. Holds no more than {@link Limits} say: a frame
 * that is over them, or out of order, ends its stream, and what was held of that is let go.
 *
 * <p>Belongs to one actor. Knows no clock: times are those of one monotonic clock, in nanoseconds.
 */
public final class FrameAssembler {
  /** What a frame is counted as besides its bytes, so that small ones are bounded too. */
  static final int FRAME_OVERHEAD = 64;

  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  /**
   * @param streams messages under way at the same time
   * @param bytes of all of them together
   * @param silence the longest time from one frame of a message to the next
   */
  public record Limits(int streams, long bytes, Duration silence) {}

  /** What a frame led to. */
  public sealed interface Outcome {}

  /** Others are still to come. */
  public record Waiting() implements Outcome {}

  /** It was the last one. */
  public record Complete(byte[] whole) implements Outcome {}

  /** Nothing more will come of this stream; the sender is to be told. */
  public record Refused(String reason) implements Outcome {}

  private static final class Stream {
    private final List<byte[]> parts = new ArrayList<>();
    private int bytes;
    private long lastHeard;
  }

  private final Limits limits;
  private final Map<Long, Stream> streams = new HashMap<>();
  private long bytes;

  public FrameAssembler(Limits limits) {
    this.limits = limits;
  }

  /** Takes a frame that came at {@code nanoTime}. */
  public Outcome add(Frame frame, long nanoTime) {
    Stream stream = streams.get(frame.stream());
    if (stream == null) {
      if (frame.number() != 0) {
        // The end of a stream that was refused or given up; or its beginning was lost.
        return new Refused("frame %d of an unknown stream".formatted(frame.number()));
      }
      if (streams.size() >= limits.streams()) {
        return new Refused("%d messages are under way already".formatted(streams.size()));
      }
      stream = new Stream();
      streams.put(frame.stream(), stream);
    }
    if (frame.number() != stream.parts.size()) {
      drop(frame.stream());
      return new Refused(
          "frame %d came after %d others".formatted(frame.number(), stream.parts.size()));
    }
    int cost = frame.bytes().length + FRAME_OVERHEAD;
    if (frame.bytes().length > WireLimits.MAX_FRAME_BYTES
        || bytes + cost > limits.bytes()
        || (long) stream.bytes + cost > LONGEST_ARRAY) {
      drop(frame.stream());
      return new Refused(
          "frame %d is more than the %d bytes that are held at once"
              .formatted(frame.number(), limits.bytes()));
    }
    stream.parts.add(frame.bytes());
    stream.bytes += cost;
    stream.lastHeard = nanoTime;
    bytes += cost;
    if (!frame.last()) {
      return new Waiting();
    }
    drop(frame.stream());
    return new Complete(join(stream));
  }

  /** Gives up messages of which nothing was heard for too long, and says which. */
  public List<Long> expire(long nanoTime) {
    List<Long> expired = new ArrayList<>();
    for (Iterator<Map.Entry<Long, Stream>> all = streams.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<Long, Stream> one = all.next();
      if (nanoTime - one.getValue().lastHeard > limits.silence().toNanos()) {
        bytes -= one.getValue().bytes;
        expired.add(one.getKey());
        all.remove();
      }
    }
    return expired;
  }

  /** Lets go of what is held of a message that nobody waits for any more. */
  public void drop(long stream) {
    Stream dropped = streams.remove(stream);
    if (dropped != null) {
      bytes -= dropped.bytes;
    }
  }

  /** Bytes held, of all messages, with what the frames themselves are counted as. */
  public long bytes() {
    return bytes;
  }

  private static byte[] join(Stream stream) {
    byte[] whole = new byte[stream.bytes - stream.parts.size() * FRAME_OVERHEAD];
    int at = 0;
    for (byte[] part : stream.parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return whole;
  }
}
