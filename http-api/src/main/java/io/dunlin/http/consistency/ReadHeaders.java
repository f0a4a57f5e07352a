package io.dunlin.http.consistency;

import io.dunlin.http.consistency.ReadTerms.Field;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * What a request's headers say about reading: gRPC's metadata, and for REST the way of those who
 * cannot add parameters. Several headers of one name are one list, separated by commas.
 *
 * @param explain whether an answer is to say how it came about
 * @param affinity the contract's: what is the same of reads that should go to the same copies
 * @param lastEvent what a client of an event stream had last (WHATWG)
 */
public record ReadHeaders(
    Optional<Field> token,
    Optional<Field> allowPartial,
    Optional<Field> affinity,
    Optional<Field> explain,
    Optional<Field> lastEvent) {
  public static final String TOKEN = "dunlin-token";
  public static final String ALLOW_PARTIAL = "dunlin-allow-partial";
  public static final String EXPLAIN = "dunlin-explain";
  public static final String AFFINITY = "x-qdrant-route-affinity";
  public static final String LAST_EVENT = "last-event-id";

  public static final ReadHeaders NONE =
      new ReadHeaders(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public static ReadHeaders of(HttpRequest request) {
    return new ReadHeaders(
        field(request, TOKEN),
        field(request, ALLOW_PARTIAL),
        field(request, AFFINITY),
        field(request, EXPLAIN),
        field(request, LAST_EVENT));
  }

  private static Optional<Field> field(HttpRequest request, String name) {
    String text = null;
    for (HttpHeader header : request.getHeaders()) {
      if (header.lowercaseName().equals(name)) {
        text = text == null ? header.value() : text + "," + header.value();
      }
    }
    return Optional.ofNullable(text).map(list -> new Field(name, list));
  }
}
