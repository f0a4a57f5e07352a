package io.dunlin.persistence.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadCodecProperties {
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 20, 300})
  void decodingGivesBackWhatWasEncoded(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 3000; i++) {
      Payload payload = RandomPayloads.next(random);

      Payload decoded = PayloadCodec.decode(PayloadCodec.encode(payload));

      assertThat(decoded).as("seed %d, payload %d", seed, i).isEqualTo(payload);
      assertThat(decoded.toString()).isEqualTo(payload.toString()); // the order of keys too
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {2, 30, 400})
  void pathReadFromBytesFindsWhatStandsThere(long seed) {
    Random random = new Random(seed);
    int found = 0;
    for (int i = 0; i < 3000; i++) {
      Payload payload = RandomPayloads.next(random);
      JsonPath path = path(random);
      List<Object> expected = List.of(payload.fields());
      for (JsonPath.Step step : path.steps()) {
        expected = expected.stream().flatMap(value -> down(value, step).stream()).toList();
      }

      List<Object> actual =
          new PayloadReader(PayloadCodec.encode(payload)).valuesAt(EncodedPath.of(path));

      assertThat(actual).as("seed %d, %s in %s", seed, path, payload).isEqualTo(expected);
      found += actual.size();
    }
    assertThat(found).isGreaterThan(300);
  }

  private static JsonPath path(Random random) {
    List<JsonPath.Step> steps = new ArrayList<>();
    steps.add(new JsonPath.Key(key(random)));
    for (int i = random.nextInt(3); i > 0; i--) {
      steps.add(
          switch (random.nextInt(3)) {
            case 0 -> new JsonPath.Index(random.nextInt(3));
            case 1 -> new JsonPath.Each();
            default -> new JsonPath.Key(key(random));
          });
    }
    return new JsonPath("", steps);
  }

  private static String key(Random random) {
    return List.of("a", "b", "c", "").get(random.nextInt(4));
  }

  private static List<Object> down(Object value, JsonPath.Step step) {
    List<Object> below = new ArrayList<>();
    switch (step) {
      case JsonPath.Key(String name) -> {
        if (value instanceof Map<?, ?> fields && fields.containsKey(name)) {
          below.add(fields.get(name));
        }
      }
      case JsonPath.Index(int index) -> {
        if (value instanceof List<?> elements && index < elements.size()) {
          below.add(elements.get(index));
        }
      }
      case JsonPath.Each _ -> {
        if (value instanceof List<?> elements) {
          below.addAll(elements);
        }
      }
    }
    return below;
  }

  /** Damage may go unnoticed here, where no checksum is; but it never does anything else. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {3, 40, 500})
  void damagedBytesAreReadOrRefusedAndNothingElse(long seed) {
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = PayloadCodec.encode(RandomPayloads.next(random));
      for (int j = random.nextInt(4); j >= 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      byte[] damaged = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length + 3));
      EncodedPath path = EncodedPath.of(path(random));
      try {
        List<Object> _ = new PayloadReader(damaged).valuesAt(path);
        Payload payload = PayloadCodec.decode(damaged);
        Payload again = PayloadCodec.decode(PayloadCodec.encode(payload));
        assertThat(again)
            .as("seed %d, %s", seed, HexFormat.of().formatHex(damaged))
            .isEqualTo(payload);
      } catch (MalformedPayloadException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(5000);
  }
}
