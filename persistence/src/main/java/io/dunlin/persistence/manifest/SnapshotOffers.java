package io.dunlin.persistence.manifest;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * What recovering entities start from. An entity's owner offers a state and its log position before
 * it starts the entity; {@link ManifestSnapshotStore} answers recovery with it and the journal
 * replays only what came after.
 */
public final class SnapshotOffers implements Extension {
  /** A state that has every event up to and including {@code position}. */
  public record Offer(long position, Object state) {}

  private final Map<String, Offer> offers = new ConcurrentHashMap<>();

  private SnapshotOffers() {}

  public static SnapshotOffers get(ActorSystem<?> system) {
    return Id.INSTANCE.apply(system);
  }

  public void offer(String persistenceId, Offer offer) {
    offers.put(persistenceId, offer);
  }

  public void withdraw(String persistenceId) {
    offers.remove(persistenceId);
  }

  public Optional<Offer> find(String persistenceId) {
    return Optional.ofNullable(offers.get(persistenceId));
  }

  private static final class Id extends ExtensionId<SnapshotOffers> {
    static final Id INSTANCE = new Id();

    @Override
    public SnapshotOffers createExtension(ActorSystem<?> system) {
      return new SnapshotOffers();
    }
  }
}
