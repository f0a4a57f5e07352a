package io.dunlin.sharding.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.query.ReadView.Held;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What clients carry from page to page, and what becomes of it when they change it. */
class CursorTokenTest {
  private static CursorToken token(Random random) {
    List<NodeId> nodes = List.of(new NodeId(uuid(random)), new NodeId(uuid(random)));
    Map<ShardId, Held.Place> places = new HashMap<>();
    for (int left = random.nextInt(5); left > 0; left--) {
      places.put(
          new ShardId(uuid(random)),
          new Held.Place(nodes.get(random.nextInt(2)), random.nextLong(1L << 40)));
    }
    PagePlace place =
        switch (random.nextInt(3)) {
          case 0 -> new PagePlace.ById(PointId.of(uuid(random)));
          case 1 ->
              new PagePlace.ByValue(
                  random.nextLong(), PointId.of(random.nextLong()), random.nextInt(9));
          default -> new PagePlace.ByRank(random.nextInt(10_000));
        };
    return new CursorToken(uuid(random), new Held(uuid(random), places), random.nextLong(), place);
  }

  private static UUID uuid(Random random) {
    return new UUID(random.nextLong(), random.nextLong());
  }

  @Test
  void isReadAsItWasWritten() {
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      CursorToken token = token(random);
      assertThat(CursorToken.parse(token.encode())).contains(token);
    }
  }

  @Test
  void isNoneOnceABitOfItIsAnotherOrAByteIsMissing() {
    byte[] bytes = Base64.getUrlDecoder().decode(token(new Random(3)).encode());
    for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
      byte[] changed = bytes.clone();
      changed[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
      assertThat(CursorToken.parse(encoded(changed, changed.length))).isEmpty();
    }
    for (int length = 0; length < bytes.length; length++) {
      assertThat(CursorToken.parse(encoded(bytes, length))).isEmpty();
    }
    assertThat(CursorToken.parse("no token at all")).isEmpty();
  }

  private static String encoded(byte[] bytes, int length) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(bytes, length));
  }
}
