package io.dunlin.sharding.gather;

import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.actors.copy.CopyRegistry;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.ShardReader;
import io.dunlin.actors.wire.kryo.WireCodec;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.route.Members;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/** Where a shard is read. Any thread may ask. */
public final class ReadRoutes {
  /** Where a read goes. */
  public sealed interface Route {}

  /** To this node's own copy. */
  public record Here() implements Route {}

  public record There(ActorRef<ReadProtocol.Ask> node) implements Route {}

  /** No node that is there has the shard. */
  public record Nowhere(DunlinFailure failure) implements Route {}

  private static final Here HERE = new Here();

  private final ActorRefResolver resolver;
  private final WireCodec codec;
  private final CatalogCopy catalog;
  private final CopyRegistry copies;
  private final Members members;
  // The servers of other nodes, by address: resolving a name costs more than many reads.
  private final ConcurrentMap<Address, ActorRef<ReadProtocol.Ask>> servers =
      new ConcurrentHashMap<>();

  private ReadRoutes(
      ActorSystem<?> system,
      WireCodec codec,
      CatalogCopy catalog,
      CopyRegistry copies,
      Members members) {
    this.resolver = ActorRefResolver.get(system);
    this.codec = codec;
    this.catalog = catalog;
    this.copies = copies;
    this.members = members;
  }

  /** Starts this node's own server too. */
  public static ReadRoutes start(
      ActorSystem<?> system,
      CatalogCopy catalog,
      CopyRegistry copies,
      Members members,
      ShardReader reader,
      Executor threads) {
    WireCodec codec = WireCodec.of(system);
    system.systemActorOf(ReadServer.create(codec, reader, threads), ReadServer.NAME, Props.empty());
    return new ReadRoutes(system, codec, catalog, copies, members);
  }

  /** What large answers are read with. */
  WireCodec codec() {
    return codec;
  }

  /** By the catalog's table; this node's own copy, if it leads the shard, needs no table. */
  public Route of(ShardId shard) {
    Optional<NodeId> primary = catalog.state().placements().find(shard).map(Placement::primary);
    if (primary.isEmpty()) {
      return copies.find(shard).isPresent()
          ? HERE
          : new Nowhere(unavailable(shard, "it has not been given a node yet"));
    }
    if (members.isSelf(primary.get())) {
      return HERE;
    }
    return members
        .address(primary.get())
        .<Route>map(address -> new There(server(address)))
        .orElseGet(
            () -> new Nowhere(unavailable(shard, "its node " + primary.get() + " is not there")));
  }

  private ActorRef<ReadProtocol.Ask> server(Address address) {
    return servers.computeIfAbsent(
        address, there -> resolver.resolveActorRef(there + "/system/" + ReadServer.NAME));
  }

  private static DunlinFailure unavailable(ShardId shard, String why) {
    return new DunlinFailure.Unavailable(
        "Shard temporarily unavailable: shard " + shard + ": " + why);
  }
}
