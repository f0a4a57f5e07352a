package io.dunlin.cluster.settings;

import io.dunlin.persistence.store.S3Credentials;
import io.dunlin.persistence.store.SegmentStoreSettings;
import io.dunlin.persistence.store.TransferRates;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads {@code dunlin.segment-store}. What is secret there is never told in a problem. */
final class FileSettingsReader {
  private static final String STORE = "dunlin.segment-store";
  private static final String S3 = STORE + ".s3";
  private static final String SECRET_KEY = S3 + ".secret-key";
  private static final String SESSION_TOKEN = S3 + ".session-token";
  private static final String ANY = "expected a text, or nothing";

  /** What nobody but the reader needs to see. */
  static final List<String> SECRETS = List.of(SECRET_KEY, SESSION_TOKEN);

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
    String endpoint = keys.text(S3 + ".endpoint", ANY);
    try {
      return new SegmentStoreSettings.S3(
          keys.text(S3 + ".bucket", "expected a bucket's name"),
          keys.text(S3 + ".prefix", ANY),
          endpoint.isEmpty() ? Optional.empty() : Optional.of(URI.create(endpoint)),
          keys.text(S3 + ".region", "expected a region"),
          keys.flag(S3 + ".path-style"),
          credentials());
    } catch (IllegalArgumentException problem) {
      keys.refuse(S3, String.valueOf(problem.getMessage()));
      return new SegmentStoreSettings.None();
    }
  }

  private S3Credentials credentials() {
    String access = keys.text(S3 + ".access-key", ANY);
    Optional<String> secret = keys.secret(SECRET_KEY);
    Optional<String> token = keys.secret(SESSION_TOKEN);
    return access.isEmpty() && secret.isEmpty()
        ? new S3Credentials.FromMachine()
        : new S3Credentials.Keys(access, secret.orElse(""), token);
  }
}
