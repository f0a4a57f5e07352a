package io.dunlin.cluster.storage;

import io.dunlin.index.file.AsideFile;
import io.dunlin.persistence.model.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The node's name, kept in its data directory: whoever has the directory is the node. */
public final class NodeIdentity {
  private static final String FILE_NAME = "node-id";

  private NodeIdentity() {}

  /**
   * The name that the directory has, or a new one. The directory is locked by the caller.
   *
   * @throws IOException when the file cannot be read or written, or holds no name
   */
  public static NodeId of(Path directory) throws IOException {
    Path file = directory.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      NodeId made = new NodeId(UUID.randomUUID());
      try (AsideFile aside = AsideFile.create(directory, FILE_NAME)) {
        aside.write(ByteBuffer.wrap((made + "\n").getBytes(StandardCharsets.UTF_8)));
        aside.publish(FILE_NAME);
      }
      return made;
    }
    try {
      return NodeId.parse(Files.readString(file).strip());
    } catch (IllegalArgumentException e) {
      throw new IOException(
          file
              + " does not hold a node's name; remove the whole data directory to start as a new node",
          e);
    }
  }
}
