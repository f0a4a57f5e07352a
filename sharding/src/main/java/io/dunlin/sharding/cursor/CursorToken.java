package io.dunlin.sharding.cursor;

import io.dunlin.actors.query.ReadView.Held;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * All that any node has to know to read a page: what is held where, and where the page begins. So a
 * page that was lost on its way can be asked for again.
 *
 * @param collection this incarnation of it
 * @param digest of the request that began the cursor, see {@link RequestDigest}
 */
public record CursorToken(UUID collection, Held held, long digest, PagePlace place) {
  private static final int FORM = 1;
  private static final int CHECKSUM_BYTES = 4;

  /** The same for another page. */
  public CursorToken at(PagePlace next) {
    return new CursorToken(collection, held, digest, next);
  }

  /** As text, in the letters of base64url. */
  public String encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORM);
      write(out, collection);
      write(out, held.cursor());
      out.writeLong(digest);
      write(out, place);
      writePlaces(out);
      out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  /** Empty when it is none. */
  public static Optional<CursorToken> parse(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      int length = bytes.length - CHECKSUM_BYTES;
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      if (length < 1 || in.readByte() != FORM) {
        return Optional.empty();
      }
      UUID collection = readUuid(in);
      UUID cursor = readUuid(in);
      long digest = in.readLong();
      Optional<PagePlace> place = readPlace(in);
      Map<ShardId, Held.Place> places = readPlaces(in);
      boolean whole = in.available() == CHECKSUM_BYTES && in.readInt() == checksum(bytes, length);
      return place
          .filter(_ -> whole)
          .map(found -> new CursorToken(collection, new Held(cursor, places), digest, found));
    } catch (IllegalArgumentException | IndexOutOfBoundsException | IOException e) {
      return Optional.empty();
    }
  }

  // ---- where the page begins ----

  private static void write(DataOutputStream out, PagePlace place) throws IOException {
    switch (place) {
      case PagePlace.ById(PointId id) -> {
        out.writeByte(1);
        write(out, id);
      }
      case PagePlace.ByValue(long number, PointId id, int skip) -> {
        out.writeByte(2);
        out.writeLong(number);
        write(out, id);
        out.writeInt(skip);
      }
      case PagePlace.ByRank(int before) -> {
        out.writeByte(3);
        out.writeInt(before);
      }
    }
  }

  private static Optional<PagePlace> readPlace(DataInputStream in) throws IOException {
    return switch (in.readByte()) {
      case 1 -> Optional.of(new PagePlace.ById(readId(in)));
      case 2 -> Optional.of(new PagePlace.ByValue(in.readLong(), readId(in), readCount(in)));
      case 3 -> Optional.of(new PagePlace.ByRank(readCount(in)));
      default -> Optional.empty();
    };
  }

  private static int readCount(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0) {
      throw new IllegalArgumentException("a count below 0");
    }
    return count;
  }

  private static void write(DataOutputStream out, PointId id) throws IOException {
    out.writeBoolean(id.uuid());
    out.writeLong(id.high());
    out.writeLong(id.low());
  }

  private static PointId readId(DataInputStream in) throws IOException {
    return new PointId(in.readBoolean(), in.readLong(), in.readLong());
  }

  // ---- what is held where ----

  /** Each node once, as many shards may be held there. */
  private void writePlaces(DataOutputStream out) throws IOException {
    TreeSet<NodeId> distinct = new TreeSet<>();
    held.places().values().forEach(place -> distinct.add(place.node()));
    List<NodeId> nodes = List.copyOf(distinct);
    out.writeShort(nodes.size());
    for (NodeId node : nodes) {
      write(out, node.uuid());
    }
    SortedMap<ShardId, Held.Place> ordered = new TreeMap<>(held.places());
    out.writeShort(ordered.size());
    for (Map.Entry<ShardId, Held.Place> shard : ordered.entrySet()) {
      write(out, shard.getKey().uuid());
      out.writeShort(nodes.indexOf(shard.getValue().node()));
      out.writeLong(shard.getValue().position());
    }
  }

  private static Map<ShardId, Held.Place> readPlaces(DataInputStream in) throws IOException {
    List<NodeId> nodes = new ArrayList<>();
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      nodes.add(new NodeId(readUuid(in)));
    }
    Map<ShardId, Held.Place> places = new HashMap<>();
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      ShardId shard = new ShardId(readUuid(in));
      NodeId node = nodes.get(in.readUnsignedShort());
      places.put(shard, new Held.Place(node, in.readLong()));
    }
    return places;
  }

  // ---- parts ----

  private static void write(DataOutputStream out, UUID uuid) throws IOException {
    out.writeLong(uuid.getMostSignificantBits());
    out.writeLong(uuid.getLeastSignificantBits());
  }

  private static UUID readUuid(DataInputStream in) throws IOException {
    return new UUID(in.readLong(), in.readLong());
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(Arrays.copyOf(bytes, length));
    return (int) checksum.getValue();
  }
}
