package io.dunlin.http.route;

import io.dunlin.http.codec.JsonBody;
import io.dunlin.http.consistency.AnswerNotes;
import io.dunlin.sharding.change.FeedEvent;
import java.nio.file.Path;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.stream.javadsl.Source;

/** What a successful operation answers. */
sealed interface Reply {
  /** A result, to be put into the contract's envelope, and what else is to be said there. */
  record Result(JsonBody body, AnswerNotes notes) implements Reply {
    Result(JsonBody body) {
      this(body, AnswerNotes.NONE);
    }
  }

  /** JSON without an envelope. */
  record Bare(JsonBody body) implements Reply {}

  /** Text. */
  record Text(String text, ContentType contentType) implements Reply {
    static Text plain(String text) {
      return new Text(text, ContentTypes.TEXT_PLAIN_UTF8);
    }
  }

  /** It has begun, and nobody waits for its end (202). */
  record Accepted() implements Reply {}

  /**
   * A file.
   *
   * @param sent run when it was sent, or could not be
   */
  record File(Path path, Runnable sent) implements Reply {}

  /** What happens, as it happens. */
  record Events(Source<FeedEvent, NotUsed> events) implements Reply {}

  /** Plain text that says why requests should go elsewhere for now (503). */
  record Unready(String text) implements Reply {}
}
