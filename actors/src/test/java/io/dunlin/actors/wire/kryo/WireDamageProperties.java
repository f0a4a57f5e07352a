package io.dunlin.actors.wire.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.NotSerializableException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged messages are refused or read, and cost no more memory than their length allows. */
class WireDamageProperties {
  private static final int LIMIT = 1 << 20;
  private static final int FLIPS = 3_000;

  /** What a read may take besides what it makes: exceptions, and now and then a new Kryo. */
  private static final long OVERHEAD = 1 << 20;

  private static final int TIMES_ITS_LENGTH = 100;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final TestActors actors = new TestActors();
  private final WireCodec codec = new WireCodec(actors, () -> RandomMessages.NOW);

  @Test
  void everyCutIsRefused() {
    RandomMessages messages = new RandomMessages(new Random(0), actors, true);
    for (WireType type : WireType.values()) {
      byte[] bytes = codec.write(messages.of(type), LIMIT);
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> codec.read(cut, Object.class))
            .as("%d of %d bytes of %s", length, bytes.length, type)
            .isInstanceOf(NotSerializableException.class);
      }
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      assertThatThrownBy(() -> codec.read(longer, Object.class))
          .isInstanceOf(NotSerializableException.class);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = 1)
  void changedBytesAreRefusedOrRead(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    RandomMessages messages = new RandomMessages(random, actors, false);
    int refused = 0;
    for (WireType type : WireType.values()) {
      byte[] bytes = codec.write(messages.of(type), LIMIT);
      for (int i = 0; i < FLIPS; i++) {
        byte[] changed = bytes.clone();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
          changed[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        refused += reads(changed) ? 0 : 1;
      }
    }
    assertThat(refused).isPositive().isLessThan(WireType.values().length * FLIPS);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = 2)
  void noiseIsRefusedOrRead(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<WireType> types = List.of(WireType.values());
    for (int i = 0; i < 100_000; i++) {
      byte[] noise = new byte[random.nextInt(100)];
      random.nextBytes(noise);
      if (noise.length > 2) {
        // Far enough into a message for something to go wrong there.
        noise[0] = (byte) (types.get(random.nextInt(types.size())).id() + 2);
        noise[1] = 1;
      }
      boolean _ = reads(noise);
    }
  }

  /** A length of two thousand million before a few bytes, wherever a length could stand. */
  @Test
  void largeLengthsCostNothing() {
    RandomMessages messages = new RandomMessages(new Random(0), actors, true);
    for (WireType type : WireType.values()) {
      byte[] bytes = codec.write(messages.of(type), LIMIT);
      for (int at = 2; at < bytes.length; at++) {
        byte[] changed = Arrays.copyOf(bytes, Math.max(bytes.length, at + 5));
        changed[at] = changed[at + 1] = changed[at + 2] = changed[at + 3] = -1;
        changed[at + 4] = 7;
        boolean _ = reads(changed);
      }
    }
  }

  /** What the first read of a kind takes is that of classes which are loaded for it. */
  private boolean reads(byte[] bytes) {
    long most = OVERHEAD + (long) TIMES_ITS_LENGTH * bytes.length;
    if (allocated(bytes) >= most) {
      assertThat(allocated(bytes)).isLessThan(most);
    }
    try {
      codec.read(bytes, Object.class);
      return true;
    } catch (NotSerializableException refused) {
      return false;
    }
  }

  private long allocated(byte[] bytes) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      codec.read(bytes, Object.class);
    } catch (NotSerializableException _) {
      // What it took counts as well.
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
