package io.dunlin.persistence.journal;

import static scala.jdk.javaapi.CollectionConverters.asJava;
import static scala.jdk.javaapi.FutureConverters.asScala;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import scala.concurrent.Future;

/**
 * Pekko's journal plugin over {@link RocksStore}; id {@code dunlin.journal.rocksdb}.
 *
 * <p>An event that its serializer refuses rejects its atomic write and no other. A failed write has
 * an unknown outcome and stops the entity, as Pekko wants. Replay reads in chunks on a dispatcher
 * of its own, so it holds one chunk; Pekko's contract has no way to slow it down, so what an entity
 * has not yet applied waits in its mailbox.
 */
public final class RocksJournal extends AsyncWriteJournal {
  private final RocksStore store;
  private final RecordCodec codec;
  private final Executor reads;

  public RocksJournal() {
    ExtendedActorSystem system = (ExtendedActorSystem) context().system();
    this.store = RocksStore.get(Adapter.toTyped(system));
    this.codec = new RecordCodec(system);
    this.reads = ReadChunk.dispatcher(system);
  }

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> writes) {
    List<CompletableFuture<Optional<Exception>>> results = new ArrayList<>();
    for (AtomicWrite write : writes) {
      results.add(write(write).toCompletableFuture());
    }
    return asScala(
        CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
            .thenApply(_ -> results.stream().map(CompletableFuture::join).toList()));
  }

  /** Empty when written; the reason when rejected, with nothing written; else failed. */
  private CompletionStage<Optional<Exception>> write(AtomicWrite write) {
    List<StoredEvent> events = new ArrayList<>();
    try {
      for (PersistentRepr event : asJava(write.payload())) {
        events.add(new StoredEvent(event.sequenceNr(), codec.encode(event)));
      }
    } catch (Exception refused) {
      return CompletableFuture.completedFuture(Optional.of(refused));
    }
    return store.write(write.persistenceId(), events).thenApply(_ -> Optional.empty());
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNumber) {
    CompletionStage<Void> deleted =
        store.deleteTo(persistenceId, toSequenceNumber).thenAccept(_ -> {});
    return asScala(deleted);
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long from) {
    return asScala(store.highestSequenceNumber(persistenceId));
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replayed) {
    return asScala(
        CompletableFuture.runAsync(() -> replay(persistenceId, from, to, max, replayed), reads));
  }

  private void replay(
      String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replayed) {
    long next = from;
    long left = max;
    while (left > 0 && next <= to) {
      List<StoredEvent> chunk = ReadChunk.read(store, persistenceId, next, to, left);
      if (chunk.isEmpty()) {
        return;
      }
      for (StoredEvent event : chunk) {
        replayed.accept(codec.decode(persistenceId, event));
      }
      left -= chunk.size();
      next = chunk.getLast().sequenceNumber() + 1;
    }
  }
}
