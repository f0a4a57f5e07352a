package io.dunlin.http.grpc;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.dunlin.http.error.GrpcCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.pekko.util.ByteString;

/**
 * A message on the wire: one byte that is 1 when the message is compressed, its length as four
 * bytes, big-endian, then the message.
 *
 * @param bytes of the message, in an array that ends with them
 */
record GrpcFrame(boolean compressed, ByteBuffer bytes) {
  static final int HEADER_BYTES = 5;

  /**
   * Reads what holds exactly one frame. Fails with the status that the gRPC protocol names for each
   * way in which it can be broken.
   *
   * @param maxBytes the largest message taken
   */
  static GrpcFrame read(ByteString whole, int maxBytes) {
    byte[] bytes = whole.toArrayUnsafe();
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
    if (compressed != 0 && compressed != 1) {
      throw new GrpcProtocolException(
          GrpcCode.INTERNAL, "The frame's first byte must be 0 or 1, got " + compressed);
    }
    return new GrpcFrame(compressed == 1, frame);
  }

  static GrpcProtocolException tooLarge(int maxBytes) {
    return new GrpcProtocolException(
        GrpcCode.RESOURCE_EXHAUSTED,
        "The message is larger than the limit of " + maxBytes + " bytes");
  }

  /** One frame with the message as it is. */
  static byte[] plain(MessageLite message) {
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
    return bytes;
  }

  /** One frame with a message that is compressed already. */
  static ByteString compressed(byte[] message) {
    byte[] header = ByteBuffer.allocate(HEADER_BYTES).put((byte) 1).putInt(message.length).array();
    return ByteString.fromArrayUnsafe(header).concat(ByteString.fromArrayUnsafe(message));
  }

  /** Whether a frame's message is compressed. */
  static boolean isCompressed(ByteString frame) {
    return frame.apply(0) == 1;
  }
}
