package io.dunlin.http.grpc;

import com.google.protobuf.MessageLite;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpEntity.ChunkStreamPart;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Trailer;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.japi.pf.PFBuilder;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Answers in the three shapes that gRPC knows: a message, none, or a stream of them. */
final class GrpcAnswer {
  private static final HttpHeader GZIP = RawHeader.create("grpc-encoding", "gzip");

  /** What this server reads; sent where a client used something else. */
  private static final HttpHeader ACCEPTED = RawHeader.create("grpc-accept-encoding", "gzip");

  private static final Trailer OK = trailer(GrpcStatus.OK);

  /** Messages smaller than this only grow when compressed. */
  private static final int COMPRESSED_BYTES = 1024;

  private GrpcAnswer() {}

  /** One message, as one strict entity: no stream is materialised for it. */
  static HttpResponse message(MessageLite message, List<HttpHeader> metadata, boolean gzip) {
    HttpResponse response =
        HttpResponse.create().addAttribute(AttributeKeys.trailer, OK).addHeaders(metadata);
    return gzip && message.getSerializedSize() >= COMPRESSED_BYTES
        ? response
            .addHeader(GZIP)
            .withEntity(ContentTypes.APPLICATION_GRPC_PROTO, GrpcFrame.gzipped(message))
        : response.withEntity(ContentTypes.APPLICATION_GRPC_PROTO, GrpcFrame.plain(message));
  }

  /** No message: the status stands in the headers, which end the stream. */
  static HttpResponse failed(GrpcStatus status) {
    return HttpResponse.create()
        .withHeaders(status.headers())
        .addHeader(ACCEPTED)
        .withEntity(ContentTypes.APPLICATION_GRPC_PROTO, ByteString.emptyByteString());
  }

  /**
   * A message as a part of a stream, compressed where the client compresses and it is worth it.
   *
   * @param encoding the request's {@code grpc-encoding}
   */
  static ByteString frame(MessageLite message, Optional<String> encoding) {
    return isGzip(encoding) && message.getSerializedSize() >= COMPRESSED_BYTES
        ? GrpcFrame.gzipped(message)
        : GrpcFrame.plain(message);
  }

  /**
   * A stream of messages and the status with which it ended.
   *
   * @param encoding the request's {@code grpc-encoding}
   */
  static HttpResponse messages(
      Source<? extends MessageLite, ?> messages, Optional<String> encoding) {
    return chunks(
        messages
            .map(message -> ChunkStreamPart.create(frame(message, encoding)))
            .concat(Source.single(last(GrpcStatus.OK)))
            .recover(
                new PFBuilder<Throwable, ChunkStreamPart>()
                    .matchAny(failure -> last(GrpcStatus.of(failure)))
                    .build()),
        encoding);
  }

  /** The end of a stream. */
  static ChunkStreamPart last(GrpcStatus status) {
    return ChunkStreamPart.createLast("", status.headers());
  }

  /**
   * A stream of frames, the last part of which says with which status it ended.
   *
   * @param encoding the request's {@code grpc-encoding}
   */
  static HttpResponse chunks(Source<ChunkStreamPart, ?> parts, Optional<String> encoding) {
    // Pekko's Java API has no way to make an entity of parts; theirs are of the same classes.
    HttpEntity.Chunked entity =
        new org.apache.pekko.http.scaladsl.model.HttpEntity.Chunked(
            (org.apache.pekko.http.scaladsl.model.ContentType) ContentTypes.APPLICATION_GRPC_PROTO,
            parts
                .map(part -> (org.apache.pekko.http.scaladsl.model.HttpEntity.ChunkStreamPart) part)
                .mapMaterializedValue(value -> (Object) value)
                .asScala());
    HttpResponse response = HttpResponse.create().withEntity(entity);
    return isGzip(encoding) ? response.addHeader(GZIP) : response;
  }

  private static boolean isGzip(Optional<String> encoding) {
    return encoding.filter("gzip"::equals).isPresent();
  }

  /** A stream of frames; one that breaks resets the HTTP/2 stream. */
  static HttpResponse stream(Source<ByteString, NotUsed> frames) {
    return HttpResponse.create()
        .withEntity(HttpEntities.createChunked(ContentTypes.APPLICATION_GRPC_PROTO, frames))
        .addAttribute(AttributeKeys.trailer, OK);
  }

  private static Trailer trailer(GrpcStatus status) {
    List<HttpHeader> headers = status.headers();
    Trailer trailer = Trailer.create();
    for (HttpHeader header : headers) {
      trailer = trailer.addHeader(header);
    }
    return trailer;
  }
}
