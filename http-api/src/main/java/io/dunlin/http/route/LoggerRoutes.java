package io.dunlin.http.route;

import io.dunlin.http.codec.JsonBody;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.codec.LoggerJson;
import io.dunlin.http.logging.LogLevels;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How much the node that is asked tells in its log. */
final class LoggerRoutes {
  private final LogLevels levels;

  private LoggerRoutes(LogLevels levels) {
    this.levels = levels;
  }

  static void addTo(RouteTable.Builder table, ServiceFacts facts) {
    LoggerRoutes routes = new LoggerRoutes(facts.logLevels());
    table.get("/logger", _ -> routes.levels()).post("/logger", routes::change);
  }

  private CompletionStage<Reply> levels() {
    return done(LoggerJson.levels(levels.levels()));
  }

  private CompletionStage<Reply> change(Call call) {
    LoggerJson.Change change = LoggerJson.change(call.body());
    levels.set(change.logger(), change.level());
    return done(JsonCodec.bool(true));
  }

  private static CompletionStage<Reply> done(JsonBody result) {
    return CompletableFuture.completedFuture(new Reply.Result(result));
  }
}
