package io.dunlin.http.route;

import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.http.codec.QueryParameters;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.Filter;
import io.dunlin.sharding.Collections;
import io.dunlin.sharding.change.ChangesRequest;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/** The change feed of a collection, for whoever speaks HTTP. */
final class ChangeRoutes {
  private ChangeRoutes() {}

  static void addTo(RouteTable.Builder table, Collections collections) {
    table.get("/collections/{collection_name}/changes", call -> changes(collections, call));
  }

  private static CompletionStage<Reply> changes(Collections collections, Call call) {
    return collections
        .changes(
            call.collection(),
            new ChangesRequest(
                start(call),
                call.parameter("filter")
                    .map(text -> QueryParameters.filter("filter", text))
                    .orElse(Filter.ALL),
                call.flag("skip_left"),
                call.parameter("with_payload")
                    .map(text -> QueryParameters.payload("with_payload", text))
                    .orElseGet(PayloadSelector.All::new),
                call.parameter("with_vectors")
                    .map(text -> QueryParameters.vectors("with_vectors", text))
                    .orElseGet(VectorSelector.None::new),
                heartbeat(call)))
        .thenApply(Reply.Events::new);
  }

  /**
   * A client that connects again names the last event that it has in a header, and sends the same
   * query string as before: so the header counts before {@code token}, and that before {@code
   * start}.
   */
  private static ChangesRequest.Start start(Call call) {
    return call.headers()
        .lastEvent()
        .map(field -> field.text())
        .or(() -> call.parameter("token"))
        .<ChangesRequest.Start>map(ChangesRequest.After::new)
        .orElseGet(() -> start(call.parameter("start").orElse("now")));
  }

  private static ChangesRequest.Start start(String text) {
    return switch (text) {
      case "now" -> new ChangesRequest.Now();
      case "beginning" -> new ChangesRequest.Beginning();
      case "present" -> new ChangesRequest.Present();
      default ->
          throw RequestException.malformedQuery(
              "start: unknown variant `%s`, expected one of `now`, `beginning`, `present`"
                  .formatted(text));
    };
  }

  private static Duration heartbeat(Call call) {
    OptionalInt millis =
        call.number("heartbeat_ms", (int) ChangesRequest.SHORTEST_HEARTBEAT.toMillis());
    return millis.isPresent()
        ? Duration.ofMillis(millis.getAsInt())
        : ChangesRequest.DEFAULT_HEARTBEAT;
  }
}
