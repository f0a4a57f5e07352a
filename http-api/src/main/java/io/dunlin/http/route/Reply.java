package io.dunlin.http.route;

import io.dunlin.http.codec.JsonBody;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;

/** What a successful operation answers. */
sealed interface Reply {
  /** A result, to be put into the contract's envelope. */
  record Result(JsonBody body) implements Reply {}

  /** JSON without an envelope. */
  record Bare(JsonBody body) implements Reply {}

  /** Text. */
  record Text(String text, ContentType contentType) implements Reply {
    static Text plain(String text) {
      return new Text(text, ContentTypes.TEXT_PLAIN_UTF8);
    }
  }

  /** Plain text that says why requests should go elsewhere for now (503). */
  record Unready(String text) implements Reply {}
}
