package io.dunlin.actors.wire;

import static io.dunlin.actors.wire.FrameAssembler.FRAME_OVERHEAD;
import static io.dunlin.actors.wire.WireLimits.MAX_FRAME_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.wire.FrameAssembler.Complete;
import io.dunlin.actors.wire.FrameAssembler.Limits;
import io.dunlin.actors.wire.FrameAssembler.Outcome;
import io.dunlin.actors.wire.FrameAssembler.Refused;
import io.dunlin.actors.wire.FrameAssembler.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
  private static final long LIMIT = 4L * (MAX_FRAME_BYTES + FRAME_OVERHEAD);
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private final FrameAssembler assembler =
      new FrameAssembler(new Limits(3, LIMIT, Duration.ofSeconds(1)));

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        1,
        MAX_FRAME_BYTES - 1,
        MAX_FRAME_BYTES,
        MAX_FRAME_BYTES + 1,
        3 * MAX_FRAME_BYTES,
        3 * MAX_FRAME_BYTES + 7
      })
  void whatWasCutIsWholeAgain(int length) {
    byte[] whole = noise(length);
    List<Frame> frames = new Frames(9, whole).all();

    assertThat(frames).hasSize(Math.max(1, (length + MAX_FRAME_BYTES - 1) / MAX_FRAME_BYTES));
    assertThat(frames).allMatch(frame -> frame.bytes().length <= MAX_FRAME_BYTES);
    for (Frame frame : frames.subList(0, frames.size() - 1)) {
      assertThat(assembler.add(frame, 0)).isEqualTo(new Waiting());
    }
    assertThat(assembler.add(frames.getLast(), 0))
        .isInstanceOfSatisfying(
            Complete.class, complete -> assertThat(complete.whole()).isEqualTo(whole));
    assertThat(assembler.bytes()).isZero();
  }

  @Test
  void streamsTakeTurns() {
    Random random = new Random(1);
    List<Frames> streams = new ArrayList<>();
    List<List<Frame>> left = new ArrayList<>();
    for (int stream = 0; stream < 3; stream++) {
      Frames frames = new Frames(stream, noise(MAX_FRAME_BYTES + stream));
      streams.add(frames);
      left.add(new ArrayList<>(frames.all()));
    }
    int completed = 0;
    while (!left.isEmpty()) {
      Frame frame = left.get(random.nextInt(left.size())).removeFirst();
      if (assembler.add(frame, 0) instanceof Complete(byte[] whole)) {
        assertThat(whole).isEqualTo(streams.get((int) frame.stream()).whole());
        completed++;
      }
      left.removeIf(List::isEmpty);
    }
    assertThat(completed).isEqualTo(3);
  }

  @Test
  void noMoreIsHeldThanAllowed() {
    for (int number = 0; number < 4; number++) {
      assertThat(assembler.add(frame(1, number, MAX_FRAME_BYTES), 0)).isEqualTo(new Waiting());
    }
    assertThat(assembler.bytes()).isEqualTo(LIMIT);

    assertRefused(assembler.add(frame(2, 0, 1), 0), "more than the 1048832 bytes");
    // The others are not touched by that.
    assertThat(assembler.bytes()).isEqualTo(LIMIT);
    assertRefused(assembler.add(frame(1, 4, 1), 0), "more than the 1048832 bytes");
    assertThat(assembler.bytes()).isZero();
    assertRefused(assembler.add(frame(1, 5, 1), 0), "unknown stream");
  }

  @Test
  void emptyFramesCostSomething() {
    FrameAssembler small = new FrameAssembler(new Limits(1, 2 * FRAME_OVERHEAD, Duration.ZERO));

    assertThat(small.add(frame(1, 0, 0), 0)).isEqualTo(new Waiting());
    assertThat(small.add(frame(1, 1, 0), 0)).isEqualTo(new Waiting());
    assertRefused(small.add(frame(1, 2, 0), 0), "more than the 128 bytes");
  }

  @Test
  void framesOutOfOrderEndTheirStream() {
    assertThat(assembler.add(frame(1, 0, 10), 0)).isEqualTo(new Waiting());
    assertRefused(assembler.add(frame(1, 2, 10), 0), "frame 2 came after 1 others");
    assertThat(assembler.bytes()).isZero();
    assertRefused(assembler.add(frame(1, 1, 10), 0), "unknown stream");

    assertThat(assembler.add(frame(2, 0, 10), 0)).isEqualTo(new Waiting());
    assertRefused(assembler.add(frame(2, 0, 10), 0), "frame 0 came after 1 others");
  }

  @Test
  void framesThatNoSenderMakesEndTheirStream() {
    assertRefused(assembler.add(frame(1, 0, MAX_FRAME_BYTES + 1), 0), "more than");
    assertRefused(assembler.add(frame(1, -1, 1), 0), "unknown stream");
    assertThat(assembler.bytes()).isZero();
  }

  @Test
  void streamsAreCounted() {
    for (long stream = 1; stream <= 3; stream++) {
      assertThat(assembler.add(frame(stream, 0, 1), 0)).isEqualTo(new Waiting());
    }
    assertRefused(assembler.add(frame(4, 0, 1), 0), "3 messages are under way already");
    assembler.drop(2);
    assertThat(assembler.add(frame(4, 0, 1), 0)).isEqualTo(new Waiting());
    assertThat(assembler.bytes()).isEqualTo(3 * (1 + FRAME_OVERHEAD));
  }

  @Test
  void silentStreamsAreGivenUp() {
    long start = Long.MAX_VALUE - SECOND / 2;
    assertThat(assembler.add(frame(1, 0, 10), start)).isEqualTo(new Waiting());
    assertThat(assembler.add(frame(2, 0, 10), start)).isEqualTo(new Waiting());
    assertThat(assembler.add(frame(1, 1, 10), start + SECOND)).isEqualTo(new Waiting());

    assertThat(assembler.expire(start + SECOND)).isEmpty();
    assertThat(assembler.expire(start + SECOND + 1)).containsExactly(2L);
    assertThat(assembler.bytes()).isEqualTo(2 * (10 + FRAME_OVERHEAD));
    assertThat(assembler.expire(start + 2 * SECOND + 1)).containsExactly(1L);
    assertThat(assembler.bytes()).isZero();
  }

  private static void assertRefused(Outcome outcome, String reason) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).contains(reason));
  }

  /** One of a stream that goes on. */
  private static Frame frame(long stream, int number, int length) {
    return new Frame(stream, number, false, new byte[length]);
  }

  private static byte[] noise(int length) {
    byte[] noise = new byte[length];
    new Random(length).nextBytes(noise);
    return noise;
  }
}
