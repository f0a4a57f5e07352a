package io.dunlin.sharding.snapshot;

import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.sharding.route.Members;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Drops collections that were prepared for nothing: their node was stopped in the middle and is
 * back without knowing of them, or has been gone for a while. Called by one thread at a time.
 */
final class PreparedCollections implements Runnable {
  /** How often a node that is to have prepared one has to be missing. */
  private static final int PATIENCE = 12;

  private final CatalogCopy catalog;
  private final Members members;
  private final SnapshotRestorer restorer;
  private final Map<UUID, Integer> missed = new HashMap<>();

  PreparedCollections(CatalogCopy catalog, Members members, SnapshotRestorer restorer) {
    this.catalog = catalog;
    this.members = members;
    this.restorer = restorer;
  }

  @Override
  public void run() {
    Map<UUID, Integer> still = new HashMap<>();
    for (CollectionInfo collection : catalog.state().byName().values()) {
      if (collection.isPrepared() && isAbandoned(collection, still)) {
        restorer.drop(collection);
      }
    }
    missed.clear();
    missed.putAll(still);
  }

  private boolean isAbandoned(CollectionInfo prepared, Map<UUID, Integer> still) {
    NodeId by = prepared.preparedBy();
    if (by.equals(members.selfId())) {
      return !restorer.isUnderWay(prepared.uuid());
    }
    if (members.address(by).isPresent()) {
      return false;
    }
    int times = 1 + missed.getOrDefault(prepared.uuid(), 0);
    still.put(prepared.uuid(), times);
    return times >= PATIENCE && members.leader().filter(members::isSelf).isPresent();
  }
}
