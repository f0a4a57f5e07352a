package io.dunlin.persistence.journal;

import java.nio.ByteBuffer;

/**
 * What a log remembers beside its events: sixteen bytes, big-endian, written with every deletion.
 *
 * @param highest the highest sequence number when events were last deleted, 0 if they never were:
 *     it outlives the last event
 * @param deletedTo events up to here are gone
 */
record LogState(long highest, long deletedTo) {
  static final LogState NEW = new LogState(0, 0);

  static LogState of(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new LogState(buffer.getLong(), buffer.getLong());
  }

  byte[] bytes() {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(highest).putLong(deletedTo).array();
  }
}
