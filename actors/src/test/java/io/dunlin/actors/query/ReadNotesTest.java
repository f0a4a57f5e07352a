package io.dunlin.actors.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.persistence.model.ShardId;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReadNotesTest {
  private static final ShardId A = new ShardId(new UUID(0, 1));
  private static final ShardId B = new ShardId(new UUID(0, 2));
  private static final ShardId C = new ShardId(new UUID(0, 3));

  @Test
  void theOldestPartAndTheFurthestPositionsCountAndTellThatThereWereSeveral() {
    ReadNotes one = new ReadNotes(20, Map.of(C, "no copy"), Map.of(A, 5L, B, 7L));
    ReadNotes other = new ReadNotes(10, Map.of(), Map.of(A, 6L, B, 2L));
    ReadNotes both = new ReadNotes(20, Map.of(C, "no copy"), Map.of(A, 6L, B, 7L), true, false);
    assertThat(one.and(other)).isEqualTo(both);
    assertThat(other.and(one)).isEqualTo(both);
    assertThat(one.and(ReadNotes.NONE)).isEqualTo(one);
    assertThat(ReadNotes.NONE.and(one)).isEqualTo(one);
  }
}
