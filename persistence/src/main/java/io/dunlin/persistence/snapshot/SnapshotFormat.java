package io.dunlin.persistence.snapshot;

import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.event.CatalogEventBytes;
import io.dunlin.persistence.model.ShardId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The bytes of a snapshot's parts. All numbers are big endian; a text is its length in UTF-8 bytes
 * (four bytes) and these.
 *
 * <pre>
 *    8  "DUNLINSN"
 *    4  version of the format, 1
 *       frames, each:
 *          1  kind: 1 head, 2 collection, 3 shard, 4 points, 5 end
 *          8  its number, from 0
 *          4  length of the body
 *             body
 *          4  CRC32C of all of the frame before
 * </pre>
 *
 * Bodies: a head has the snapshot's kind (one byte), its time (eight bytes), the number of aliases
 * (four) and each alias with its collection's name; a collection has the manifest and the bytes of
 * the catalog's event that made it; a shard has its uuid (sixteen), position and number of points
 * (eight each); points have their number (four), the manifest and the bytes of a shard's event that
 * upserts them; the end has the number of all points (eight). Nothing follows the end.
 */
final class SnapshotFormat {
  static final byte[] MAGIC = {'D', 'U', 'N', 'L', 'I', 'N', 'S', 'N'};
  static final int VERSION = 1;

  static final int HEAD = 1;
  static final int COLLECTION = 2;
  static final int SHARD = 3;
  static final int POINTS = 4;
  static final int END = 5;

  /** Kind, number and length. */
  static final int FRAME_HEAD_BYTES = 13;

  /** Of a body; a collection with all of its shards takes less, and points by far. */
  static final int MAX_BODY_BYTES = 64 << 20;

  private SnapshotFormat() {}

  static int kind(SnapshotPart part) {
    return switch (part) {
      case SnapshotPart.Head _ -> HEAD;
      case SnapshotPart.Collection _ -> COLLECTION;
      case SnapshotPart.Shard _ -> SHARD;
      case SnapshotPart.Points _ -> POINTS;
    };
  }

  static byte[] body(SnapshotPart part) {
    return bytes(out -> {
      switch (part) {
        case SnapshotPart.Head(SnapshotKind kind, long time, var aliases) -> {
          out.writeByte(kind.code());
          out.writeLong(time);
          out.writeInt(aliases.size());
          for (Map.Entry<String, String> alias : aliases.entrySet()) {
            writeText(out, alias.getKey());
            writeText(out, alias.getValue());
          }
        }
        case SnapshotPart.Collection(var collection) -> {
          CatalogEvent made = new CatalogEvent.CollectionCreated(collection);
          writeText(out, CatalogEventBytes.manifest(made));
          out.write(CatalogEventBytes.of(made));
        }
        case SnapshotPart.Shard(ShardId shard, long position, long points) -> {
          out.writeLong(shard.uuid().getMostSignificantBits());
          out.writeLong(shard.uuid().getLeastSignificantBits());
          out.writeLong(position);
          out.writeLong(points);
        }
        case SnapshotPart.Points(int count, String manifest, byte[] event) -> {
          out.writeInt(count);
          writeText(out, manifest);
          out.write(event);
        }
      }
    });
  }

  static byte[] end(long points) {
    return bytes(out -> out.writeLong(points));
  }

  /**
   * @throws IOException when the bytes are of no such part
   */
  static SnapshotPart part(int kind, byte[] body) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(body));
    return switch (kind) {
      case HEAD -> {
        int code = in.readUnsignedByte();
        SnapshotKind of =
            SnapshotKind.of(code).orElseThrow(() -> new IOException("unknown kind " + code));
        yield new SnapshotPart.Head(of, in.readLong(), aliases(in));
      }
      case COLLECTION -> collection(readText(in), in.readAllBytes());
      case SHARD ->
          new SnapshotPart.Shard(
              new ShardId(new UUID(in.readLong(), in.readLong())), in.readLong(), in.readLong());
      case POINTS -> new SnapshotPart.Points(in.readInt(), readText(in), in.readAllBytes());
      default -> throw new IOException("unknown kind of frame " + kind);
    };
  }

  static long pointsAtEnd(byte[] body) throws IOException {
    return new DataInputStream(new ByteArrayInputStream(body)).readLong();
  }

  private static SnapshotPart collection(String manifest, byte[] event) throws IOException {
    try {
      if (CatalogEventBytes.toEvent(manifest, event)
          instanceof CatalogEvent.CollectionCreated(var collection)) {
        return new SnapshotPart.Collection(collection);
      }
    } catch (IllegalArgumentException unknown) {
      throw new IOException(unknown.getMessage(), unknown);
    }
    throw new IOException("\"" + manifest + "\" is no collection");
  }

  private static SortedMap<String, String> aliases(DataInputStream in) throws IOException {
    SortedMap<String, String> aliases = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      aliases.put(readText(in), readText(in));
    }
    return Collections.unmodifiableSortedMap(aliases);
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] bytes = length < 0 ? new byte[0] : in.readNBytes(length);
    if (bytes.length != length) {
      throw new IOException("a text of " + length + " bytes is not there");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private interface Body {
    void writeTo(DataOutputStream out) throws IOException;
  }

  private static byte[] bytes(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      body.writeTo(new DataOutputStream(bytes));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }
}
