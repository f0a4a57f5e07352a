package io.dunlin.http.route;

import io.dunlin.http.error.ErrorMapping;
import java.util.List;

/**
 * The operations of the contract that Dunlin does not have yet. Each answers 501 and names itself:
 * clients read a 404 as a missing collection.
 */
final class UnbuiltRoutes {
  private static final String C = "/collections/{collection_name}";
  private static final String SHARD = C + "/shards/{shard_id}";

  private static final List<String> ENDPOINTS =
      List.of(
          // Collections
          "POST " + C + "/debug",
          "POST " + C + "/truncate_unapplied_wal",
          // Cluster
          "GET /cluster/metadata/keys",
          "GET /cluster/metadata/keys/{key}",
          "PUT /cluster/metadata/keys/{key}",
          "DELETE /cluster/metadata/keys/{key}",
          // Snapshots
          "POST " + SHARD + "/snapshot/partial/create",
          "GET " + SHARD + "/snapshot/partial/manifest",
          "POST " + SHARD + "/snapshot/partial/recover",
          "POST " + SHARD + "/snapshot/partial/recover_from",
          // One shard's points
          "POST " + SHARD + "/points",
          "POST " + SHARD + "/points/count",
          "POST " + SHARD + "/points/scroll",
          "POST " + SHARD + "/cleanup",
          "GET " + SHARD + "/recovery_point",
          "GET " + SHARD + "/wal",
          // Operators
          "GET /quotas",
          "PUT /quotas",
          "POST /audit/logs",
          "GET /debugger",
          "PATCH /debugger",
          "GET /stacktrace");

  private UnbuiltRoutes() {}

  /** All of them. */
  static List<String> endpoints() {
    return ENDPOINTS;
  }

  static void addTo(RouteTable.Builder routes) {
    for (String endpoint : ENDPOINTS) {
      int space = endpoint.indexOf(' ');
      routes.add(
          endpoint.substring(0, space),
          endpoint.substring(space + 1),
          _ -> {
            throw ErrorMapping.notBuilt(endpoint);
          });
    }
  }
}
