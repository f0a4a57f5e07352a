package io.dunlin.actors.wire.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.io.Output;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.wire.MessageTooLargeException;
import io.dunlin.actors.wire.WireLimits;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import java.io.NotSerializableException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is refused, and how a form changes. */
class WireVersionTest {
  private static final int LIMIT = 1 << 20;
  private final TestActors actors = new TestActors();
  private final WireCodec codec = new WireCodec(actors, () -> 0);

  @Test
  void anUnknownVersionIsRefused() {
    byte[] bytes = codec.write(new ReadProtocol.Counted(7), LIMIT);
    bytes[1] = 2;

    assertThatThrownBy(() -> codec.read(bytes))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("unknown version 2: written by a newer Dunlin?");
  }

  @Test
  void anUnknownNumberIsRefused() {
    byte[] bytes = codec.write(new ReadProtocol.Counted(7), LIMIT);
    bytes[0] = 127;

    assertThatThrownBy(() -> codec.read(bytes))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("unknown message 125: written by a newer Dunlin?");
  }

  /** 0 is Kryo's null, 1 a class by its name, 2 and 3 an int and a text. */
  @Test
  void numbersOfKryoItselfAreRefused() {
    Output out = new Output(100);
    for (int number : new int[] {0, 1, 2, 3, 17}) {
      out.reset();
      out.writeVarInt(number, true);
      out.writeVarInt(0, true);
      out.writeString("java.io.File");

      assertThatThrownBy(() -> codec.read(out.toBytes()))
          .isInstanceOf(NotSerializableException.class)
          .hasMessageContaining("unknown message " + (number - 2));
    }
  }

  @Test
  void aPartIsNoMessage() {
    byte[] bytes = codec.write(new ReadProtocol.Status(Map.of()), LIMIT);

    assertThatThrownBy(() -> codec.read(bytes))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("Not a message");
  }

  @Test
  void whatHasNoNumberIsNotWritten() {
    assertThatThrownBy(() -> codec.write("text", LIMIT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.String is not sent between nodes");
  }

  @Test
  void aFormIsReadBeforeItIsWritten() {
    record Version(int number) {}
    Form<Version> first = Form.first((out, _) -> out.code(11), in -> new Version(in.code()));
    Form<Version> reading = first.orNext(in -> new Version(in.code() * 10 + in.code()));
    Form<Version> writing =
        reading.writing((out, _) -> {
          out.code(2);
          out.code(2);
        });
    Version any = new Version(0);

    assertThat(write(first, any)).containsExactly(1, 11);
    assertThat(write(reading, any)).containsExactly(1, 11);
    assertThat(write(writing, any)).containsExactly(2, 2, 2);

    assertThat(read(writing, 1, 11)).isEqualTo(new Version(11));
    assertThat(read(writing, 2, 2, 2)).isEqualTo(new Version(22));
    assertThat(read(reading, 2, 2, 2)).isEqualTo(new Version(22));
    assertThatThrownBy(() -> read(first, 2, 2, 2)).isInstanceOf(MalformedMessageException.class);
  }

  private <T> byte[] write(Form<T> form, T value) {
    WireKryo kryo = new WireKryo(actors, () -> 0);
    Output out = kryo.memory(LIMIT);
    kryo.writer().begin(out);
    form.write(kryo.writer(), value);
    return out.toBytes();
  }

  private <T> T read(Form<T> form, int... bytes) {
    WireKryo kryo = new WireKryo(actors, () -> 0);
    byte[] input = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      input[i] = (byte) bytes[i];
    }
    kryo.reader().begin(input);
    T value = form.read(kryo.reader());
    kryo.reader().end();
    return value;
  }

  @Test
  void filtersNestAsDeepAsAllowed() throws NotSerializableException {
    Object deepest = new ReadProtocol.Count(nested(WireLimits.MAX_FILTER_DEPTH));
    Object deeper = new ReadProtocol.Count(nested(WireLimits.MAX_FILTER_DEPTH + 1));

    assertThat(codec.read(codec.write(deepest, LIMIT), Object.class)).isEqualTo(deepest);
    assertThatThrownBy(() -> codec.write(deeper, LIMIT))
        .isInstanceOf(MessageTooLargeException.class)
        .hasMessageContaining("64 levels");
    // The next message is not refused for what that one left behind.
    assertThat(codec.read(codec.write(deepest, LIMIT), Object.class)).isEqualTo(deepest);
  }

  /** Filters in filters and filters of array elements take turns. */
  private static Filter nested(int levels) {
    if (levels == 1) {
      return Filter.ALL;
    }
    Filter inner = nested(levels - 1);
    Condition condition =
        levels % 2 == 0 ? inner : new Condition.Nested(new JsonPath("a", List.of()), inner);
    return new Filter(List.of(condition), List.of(), List.of(), Optional.empty());
  }

  /** Bytes that nest deeper than any writer would write them. */
  @Test
  void deepBytesAreRefused() {
    byte[] bytes = new byte[400_000];
    bytes[0] = (byte) (WireType.READ_COUNT.id() + 2);
    bytes[1] = 1;
    for (int at = 2; at + 3 <= bytes.length; at += 3) {
      bytes[at] = 1;
      bytes[at + 1] = 1;
      bytes[at + 2] = (byte) (WireType.FILTER.id() + 2);
    }

    assertThatThrownBy(() -> codec.read(bytes, Object.class))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("nest deeper than 64 levels");
  }
}
