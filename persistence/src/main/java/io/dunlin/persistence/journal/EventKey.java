package io.dunlin.persistence.journal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Keys of the store. A log's key is the length of its persistence id in UTF-8 (two bytes, unsigned,
 * big-endian) and the id; an event's key is its log's key and its sequence number (eight bytes,
 * big-endian). The length in front makes ids safe whatever their characters: no log's keys lie
 * between those of another, and no id is a prefix of another. Events of a log lie in order, since
 * RocksDB compares bytes as unsigned and sequence numbers are not negative.
 */
final class EventKey {
  private static final int MAX_ID_BYTES = 0xFFFF;

  private EventKey() {}

  /**
   * @throws IllegalArgumentException when the id is longer than 65,535 bytes or not valid Unicode
   */
  static byte[] log(String persistenceId) {
    ByteBuffer id;
    try {
      // The encoder, unlike String.getBytes, refuses what it cannot write rather than replace it.
      id = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(persistenceId));
    } catch (CharacterCodingException malformed) {
      throw new IllegalArgumentException("A persistence id is not valid Unicode", malformed);
    }
    if (id.remaining() > MAX_ID_BYTES) {
      throw new IllegalArgumentException(
          "A persistence id of " + id.remaining() + " bytes, longer than " + MAX_ID_BYTES);
    }
    byte[] key = new byte[Short.BYTES + id.remaining()];
    ByteBuffer.wrap(key).putShort((short) id.remaining()).put(id);
    return key;
  }

  /**
   * @param sequenceNumber {@code Long.MAX_VALUE + 1} is fine: it sorts behind every event of the
   *     log
   */
  static byte[] event(byte[] log, long sequenceNumber) {
    return ByteBuffer.allocate(log.length + Long.BYTES).put(log).putLong(sequenceNumber).array();
  }

  /** The sequence number at the end of an event's key. */
  static long sequenceNumber(byte[] key) {
    return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
  }
}
