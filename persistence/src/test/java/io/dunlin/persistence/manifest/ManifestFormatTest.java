package io.dunlin.persistence.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dunlin.index.file.CorruptFileException;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorColumns;
import io.dunlin.persistence.segment.PayloadOverlay;
import io.dunlin.persistence.segment.Tombstones;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ManifestFormatTest {
  private static final Path PATH = Path.of("some.manifest");
  private static final Manifest MANIFEST =
      new Manifest(
          new ShardId(new UUID(-5, 7)),
          new LogPoint(12, 2, 0x8000_0000_0000_0001L),
          1_700_000_000_000L,
          List.of(
              new Manifest.Entry(
                  3,
                  "größer.seg",
                  1L << 33,
                  Tombstones.NONE.with(new int[] {0, 9, 99_999}, 3),
                  PayloadOverlay.NONE.with(
                      Map.of(
                          5, new PayloadOverlay.Entry(new Payload(Map.of("a", "b")), 12),
                          70_000, new PayloadOverlay.Entry(Payload.EMPTY, 13)))),
              new Manifest.Entry(-1, "b.seg", 0, Tombstones.NONE, PayloadOverlay.NONE)));

  @Test
  void readsWhatItWrote() throws IOException {
    assertThat(ManifestFormat.decode(encoded(), PATH)).isEqualTo(MANIFEST);
  }

  @Test
  void vectorsOtherThanTheFirstAreOfTheNextVersion() throws IOException {
    Manifest changed =
        new Manifest(
            MANIFEST.shard(),
            MANIFEST.at(),
            MANIFEST.time(),
            MANIFEST.segments(),
            Optional.of(
                new VectorColumns(
                    4,
                    new TreeMap<>(
                        Map.of(
                            "words", new VectorColumns.Column(0, SparseSpec.NONE),
                            "größe", new VectorColumns.Column(4, SparseSpec.NONE))))));
    byte[] encoded = bytes(changed);

    assertThat(encoded[8]).isEqualTo((byte) 2);
    assertThat(encoded()[8]).isEqualTo((byte) 1);
    assertThat(ManifestFormat.decode(encoded, PATH)).isEqualTo(changed);
  }

  @Test
  void detectsAFlipOfAnyByteAndACutAtAnyByte() {
    byte[] sound = encoded();
    for (int offset = 0; offset < sound.length; offset++) {
      byte[] damaged = sound.clone();
      damaged[offset] ^= (byte) (1 << (offset % 8));
      assertDetected(damaged);
      assertDetected(Arrays.copyOf(sound, offset));
    }
    assertDetected(Arrays.copyOf(sound, sound.length + 1));
  }

  private static void assertDetected(byte[] damaged) {
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> ManifestFormat.decode(damaged, PATH))
        .matches(failure -> failure.path().equals(PATH));
  }

  private static byte[] encoded() {
    return bytes(MANIFEST);
  }

  private static byte[] bytes(Manifest manifest) {
    ByteBuffer encoded = ManifestFormat.encode(manifest);
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }
}
