package io.dunlin.cluster.settings;

import io.dunlin.persistence.store.SegmentStoreSettings;
import io.dunlin.persistence.store.TransferRates;
import java.nio.file.Path;
import java.util.List;

/** Reads {@code dunlin.segment-store}. What is secret there is never told in a problem. */
final class FileSettingsReader {
  private static final String STORE = "dunlin.segment-store";
  private static final String S3 = STORE + ".s3";

  /** What nobody but the reader needs to see. */
  static final List<String> SECRETS = S3Reader.secrets(S3);

  private enum Type {
    NONE,
    FOLDER,
    S3
  }

  private final KeyReader keys;

  FileSettingsReader(KeyReader keys) {
    this.keys = keys;
  }

  FileSettings read() {
    return new FileSettings(
        store(),
        new TransferRates(keys.rate(STORE + ".upload-rate"), keys.rate(STORE + ".download-rate")),
        keys.duration(STORE + ".grace"),
        keys.rate("dunlin.cluster.file-rate"));
  }

  private SegmentStoreSettings store() {
    return switch (keys.oneOf(STORE + ".type", Type.class)) {
      case NONE -> new SegmentStoreSettings.None();
      case FOLDER -> folder();
      case S3 -> s3();
    };
  }

  private SegmentStoreSettings folder() {
    Path folder = keys.directory(STORE + ".folder");
    return new SegmentStoreSettings.Local(folder);
  }

  private SegmentStoreSettings s3() {
    String bucket = keys.text(S3 + ".bucket", "expected a bucket's name");
    String prefix = keys.text(S3 + ".prefix", "expected a text, or nothing");
    return new S3Reader(keys, S3)
        .read(access -> access.of(bucket, prefix))
        .<SegmentStoreSettings>map(settings -> settings)
        .orElseGet(SegmentStoreSettings.None::new);
  }
}
