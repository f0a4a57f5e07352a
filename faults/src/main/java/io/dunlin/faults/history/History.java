package io.dunlin.faults.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Of many clients, by key. Any thread may add to it. */
public final class History {
  /** Of one point. */
  public record OfKey(long key, List<Write> writes, List<Read> reads) {}

  private final Map<Long, OfKey> keys = new HashMap<>();
  private final Map<Long, Write> acked = new HashMap<>();
  private long size;

  public synchronized void add(Write write) {
    of(write.key()).writes().add(write);
    if (write.isAcked() && !write.isDelete()) {
      acked.put(write.value(), write);
    }
    size++;
  }

  public synchronized void add(Read read) {
    of(read.key()).reads().add(read);
    size++;
  }

  /** The upsert that wrote a value, once it is acked. */
  public synchronized Optional<Write> acked(long value) {
    return Optional.ofNullable(acked.get(value));
  }

  /** Operations so far. */
  public synchronized long size() {
    return size;
  }

  /** As it is now. */
  public synchronized List<OfKey> byKey() {
    return keys.values().stream()
        .map(of -> new OfKey(of.key(), List.copyOf(of.writes()), List.copyOf(of.reads())))
        .toList();
  }

  private OfKey of(long key) {
    return keys.computeIfAbsent(key, k -> new OfKey(k, new ArrayList<>(), new ArrayList<>()));
  }
}
