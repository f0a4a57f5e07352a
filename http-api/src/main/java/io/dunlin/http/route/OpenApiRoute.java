package io.dunlin.http.route;

import io.dunlin.http.BuildInfo;
import io.dunlin.http.access.Needs;
import io.dunlin.http.codec.FreeJson;
import io.dunlin.http.codec.JsonBody;
import io.dunlin.http.openapi.OpenApi;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Serves the description of the operations that are there, put together when it is first asked for.
 */
final class OpenApiRoute {
  private static final String PATH = "/openapi.json";

  private final RouteTable.Builder table;
  private final BuildInfo build;

  /** Two that ask at first make the same. */
  private volatile @Nullable JsonBody document;

  private OpenApiRoute(RouteTable.Builder table, BuildInfo build) {
    this.table = table;
    this.build = build;
  }

  /** It describes what the table has by then. */
  static void addTo(RouteTable.Builder table, BuildInfo build) {
    OpenApiRoute route = new OpenApiRoute(table, build);
    table.get(PATH, _ -> CompletableFuture.completedStage(new Reply.Bare(route.document())));
  }

  private JsonBody document() {
    JsonBody known = document;
    if (known == null) {
      Set<String> served = table.endpoints();
      served.removeAll(UnbuiltRoutes.endpoints());
      known = FreeJson.body(OpenApi.document(served, Needs.read()::isOpen, build.version()));
      document = known;
    }
    return known;
  }
}
