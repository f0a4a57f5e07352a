package io.dunlin.actors.files;

import io.dunlin.persistence.manifest.Manifest;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The other nodes of the cluster, as those who may have files. Any thread may ask. */
public interface Peers {
  /** Who is worth asking for a shard's files, the likeliest first; never this node. */
  List<NodeId> of(ShardId shard);

  /**
   * Fetches a sealed file from a node into a folder, every checksum compared. Waits.
   *
   * @return its bytes
   * @throws NoSuchFileException when the node does not have it
   * @throws IOException when the node cannot be asked or does not give it
   */
  long fetch(NodeId node, ShardId shard, String file, Path directory) throws IOException;

  /**
   * Asks a node for the newest manifest that it has of a shard, every checksum compared. Waits.
   *
   * @param directory for what is being received; nothing is left there
   * @throws NoSuchFileException when the node has none
   * @throws IOException when the node cannot be asked or does not give it
   */
  Manifest newestManifest(NodeId node, ShardId shard, Path directory) throws IOException;

  /** Of a node that is alone. */
  static Peers none() {
    return new Peers() {
      @Override
      public List<NodeId> of(ShardId shard) {
        return List.of();
      }

      @Override
      public long fetch(NodeId node, ShardId shard, String file, Path directory)
          throws IOException {
        throw new IOException("node " + node + " is not there");
      }

      @Override
      public Manifest newestManifest(NodeId node, ShardId shard, Path directory)
          throws IOException {
        throw new IOException("node " + node + " is not there");
      }
    };
  }
}
