package io.dunlin.http.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.http.consistency.AnswerNotes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NoteHeadersTest {
  @Test
  void aLongTokenIsSentToThoseWhoAskedForIt() {
    AnswerNotes notes = new AnswerNotes(0, List.of(), Optional.of("x".repeat(8_000)));
    assertThat(NoteHeaders.of(notes, false)).isEmpty();
    assertThat(NoteHeaders.of(notes, true)).hasSize(1);
  }

  @Test
  void aShortTokenIsSentUnasked() {
    AnswerNotes notes = new AnswerNotes(0, List.of(), Optional.of("x".repeat(4_000)));
    assertThat(NoteHeaders.of(notes, false)).hasSize(1);
  }
}
