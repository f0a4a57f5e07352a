package io.dunlin.actors.catalog;

import io.dunlin.actors.catalog.OperatorRules.AsAsked;
import io.dunlin.actors.catalog.OperatorRules.Change;
import io.dunlin.actors.catalog.OperatorRules.Decision;
import io.dunlin.actors.catalog.OperatorRules.Refused;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionInfo;
import java.util.Optional;

/** Which collections are in memory. Pure. */
final class ReleaseRules {
  private ReleaseRules() {}

  static Decision change(CatalogState state, String name, boolean released) {
    Optional<CollectionInfo> found = state.find(name);
    if (found.isEmpty()) {
      return new Refused(new DunlinFailure.NotFound("Collection `" + name + "` doesn't exist!"));
    }
    return state.released().contains(found.get().uuid()) == released
        ? new AsAsked()
        : new Change(new CatalogEvent.ReleaseChanged(found.get().uuid(), released));
  }
}
