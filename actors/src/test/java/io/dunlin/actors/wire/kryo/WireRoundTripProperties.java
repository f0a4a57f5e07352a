package io.dunlin.actors.wire.kryo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.NotSerializableException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random messages of every class arrive as they were, and are as large as was said. */
class WireRoundTripProperties {
  private static final int LIMIT = 64 << 20;
  private static final int ROUNDS = 30;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void whatIsReadIsWhatWasWritten(long seed) throws NotSerializableException {
    System.out.println("seed " + seed);
    TestActors actors = new TestActors();
    WireCodec codec = new WireCodec(actors, () -> RandomMessages.NOW);
    RandomMessages messages = new RandomMessages(new Random(seed), actors, false);
    for (int round = 0; round < ROUNDS; round++) {
      for (WireType type : WireType.values()) {
        Object message = messages.of(type);
        byte[] bytes = codec.write(message, LIMIT);

        assertThat(Dump.of(codec.read(bytes, Object.class))).isEqualTo(Dump.of(message));
        assertThat(codec.size(message)).as("%s", type).isEqualTo(bytes.length);
        assertThat(WireSize.of(message)).as("%s", type).isGreaterThanOrEqualTo(bytes.length);
      }
    }
  }
}
