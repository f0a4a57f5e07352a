package io.dunlin.index.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dunlin.index.Metric;
import io.dunlin.index.TestRows;
import io.dunlin.index.kernel.Kernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With codewords drawn at random: what is true of them is true of any. */
class ProductQuantizerTest {
  private static final long SEED = 20_261_127;

  private final Kernels kernels = Kernels.choose("auto");

  /** Dimension, digits, bits. */
  @ParameterizedTest
  @CsvSource({"1, 1, 8", "16, 4, 8", "16, 4, 4", "30, 7, 8", "100, 16, 4", "128, 128, 8"})
  void digitsAreThoseOfTheNearestCodewords(int dimension, int digits, int bits) {
    SplittableRandom random = new SplittableRandom(SEED + dimension);
    ProductQuantizer quantizer = random(random, dimension, digits, bits, 1);
    byte[] code = new byte[digits];
    float[] decoded = new float[dimension];
    for (int i = 0; i < 20; i++) {
      float[] vector = TestRows.uniform(random, dimension);
      quantizer.encode(vector, code);
      quantizer.decode(code, decoded);
      for (int part = 0; part < digits; part++) {
        double chosen = partError(quantizer, part, digit(code, part), vector);
        for (int word = 0; word < quantizer.codewordsPerPart(); word++) {
          assertThat(chosen)
              .as("part %d, seed %d", part, SEED)
              .isLessThanOrEqualTo(partError(quantizer, part, word, vector) + 1e-6);
        }
      }
      double error = 0;
      double errors = 0;
      for (int j = 0; j < dimension; j++) {
        error += square(vector[j] - decoded[j]);
      }
      for (int part = 0; part < digits; part++) {
        errors += partError(quantizer, part, digit(code, part), vector);
      }
      assertThat(error).isCloseTo(errors, within(1e-4));
    }
  }

  /** The score of a code is the score of the vector it stands for. */
  @ParameterizedTest
  @CsvSource({"16, 4, 8", "30, 7, 8", "100, 16, 4", "33, 33, 8"})
  void tablesAddUpToScores(int dimension, int digits, int bits) {
    SplittableRandom random = new SplittableRandom(SEED + dimension);
    ProductQuantizer quantizer = random(random, dimension, digits, bits, 1);
    float[] tables = new float[digits << bits];
    byte[] code = new byte[digits];
    float[] decoded = new float[dimension];
    float[] score = new float[1];
    for (Metric metric : EnumSet.complementOf(EnumSet.of(Metric.HAMMING, Metric.JACCARD))) {
      float[] query = TestRows.uniform(random, dimension);
      quantizer.fillTables(metric, query, tables);
      for (int i = 0; i < 20; i++) {
        double sum = 0;
        for (int part = 0; part < digits; part++) {
          code[part] = (byte) random.nextInt(1 << bits);
          sum += tables[(part << bits) + digit(code, part)];
        }
        quantizer.decode(code, decoded);
        kernels.scoresOfRange(metric, query, TestRows.of(decoded), 0, 1, score);
        assertThat(sum).as("%s, seed %d", metric, SEED).isCloseTo(score[0], within(1e-4));
      }
    }
  }

  /** No change of a single digit makes the directed error smaller. */
  @ParameterizedTest
  @CsvSource({"24, 6, 4, 3", "24, 6, 8, 20", "10, 4, 8, 5"})
  void directedErrorsAreLeastAmongNeighbours(int dimension, int digits, int bits, float eta) {
    SplittableRandom random = new SplittableRandom(SEED);
    ProductQuantizer quantizer = random(random, dimension, digits, bits, eta);
    ProductQuantizer plain =
        new ProductQuantizer(quantizer.parts(), bits, 1, quantizer.codewords());
    byte[] code = new byte[digits];
    int smaller = 0;
    for (int i = 0; i < 50; i++) {
      float[] residual = TestRows.uniform(random, dimension);
      float[] whole = i % 2 == 0 ? residual : TestRows.uniform(random, dimension);
      plain.encode(residual, code);
      double ofPlain = directedError(quantizer, code, residual, whole);
      new ProductEncoder(quantizer).encode(residual, whole, code);
      double chosen = directedError(quantizer, code, residual, whole);
      smaller += chosen < ofPlain - 1e-6 ? 1 : 0;
      assertThat(chosen).isLessThanOrEqualTo(ofPlain + 1e-6);
      for (int part = 0; part < digits; part++) {
        byte kept = code[part];
        for (int word = 0; word < quantizer.codewordsPerPart(); word++) {
          code[part] = (byte) word;
          assertThat(directedError(quantizer, code, residual, whole))
              .as("seed %d", SEED)
              .isGreaterThanOrEqualTo(chosen - 1e-4);
        }
        code[part] = kept;
      }
    }
    assertThat(smaller).isGreaterThan(25);
  }

  @Test
  void aVectorWithoutDirectionHasTheNearestCode() {
    SplittableRandom random = new SplittableRandom(SEED);
    ProductQuantizer quantizer = random(random, 12, 3, 8, 9);
    ProductQuantizer plain = new ProductQuantizer(quantizer.parts(), 8, 1, quantizer.codewords());
    float[] residual = TestRows.uniform(random, 12);
    byte[] expected = new byte[3];
    byte[] actual = new byte[3];
    plain.encode(residual, expected);
    new ProductEncoder(quantizer).encode(residual, new float[12], actual);
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void etaGrowsWithTheThreshold() {
    assertThat(ProductQuantizer.eta(0.2, 101)).isCloseTo(100 * 0.04f / 0.96f, within(1e-5f));
    assertThat(ProductQuantizer.eta(0.01, 3)).isEqualTo(1);
    assertThatThrownBy(() -> ProductQuantizer.eta(1, 3)).hasMessageContaining("threshold 1");
  }

  @Test
  void bytesAreReadAgainOrRefused() {
    ProductQuantizer quantizer = random(new SplittableRandom(SEED), 10, 4, 4, 2.5f);
    MemorySegment bytes = quantizer.bytes(Arena.ofAuto());
    ProductQuantizer again = ProductQuantizer.open(bytes);
    assertThat(again.codewords()).isEqualTo(quantizer.codewords());
    assertThat(again.parts()).isEqualTo(new SubSpaces(10, 4));
    assertThat(again.bits()).isEqualTo(4);
    assertThat(again.eta()).isEqualTo(2.5f);
    assertThat(again.bytes(Arena.ofAuto()).mismatch(bytes)).isEqualTo(-1);

    assertThatThrownBy(() -> ProductQuantizer.open(bytes.asSlice(0, 63)))
        .hasMessageContaining("header");
    assertThatThrownBy(() -> ProductQuantizer.open(bytes.asSlice(0, bytes.byteSize() - 4)))
        .hasMessageContaining("length");
    refused(bytes, 0, 0, "magic");
    refused(bytes, 4, 2, "version");
    refused(bytes, 8, 0, "dimension");
    refused(bytes, 8, 70_000, "dimension");
    refused(bytes, 12, 11, "parts");
    refused(bytes, 16, 5, "bits");
    refused(bytes, 16, 8, "length");
    refused(bytes, 20, Float.floatToIntBits(0.5f), "eta");
    refused(bytes, 20, Float.floatToIntBits(Float.NaN), "eta");
    refused(bytes, 68, Float.floatToIntBits(Float.POSITIVE_INFINITY), "finite");
  }

  private static void refused(MemorySegment good, long at, int value, String problem) {
    MemorySegment bytes = Arena.ofAuto().allocate(good.byteSize()).copyFrom(good);
    bytes.set(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), at, value);
    assertThatThrownBy(() -> ProductQuantizer.open(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  private static ProductQuantizer random(
      SplittableRandom random, int dimension, int digits, int bits, float eta) {
    SubSpaces parts = new SubSpaces(dimension, digits);
    float[] codewords = TestRows.uniform(random, digits * parts.width() * (1 << bits));
    return new ProductQuantizer(parts, bits, eta, codewords);
  }

  private static int digit(byte[] code, int part) {
    return Byte.toUnsignedInt(code[part]);
  }

  private static double partError(ProductQuantizer quantizer, int part, int word, float[] vector) {
    SubSpaces parts = quantizer.parts();
    int at = (part * quantizer.codewordsPerPart() + word) * parts.width();
    double error = 0;
    for (int i = 0; i < parts.length(part); i++) {
      error += square(vector[parts.start(part) + i] - quantizer.codewords()[at + i]);
    }
    return error;
  }

  private static double directedError(
      ProductQuantizer quantizer, byte[] code, float[] residual, float[] whole) {
    float[] decoded = new float[residual.length];
    quantizer.decode(code, decoded);
    double squares = 0;
    double along = 0;
    double length = 0;
    for (int i = 0; i < residual.length; i++) {
      double error = residual[i] - decoded[i];
      squares += error * error;
      along += error * whole[i];
      length += square(whole[i]);
    }
    return squares + (quantizer.eta() - 1) * along * along / length;
  }

  private static double square(double value) {
    return value * value;
  }
}
