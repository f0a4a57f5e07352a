package io.dunlin.actors.catalog;

import io.dunlin.actors.catalog.CatalogProtocol.ChangeVector;
import io.dunlin.actors.catalog.OperatorRules.AsAsked;
import io.dunlin.actors.catalog.OperatorRules.Change;
import io.dunlin.actors.catalog.OperatorRules.Decision;
import io.dunlin.actors.catalog.OperatorRules.Refused;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.Violation;
import java.util.Optional;

/**
 * Decides what becomes of vectors that are to be made in a collection, or to go. Asking twice is
 * asking once, so that who heard no answer can ask again.
 */
final class VectorRules {
  private VectorRules() {}

  static Decision change(CatalogState state, ChangeVector change) {
    Optional<CollectionInfo> found = state.find(change.collection());
    if (found.isEmpty()) {
      return new Refused(
          new DunlinFailure.NotFound("Collection `" + change.collection() + "` doesn't exist!"));
    }
    if (change.vector().isEmpty()) {
      return wrong("vector_name: must not be empty; a vector without a name stays what it is");
    }
    CollectionInfo collection = found.get();
    CollectionConfig config = collection.config();
    Optional<VectorKind> there = config.kind(change.vector());
    if (change.kind().isEmpty()) {
      return there.isEmpty()
          ? new AsAsked()
          : new Change(
              new CatalogEvent.CollectionUpdated(
                  collection.uuid(), config.withoutVector(change.vector())));
    }
    return there.isEmpty()
        ? made(collection, config.withVector(change.vector(), change.kind().get()))
        : again(change.vector(), there.get(), change.kind().get());
  }

  private static Decision made(CollectionInfo collection, CollectionConfig config) {
    if (config.kinds().size() > ChangeVector.MOST) {
      return wrong(
          "vector_name: the collection has %d vectors, and can have no more"
              .formatted(ChangeVector.MOST));
    }
    return config
        .violation()
        .map(Violation::toString)
        .map(text -> wrong(text))
        .orElseGet(() -> new Change(new CatalogEvent.CollectionUpdated(collection.uuid(), config)));
  }

  /** Settings that can be changed may differ: they are left as they are. */
  private static Decision again(String name, VectorKind there, VectorKind asked) {
    return switch (there) {
      case VectorSpec spec ->
          switch (asked) {
            case SparseSpec _ -> wrong("Vector `%s` already exists as a dense vector", name);
            case VectorSpec other ->
                spec.shape().equals(other.shape())
                    ? new AsAsked()
                    : wrong("Vector `%s` already exists with a different configuration", name);
          };
      case SparseSpec spec ->
          switch (asked) {
            case VectorSpec _ -> wrong("Vector `%s` already exists as a sparse vector", name);
            case SparseSpec other ->
                spec.modifier().equals(other.modifier()) && spec.datatype().equals(other.datatype())
                    ? new AsAsked()
                    : wrong(
                        "Sparse vector `%s` already exists with a different configuration", name);
          };
    };
  }

  private static Decision wrong(String text, String name) {
    return wrong(text.formatted(name));
  }

  private static Decision wrong(String text) {
    return new Refused(new DunlinFailure.WrongInput(text));
  }
}
