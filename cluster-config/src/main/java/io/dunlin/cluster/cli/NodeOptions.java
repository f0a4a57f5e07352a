package io.dunlin.cluster.cli;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Which node is asked.
 *
 * @param url of its REST API
 */
public record NodeOptions(URI url, Optional<String> apiKey) {
  private static final String URL = "http://localhost:6333";
  private static final String API_KEY_VARIABLE = "DUNLIN_API_KEY";

  /**
   * @param environment may hold the API key
   */
  static NodeOptions defaults(Map<String, String> environment) {
    return new NodeOptions(URI.create(URL), Optional.ofNullable(environment.get(API_KEY_VARIABLE)));
  }

  /** With what the option says, which is the word before. */
  NodeOptions with(String option, Words words) {
    Optional<String> value = words.value(option);
    if (value.isEmpty()) {
      return this;
    }
    return option.equals("--url")
        ? new NodeOptions(url(value.get(), words), apiKey)
        : new NodeOptions(url, value);
  }

  private static URI url(String text, Words words) {
    URI url;
    try {
      url = URI.create(text);
    } catch (IllegalArgumentException e) {
      url = URI.create("");
    }
    if (url.getHost() == null || !url.getScheme().matches("https?")) {
      words.problem("--url is such as " + URL + ", found " + text);
    }
    return url;
  }
}
