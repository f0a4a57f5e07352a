package io.dunlin.http.compress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CompressionTest {
  private static final Compression BOTH = Compression.FROM_1_KIB;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | GZIP",
        "ZSTD | ZSTD",
        "gzip, deflate, br, zstd | ZSTD",
        "identity,deflate,gzip | GZIP",
        "deflate, gzip;q=0.5 | GZIP",
        "zstd;q=0.2, gzip;q=0.7 | GZIP",
        "zstd;q=0, gzip | GZIP",
        "zstd; q=0.0, * | GZIP",
        "* | ZSTD",
        "*;q=0 |",
        "gzip;q=0 |",
        "gzip;q=much |",
        "br, gzipped |",
        "identity |",
        "'' |",
      })
  void aClientSaysWhatItTakes(String header, Encoding chosen) {
    if (chosen == null) {
      assertThat(BOTH.accepted(header)).isEmpty();
    } else {
      assertThat(BOTH.accepted(header)).contains(chosen);
    }
  }

  @Test
  void onlyWhatIsSwitchedOnIsRead() {
    Compression gzip = new Compression(List.of(Encoding.GZIP), 1);
    assertThat(gzip.named("GZip")).contains(Encoding.GZIP);
    assertThat(gzip.named("zstd")).isEmpty();
    assertThat(gzip.accepted("zstd")).isEmpty();
    assertThat(gzip.tokens()).isEqualTo("gzip");
    Compression none = new Compression(List.of(), 1);
    assertThat(none.accepted("*")).isEmpty();
    assertThat(none.tokens()).isEqualTo("identity");
  }

  @ParameterizedTest
  @EnumSource
  void onlyWhatIsLargeAndShrinksIsWorthIt(Encoding encoding) {
    byte[] text = "{\"id\": 1}".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    assertThat(BOTH.compressed(encoding, text, 0)).isPresent();
    assertThat(BOTH.compressed(encoding, text, text.length - 1023)).isEmpty();
    assertThat(BOTH.compressed(encoding, text, text.length - 1024)).isPresent();
    byte[] noise = new byte[5000];
    new Random(1).nextBytes(noise);
    assertThat(BOTH.compressed(encoding, noise, 0)).isEmpty();
    ByteBuffer vectors = ByteBuffer.allocate(100_000);
    Random components = new Random(1);
    while (vectors.hasRemaining()) {
      vectors.putFloat((float) components.nextGaussian());
    }
    assertThat(BOTH.compressed(encoding, vectors.array(), 0)).isEmpty();
  }
}
