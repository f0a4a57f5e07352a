package io.dunlin.cluster.admin;

import static io.dunlin.cluster.admin.AdminClient.path;

import com.typesafe.config.Config;
import io.dunlin.cluster.cli.ClusterCommand;
import io.dunlin.cluster.cli.ClusterCommandLine;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** Does what {@code dunlin cluster} was told to, and says what came of it. */
public final class ClusterCli {
  private final AdminClient client;
  private final ClusterView view;
  private final PrintStream out;

  private ClusterCli(AdminClient client, PrintStream out) {
    this.client = client;
    this.view = new ClusterView(client);
    this.out = out;
  }

  /**
   * @throws IOException saying why it was not done, and what to do
   */
  public static void run(ClusterCommandLine line, PrintStream out)
      throws IOException, InterruptedException {
    try (AdminClient client = new AdminClient(line.node())) {
      new ClusterCli(client, out).run(line.command());
    }
  }

  private void run(ClusterCommand command) throws IOException, InterruptedException {
    switch (command) {
      case ClusterCommand.Status _ -> out.print(view.nodes());
      case ClusterCommand.Shards(Optional<String> collection) ->
          out.print(
              view.shards(collection.isPresent() ? List.of(collection.get()) : view.collections()));
      case ClusterCommand.Drain(long peer) -> {
        client.send("POST", path("cluster", "peer", peer, "drain"), "");
        out.printf("Peer %d gives its copies to others; see: dunlin cluster shards%n", peer);
      }
      case ClusterCommand.Undrain(long peer) -> {
        client.send("DELETE", path("cluster", "peer", peer, "drain"), "");
        out.printf("Peer %d may hold copies again%n", peer);
      }
      case ClusterCommand.Remove(long peer, boolean force) -> {
        client.send("DELETE", path("cluster", "peer", peer) + "?force=" + force, "");
        out.printf("Peer %d leaves the cluster and stops%n", peer);
      }
      case ClusterCommand.Move(String collection, int shard, long from, long to) ->
          change(collection, "move_shard", transfer(shard, from, to));
      case ClusterCommand.Replicate(String collection, int shard, long to) ->
          change(collection, "replicate_shard", transfer(shard, source(collection, shard), to));
      case ClusterCommand.Drop(String collection, int shard, long peer) ->
          change(
              collection,
              "drop_replica",
              "{\"shard_id\":%d,\"peer_id\":%d}".formatted(shard, peer));
      case ClusterCommand.Abort(String collection, int shard) -> abort(collection, shard);
      case ClusterCommand.Optimize(String collection) -> {
        client.send("POST", path("collections", collection, "optimize"), "");
        out.printf("Each shard of `%s` is one segment%n", collection);
      }
      case ClusterCommand.Flush(String collection) -> {
        client.send("POST", path("collections", collection, "flush"), "");
        out.printf("All points of `%s` are in sealed files%n", collection);
      }
      case ClusterCommand.Warm(String collection) -> {
        Config done = client.send("POST", path("collections", collection, "warm"), "");
        out.printf(
            "Searched `%s` for %d of its points%n", collection, done.getInt("result.queries"));
      }
      case ClusterCommand.Release(String collection) ->
          print(
              collection,
              "released",
              client.send("POST", path("collections", collection, "release"), ""));
      case ClusterCommand.Load(String collection) ->
          print(
              collection,
              "loaded",
              client.send("POST", path("collections", collection, "load"), ""));
    }
  }

  /** What became of each shard. */
  private void print(String collection, String reached, Config done) {
    for (Config shard : done.getConfigList("result.shards")) {
      out.printf(
          "Shard %d of `%s`: %s, %d bytes on each of %d nodes%n",
          shard.getInt("shard_id"),
          collection,
          shard.getBoolean(reached) ? reached : "not " + reached + " yet",
          shard.getLong("bytes"),
          shard.getInt("copies"));
    }
  }

  private static String transfer(int shard, long from, long to) {
    return "{\"shard_id\":%d,\"from_peer_id\":%d,\"to_peer_id\":%d}".formatted(shard, from, to);
  }

  private void change(String collection, String operation, String body)
      throws IOException, InterruptedException {
    send(collection, operation, body);
    out.printf("It is decided; see: dunlin cluster shards %s%n", collection);
  }

  private void send(String collection, String operation, String body)
      throws IOException, InterruptedException {
    client.send(
        "POST", path("collections", collection, "cluster"), "{\"" + operation + "\":" + body + "}");
  }

  /** Any copy; one that is whole if there is one. */
  private long source(String collection, int shard) throws IOException, InterruptedException {
    List<ClusterView.Copy> copies =
        ClusterView.Copy.of(view.placement(collection)).stream()
            .filter(copy -> copy.shard() == shard)
            .toList();
    return copies.stream()
        .filter(copy -> copy.state().equals("Active"))
        .findFirst()
        .or(() -> copies.stream().findFirst())
        .map(ClusterView.Copy::peer)
        .orElseThrow(() ->
            new AdminException(
                "`%s` has no shard %d; see: dunlin cluster shards".formatted(collection, shard)));
  }

  private void abort(String collection, int shard) throws IOException, InterruptedException {
    int aborted = 0;
    for (Config transfer : view.placement(collection).getConfigList("shard_transfers")) {
      if (transfer.getInt("shard_id") == shard) {
        send(
            collection,
            "abort_transfer",
            transfer(shard, transfer.getLong("from"), transfer.getLong("to")));
        aborted++;
      }
    }
    if (aborted == 0) {
      throw new AdminException("shard %d of `%s` has no transfer".formatted(shard, collection));
    }
    out.printf("Transfers of shard %d that were aborted: %d%n", shard, aborted);
  }
}
