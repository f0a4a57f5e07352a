package io.dunlin.persistence.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import io.dunlin.persistence.model.PointId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SipHashTest {
  /** From the test vectors of the paper's authors: keys and messages are 00, 01, 02, and so on. */
  @Test
  void isWhatItsAuthorsSay() {
    long k0 = 0x0706050403020100L;
    long k1 = 0x0F0E0D0C0B0A0908L;
    assertThat(SipHash.of(k0, k1)).isEqualTo(0x726FDB47DD0E0E31L);
    assertThat(SipHash.of(k0, k1, k0)).isEqualTo(0x93F5F5799A932462L);
    assertThat(SipHash.of(k0, k1, k0, k1)).isEqualTo(0x3F2ACC7F57C29BDBL);
  }

  @Test
  void isWhatGuavaSaysOfTheBytesOfIds() {
    long seed = 24;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 1000; i++) {
      long number = random.nextLong() >>> random.nextInt(64);
      byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array();
      assertThat(SipHash.of(PointId.of(number))).isEqualTo(guava(bytes));
      UUID uuid = new UUID(random.nextLong(), random.nextLong());
      bytes =
          ByteBuffer.allocate(16)
              .putLong(uuid.getMostSignificantBits())
              .putLong(uuid.getLeastSignificantBits())
              .array();
      assertThat(SipHash.of(PointId.of(uuid))).isEqualTo(guava(bytes));
    }
  }

  private static long guava(byte[] bytes) {
    return Hashing.sipHash24(0, 0).hashBytes(bytes).asLong();
  }
}
