package io.dunlin.http.access;

import java.net.InetAddress;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The keys that callers have to show. Without any, everybody may do everything.
 *
 * @param apiKey may do everything
 * @param altApiKey the same; with two of them, one can be changed while clients still use the other
 * @param readOnlyApiKey may read everything
 * @param tokens whether JSON Web Tokens signed with one of the first two are taken as well
 */
public record AccessSettings(
    Optional<String> apiKey,
    Optional<String> altApiKey,
    Optional<String> readOnlyApiKey,
    boolean tokens) {
  /** For a node that takes everybody in. */
  public static final AccessSettings OPEN =
      new AccessSettings(Optional.empty(), Optional.empty(), Optional.empty(), false);

  public AccessSettings {
    if (Stream.of(apiKey, altApiKey, readOnlyApiKey)
        .flatMap(Optional::stream)
        .anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("A key has at least one letter");
    }
    if (tokens && apiKey.isEmpty() && altApiKey.isEmpty()) {
      throw new IllegalArgumentException("Tokens need a key that they are signed with");
    }
  }

  /** Whether everybody may do everything. */
  public boolean isOpen() {
    return apiKey.isEmpty() && altApiKey.isEmpty() && readOnlyApiKey.isEmpty();
  }

  /** What its owner should know of a node that listens there. */
  public Optional<String> warning(InetAddress listening) {
    return isOpen() && !listening.isLoopbackAddress()
        ? Optional.of(
            "Whoever reaches %s may read and change everything: there is no API key"
                .formatted(listening.getHostAddress()))
        : Optional.empty();
  }

  /** Without the keys, which belong in no log. */
  @Override
  public String toString() {
    return isOpen() ? "AccessSettings[open]" : "AccessSettings[keys, tokens=" + tokens + "]";
  }
}
