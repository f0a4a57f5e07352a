package io.dunlin.actors.catalog;

import io.dunlin.actors.catalog.OperatorRules.Change;
import io.dunlin.actors.catalog.OperatorRules.Decision;
import io.dunlin.actors.catalog.OperatorRules.Refused;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionInfo;
import java.util.Optional;

/**
 * Decides about collections that are filled aside and then take another one's place. Pure.
 *
 * <p>One event changes what a name means, so that every reader, on whichever node, sees all of the
 * old or all of the new.
 */
final class ReplaceRules {
  private final CatalogState state;

  ReplaceRules(CatalogState state) {
    this.state = state;
  }

  /** Asked for once more, it is there already. */
  Decision prepare(CatalogProtocol.Prepare prepare) {
    CollectionInfo prepared = prepare.prepared();
    if (!prepared.isPrepared()) {
      return new Refused(
          new DunlinFailure.WrongInput("`" + prepared.name() + "` is no name of a prepared one"));
    }
    return state.byName().containsKey(prepared.name())
        ? new OperatorRules.AsAsked()
        : new Change(new CatalogEvent.CollectionCreated(prepared));
  }

  Decision replace(CatalogProtocol.Replace replace) {
    Optional<CollectionInfo> prepared =
        state.byName().values().stream()
            .filter(collection -> collection.uuid().equals(replace.prepared()))
            .findFirst();
    if (prepared.filter(CollectionInfo::isPrepared).isEmpty()) {
      return prepared.map(CollectionInfo::name).equals(Optional.of(replace.name()))
          ? new OperatorRules.AsAsked()
          : gone("What was to be put in the place of `%s` is gone".formatted(replace.name()));
    }
    CollectionInfo old = state.byName().get(replace.name());
    if (old == null) {
      Optional<DunlinFailure> problem = AliasRules.problemOfCollection(state, replace.name());
      if (problem.isPresent()) {
        return new Refused(problem.get());
      }
    }
    if (replace.shard().isPresent()
        && (old == null || !old.shards().contains(replace.shard().get()))) {
      return gone("The shard of `%s` that was to be replaced is gone".formatted(replace.name()));
    }
    return new Change(
        new CatalogEvent.CollectionReplaced(replace.prepared(), replace.name(), replace.shard()));
  }

  private static Refused gone(String what) {
    return new Refused(new DunlinFailure.Unavailable(what + "; send the request again"));
  }
}
