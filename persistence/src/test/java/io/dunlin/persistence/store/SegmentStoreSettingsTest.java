package io.dunlin.persistence.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentStoreSettingsTest {
  @Test
  void keysAreNotShown() {
    var keys = new S3Credentials.Keys("AKIA0", "hidden", Optional.of("token0"));
    assertThat(s3("bucket", "", "http://localhost:9000", keys).toString())
        .doesNotContain("AKIA0", "hidden", "token0");
  }

  @Test
  void everyKindOpensWithoutAskingTheStore() throws Exception {
    assertThat(SegmentStores.open(new SegmentStoreSettings.None(), TransferRates.UNLIMITED))
        .isEmpty();
    try (SegmentStore local = open(new SegmentStoreSettings.Local(Path.of("/not/there")));
        SegmentStore s3 = open(s3("bucket", "a/b", "http://localhost:1", machine()))) {
      assertThat(local).isInstanceOf(LocalSegmentStore.class);
      assertThat(s3).isInstanceOf(S3SegmentStore.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "B, '', http://localhost",
    "a, '', http://localhost",
    "bucket, /a, http://localhost",
    "bucket, a/, http://localhost",
    "bucket, a//b, http://localhost",
    "bucket, a b, http://localhost",
    "bucket, a, localhost:9000",
    "bucket, a, ftp://localhost",
    "bucket, a, http://localhost/path"
  })
  void wrongOnesAreRefused(String bucket, String prefix, String endpoint) {
    assertThatThrownBy(() -> s3(bucket, prefix, endpoint, machine()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ratesAreAboveZero() {
    assertThatThrownBy(() -> new TransferRates(OptionalLong.of(0), OptionalLong.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void partsGrowForFilesOfTooManyParts() {
    assertThat(UploadPlan.partBytes(0)).isEqualTo(16L << 20);
    long terabytes = 3L << 40;
    assertThat(Math.ceilDiv(terabytes, UploadPlan.partBytes(terabytes))).isEqualTo(10_000);
  }

  private static S3Credentials machine() {
    return new S3Credentials.FromMachine();
  }

  private static SegmentStore open(SegmentStoreSettings settings) {
    return SegmentStores.open(settings, TransferRates.UNLIMITED).orElseThrow();
  }

  private static SegmentStoreSettings.S3 s3(
      String bucket, String prefix, String endpoint, S3Credentials credentials) {
    return new SegmentStoreSettings.S3(
        bucket, prefix, Optional.of(URI.create(endpoint)), "us-east-1", true, credentials);
  }
}
