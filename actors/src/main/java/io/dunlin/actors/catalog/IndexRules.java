package io.dunlin.actors.catalog;

import io.dunlin.actors.catalog.OperatorRules.AsAsked;
import io.dunlin.actors.catalog.OperatorRules.Change;
import io.dunlin.actors.catalog.OperatorRules.Decision;
import io.dunlin.actors.catalog.OperatorRules.Refused;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import java.util.Optional;

/** Decides about changed index settings: whether they are taken back, or taken whatever they do. */
final class IndexRules {
  private IndexRules() {}

  /** Asked twice, it is refused: what was taken back is not there to be taken back again. */
  static Decision rollBack(CatalogState state, String name) {
    Optional<CollectionInfo> found = state.find(name);
    if (found.isEmpty()) {
      return missing(name);
    }
    CollectionInfo collection = found.get();
    Optional<CollectionConfig> former =
        state.indexChange(collection.uuid()).flatMap(IndexChange::former);
    return former.isEmpty()
        ? new Refused(
            new DunlinFailure.BadRequest(
                "Collection `%s` has no change of index settings to roll back".formatted(name)))
        : new Change(
            new CatalogEvent.CollectionUpdated(
                collection.uuid(), collection.config().indexedAs(former.get())));
  }

  static Decision accept(CatalogState state, String name) {
    Optional<CollectionInfo> found = state.find(name);
    if (found.isEmpty()) {
      return missing(name);
    }
    Optional<IndexChange> change = state.indexChange(found.get().uuid());
    if (change.isEmpty()) {
      return new Refused(
          new DunlinFailure.BadRequest(
              "Collection `%s` has no change of index settings to accept".formatted(name)));
    }
    return change.get().accepted()
        ? new AsAsked()
        : new Change(new CatalogEvent.IndexesAccepted(found.get().uuid()));
  }

  private static Refused missing(String name) {
    return new Refused(new DunlinFailure.NotFound("Collection `" + name + "` doesn't exist!"));
  }
}
