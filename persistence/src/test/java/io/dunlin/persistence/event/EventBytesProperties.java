package io.dunlin.persistence.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorValue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The computed size of random changes is what the serializer writes. */
class EventBytesProperties {
  private static final String[] TEXTS = {
    "", "a", "Größe", "鳥", "🐦", "x".repeat(127), "y".repeat(128), "z".repeat(20_000)
  };

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void sizesAreExact(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      RowChange change = change(random);
      int empty = EventCodec.encode(0, new ShardEvent.Committed(1, List.of())).length;
      int one = EventCodec.encode(0, new ShardEvent.Committed(1, List.of(change))).length;
      assertThat(EventBytes.sizeOf(change)).as("%s", change).isEqualTo(one - empty);
    }
  }

  private static RowChange change(Random random) {
    PointId id = id(random);
    return switch (random.nextInt(3)) {
      case 0 -> new RowChange.Put(id, vectors(random), payload(random), kind(random));
      case 1 -> new RowChange.PutPayload(id, payload(random));
      default -> new RowChange.Remove(id);
    };
  }

  private static RowChange.PutKind kind(Random random) {
    RowChange.PutKind[] kinds = RowChange.PutKind.values();
    return kinds[random.nextInt(kinds.length)];
  }

  private static PointId id(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> PointId.of(0);
      case 1 -> PointId.of(random.nextLong());
      default -> PointId.of(new UUID(random.nextLong(), random.nextLong()));
    };
  }

  private static Map<String, VectorValue> vectors(Random random) {
    SequencedMap<String, VectorValue> vectors = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      vectors.put(text(random), vector(random, random.nextInt(3) == 0 ? 0 : random.nextInt(1000)));
    }
    return vectors;
  }

  private static VectorValue vector(Random random, int size) {
    return switch (random.nextInt(3)) {
      case 0 -> new VectorValue.Sparse(new int[size], new float[size]);
      case 1 -> {
        int dimension = 1 + random.nextInt(300);
        yield new VectorValue.Multi(new float[dimension * (1 + size / 10)], dimension);
      }
      default -> new VectorValue.Dense(new float[size]);
    };
  }

  private static Payload payload(Random random) {
    return new Payload(fields(random, 0));
  }

  private static Map<String, Object> fields(Random random, int depth) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      fields.put(text(random), value(random, depth));
    }
    return fields;
  }

  private static Object value(Random random, int depth) {
    return switch (random.nextInt(depth < 4 ? 9 : 7)) {
      case 0 -> Payload.JsonNull.NULL;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextLong() >> random.nextInt(64);
      case 3 -> new BigInteger(64 + random.nextInt(200), random).setBit(63).negate();
      case 4 -> BigInteger.ONE.shiftLeft(63 + random.nextInt(20));
      case 5 -> random.nextDouble();
      case 6 -> text(random);
      case 7 -> {
        List<Object> values = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          values.add(value(random, depth + 1));
        }
        yield values;
      }
      default -> fields(random, depth + 1);
    };
  }

  private static String text(Random random) {
    return TEXTS[random.nextInt(TEXTS.length)];
  }
}
