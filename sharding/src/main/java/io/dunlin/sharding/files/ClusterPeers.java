package io.dunlin.sharding.files;

import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.actors.files.FileProtocol;
import io.dunlin.actors.files.FileReceiver;
import io.dunlin.actors.files.FileServer;
import io.dunlin.actors.files.Peers;
import io.dunlin.persistence.manifest.Manifest;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.route.Members;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;

/** The other members of the cluster, as those who may have files. */
public final class ClusterPeers implements Peers {
  /** Any member may have led the shard once; but not all of a large cluster are asked. */
  private static final int ASKED = 8;

  private final ActorRefResolver resolver;
  private final FileReceiver receiver;
  private final CatalogCopy catalog;
  private final Members members;

  public ClusterPeers(ActorSystem<?> system, CatalogCopy catalog, Members members) {
    this.resolver = ActorRefResolver.get(system);
    this.receiver = FileReceiver.start(system);
    this.catalog = catalog;
    this.members = members;
  }

  /** The nodes of the shard's copies, then others. */
  @Override
  public List<NodeId> of(ShardId shard) {
    Stream<NodeId> copies =
        catalog.state().placements().find(shard).map(Placement::copies).stream()
            .flatMap(List::stream);
    Stream<NodeId> others = members.peers().stream().map(Members.Peer::id);
    return Stream.concat(copies, others)
        .distinct()
        .filter(node -> members.reachable(node) && !members.isSelf(node))
        .limit(ASKED)
        .toList();
  }

  @Override
  public long fetch(NodeId node, ShardId shard, String file, Path directory) throws IOException {
    return receiver.fetch(server(node), shard, file, directory);
  }

  @Override
  public Manifest newestManifest(NodeId node, ShardId shard, Path directory) throws IOException {
    return receiver.fetchManifest(server(node), shard, directory);
  }

  private ActorRef<FileProtocol.ToServer> server(NodeId node) throws IOException {
    Address address =
        members.address(node).orElseThrow(() -> new IOException("node " + node + " is not there"));
    return resolver.resolveActorRef(address + FileServer.PATH);
  }
}
