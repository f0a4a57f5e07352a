package io.dunlin.actors.catalog;

import io.dunlin.actors.catalog.OperatorRules.Decision;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionInfo;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Decides about aliases: one change for a whole list of actions, or none. Each action sees what
 * those before it have done. Pure.
 */
final class AliasRules {
  private final CatalogState state;
  private final SortedMap<String, String> aliases;

  private AliasRules(CatalogState state) {
    this.state = state;
    this.aliases = new TreeMap<>(state.aliases());
  }

  static Decision change(CatalogState state, List<AliasAction> actions) {
    AliasRules rules = new AliasRules(state);
    for (AliasAction action : actions) {
      Optional<DunlinFailure> problem = rules.take(action);
      if (problem.isPresent()) {
        return new OperatorRules.Refused(problem.get());
      }
    }
    return rules.difference();
  }

  /** What became of a name that was asked to stand for a collection, if it cannot. */
  static Optional<DunlinFailure> problemOfCollection(CatalogState state, String name) {
    if (state.byName().containsKey(name)) {
      return Optional.of(
          new DunlinFailure.AlreadyExists("Collection `" + name + "` already exists!"));
    }
    return Optional.ofNullable(state.aliases().get(name))
        .map(collection ->
            new DunlinFailure.WrongInput(
                "Can't create collection with name %s. Alias with the same name already exists, for collection `%s`"
                    .formatted(name, collection)));
  }

  private Optional<DunlinFailure> take(AliasAction action) {
    switch (action) {
      case AliasAction.Point(String alias, String collection) -> {
        if (!state.byName().containsKey(collection) || CollectionInfo.isPrepared(collection)) {
          return Optional.of(
              new DunlinFailure.NotFound("Collection `" + collection + "` doesn't exist!"));
        }
        return point(alias, collection);
      }
      case AliasAction.Remove(String alias) -> {
        String _ = aliases.remove(alias);
        return Optional.empty();
      }
      case AliasAction.Rename(String from, String to) -> {
        String collection = aliases.remove(from);
        return collection == null
            ? Optional.of(new DunlinFailure.NotFound("Alias " + from + " does not exists!"))
            : point(to, collection);
      }
    }
  }

  private Optional<DunlinFailure> point(String alias, String collection) {
    if (state.byName().containsKey(alias)) {
      return Optional.of(
          new DunlinFailure.AlreadyExists("Collection `" + alias + "` already exists!"));
    }
    String _ = aliases.put(alias, collection);
    return Optional.empty();
  }

  private Decision difference() {
    SortedMap<String, String> pointed = new TreeMap<>(aliases);
    pointed.entrySet().removeAll(state.aliases().entrySet());
    SortedSet<String> removed = new TreeSet<>(state.aliases().keySet());
    removed.removeAll(aliases.keySet());
    return pointed.isEmpty() && removed.isEmpty()
        ? new OperatorRules.AsAsked()
        : new OperatorRules.Change(
            new CatalogEvent.AliasesChanged(
                Collections.unmodifiableSortedMap(pointed),
                Collections.unmodifiableSortedSet(removed)));
  }
}
