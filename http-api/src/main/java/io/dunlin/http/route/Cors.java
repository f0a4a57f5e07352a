package io.dunlin.http.route;

import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** Lets pages of any origin use the API, as the contract has it. */
final class Cors {
  private static final HttpHeader ANY_ORIGIN = RawHeader.create("Access-Control-Allow-Origin", "*");

  private Cors() {}

  static boolean isPreflight(HttpRequest request) {
    return request.method().value().equals("OPTIONS")
        && request.getHeader("Access-Control-Request-Method").isPresent();
  }

  static HttpResponse preflight(HttpRequest request) {
    String wantedHeaders =
        request.getHeader("Access-Control-Request-Headers").map(HttpHeader::value).orElse("*");
    return HttpResponse.create()
        .addHeaders(
            List.of(
                ANY_ORIGIN,
                RawHeader.create(
                    "Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS"),
                RawHeader.create("Access-Control-Allow-Headers", wantedHeaders),
                RawHeader.create("Access-Control-Max-Age", "3600")));
  }

  /** The header for an answer, where the request comes from a page. */
  static Optional<HttpHeader> header(HttpRequest request) {
    return request.getHeader("Origin").map(_ -> ANY_ORIGIN);
  }
}
