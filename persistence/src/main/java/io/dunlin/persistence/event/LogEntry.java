package io.dunlin.persistence.event;

import java.io.NotSerializableException;
import java.util.zip.CRC32C;

/**
 * What stands at one position of a log. Each entry carries the epoch of its writer, a number that
 * is raised at every change of writer, so that of two writers of one log only the later counts; see
 * {@link io.dunlin.persistence.fence.LogHistory}. A log whose journal has one writer by itself, as
 * the embedded one, knows only epoch 0.
 *
 * @param <E> the log's events
 */
public sealed interface LogEntry<E> {
  long epoch();

  /** The entry as it is stored; not to be changed. */
  byte[] bytes();

  /** Names the form of {@link #bytes}. */
  default String manifest() {
    return EventCodec.manifest(this);
  }

  /**
   * The entry of some bytes, which are kept.
   *
   * @throws NotSerializableException when the manifest is unknown or the bytes are not of that form
   */
  static LogEntry<?> read(byte[] bytes, String manifest) throws NotSerializableException {
    return EventCodec.decode(bytes, manifest);
  }

  /** Something happened. */
  record Written<E>(long epoch, E event, byte[] bytes) implements LogEntry<E> {}

  /**
   * A writer began; the first entry of its epoch. It goes on after the entry at position {@code
   * after} that {@code afterEpoch} wrote: whatever else stands between there and here never was.
   *
   * @param after 0 when the log was empty
   * @param prefix the hash of all entries up to there
   */
  record EpochStarted<E>(long epoch, long after, long afterEpoch, long prefix, byte[] bytes)
      implements LogEntry<E> {}

  /**
   * Encodes an event.
   *
   * @param event a {@link ShardEvent} or {@link CatalogEvent}
   */
  static <E> Written<E> written(long epoch, E event) {
    return new Written<>(epoch, event, EventCodec.encode(epoch, event));
  }

  static <E> EpochStarted<E> epochStarted(long epoch, long after, long afterEpoch, long prefix) {
    return new EpochStarted<>(
        epoch, after, afterEpoch, prefix, EventCodec.encode(epoch, after, afterEpoch, prefix));
  }

  /**
   * The hash of a log up to and including this entry, given that of all before it: equal for copies
   * that have the same entries. Told apart are differences by mistake, not by malice.
   */
  default long prefixAfter(long before) {
    CRC32C crc = new CRC32C();
    crc.update(bytes());
    // The finalizer of SplitMix64 (Steele, Lea and Flood 2014): every bit of both moves every bit.
    long mixed =
        (before ^ crc.getValue() ^ (long) bytes().length << Integer.SIZE) + 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
