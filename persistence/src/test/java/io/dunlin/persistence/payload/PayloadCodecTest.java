package io.dunlin.persistence.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.Payload.JsonNull;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadCodecTest {
  /** One of every kind. These bytes are on disks: a change here needs a new version byte. */
  @Test
  void layoutStaysAsItIs() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("n", JsonNull.NULL);
    fields.put("f", false);
    fields.put("t", true);
    fields.put("l", -300L);
    fields.put("big", BigInteger.ONE.shiftLeft(64));
    fields.put("d", 1.5);
    fields.put("s", "né");
    fields.put("a", List.of(1L, "x"));
    fields.put("o", Map.of("k", List.of()));

    byte[] bytes = PayloadCodec.encode(new Payload(fields));

    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo(
            "01"
                + "016e00"
                + "016601"
                + "017402"
                + "016c03d704"
                + "036269670409010000000000000000"
                + "016405000000000000f83f"
                + "017306036ec3a9"
                + "016107050302060178"
                + "016f0804016b0700");
    assertThat(PayloadCodec.decode(bytes)).isEqualTo(new Payload(fields));
  }

  @Test
  void emptyPayloadIsItsVersionByte() {
    assertThat(PayloadCodec.encode(Payload.EMPTY)).containsExactly(1);
    assertThat(PayloadCodec.decode(new byte[] {1})).isEqualTo(Payload.EMPTY);
  }

  @Test
  void keysKeepTheirOrder() {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (String key : List.of("z", "a", "m", "b", "y")) {
      fields.put(key, 1L);
    }

    Payload decoded = PayloadCodec.decode(PayloadCodec.encode(new Payload(fields)));

    assertThat(decoded.fields().keySet()).containsExactly("z", "a", "m", "b", "y");
  }

  @Test
  void decodedPayloadCannotBeChanged() {
    Payload decoded =
        PayloadCodec.decode(PayloadCodec.encode(new Payload(Map.of("a", List.of(1L)))));

    assertThatThrownBy(() -> decoded.fields().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void nestingIsLimitedOnBothSides() {
    Payload deepest = new Payload(nest(PayloadCodec.MAX_DEPTH - 1));
    Payload tooDeep = new Payload(nest(PayloadCodec.MAX_DEPTH));

    assertThat(PayloadCodec.decode(PayloadCodec.encode(deepest))).isEqualTo(deepest);
    assertThatThrownBy(() -> PayloadCodec.encode(tooDeep))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("payload nests deeper than 128 levels");
    assertThat(PayloadCodec.fits(deepest, 0)).isTrue();
    assertThat(PayloadCodec.fits(deepest, 1)).isFalse();
    assertThat(PayloadCodec.fits(tooDeep, 0)).isFalse();
    assertThat(PayloadCodec.fits(Payload.EMPTY, PayloadCodec.MAX_DEPTH - 1)).isTrue();
    assertThat(PayloadCodec.fits(Payload.EMPTY, PayloadCodec.MAX_DEPTH)).isFalse();
    byte[] arrays = {};
    for (int i = 0; i < PayloadCodec.MAX_DEPTH; i++) {
      arrays = array(arrays);
    }
    byte[] framed = concat(new byte[] {PayloadCodec.VERSION, 1, 'a'}, arrays);
    assertThatThrownBy(() -> PayloadCodec.decode(framed))
        .isInstanceOf(MalformedPayloadException.class)
        .hasMessageContaining("nests deeper than 128 levels");
  }

  private static byte[] array(byte[] body) {
    byte[] head =
        body.length < 128
            ? new byte[] {PayloadCodec.ARRAY, (byte) body.length}
            : new byte[] {
              PayloadCodec.ARRAY, (byte) (body.length | 0x80), (byte) (body.length >> 7)
            };
    return concat(head, body);
  }

  private static byte[] concat(byte[] head, byte[] tail) {
    byte[] both = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, both, head.length, tail.length);
    return both;
  }

  private static Map<String, Object> nest(int levels) {
    Object value = List.of();
    for (int i = 1; i < levels; i++) {
      value = i % 2 == 0 ? List.of(value) : Map.of("k", value);
    }
    return Map.of("a", value);
  }

  @Test
  void refusesWhatIsNoJsonValue() {
    assertThatThrownBy(() -> PayloadCodec.encode(new Payload(Map.of("a", 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a payload value: java.lang.Integer");
  }

  @Test
  void unpairedSurrogateBecomesQuestionMark() {
    Payload decoded = PayloadCodec.decode(PayloadCodec.encode(new Payload(Map.of("a", "\uD800"))));

    assertThat(decoded.fields()).containsEntry("a", "?");
  }

  @ParameterizedTest
  @CsvSource({
    "'', ends too early at byte 0",
    "02, unknown version 2 at byte 0",
    "0105, length runs past the end at byte 1",
    "01016b, ends too early at byte 3",
    "01016b09, unknown tag 9 at byte 3",
    "01016b03, ends too early at byte 4",
    "01016b03ffffffffffffffffffff, varint longer than 10 bytes at byte 4",
    "01016b0400, integer without digits at byte 3",
    "01016b0500, ends too early at byte 4",
    "01016b0602c328, text is not UTF-8 at byte 5",
    "01016b06ffffffff7f, length runs past the end at byte 4",
    "01016b06ffffffffffffffffff01, length runs past the end at byte 4",
    "01016b0702, length runs past the end at byte 4",
    "01016b070103, ends too early at byte 6",
    "01016b00016b00, key 'k' stands twice at byte 4",
  })
  void saysWhatIsWrongAndWhere(String hex, String message) {
    assertThatThrownBy(() -> PayloadCodec.decode(HexFormat.of().parseHex(hex)))
        .isInstanceOf(MalformedPayloadException.class)
        .hasMessage("malformed payload: " + message);
  }

  @Test
  void readsOnePathAndLooksAtNothingElse() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("skipped", List.of("xyz"));
    fields.put("a", List.of(Map.of("b", 1L), Map.of("c", 2L), Map.of("b", 3L)));
    byte[] bytes = PayloadCodec.encode(new Payload(fields));
    bytes[12] = 99; // a tag inside the skipped array
    EncodedPath path =
        EncodedPath.of(
            new JsonPath(
                "a[].b",
                List.of(new JsonPath.Key("a"), new JsonPath.Each(), new JsonPath.Key("b"))));

    assertThat(new PayloadReader(bytes).valuesAt(path)).containsExactly(1L, 3L);
    assertThatThrownBy(() -> new PayloadReader(bytes).payload())
        .isInstanceOf(MalformedPayloadException.class);
  }

  @Test
  void readsWithinLargerBytes() {
    byte[] inner = PayloadCodec.encode(new Payload(Map.of("a", "b")));
    byte[] outer = new byte[inner.length + 20];
    System.arraycopy(inner, 0, outer, 7, inner.length);

    PayloadReader reader = new PayloadReader(outer, 7, 7 + inner.length);

    assertThat(reader.payload()).isEqualTo(new Payload(Map.of("a", "b")));
  }
}
