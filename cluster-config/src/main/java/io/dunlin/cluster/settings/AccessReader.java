package io.dunlin.cluster.settings;

import io.dunlin.http.access.AccessSettings;
import java.util.List;
import java.util.Optional;

/** Reads {@code dunlin.access}. No key is ever told in a problem. */
final class AccessReader {
  private static final String ACCESS = "dunlin.access";
  private static final String API_KEY = ACCESS + ".api-key";
  private static final String ALT_API_KEY = ACCESS + ".alt-api-key";
  private static final String READ_ONLY_API_KEY = ACCESS + ".read-only-api-key";
  private static final String JWT = ACCESS + ".jwt";

  /** What nobody but the reader needs to see. */
  static final List<String> SECRETS = List.of(API_KEY, ALT_API_KEY, READ_ONLY_API_KEY);

  private final KeyReader keys;

  AccessReader(KeyReader keys) {
    this.keys = keys;
  }

  AccessSettings read() {
    Optional<String> apiKey = keys.secret(API_KEY);
    Optional<String> altApiKey = keys.secret(ALT_API_KEY);
    boolean tokens = keys.flag(JWT);
    if (tokens && apiKey.isEmpty() && altApiKey.isEmpty()) {
      keys.refuse(JWT, "tokens are signed with " + API_KEY + " or " + ALT_API_KEY + "; set one");
      tokens = false;
    }
    return new AccessSettings(apiKey, altApiKey, keys.secret(READ_ONLY_API_KEY), tokens);
  }
}
