package io.dunlin.persistence.manifest;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.dunlin.index.file.CorruptFileException;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.event.VectorColumnsProtos;
import io.dunlin.persistence.event.proto.ManifestProto;
import io.dunlin.persistence.event.proto.ManifestSegmentProto;
import io.dunlin.persistence.event.proto.PayloadOverlayProto;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorColumns;
import io.dunlin.persistence.payload.PayloadCodec;
import io.dunlin.persistence.segment.PayloadOverlay;
import io.dunlin.persistence.segment.Tombstones;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * A manifest's file, little endian:
 *
 * <pre>
 * 0  8  magic "DUNLINMF"
 * 8  4  format version: 1, or 2 where vectors were made or dropped
 * 12 n  ManifestProto
 *    4  CRC32C of all before
 * </pre>
 */
final class ManifestFormat {
  private static final byte[] MAGIC = "DUNLINMF".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;

  /** A node that does not know of changed vectors must not open a shard that has them. */
  private static final int CHANGED_VECTORS = 2;

  private static final int PREFIX_LENGTH = MAGIC.length + Integer.BYTES;
  private static final String SECTION = "manifest";

  private ManifestFormat() {}

  static ByteBuffer encode(Manifest manifest) {
    byte[] content = toProto(manifest).toByteArray();
    ByteBuffer bytes =
        ByteBuffer.allocate(PREFIX_LENGTH + content.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes
        .put(MAGIC)
        .putInt(manifest.vectors().isPresent() ? CHANGED_VECTORS : VERSION)
        .put(content);
    bytes.putInt(checksum(bytes.duplicate().flip()));
    return bytes.flip();
  }

  /** {@code path} is for the error only. */
  static Manifest decode(byte[] file, Path path) throws CorruptFileException {
    int end = file.length - Integer.BYTES;
    if (end < PREFIX_LENGTH) {
      throw corrupt(path, "cut off after " + file.length + " bytes");
    }
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (!bytes.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
      throw corrupt(path, "does not start as a manifest does");
    }
    if (bytes.getInt(end) != checksum(bytes.slice(0, end))) {
      throw corrupt(path, "checksum does not match");
    }
    int version = bytes.getInt(MAGIC.length);
    if (version < VERSION || version > CHANGED_VECTORS) {
      throw corrupt(path, "format version %d is unknown".formatted(version));
    }
    try {
      return fromProto(ManifestProto.parseFrom(bytes.slice(PREFIX_LENGTH, end - PREFIX_LENGTH)));
    } catch (InvalidProtocolBufferException | IllegalArgumentException failure) {
      throw corrupt(path, "cannot be read: " + failure.getMessage());
    }
  }

  private static ManifestProto toProto(Manifest manifest) {
    UUID uuid = manifest.shard().uuid();
    ByteBuffer shard = ByteBuffer.allocate(2 * Long.BYTES);
    shard.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits()).flip();
    ManifestProto.Builder proto =
        ManifestProto.newBuilder()
            .setShardUuid(ByteString.copyFrom(shard))
            .setPosition(manifest.position())
            .setEpoch(manifest.at().epoch())
            .setPrefix(manifest.at().prefix())
            .setLastTimeMs(manifest.time());
    manifest.vectors().map(VectorColumnsProtos::toProto).ifPresent(proto::setVectors);
    for (Manifest.Entry entry : manifest.segments()) {
      ManifestSegmentProto.Builder segment =
          ManifestSegmentProto.newBuilder()
              .setName(entry.name())
              .setFile(entry.file())
              .setRows(entry.rows())
              .setTombstones(ByteString.copyFrom(entry.dead().toBytes()));
      entry
          .overlay()
          .forEach((row, change) ->
              segment.addOverlay(
                  PayloadOverlayProto.newBuilder()
                      .setRow(row)
                      .setPayload(ByteString.copyFrom(PayloadCodec.encode(change.payload())))
                      .setVersion(change.version())));
      proto.addSegments(segment);
    }
    return proto.build();
  }

  private static Manifest fromProto(ManifestProto proto) throws InvalidProtocolBufferException {
    if (proto.getShardUuid().size() != 2 * Long.BYTES) {
      throw new InvalidProtocolBufferException("the shard's uuid has not 16 bytes");
    }
    ByteBuffer uuid = proto.getShardUuid().asReadOnlyByteBuffer();
    ShardId shard = new ShardId(new UUID(uuid.getLong(), uuid.getLong()));
    List<Manifest.Entry> segments = new ArrayList<>();
    for (ManifestSegmentProto segment : proto.getSegmentsList()) {
      Map<Integer, PayloadOverlay.Entry> changes = new HashMap<>();
      for (PayloadOverlayProto change : segment.getOverlayList()) {
        changes.put(
            change.getRow(),
            new PayloadOverlay.Entry(
                PayloadCodec.decode(change.getPayload().toByteArray()), change.getVersion()));
      }
      segments.add(
          new Manifest.Entry(
              segment.getName(),
              segment.getFile(),
              segment.getRows(),
              Tombstones.fromBytes(segment.getTombstones().toByteArray()),
              PayloadOverlay.NONE.with(changes)));
    }
    LogPoint at = new LogPoint(proto.getPosition(), proto.getEpoch(), proto.getPrefix());
    Optional<VectorColumns> vectors =
        proto.hasVectors()
            ? Optional.of(VectorColumnsProtos.fromProto(proto.getVectors()))
            : Optional.empty();
    return new Manifest(shard, at, proto.getLastTimeMs(), List.copyOf(segments), vectors);
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private static CorruptFileException corrupt(Path path, String problem) {
    return new CorruptFileException(path, SECTION, problem);
  }
}
