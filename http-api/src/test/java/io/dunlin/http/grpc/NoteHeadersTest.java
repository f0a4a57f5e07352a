package io.dunlin.http.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.http.consistency.AnswerNotes;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NoteHeadersTest {
  @Test
  void aLongTokenIsSentToThoseWhoAskedForIt() {
    AnswerNotes notes = new AnswerNotes(0, List.of(), Optional.of("x".repeat(8_000)));
    assertThat(NoteHeaders.of(notes, false)).isEmpty();
    assertThat(NoteHeaders.of(notes, true)).hasSize(1);
  }

  @Test
  void missingShardsAreNamedAsFarAsAClientTakesThem() {
    List<AnswerNotes.Missing> missing =
        IntStream.range(10_000, 11_000)
            .mapToObj(shard -> new AnswerNotes.Missing(shard, "gone"))
            .toList();
    String few = value(new AnswerNotes(0, missing.subList(0, 3), Optional.empty()));
    assertThat(few).isEqualTo("10000,10001,10002");
    String many = value(new AnswerNotes(0, missing, Optional.empty()));
    assertThat(many).startsWith("10000,10001,").endsWith(",10255,+744");
    assertThat(many.length()).isLessThan(2_000);
  }

  private static String value(AnswerNotes notes) {
    return NoteHeaders.of(notes, false).getFirst().value();
  }

  @Test
  void aShortTokenIsSentUnasked() {
    AnswerNotes notes = new AnswerNotes(0, List.of(), Optional.of("x".repeat(4_000)));
    assertThat(NoteHeaders.of(notes, false)).hasSize(1);
  }
}
