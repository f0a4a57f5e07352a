package io.dunlin.cluster.settings;

import io.dunlin.persistence.store.S3Access;
import io.dunlin.persistence.store.S3Credentials;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads how buckets are reached. What is secret there is never told in a problem. */
final class S3Reader {
  private static final String ANY = "expected a text, or nothing";

  private final KeyReader keys;
  private final String section;

  /**
   * @param section the one that has {@code endpoint} and what belongs to it
   */
  S3Reader(KeyReader keys, String section) {
    this.keys = keys;
    this.section = section;
  }

  /** What nobody but the reader needs to see. */
  static List<String> secrets(String section) {
    return List.of(section + ".secret-key", section + ".session-token");
  }

  /** What is made of the settings; empty when they cannot be, which is told as a problem. */
  <T> Optional<T> read(Function<S3Access, T> use) {
    String endpoint = keys.text(section + ".endpoint", ANY);
    try {
      return Optional.of(
          use.apply(
              new S3Access(
                  endpoint.isEmpty() ? Optional.empty() : Optional.of(URI.create(endpoint)),
                  keys.text(section + ".region", "expected a region"),
                  keys.flag(section + ".path-style"),
                  credentials())));
    } catch (IllegalArgumentException problem) {
      keys.refuse(section, String.valueOf(problem.getMessage()));
      return Optional.empty();
    }
  }

  private S3Credentials credentials() {
    String access = keys.text(section + ".access-key", ANY);
    Optional<String> secret = keys.secret(section + ".secret-key");
    Optional<String> token = keys.secret(section + ".session-token");
    return access.isEmpty() && secret.isEmpty()
        ? new S3Credentials.FromMachine()
        : new S3Credentials.Keys(access, secret.orElse(""), token);
  }
}
