package io.dunlin.sharding.change;

import io.dunlin.actors.query.ReadToken;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Where a feed stands, in all shards. A shard that is not named is read from its beginning: it was
 * made later.
 *
 * @param scroll while the points that are there are being told: where that goes on
 */
record FeedToken(UUID collection, SortedMap<ShardId, Place> places, Optional<Scroll> scroll) {
  private static final byte FORM = 1;
  private static final int PLACE_BYTES = 16 + 8 + 8 + 8 + 4;
  private static final byte NO_SCROLL = 0;
  private static final byte SCROLL_FROM_FIRST = 1;
  private static final byte SCROLL_FROM_NUMBER = 2;
  private static final byte SCROLL_FROM_UUID = 3;

  /**
   * How far a shard's log has been told.
   *
   * @param skip changes of the next entry that have been told too
   */
  record Place(LogPoint at, int skip) {}

  /**
   * @param from the next point; empty: the first of all
   */
  record Scroll(Optional<PointId> from) {}

  /** For reads that are to see at least what lies before. */
  ReadToken forReads() {
    Map<ShardId, Long> positions = new HashMap<>();
    places.forEach((shard, place) -> positions.put(shard, place.at().position()));
    return new ReadToken(collection, positions);
  }

  /** As text, in the letters of base64url. */
  String encode() {
    ByteBuffer bytes = ByteBuffer.allocate(1 + 16 + 1 + 16 + places.size() * PLACE_BYTES);
    bytes.put(FORM);
    put(bytes, collection);
    if (scroll.isEmpty()) {
      bytes.put(NO_SCROLL);
    } else if (scroll.get().from().isEmpty()) {
      bytes.put(SCROLL_FROM_FIRST);
    } else {
      PointId from = scroll.get().from().get();
      bytes.put(from.uuid() ? SCROLL_FROM_UUID : SCROLL_FROM_NUMBER);
      bytes.putLong(from.high()).putLong(from.low());
    }
    places.forEach((shard, place) -> {
      put(bytes, shard.uuid());
      bytes.putLong(place.at().position()).putLong(place.at().epoch()).putLong(place.at().prefix());
      bytes.putInt(place.skip());
    });
    bytes.flip();
    byte[] all = new byte[bytes.remaining()];
    bytes.get(all);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  private static void put(ByteBuffer bytes, UUID uuid) {
    bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
  }

  /** Empty when it is none. */
  static Optional<FeedToken> parse(String text) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      if (bytes.get() != FORM) {
        return Optional.empty();
      }
      UUID collection = uuid(bytes);
      byte mode = bytes.get();
      if (mode < NO_SCROLL || mode > SCROLL_FROM_UUID) {
        return Optional.empty();
      }
      Optional<Scroll> scroll =
          mode == NO_SCROLL ? Optional.empty() : Optional.of(new Scroll(from(mode, bytes)));
      SortedMap<ShardId, Place> places = new TreeMap<>();
      while (bytes.hasRemaining()) {
        ShardId shard = new ShardId(uuid(bytes));
        LogPoint at = new LogPoint(bytes.getLong(), bytes.getLong(), bytes.getLong());
        Place place = new Place(at, bytes.getInt());
        if (at.position() < 0 || at.epoch() < 0 || place.skip() < 0) {
          return Optional.empty();
        }
        places.put(shard, place);
      }
      return Optional.of(new FeedToken(collection, places, scroll));
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static Optional<PointId> from(byte mode, ByteBuffer bytes) {
    if (mode == SCROLL_FROM_FIRST) {
      return Optional.empty();
    }
    UUID id = uuid(bytes);
    return Optional.of(
        mode == SCROLL_FROM_UUID ? PointId.of(id) : PointId.of(id.getLeastSignificantBits()));
  }

  private static UUID uuid(ByteBuffer bytes) {
    return new UUID(bytes.getLong(), bytes.getLong());
  }
}
