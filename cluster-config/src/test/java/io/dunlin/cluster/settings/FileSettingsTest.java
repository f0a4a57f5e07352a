package io.dunlin.cluster.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dunlin.actors.files.FileReceiver;
import io.dunlin.persistence.store.S3Access;
import io.dunlin.persistence.store.S3Credentials;
import io.dunlin.persistence.store.SegmentStoreSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FileSettingsTest {
  private static final String SECRET = "do-not-tell";

  @Test
  void thereIsNoStoreByDefault() throws Exception {
    FileSettings files = read(Map.of(), Map.of()).files();
    assertThat(files.store()).isEqualTo(new SegmentStoreSettings.None());
    assertThat(files.rates().upload()).hasValue(100 << 20);
    assertThat(files.rates().download()).isEmpty();
    assertThat(files.peerRate()).hasValue(100 << 20);
    assertThat(files.grace()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void aFolderIsMadeAbsolute() throws Exception {
    FileSettings files =
        read(
                Map.of(
                    "dunlin.segment-store.type", "folder",
                    "dunlin.segment-store.folder", "shared",
                    "dunlin.segment-store.upload-rate", "0"),
                Map.of())
            .files();
    assertThat(files.store())
        .isEqualTo(new SegmentStoreSettings.Local(Path.of("shared").toAbsolutePath()));
    assertThat(files.rates().upload()).isEmpty();
  }

  @Test
  void aBucketIsReadWithItsKeysFromTheEnvironmentAndNobodyElseSeesThem() throws Exception {
    DunlinSettings settings =
        read(
            Map.of(
                "dunlin.segment-store.type", "s3",
                "dunlin.segment-store.s3.bucket", "birds",
                "dunlin.segment-store.s3.endpoint", "http://127.0.0.1:9000",
                "dunlin.segment-store.s3.path-style", "on"),
            Map.of(
                "DUNLIN__SEGMENT_STORE__S3__ACCESS_KEY",
                "me",
                "DUNLIN__SEGMENT_STORE__S3__SECRET_KEY",
                SECRET));
    assertThat(settings.files().store())
        .isEqualTo(
            new SegmentStoreSettings.S3(
                "birds",
                "",
                Optional.of(URI.create("http://127.0.0.1:9000")),
                "us-east-1",
                true,
                new S3Credentials.Keys("me", SECRET, Optional.empty())));
    assertThat(settings.toString()).doesNotContain(SECRET);
    assertThat(settings.config().root().render()).doesNotContain(SECRET);
  }

  @Test
  void bucketsOfSnapshotsAreReachedAsThoseOfSegmentsUnlessToldOtherwise() throws Exception {
    Map<String, String> store =
        Map.of(
            "dunlin.segment-store.s3.endpoint", "http://127.0.0.1:9000",
            "dunlin.segment-store.s3.path-style", "on");
    assertThat(read(store, Map.of()).snapshots().s3())
        .isEqualTo(
            new S3Access(
                Optional.of(URI.create("http://127.0.0.1:9000")),
                "us-east-1",
                true,
                new S3Credentials.FromMachine()));
    DunlinSettings own =
        read(
            Map.of("dunlin.snapshots.s3.region", "eu-central-1"),
            Map.of(
                "DUNLIN__SNAPSHOTS__S3__ACCESS_KEY",
                "me",
                "DUNLIN__SNAPSHOTS__S3__SECRET_KEY",
                SECRET));
    assertThat(own.snapshots().s3())
        .isEqualTo(
            new S3Access(
                Optional.empty(),
                "eu-central-1",
                false,
                new S3Credentials.Keys("me", SECRET, Optional.empty())));
    assertThat(own.toString()).doesNotContain(SECRET);
    assertThat(own.config().root().render()).doesNotContain(SECRET);
    assertThat(problems(Map.of("dunlin.snapshots.s3.endpoint", "ftp://nowhere")))
        .contains("dunlin.snapshots.s3", "http(s)://host[:port]");
  }

  @Test
  void withoutKeysTheMachineIsAsked() throws Exception {
    SegmentStoreSettings store =
        read(
                Map.of(
                    "dunlin.segment-store.type", "s3", "dunlin.segment-store.s3.bucket", "birds"),
                Map.of())
            .files()
            .store();
    assertThat(((SegmentStoreSettings.S3) store).credentials())
        .isEqualTo(new S3Credentials.FromMachine());
  }

  @Test
  void mistakesAreToldWithoutWhatIsSecret() {
    assertThat(problems(Map.of("dunlin.segment-store.type", "tape")))
        .contains("dunlin.segment-store.type", "none, folder, s3", "\"tape\"");
    assertThat(problems(Map.of("dunlin.segment-store.type", "folder")))
        .contains("dunlin.segment-store.folder", "directory");
    assertThat(problems(Map.of("dunlin.segment-store.type", "s3")))
        .contains("dunlin.segment-store.s3", "bucket");
    assertThat(problems(Map.of("dunlin.cluster.file-rate", "-1")))
        .contains("dunlin.cluster.file-rate", "0 for no limit", "\"-1\"");
    assertThat(
            problems(
                Map.of(
                    "dunlin.segment-store.type", "s3",
                    "dunlin.segment-store.s3.bucket", "birds",
                    "dunlin.segment-store.s3.secret-key", SECRET)))
        .contains("dunlin.segment-store.s3", "go together")
        .doesNotContain(SECRET);
  }

  @Test
  void filesOfOtherNodesComeOverAConnectionOfTheirOwn() throws Exception {
    assertThat(
            read(Map.of(), Map.of())
                .config()
                .getStringList("pekko.remote.artery.large-message-destinations"))
        .containsExactly(FileReceiver.PATH);
  }

  private static String problems(Map<String, String> options) {
    return String.valueOf(
        catchThrowableOfType(InvalidSettingsException.class, () -> read(options, Map.of()))
            .getMessage());
  }

  private static DunlinSettings read(Map<String, String> options, Map<String, String> environment)
      throws InvalidSettingsException {
    return SettingsReader.read(
        new SettingsSources(options, environment, Optional.empty(), Map.of()));
  }
}
