package io.dunlin.cluster.admin;

import static io.dunlin.cluster.admin.AdminClient.path;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What a cluster's nodes and copies look like, as tables. */
final class ClusterView {
  private final AdminClient client;

  ClusterView(AdminClient client) {
    this.client = client;
  }

  /** The numbers of all members. */
  private List<Long> peers(Config cluster) throws AdminException {
    if (!cluster.getString("result.status").equals("enabled")) {
      throw new AdminException(
          "that node is alone: only nodes with `dunlin.profile = cluster` form a cluster");
    }
    return cluster.getObject("result.peers").keySet().stream().map(Long::valueOf).sorted().toList();
  }

  String nodes() throws IOException, InterruptedException {
    Config cluster = client.get("/cluster");
    long self = cluster.getLong("result.peer_id");
    long leader = cluster.getLong("result.raft_info.leader");
    Table table =
        new Table("PEER", "ADDRESS", "ZONE", "ROLES", "STATE", "COPIES", "USED", "OF", "READS/S");
    for (long peer : peers(cluster)) {
      Config known = cluster.getConfig("result.peers." + ConfigUtil.quoteString("" + peer));
      Config told = client.get(path("cluster", "peer", peer)).getConfig("result");
      boolean filled = told.hasPath("capacity_bytes");
      table.add(
          peer + (peer == self ? " (asked)" : "") + (peer == leader ? " (leader)" : ""),
          known.getString("uri").replace("tcp://", ""),
          known.getString("zone").isEmpty() ? "-" : known.getString("zone"),
          known.hasPath("roles") ? String.join(",", known.getStringList("roles")) : "?",
          state(known),
          known.getInt("copies"),
          filled ? size(told.getLong("used_bytes")) : "?",
          filled ? size(told.getLong("capacity_bytes")) : "?",
          filled ? String.format(Locale.ROOT, "%.1f", told.getDouble("reads_per_second")) : "?");
    }
    return table.toString();
  }

  private static String state(Config peer) {
    if (!peer.getString("mark").equals("none")) {
      return peer.getString("mark");
    }
    return peer.getBoolean("reachable") ? "up" : "unreachable";
  }

  private static String size(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    double size = bytes;
    int unit = 0;
    while (size >= 1024 && unit < units.length - 1) {
      size /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, units[unit]);
  }

  List<String> collections() throws IOException, InterruptedException {
    List<String> names = new ArrayList<>();
    for (Config collection : client.get("/collections").getConfigList("result.collections")) {
      names.add(collection.getString("name"));
    }
    return names;
  }

  /** Where the shards of a collection are. */
  Config placement(String collection) throws IOException, InterruptedException {
    return client.get(path("collections", collection, "cluster")).getConfig("result");
  }

  String shards(List<String> collections) throws IOException, InterruptedException {
    Config cluster = client.get("/cluster");
    List<String> primaries = primaries(peers(cluster));
    Table copies = new Table("COLLECTION", "SHARD", "PEER", "ROLE", "STATE");
    Table transfers = new Table("COLLECTION", "SHARD", "FROM", "TO", "KIND", "WHY");
    for (String collection : collections) {
      Config placement = placement(collection);
      for (Copy copy : Copy.of(placement)) {
        String role =
            primaries.contains(key(collection, copy.shard(), copy.peer())) ? "primary" : "replica";
        copies.add(collection, copy.shard(), copy.peer(), role, copy.state());
      }
      for (Config transfer : placement.getConfigList("shard_transfers")) {
        transfers.add(
            collection,
            transfer.getInt("shard_id"),
            transfer.getLong("from"),
            transfer.getLong("to"),
            transfer.getBoolean("sync") ? "copy" : "move",
            transfer.getString("comment"));
      }
    }
    return transfers.isEmpty() ? copies.toString() : copies + "\n" + transfers;
  }

  /** A copy of a shard. */
  record Copy(int shard, long peer, String state) {
    static List<Copy> of(Config placement) {
      List<Copy> copies = new ArrayList<>();
      long self = placement.getLong("peer_id");
      for (Config local : placement.getConfigList("local_shards")) {
        copies.add(new Copy(local.getInt("shard_id"), self, local.getString("state")));
      }
      for (Config remote : placement.getConfigList("remote_shards")) {
        copies.add(
            new Copy(
                remote.getInt("shard_id"), remote.getLong("peer_id"), remote.getString("state")));
      }
      copies.sort(Comparator.comparingInt(Copy::shard).thenComparingLong(Copy::peer));
      return copies;
    }
  }

  private List<String> primaries(List<Long> peers) throws IOException, InterruptedException {
    List<String> primaries = new ArrayList<>();
    for (long peer : peers) {
      Config told = client.get(path("cluster", "peer", peer));
      for (Config held : told.getConfigList("result.shards")) {
        if (held.getBoolean("primary")) {
          primaries.add(key(held.getString("collection_name"), held.getInt("shard_id"), peer));
        }
      }
    }
    return primaries;
  }

  private static String key(String collection, int shard, long peer) {
    return collection + "/" + shard + "/" + peer;
  }
}
