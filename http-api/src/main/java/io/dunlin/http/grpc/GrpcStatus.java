package io.dunlin.http.grpc;

import io.dunlin.actors.failure.Causes;
import io.dunlin.http.error.ErrorAnswer;
import io.dunlin.http.error.ErrorMapping;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * How a call ended, as its trailer says it.
 *
 * @param code 0 when all went well
 * @param retryAfterSeconds sent as {@code retry-after}
 */
record GrpcStatus(int code, String message, Optional<Long> retryAfterSeconds) {
  static final GrpcStatus OK = new GrpcStatus(0, "", Optional.empty());

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  /** The status for whatever a method threw or its stage failed with. */
  static GrpcStatus of(Throwable thrown) {
    if (Causes.of(thrown) instanceof GrpcProtocolException broken) {
      return broken.status();
    }
    ErrorAnswer answer = ErrorMapping.answer(thrown);
    return new GrpcStatus(answer.grpcCode().number(), answer.text(), answer.retryAfterSeconds());
  }

  List<HttpHeader> headers() {
    List<HttpHeader> headers = new ArrayList<>(3);
    headers.add(RawHeader.create("grpc-status", Integer.toString(code)));
    if (!message.isEmpty()) {
      headers.add(RawHeader.create("grpc-message", percentEncoded(message)));
    }
    retryAfterSeconds.ifPresent(
        seconds -> headers.add(RawHeader.create("retry-after", Long.toString(seconds))));
    return headers;
  }

  /** As the gRPC protocol wants a message: UTF-8, all but printable ASCII, and %, as %XX. */
  static String percentEncoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
      if (unit >= ' ' && unit <= '~' && unit != '%') {
        encoded.append((char) unit);
      } else {
        encoded.append('%').append(HEX.toHexDigits(unit));
      }
    }
    return encoded.toString();
  }
}
