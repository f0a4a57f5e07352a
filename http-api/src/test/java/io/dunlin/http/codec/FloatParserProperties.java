package io.dunlin.http.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast parser against {@link Float#parseFloat}, bit for bit. */
final class FloatParserProperties {
  private static final int ROUNDS = 200_000;

  @Test
  void bitPatternsInAllTheirNotations() {
    Random random = random();
    for (int i = 0; i < ROUNDS; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(value)) {
        agrees(Float.toString(value));
        agrees(Double.toString(value));
        agrees(new BigDecimal(value).round(new MathContext(1 + random.nextInt(20))).toString());
      }
    }
  }

  @Test
  void componentsAsOtherLanguagesPrintThem() {
    Random random = random();
    for (int i = 0; i < ROUNDS; i++) {
      double value = random.nextGaussian();
      agrees(Double.toString(value));
      agrees(String.format(Locale.ROOT, "%." + random.nextInt(1, 25) + "f", value));
      agrees(String.format(Locale.ROOT, "%." + random.nextInt(1, 25) + "e", value));
      agrees(Long.toString(random.nextLong()));
    }
  }

  /** Numbers that lie on, just above and just below the middle of two floats. */
  @Test
  void midpoints() {
    Random random = random();
    for (int i = 0; i < ROUNDS; i++) {
      float lower = Float.intBitsToFloat(random.nextInt(0x7F000000));
      BigDecimal middle =
          new BigDecimal(lower).add(new BigDecimal(Math.nextUp(lower))).divide(BigDecimal.TWO);
      agrees(middle.toPlainString());
      agrees(middle.toString());
      agrees(Double.toString(Math.nextUp(middle.doubleValue())));
      agrees(Double.toString(Math.nextDown(middle.doubleValue())));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "0.0",
        "-0.0e5",
        "1",
        "-1",
        "0.1",
        "1e0",
        "1E+2",
        "1e-2",
        "00.5e1",
        "3.4028235e38",
        "3.4028236e38",
        "1e39",
        "-1e39",
        "1.4e-45",
        "7e-46",
        "1e-400",
        "1e400",
        "1.17549435e-38",
        "16777217",
        "16777219",
        "9007199254740993",
        "123456789012345678",
        "1234567890123456789",
        "0.000000000000000000000000000001",
        "1e00000000000000001",
        "100000000000000000000000000000000000000",
        "1e22",
        "1e23",
        "9.999999e22"
      })
  void edges(String text) {
    agrees(text);
  }

  private static void agrees(String text) {
    char[] padded = ("[" + text + ",").toCharArray();
    float parsed = FloatParser.parse(padded, 1, text.length());
    assertThat(Float.floatToRawIntBits(parsed))
        .as(text)
        .isEqualTo(Float.floatToRawIntBits(Float.parseFloat(text)));
  }

  private static Random random() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    return new Random(seed);
  }
}
