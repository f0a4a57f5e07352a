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
 */
public record ReadHeaders(
    Optional<Field> token,
    Optional<Field> allowPartial,
    Optional<Field> affinity,
    Optional<Field> explain) {
  public static final String TOKEN = "dunlin-token";
  public static final String ALLOW_PARTIAL = "dunlin-allow-partial";
  public static final String EXPLAIN = "dunlin-explain";
  public static final String AFFINITY = "x-qdrant-route-affinity";

  public static final ReadHeaders NONE =
      new ReadHeaders(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public static ReadHeaders of(HttpRequest request) {
    ReadHeaders read = NONE;
    for (HttpHeader header : request.getHeaders()) {
      String name = header.lowercaseName();
      String text = header.value();
      read =
          switch (name) {
            case TOKEN ->
                new ReadHeaders(
                    with(read.token, name, text), read.allowPartial, read.affinity, read.explain);
            case ALLOW_PARTIAL ->
                new ReadHeaders(
                    read.token, with(read.allowPartial, name, text), read.affinity, read.explain);
            case AFFINITY ->
                new ReadHeaders(
                    read.token, read.allowPartial, with(read.affinity, name, text), read.explain);
            case EXPLAIN ->
                new ReadHeaders(
                    read.token, read.allowPartial, read.affinity, with(read.explain, name, text));
            default -> read;
          };
    }
    return read;
  }

  private static Optional<Field> with(Optional<Field> before, String name, String text) {
    return Optional.of(
        new Field(name, before.map(field -> field.text() + "," + text).orElse(text)));
  }
}
