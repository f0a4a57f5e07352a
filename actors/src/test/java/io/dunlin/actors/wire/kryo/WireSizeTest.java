package io.dunlin.actors.wire.kryo;

import static io.dunlin.actors.wire.WireLimits.MAX_MESSAGE_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.actors.wire.Frame;
import io.dunlin.actors.wire.MessageTooLargeException;
import io.dunlin.actors.wire.WireLimits;
import org.junit.jupiter.api.Test;

class WireSizeTest {
  private final WireCodec codec = new WireCodec(new TestActors(), () -> 0);

  @Test
  void theLimitIsTheLastSizeThatIsSent() {
    int overhead = (int) WireSize.of(new Frame(1, 0, true, new byte[MAX_MESSAGE_BYTES / 2]));
    int most = MAX_MESSAGE_BYTES - (overhead - MAX_MESSAGE_BYTES / 2);
    Frame fits = new Frame(1, 0, true, new byte[most]);
    Frame tooLarge = new Frame(1, 0, true, new byte[most + 1]);

    assertThat(WireSize.of(fits)).isEqualTo(MAX_MESSAGE_BYTES);
    assertThat(codec.write(fits, MAX_MESSAGE_BYTES)).hasSize(MAX_MESSAGE_BYTES);

    assertThatThrownBy(() -> codec.write(tooLarge, MAX_MESSAGE_BYTES))
        .isInstanceOf(MessageTooLargeException.class);
  }

  @Test
  void whatStandsAroundAContentIsLeftRoomFor() {
    Frame fits = new Frame(1, 0, true, new byte[WireLimits.MAX_CONTENT_BYTES / 2]);
    assertThat(WireSize.ofContent("it", fits)).isEqualTo(WireSize.of(fits));
    Frame tooLarge = new Frame(1, 0, true, new byte[WireLimits.MAX_CONTENT_BYTES]);
    assertThatThrownBy(() -> WireSize.ofContent("it", tooLarge))
        .isInstanceOf(MessageTooLargeException.class)
        .hasMessage("it takes %d bytes; at most 1040384 are sent at once", WireSize.of(tooLarge));
  }

  @Test
  void sizesBeyondTheLimitAreTold() {
    assertThat(WireSize.of(new Frame(1, 0, true, new byte[50 << 20]))).isGreaterThan(50 << 20);
  }

  /** What is too large to be sent whole is written for frames, with another limit. */
  @Test
  void moreIsWrittenWhereMoreIsAllowed() throws Exception {
    Frame large = new Frame(1, 0, true, new byte[3 << 20]);
    byte[] bytes = codec.write(large, 4 << 20);

    assertThat(((Frame) codec.read(bytes)).bytes()).hasSize(3 << 20);
  }
}
