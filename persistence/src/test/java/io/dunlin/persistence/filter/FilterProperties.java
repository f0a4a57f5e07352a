package io.dunlin.persistence.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.payload.PayloadCodec;
import io.dunlin.persistence.payload.PayloadReader;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random filters on random payloads, against {@link FilterOracle}. */
class FilterProperties {
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {5, 60, 700, 8000})
  void agreesWithTheOracleOnDecodedAndEncodedPayloads(long seed) {
    Random random = new Random(seed);
    int matched = 0;
    int filters = 1500;
    int payloads = 10;
    for (int i = 0; i < filters; i++) {
      Filter filter = RandomFilters.filter(random, 2);
      CompiledFilter compiled = CompiledFilter.of(filter);
      for (int j = 0; j < payloads; j++) {
        Payload payload = RandomFilters.payload(random);
        PointId id = RandomFilters.pick(random, RandomFilters.IDS);
        Set<String> vectors = Set.of(RandomFilters.pick(random, RandomFilters.VECTORS));

        boolean expected =
            new FilterOracle(Optional.of(id), vectors, payload.fields()).holds(filter);

        assertThat(compiled.matches(id, payload, vectors::contains))
            .as("seed %d: %s on %s", seed, filter, payload)
            .isEqualTo(expected);
        assertThat(
                compiled.matches(
                    id, new PayloadReader(PayloadCodec.encode(payload)), vectors::contains))
            .as("seed %d, encoded: %s on %s", seed, filter, payload)
            .isEqualTo(expected);
        matched += expected ? 1 : 0;
      }
    }
    assertThat(matched).isBetween(filters * payloads / 10, filters * payloads * 9 / 10);
  }
}
