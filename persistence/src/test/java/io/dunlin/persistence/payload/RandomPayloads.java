package io.dunlin.persistence.payload;

import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.Payload.JsonNull;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Payloads of every shape: few keys, so that paths hit, and values at the edges of their types. */
public final class RandomPayloads {
  private static final List<String> KEYS = List.of("a", "b", "c", "d", "", "ключ", "with space");
  private static final List<Object> EDGES =
      List.of(
          0L,
          -1L,
          63L,
          64L,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          BigInteger.ONE.shiftLeft(63),
          BigInteger.TEN.pow(40).negate(),
          0.0,
          -0.0,
          Double.MIN_VALUE,
          Double.MAX_VALUE,
          "",
          "x".repeat(127),
          "x".repeat(128),
          "\uFFFD is a character too",
          "𝄞 é \u0000",
          List.of(),
          Map.of());

  private RandomPayloads() {}

  public static Payload next(RandomGenerator random) {
    return new Payload(fields(random, 4));
  }

  private static Map<String, Object> fields(RandomGenerator random, int depth) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      fields.put(KEYS.get(random.nextInt(KEYS.size())), value(random, depth - 1));
    }
    return fields;
  }

  private static Object value(RandomGenerator random, int depth) {
    return switch (random.nextInt(depth > 0 ? 10 : 7)) {
      case 0 -> JsonNull.NULL;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextLong() >> random.nextInt(64);
      case 3 -> new BigInteger(64 + random.nextInt(100), new java.util.Random(random.nextLong()));
      case 4 -> random.nextGaussian() * 1e6;
      case 5 -> text(random);
      case 6 -> EDGES.get(random.nextInt(EDGES.size()));
      case 7, 8 -> {
        List<Object> elements = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          elements.add(value(random, depth - 1));
        }
        yield elements;
      }
      default -> fields(random, depth);
    };
  }

  private static String text(RandomGenerator random) {
    return random
        .ints(random.nextInt(20), 0, 0x11000)
        .filter(character -> character < Character.MIN_SURROGATE || character > 0xDFFF)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
