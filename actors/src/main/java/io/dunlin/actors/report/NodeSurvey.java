package io.dunlin.actors.report;

import io.dunlin.actors.catalog.NodeReport;
import io.dunlin.actors.copy.CopyRegistry;
import io.dunlin.actors.query.ReadLoad;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/** Looks at this node's copies and its disk. One thread at a time may ask. */
public final class NodeSurvey {
  private final Path segments;
  private final CopyRegistry copies;
  private final ReadLoad load;

  /**
   * @param segments the folder that has a folder of sealed files for each shard
   */
  public NodeSurvey(Path segments, CopyRegistry copies, ReadLoad load) {
    this.segments = segments;
    this.copies = copies;
    this.load = load;
  }

  /** Waits for the disk. */
  NodeReport report(NodeId self) throws IOException {
    Files.createDirectories(segments);
    Map<String, Long> onDisk = bytesByFolder();
    Map<ShardId, Double> rates = load.sample(System.nanoTime());
    Map<ShardId, NodeReport.Copy> reports = new HashMap<>();
    for (ShardId shard : copies.shards()) {
      copies
          .find(shard)
          .ifPresent(copy ->
              reports.put(
                  shard,
                  new NodeReport.Copy(
                      onDisk.getOrDefault(shard.toString(), 0L) + copy.growingBytes(),
                      rates.getOrDefault(shard, 0.0),
                      copy.position(),
                      copy.standing().inSync())));
    }
    long used = onDisk.values().stream().mapToLong(Long::longValue).sum();
    long free = Files.getFileStore(segments).getUsableSpace();
    return new NodeReport(self, free + used, used, reports);
  }

  /** By the name of the folder. Files may go while they are counted. */
  private Map<String, Long> bytesByFolder() throws IOException {
    Map<String, Long> bytes = new HashMap<>();
    Files.walkFileTree(
        segments,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            Path folder = segments.relativize(file).getName(0);
            bytes.merge(folder.toString(), attributes.size(), Long::sum);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
    return bytes;
  }
}
