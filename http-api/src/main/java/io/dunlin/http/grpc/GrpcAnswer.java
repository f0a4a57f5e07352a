package io.dunlin.http.grpc;

import com.google.protobuf.MessageLite;
import java.util.List;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpEntity.ChunkStreamPart;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Trailer;
import org.apache.pekko.japi.pf.PFBuilder;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Answers in the three shapes that gRPC knows: a message, none, or a stream of them. */
final class GrpcAnswer {
  private static final Trailer OK = trailer(GrpcStatus.OK);

  private GrpcAnswer() {}

  /** One message, as one strict entity: no stream is materialised for it. */
  static HttpResponse message(
      MessageLite message, List<HttpHeader> metadata, MessageCoding coding) {
    ByteString frame = coding.frame(message);
    HttpResponse response =
        HttpResponse.create()
            .addAttribute(AttributeKeys.trailer, OK)
            .addHeaders(metadata)
            .withEntity(ContentTypes.APPLICATION_GRPC_PROTO, frame);
    return GrpcFrame.isCompressed(frame) ? withEncoding(response, coding) : response;
  }

  /** No message: the status stands in the headers, which end the stream. */
  static HttpResponse failed(GrpcStatus status, MessageCoding coding) {
    return HttpResponse.create()
        .withHeaders(status.headers())
        .addHeader(coding.readsHeader())
        .withEntity(ContentTypes.APPLICATION_GRPC_PROTO, ByteString.emptyByteString());
  }

  /** A stream of messages and the status with which it ended. */
  static HttpResponse messages(Source<? extends MessageLite, ?> messages, MessageCoding coding) {
    return chunks(
        messages
            .map(message -> ChunkStreamPart.create(coding.frame(message)))
            .concat(Source.single(last(GrpcStatus.OK)))
            .recover(
                new PFBuilder<Throwable, ChunkStreamPart>()
                    .matchAny(failure -> last(GrpcStatus.of(failure)))
                    .build()),
        coding);
  }

  /** The end of a stream. */
  static ChunkStreamPart last(GrpcStatus status) {
    return ChunkStreamPart.createLast("", status.headers());
  }

  /** A stream of frames, the last part of which says with which status it ended. */
  static HttpResponse chunks(Source<ChunkStreamPart, ?> parts, MessageCoding coding) {
    // Pekko's Java API has no way to make an entity of parts; theirs are of the same classes.
    HttpEntity.Chunked entity =
        new org.apache.pekko.http.scaladsl.model.HttpEntity.Chunked(
            (org.apache.pekko.http.scaladsl.model.ContentType) ContentTypes.APPLICATION_GRPC_PROTO,
            parts
                .map(part -> (org.apache.pekko.http.scaladsl.model.HttpEntity.ChunkStreamPart) part)
                .mapMaterializedValue(value -> (Object) value)
                .asScala());
    return withEncoding(
        HttpResponse.create().withEntity(entity).addHeader(coding.readsHeader()), coding);
  }

  private static HttpResponse withEncoding(HttpResponse response, MessageCoding coding) {
    return coding.answersHeader().map(response::addHeader).orElse(response);
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
