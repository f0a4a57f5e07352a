package io.dunlin.http.grpc;

import io.dunlin.actors.query.ReadNotes.NextPage;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.consistency.AnswerNotes;
import io.dunlin.http.consistency.ReadHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** Notes of an answer as metadata: its messages have no place for them. */
final class NoteHeaders {
  private static final String STALE_MILLIS = "dunlin-stale-ms";
  private static final String CACHED = "dunlin-cached";
  private static final String NEXT_CURSOR = "dunlin-next-cursor";
  private static final String PARTIAL = "dunlin-partial";

  /** Clients refuse an answer with more than 8 KiB of metadata unless they are told otherwise. */
  private static final int MOST_UNASKED = 6_000;

  private static final int MOST_SHARDS_NAMED = 256;

  private NoteHeaders() {}

  /**
   * @param tokenAsked whether the caller asked for a token; one that was not asked for is left out
   *     when it is long
   */
  static List<HttpHeader> of(AnswerNotes notes, boolean tokenAsked) {
    List<HttpHeader> headers = new ArrayList<>(3);
    if (notes.staleMillis() > 0) {
      headers.add(RawHeader.create(STALE_MILLIS, Long.toString(notes.staleMillis())));
    }
    if (notes.cached()) {
      headers.add(RawHeader.create(CACHED, "true"));
    }
    if (!notes.missing().isEmpty()) {
      headers.add(RawHeader.create(PARTIAL, partial(notes.missing())));
    }
    notes
        .token()
        .filter(token -> tokenAsked || token.length() <= MOST_UNASKED)
        .ifPresent(token -> headers.add(RawHeader.create(ReadHeaders.TOKEN, token)));
    notes
        .cursor()
        .flatMap(NextPage::token)
        .ifPresent(next -> headers.add(RawHeader.create(NEXT_CURSOR, next)));
    notes
        .explanation()
        .ifPresent(explanation ->
            headers.add(
                RawHeader.create(
                    ReadHeaders.EXPLAIN, JsonCodec.explanation(explanation, MOST_UNASKED))));
    return headers;
  }

  /** Shards by their numbers, and how many more there are. */
  private static String partial(List<AnswerNotes.Missing> missing) {
    String named =
        missing.stream()
            .limit(MOST_SHARDS_NAMED)
            .map(one -> Integer.toString(one.shard()))
            .collect(Collectors.joining(","));
    int more = missing.size() - MOST_SHARDS_NAMED;
    return more > 0 ? named + ",+" + more : named;
  }
}
