package io.dunlin.http.route;

import io.dunlin.http.BuildInfo;
import io.dunlin.http.access.Needs;
import io.dunlin.http.codec.FreeJson;
import io.dunlin.http.openapi.OpenApi;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Serves the description of the operations that are there. */
final class OpenApiRoute {
  private static final String PATH = "/openapi.json";

  private OpenApiRoute() {}

  /** After all others: it describes what the table has by now. */
  static void addTo(RouteTable.Builder table, BuildInfo build) {
    table.get(
        PATH,
        _ -> {
          Set<String> served = table.endpoints();
          served.removeAll(UnbuiltRoutes.endpoints());
          return CompletableFuture.completedStage(
              new Reply.Bare(
                  FreeJson.body(OpenApi.document(served, Needs.read()::isOpen, build.version()))));
        });
  }
}
