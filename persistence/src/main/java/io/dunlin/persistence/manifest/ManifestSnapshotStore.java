package io.dunlin.persistence.manifest;

import static scala.jdk.javaapi.FutureConverters.asScala;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import scala.concurrent.Future;

/**
 * Pekko's snapshot plugin over {@link SnapshotOffers}; id {@code dunlin.snapshot-store.manifests}.
 *
 * <p>A shard's snapshots are its manifests, written by those who seal segments, not by its entity.
 * So loading hands over what was offered, with the position it was offered for, and never touches a
 * disk; saving is refused; deleting has nothing to delete.
 */
public final class ManifestSnapshotStore extends SnapshotStore {
  private final SnapshotOffers offers = SnapshotOffers.get(Adapter.toTyped(context().system()));

  @Override
  public Future<Optional<SelectedSnapshot>> doLoadAsync(
      String persistenceId, SnapshotSelectionCriteria criteria) {
    return asScala(
        CompletableFuture.completedFuture(
            offers
                .find(persistenceId)
                .filter(offer -> meets(criteria, offer))
                .map(offer ->
                    SelectedSnapshot.create(
                        SnapshotMetadata.apply(persistenceId, offer.position()), offer.state()))));
  }

  private static boolean meets(SnapshotSelectionCriteria criteria, SnapshotOffers.Offer offer) {
    return criteria.minSequenceNr() <= offer.position()
        && offer.position() <= criteria.maxSequenceNr();
  }

  @Override
  public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
    return asScala(
        CompletableFuture.failedFuture(
            new UnsupportedOperationException(
                "Snapshots of %s are manifests: none can be saved"
                    .formatted(metadata.persistenceId()))));
  }

  @Override
  public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
    return done();
  }

  @Override
  public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
    return done();
  }

  private static Future<Void> done() {
    CompletableFuture<Void> done = CompletableFuture.allOf();
    return asScala(done);
  }
}
