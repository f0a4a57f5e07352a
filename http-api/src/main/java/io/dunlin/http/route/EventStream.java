package io.dunlin.http.route;

import io.dunlin.http.codec.ChangesJson;
import io.dunlin.http.codec.JsonBody;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.error.ErrorMapping;
import io.dunlin.sharding.change.FeedEvent;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.japi.pf.PFBuilder;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * A change feed as server-sent events (WHATWG): each has its token as its id, so that a browser
 * that connects again goes on after it. What is not taken is not asked for: TCP makes the feed
 * wait. Why a feed ended is told by its last event, {@code error}, which has no id.
 */
final class EventStream {
  private EventStream() {}

  static HttpResponse response(Source<FeedEvent, ?> events) {
    return HttpResponse.create()
        .addHeader(RawHeader.create("Cache-Control", "no-store"))
        // What stands between may be nginx, which would keep events until there are many.
        .addHeader(RawHeader.create("X-Accel-Buffering", "no"))
        .withEntity(
            HttpEntities.createChunked(
                MediaTypes.TEXT_EVENT_STREAM.toContentType(),
                events
                    .map(EventStream::event)
                    .recover(
                        new PFBuilder<Throwable, ByteString>()
                            .matchAny(EventStream::end)
                            .build())));
  }

  private static ByteString event(FeedEvent event) {
    return ByteString.fromString("id: " + event.token() + "\n")
        .concat(event(ChangesJson.name(event), ChangesJson.event(event)));
  }

  private static ByteString end(Throwable failure) {
    return event("error", ChangesJson.end(ErrorMapping.answer(failure)));
  }

  /** JSON as it is written here has no line ends, which would end an event. */
  private static ByteString event(String name, JsonBody data) {
    return ByteString.fromString("event: " + name + "\ndata: ")
        .concat(ByteString.fromArrayUnsafe(JsonCodec.bare(data)))
        .concat(ByteString.fromString("\n\n"));
  }
}
