package io.dunlin.http.grpc;

import java.util.Optional;
import org.apache.pekko.util.ByteString;

/**
 * Cuts a stream of bytes, which arrives in any pieces, into frames. Holds what has come of the
 * frame that is not whole yet, and what came after whole ones that nobody asked for. One thread at
 * a time.
 */
final class FrameSplitter {
  private final int maxMessageBytes;
  private ByteString rest = ByteString.emptyByteString();

  /**
   * @param maxMessageBytes the largest message taken; its frame's header comes on top
   */
  FrameSplitter(int maxMessageBytes) {
    this.maxMessageBytes = maxMessageBytes;
  }

  void add(ByteString bytes) {
    rest = rest.isEmpty() ? bytes : rest.concat(bytes);
  }

  /** Whether nothing of a frame is held. */
  boolean isEmpty() {
    return rest.isEmpty();
  }

  /**
   * The next frame with its header, when it has come whole.
   *
   * @throws GrpcProtocolException when it is larger than allowed, before its bytes have come
   */
  Optional<ByteString> next() {
    if (rest.size() < GrpcFrame.HEADER_BYTES) {
      return Optional.empty();
    }
    long length = 0;
    for (int i = 1; i < GrpcFrame.HEADER_BYTES; i++) {
      length = length << Byte.SIZE | Byte.toUnsignedInt(rest.apply(i));
    }
    if (length > maxMessageBytes) {
      throw GrpcFrame.tooLarge(maxMessageBytes);
    }
    int end = GrpcFrame.HEADER_BYTES + (int) length;
    if (rest.size() < end) {
      return Optional.empty();
    }
    ByteString frame = rest.take(end);
    rest = rest.drop(end);
    return Optional.of(frame);
  }
}
