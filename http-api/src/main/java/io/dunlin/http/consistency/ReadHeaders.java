package io.dunlin.http.consistency;

import io.dunlin.http.consistency.ReadTerms.Field;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * What a request's headers say about reading: gRPC's metadata, and for REST the way of those who
 * cannot add parameters. Several headers of one name are one list, separated by commas.
 */
public record ReadHeaders(Map<String, Field> fields) {
  public static final String TOKEN = "dunlin-token";
  public static final String ALLOW_PARTIAL = "dunlin-allow-partial";
  public static final String EXPLAIN = "dunlin-explain";
  public static final String AS_OF = "dunlin-as-of";
  public static final String CURSOR = "dunlin-cursor";
  public static final String RERANK = "dunlin-rerank";
  public static final String AFFINITY = "x-qdrant-route-affinity";
  public static final String LAST_EVENT = "last-event-id";

  private static final Set<String> NAMES =
      Set.of(TOKEN, ALLOW_PARTIAL, EXPLAIN, AS_OF, CURSOR, RERANK, AFFINITY, LAST_EVENT);

  public static final ReadHeaders NONE = new ReadHeaders(Map.of());

  public ReadHeaders {
    fields = Map.copyOf(fields);
  }

  public static ReadHeaders of(HttpRequest request) {
    Map<String, Field> fields = new HashMap<>();
    for (HttpHeader header : request.getHeaders()) {
      String name = header.lowercaseName();
      if (NAMES.contains(name)) {
        fields.merge(
            name,
            new Field(name, header.value()),
            (before, more) -> new Field(name, before.text() + "," + more.text()));
      }
    }
    return fields.isEmpty() ? NONE : new ReadHeaders(fields);
  }

  /**
   * The same with another of them.
   *
   * @param header its name
   * @param field what it says, under the name that the client knows
   */
  public ReadHeaders with(String header, Field field) {
    Map<String, Field> more = new HashMap<>(fields);
    more.put(header, field);
    return new ReadHeaders(more);
  }

  public Optional<Field> token() {
    return field(TOKEN);
  }

  public Optional<Field> allowPartial() {
    return field(ALLOW_PARTIAL);
  }

  /** Whether an answer is to say how it came about. */
  public Optional<Field> explain() {
    return field(EXPLAIN);
  }

  /** The positions as of which is read. */
  public Optional<Field> asOf() {
    return field(AS_OF);
  }

  /** A cursor that is to be begun, or the page that is wanted of one. */
  public Optional<Field> cursor() {
    return field(CURSOR);
  }

  /** Over gRPC: which model is to judge what is found, and by what. */
  public Optional<Field> rerank() {
    return field(RERANK);
  }

  /** The contract's: what is the same of reads that should go to the same copies. */
  public Optional<Field> affinity() {
    return field(AFFINITY);
  }

  /** What a client of an event stream had last (WHATWG). */
  public Optional<Field> lastEvent() {
    return field(LAST_EVENT);
  }

  private Optional<Field> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }
}
