package io.dunlin.cluster.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Upserts, deletes and payload changes of points that nobody else writes, one request after the
 * other until the node is killed.
 */
final class RandomLoad implements Callable<@Nullable Void> {
  private static final int MAX_BATCH = 120;

  private final PointWriter writer;
  private final Ledger ledger;
  private final long firstKey;
  private final int keys;
  private final Random random;
  private final CountDownLatch acks;
  private final AtomicBoolean killed;
  private long version;

  /**
   * @param version above all that were written before
   * @param acks counted down by each acked write
   * @param killed set just before the node is
   */
  RandomLoad(
      PointWriter writer,
      Ledger ledger,
      long firstKey,
      int keys,
      long version,
      Random random,
      CountDownLatch acks,
      AtomicBoolean killed) {
    this.writer = writer;
    this.ledger = ledger;
    this.firstKey = firstKey;
    this.keys = keys;
    this.version = version;
    this.random = random;
    this.acks = acks;
    this.killed = killed;
  }

  private interface Request {
    void send() throws Exception;
  }

  @Override
  public @Nullable Void call() throws Exception {
    while (true) {
      try {
        write();
        acks.countDown();
      } catch (PointWriter.RefusedException busy) {
        Thread.onSpinWait();
      } catch (Exception failure) {
        if (killed.get()) {
          return null;
        }
        throw failure;
      }
    }
  }

  private void write() throws Exception {
    version++;
    List<Long> chosen = choose();
    switch (random.nextInt(10)) {
      case 0, 1 -> write(chosen, _ -> Optional.empty(), () -> writer.delete(chosen));
      case 2, 3 -> {
        // A change of a point that may not be there could fail as a whole.
        List<Long> there = chosen.stream().filter(ledger::isThere).toList();
        if (!there.isEmpty()) {
          long note = version;
          write(there, state -> state.map(s -> s.noted(note)), () -> writer.note(there, note));
        }
      }
      default -> {
        PointState state = PointState.upserted(version);
        write(chosen, _ -> Optional.of(state), () -> writer.upsert(chosen, state));
      }
    }
  }

  private void write(List<Long> chosen, UnaryOperator<Optional<PointState>> change, Request request)
      throws Exception {
    // Noted first: whatever happens in between leaves the request unacked.
    ledger.unacked(chosen, change);
    request.send();
    ledger.acked(chosen, change);
  }

  /** Different keys, one or many. */
  private List<Long> choose() {
    int count = random.nextBoolean() ? 1 : random.nextInt(1, MAX_BATCH);
    List<Long> chosen = new ArrayList<>(count);
    int start = random.nextInt(keys);
    int step = 1 + random.nextInt(7);
    for (int i = 0; i < count; i++) {
      chosen.add(firstKey + (start + (long) i * step) % keys);
    }
    return chosen;
  }
}
