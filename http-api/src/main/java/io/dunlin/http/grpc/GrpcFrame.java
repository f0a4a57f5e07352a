package io.dunlin.http.grpc;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.dunlin.http.error.GrpcCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.pekko.util.ByteString;

/**
 * A message on the wire: one byte that is 1 when the message is compressed, its length as four
 * bytes, big-endian, then the message.
 */
final class GrpcFrame {
  static final int HEADER_BYTES = 5;

  private static final String GZIP = "gzip";

  private GrpcFrame() {}

  /**
   * The message of an entity that holds exactly one frame. Fails with the status that the gRPC
   * protocol names for each way in which it can be broken.
   *
   * @param encoding the request's {@code grpc-encoding}
   * @param maxBytes the largest message taken, before and after decompression
   */
  static ByteBuffer message(ByteString entity, Optional<String> encoding, int maxBytes) {
    byte[] bytes = entity.toArrayUnsafe();
    if (bytes.length < HEADER_BYTES) {
      throw new GrpcProtocolException(GrpcCode.INTERNAL, "The request holds no message");
    }
    ByteBuffer frame = ByteBuffer.wrap(bytes);
    byte compressed = frame.get();
    long length = Integer.toUnsignedLong(frame.getInt());
    if (length > maxBytes) {
      throw tooLarge(maxBytes);
    }
    if (length != frame.remaining()) {
      throw new GrpcProtocolException(
          GrpcCode.INTERNAL,
          "The request must hold one message of %d bytes, got %d"
              .formatted(length, frame.remaining()));
    }
    return switch (compressed) {
      case 0 -> frame;
      case 1 -> decompressed(bytes, encoding, maxBytes);
      default ->
          throw new GrpcProtocolException(
              GrpcCode.INTERNAL, "The frame's first byte must be 0 or 1, got " + compressed);
    };
  }

  static GrpcProtocolException tooLarge(int maxBytes) {
    return new GrpcProtocolException(
        GrpcCode.RESOURCE_EXHAUSTED,
        "The message is larger than the limit of " + maxBytes + " bytes");
  }

  private static ByteBuffer decompressed(byte[] frame, Optional<String> encoding, int maxBytes) {
    if (!encoding.equals(Optional.of(GZIP))) {
      throw new GrpcProtocolException(
          GrpcCode.UNIMPLEMENTED,
          "The message is compressed with "
              + encoding.orElse("an unnamed encoding")
              + "; this server reads gzip");
    }
    try (GZIPInputStream gzip =
        new GZIPInputStream(
            new ByteArrayInputStream(frame, HEADER_BYTES, frame.length - HEADER_BYTES))) {
      byte[] plain = gzip.readNBytes(maxBytes);
      if (gzip.read() >= 0) {
        throw tooLarge(maxBytes);
      }
      return ByteBuffer.wrap(plain);
    } catch (IOException e) {
      throw new GrpcProtocolException(
          GrpcCode.INTERNAL, "The message cannot be decompressed: " + e.getMessage());
    }
  }

  /** One frame with the message as it is. */
  static ByteString plain(MessageLite message) {
    byte[] bytes = new byte[HEADER_BYTES + message.getSerializedSize()];
    ByteBuffer.wrap(bytes).put((byte) 0).putInt(bytes.length - HEADER_BYTES);
    CodedOutputStream out =
        CodedOutputStream.newInstance(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
    try {
      message.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("an array of the message's own size was too small", e);
    }
    out.checkNoSpaceLeft();
    return ByteString.fromArrayUnsafe(bytes);
  }

  /** One frame with the message compressed by gzip. */
  static ByteString gzipped(MessageLite message) {
    ByteArrayOutputStream frame =
        new ByteArrayOutputStream(HEADER_BYTES + message.getSerializedSize() / 2);
    frame.writeBytes(new byte[HEADER_BYTES]);
    try (GZIPOutputStream gzip = new GZIPOutputStream(frame)) {
      message.writeTo(gzip);
    } catch (IOException e) {
      throw new UncheckedIOException("an in-memory stream failed", e);
    }
    byte[] bytes = frame.toByteArray();
    ByteBuffer.wrap(bytes).put((byte) 1).putInt(bytes.length - HEADER_BYTES);
    return ByteString.fromArrayUnsafe(bytes);
  }
}
