package io.dunlin.http.rerank;

import io.dunlin.http.codec.RerankDialect;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * A service that judges texts.
 *
 * @param name what queries call it
 * @param url where texts are posted to
 * @param model that the service is asked for; absent: the one it has
 * @param apiKey sent as a bearer token, and shown nowhere
 * @param timeout for one call, if its caller does not wait for less
 * @param batch texts of one HTTP request; more are spread over several at once
 */
public record HttpRerankerSettings(
    String name,
    URI url,
    RerankDialect dialect,
    Optional<String> model,
    Optional<String> apiKey,
    Duration timeout,
    int batch) {
  /**
   * @throws IllegalArgumentException when nothing can be posted there, or the key cannot be sent
   */
  public HttpRerankerSettings {
    boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!isHttp || url.getHost() == null) {
      throw new IllegalArgumentException("url: expected http(s)://host[:port]/path");
    }
    if (!apiKey.orElse("").chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("api-key: expected ASCII characters without spaces");
    }
  }

  /** Without the key and where the service is. */
  @Override
  public String toString() {
    return "HttpRerankerSettings[" + name + "]";
  }
}
