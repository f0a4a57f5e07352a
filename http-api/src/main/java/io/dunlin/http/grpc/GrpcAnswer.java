package io.dunlin.http.grpc;

import com.google.protobuf.MessageLite;
import java.util.List;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Trailer;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
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
