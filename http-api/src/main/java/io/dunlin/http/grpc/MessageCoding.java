package io.dunlin.http.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.dunlin.http.compress.Encoding;
import io.dunlin.http.error.GrpcCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/**
 * How the messages of one call are read and written: the one place where frames become messages and
 * messages frames, whatever the shape of the call.
 *
 * @param encoding the client's {@code grpc-encoding}
 * @param answers what answers are compressed with where that is worth it
 */
record MessageCoding(Optional<String> encoding, Optional<Encoding> answers, GrpcSettings settings) {

  /** Whoever compresses gets answers compressed the same way; others as they say they take them. */
  static MessageCoding of(HttpRequest request, GrpcSettings settings) {
    Optional<String> encoding = header(request, "grpc-encoding");
    return new MessageCoding(
        encoding,
        encoding
            .flatMap(settings.compression()::named)
            .or(() ->
                header(request, "grpc-accept-encoding").flatMap(settings.compression()::accepted)),
        settings);
  }

  private static Optional<String> header(HttpRequest request, String name) {
    return request.getHeader(name).map(HttpHeader::value);
  }

  /**
   * The message of one frame. Fails with the status that the gRPC protocol names for each way in
   * which it can be broken.
   */
  <Q extends Message> Q read(ByteString whole, Q type) {
    GrpcFrame frame = GrpcFrame.read(whole, settings.maxMessageBytes());
    @SuppressWarnings("unchecked") // a message's own parser yields messages of its class
    Parser<Q> parser = (Parser<Q>) type.getParserForType();
    try {
      return parser.parseFrom(frame.compressed() ? decompressed(frame.bytes()) : frame.bytes());
    } catch (InvalidProtocolBufferException e) {
      // The gRPC status page gives this case INTERNAL on both sides.
      throw new GrpcProtocolException(
          GrpcCode.INTERNAL,
          "The message cannot be read as %s: %s"
              .formatted(type.getDescriptorForType().getFullName(), e.getMessage()));
    }
  }

  private ByteBuffer decompressed(ByteBuffer message) {
    int limit = settings.maxMessageBytes();
    try {
      return used()
          .decompress(message.array(), message.arrayOffset() + message.position(), limit)
          .map(ByteBuffer::wrap)
          .orElseThrow(() -> GrpcFrame.tooLarge(limit));
    } catch (IOException e) {
      throw new GrpcProtocolException(
          GrpcCode.INTERNAL, "The message cannot be decompressed: " + e.getMessage());
    }
  }

  /** By the client. */
  private Encoding used() {
    String name =
        encoding
            .filter(token -> !token.equals("identity"))
            .orElseThrow(() ->
                new GrpcProtocolException(
                    GrpcCode.INTERNAL,
                    "The message is marked as compressed, and grpc-encoding does not say how"));
    return settings
        .compression()
        .named(name)
        .orElseThrow(() ->
            new GrpcProtocolException(
                GrpcCode.UNIMPLEMENTED,
                "The message is compressed with %s; this server reads: %s"
                    .formatted(name, settings.compression().tokens())));
  }

  /** One frame with the message. */
  ByteString frame(MessageLite message) {
    byte[] plain = GrpcFrame.plain(message);
    return answers
        .flatMap(by -> settings.compression().compressed(by, plain, GrpcFrame.HEADER_BYTES))
        .map(GrpcFrame::compressed)
        .orElseGet(() -> ByteString.fromArrayUnsafe(plain));
  }

  /** What stands before answers some of which may be compressed. */
  Optional<HttpHeader> answersHeader() {
    return answers.map(by -> RawHeader.create("grpc-encoding", by.token()));
  }

  /** Tells the client what this server reads. */
  HttpHeader readsHeader() {
    return RawHeader.create("grpc-accept-encoding", settings.compression().tokens());
  }
}
