package io.dunlin.http.metrics;

import io.dunlin.actors.copy.Progress;
import io.dunlin.actors.copy.Standing;
import io.dunlin.actors.query.ClusterStatus;
import io.dunlin.actors.query.CopyFigures;
import io.dunlin.sharding.ClusterAdmin;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The cluster, and this node's copies, at the moment of a scrape, as Prometheus text. Lines of
 * shards are there while their copies are, so that what is gone leaves nothing behind.
 */
public final class ClusterGauges {
  private final StringBuilder text = new StringBuilder();

  private ClusterGauges() {}

  /**
   * @param cluster empty for a node that is alone
   */
  public static String text(Optional<ClusterAdmin> cluster) {
    ClusterGauges gauges = new ClusterGauges();
    gauges.one("cluster_enabled", "Whether this node is of a cluster", cluster.isPresent() ? 1 : 0);
    if (cluster.isPresent()) {
      gauges.members(cluster.get().status());
      gauges.copies(cluster.get().copiesHere());
    }
    return gauges.text.toString();
  }

  /** Under the contract's names too, with what {@code GET /cluster} says. */
  private void members(ClusterStatus status) {
    long reachable = status.peers().stream().filter(ClusterStatus.Peer::reachable).count();
    one("cluster_peers_total", "Members", status.peers().size());
    one("cluster_term", "0: Dunlin has no Raft", 0);
    one("cluster_commit", "The catalog's version", status.version());
    one("cluster_pending_operations_total", "0: a change is answered when it is done", 0);
    one("cluster_voter", "1: every node counts", 1);
    family("dunlin_members", "Members, as far as this node can tell");
    text.append("dunlin_members{state=\"reachable\"} ").append(reachable).append('\n');
    text.append("dunlin_members{state=\"unreachable\"} ")
        .append(status.peers().size() - reachable)
        .append('\n');
    one("dunlin_catalog_version", "Of this node's copy of the catalog", status.version());
  }

  private void copies(List<CopyFigures> copies) {
    each(
        "dunlin_replica_lag_positions",
        "Log positions that a copy here lacks of what its writer had when last heard of",
        copies,
        copy -> follows(copy).map(follows -> number(follows.behind())));
    each(
        "dunlin_replica_lag_seconds",
        "Since when a copy here has not been known to have everything",
        copies,
        copy ->
            follows(copy)
                .map(_ ->
                    copy.staleNanos() == Standing.NEVER ? "+Inf" : seconds(copy.staleNanos())));
    each(
        "dunlin_followers_lag_positions",
        "Log positions that the slowest follower of a shard written here lacks",
        copies,
        copy -> leads(copy).map(leads -> number(leads.behind())));
    each(
        "dunlin_followers_lag_seconds",
        "Since when the slowest follower has not had everything",
        copies,
        copy -> leads(copy).map(leads -> seconds(leads.behindNanos())));
    each(
        "dunlin_feed_in_flight_bytes",
        "Pushed to followers and not confirmed",
        copies,
        copy -> leads(copy).map(leads -> number(leads.inFlightBytes())));
    each(
        "dunlin_shard_copies_wanted",
        "Copies that a shard written here is to have",
        copies,
        copy -> leads(copy).map(_ -> number(copy.wanted())));
    each(
        "dunlin_shard_copies_in_sync",
        "Copies that hold all that was acked, the writer's among them",
        copies,
        copy -> leads(copy).map(_ -> number(copy.inSync())));
  }

  private static Optional<Progress.Follows> follows(CopyFigures copy) {
    return copy.progress()
        .filter(Progress.Follows.class::isInstance)
        .map(Progress.Follows.class::cast);
  }

  private static Optional<Progress.Leads> leads(CopyFigures copy) {
    return copy.progress().filter(Progress.Leads.class::isInstance).map(Progress.Leads.class::cast);
  }

  private static String number(long value) {
    return Long.toString(value);
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / 1e9);
  }

  private void each(
      String name,
      String help,
      List<CopyFigures> copies,
      Function<CopyFigures, Optional<String>> value) {
    family(name, help);
    for (CopyFigures copy : copies) {
      value
          .apply(copy)
          .ifPresent(shown ->
              text.append(name)
                  .append("{collection=\"")
                  .append(CollectionGauges.escaped(copy.collection()))
                  .append("\",shard=\"")
                  .append(copy.shard())
                  .append("\"} ")
                  .append(shown)
                  .append('\n'));
    }
  }

  private void one(String name, String help, long value) {
    family(name, help);
    text.append(name).append(' ').append(value).append('\n');
  }

  private void family(String name, String help) {
    CollectionGauges.family(text, name, help);
  }
}
