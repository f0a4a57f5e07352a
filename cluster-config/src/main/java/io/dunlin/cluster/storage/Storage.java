package io.dunlin.cluster.storage;

import io.dunlin.cluster.settings.DunlinSettings;
import io.dunlin.persistence.fence.Fencing;
import io.dunlin.persistence.journal.LogTrimmer;
import io.dunlin.persistence.journal.RocksLogTrimmer;
import io.dunlin.persistence.journal.RocksStore;
import io.dunlin.persistence.model.NodeId;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;

/** What stands behind a node's logs. */
public record Storage(Fencing fencing, LogTrimmer trimmer) {
  /**
   * Opens the journal of the node's profile.
   *
   * @return fails with what an operator has to do; waits for a Cassandra that is not there yet
   */
  public static CompletionStage<Storage> open(
      ActorSystem<?> system, DunlinSettings settings, NodeId node) {
    return switch (settings.profile()) {
      case SINGLE -> embedded(system, settings.dataDirectory());
      case CLUSTER ->
          CassandraStorage.open(system, settings.cassandra(), node, settings.dataDirectory());
    };
  }

  /** Opened here, so that a damaged journal refuses the start and says which file it is. */
  private static CompletionStage<Storage> embedded(ActorSystem<?> system, Path dataDirectory) {
    try {
      JournalIdentity.check(dataDirectory, "embedded");
      return CompletableFuture.completedStage(
          new Storage(Fencing.alone(), new RocksLogTrimmer(RocksStore.get(system))));
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }
}
