package io.dunlin.actors.copy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A few of the vectors that a shard was searched with lately. Any thread adds and reads. Once there
 * are enough one in some is taken, in the place of one by chance: what is older becomes rarer.
 */
public final class RecentQueries {
  /** Of a vector that searches name, at most. */
  public static final int MOST = 64;

  private static final int FEWEST = 8;
  private static final int ONE_IN = 16;

  /** Of the samples for a vector. */
  private static final long BYTES = 256 << 10;

  private static final int MOST_VECTORS = 32;

  private final ConcurrentMap<String, Samples> byVector = new ConcurrentHashMap<>();

  private static final class Samples {
    private final AtomicReferenceArray<float @Nullable []> slots;
    private final AtomicInteger taken = new AtomicInteger();

    Samples(int dimension) {
      long fitting = BYTES / ((long) dimension * Float.BYTES);
      slots = new AtomicReferenceArray<>(Math.clamp(fitting, FEWEST, MOST));
    }

    void offer(float[] query) {
      if (taken.get() < slots.length()) {
        int slot = taken.getAndIncrement();
        if (slot < slots.length()) {
          slots.set(slot, query.clone());
          return;
        }
      }
      ThreadLocalRandom random = ThreadLocalRandom.current();
      if (random.nextInt(ONE_IN) == 0) {
        slots.set(random.nextInt(slots.length()), query.clone());
      }
    }
  }

  /**
   * @param vector the key of what is searched
   */
  public void offer(String vector, float[] query) {
    Samples samples = byVector.get(vector);
    if (samples == null && byVector.size() < MOST_VECTORS) {
      samples = byVector.computeIfAbsent(vector, _ -> new Samples(query.length));
    }
    if (samples != null) {
      samples.offer(query);
    }
  }

  /** What is kept for a vector now. */
  public List<float[]> of(String vector) {
    List<float[]> queries = new ArrayList<>();
    Samples samples = byVector.get(vector);
    for (int i = 0; samples != null && i < samples.slots.length(); i++) {
      float[] query = samples.slots.get(i);
      if (query != null) {
        queries.add(query);
      }
    }
    return queries;
  }
}
