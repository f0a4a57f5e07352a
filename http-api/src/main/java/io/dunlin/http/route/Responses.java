package io.dunlin.http.route;

import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.compress.Compression;
import io.dunlin.http.compress.Encoding;
import io.dunlin.http.error.ErrorAnswer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.FileIO;
import org.apache.pekko.util.ByteString;

/**
 * Replies and failures as they are sent: in the contract's envelope, with their status, compressed
 * for clients that take it.
 */
final class Responses {
  private static final int UNAUTHENTICATED = 401;
  private static final int UNKNOWN_ENCODING = 415;

  private final Compression compression;

  Responses(Compression compression) {
    this.compression = compression;
  }

  HttpResponse success(HttpRequest request, Reply reply, double seconds) {
    return switch (reply) {
      case Reply.Result result ->
          response(
              request,
              200,
              ContentTypes.APPLICATION_JSON,
              JsonCodec.success(result.body(), result.notes(), seconds));
      case Reply.Accepted _ ->
          response(request, 202, ContentTypes.APPLICATION_JSON, JsonCodec.accepted(seconds));
      case Reply.File(Path path, Runnable sent) -> file(path, sent);
      case Reply.Events(var events) -> EventStream.response(events);
      case Reply.Bare bare ->
          response(request, 200, ContentTypes.APPLICATION_JSON, JsonCodec.bare(bare.body()));
      case Reply.Text text -> response(request, 200, text.contentType(), utf8(text.text()));
      case Reply.Unready unready ->
          response(request, 503, ContentTypes.TEXT_PLAIN_UTF8, utf8(unready.text()));
    };
  }

  /** As it is on the disk, with its length, piece by piece. */
  private static HttpResponse file(Path path, Runnable sent) {
    String name = URLEncoder.encode(path.getFileName().toString(), StandardCharsets.UTF_8);
    return HttpResponse.create()
        .addHeader(
            RawHeader.create(
                "Content-Disposition", "attachment; filename*=UTF-8''" + name.replace("+", "%20")))
        .withEntity(
            HttpEntities.create(
                ContentTypes.APPLICATION_OCTET_STREAM,
                path.toFile().length(),
                FileIO.fromPath(path)
                    .watchTermination((read, done) -> {
                      var _ = done.whenComplete((_, _) -> sent.run());
                      return read;
                    })));
  }

  /** In an envelope, but for a key that is not good: the contract has plain text there. */
  HttpResponse failure(HttpRequest request, ErrorAnswer error, double seconds) {
    HttpResponse response =
        error.httpStatus() == UNAUTHENTICATED
            ? response(request, UNAUTHENTICATED, ContentTypes.TEXT_PLAIN_UTF8, utf8(error.text()))
            : response(
                request,
                error.httpStatus(),
                ContentTypes.APPLICATION_JSON,
                JsonCodec.error(error.text(), seconds));
    if (error.httpStatus() == UNKNOWN_ENCODING) {
      return response.addHeader(RawHeader.create("Accept-Encoding", compression.tokens()));
    }
    return error
        .retryAfterSeconds()
        .map(wait -> response.addHeader(RawHeader.create("Retry-After", wait.toString())))
        .orElse(response);
  }

  private HttpResponse response(HttpRequest request, int status, ContentType type, byte[] bytes) {
    HttpResponse response = HttpResponse.create().withStatus(StatusCodes.get(status));
    Optional<Encoding> taken =
        request.getHeader("Accept-Encoding").map(HttpHeader::value).flatMap(compression::accepted);
    Optional<byte[]> shorter = taken.flatMap(by -> compression.compressed(by, bytes, 0));
    return shorter.isPresent()
        ? response
            .addHeader(RawHeader.create("Content-Encoding", taken.get().token()))
            .withEntity(HttpEntities.create(type, unsafe(shorter.get())))
        : response.withEntity(HttpEntities.create(type, unsafe(bytes)));
  }

  /** Without a copy: nobody else holds the bytes. */
  private static ByteString unsafe(byte[] bytes) {
    return ByteString.fromArrayUnsafe(bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
