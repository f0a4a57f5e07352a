package io.dunlin.persistence.journal;

import static io.dunlin.persistence.journal.JournalDriver.atomic;
import static io.dunlin.persistence.journal.JournalDriver.event;
import static io.dunlin.persistence.journal.JournalDriver.payload;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.dunlin.persistence.journal.JournalDriver.Answer;
import io.dunlin.persistence.journal.JournalDriver.Answer.Rejected;
import io.dunlin.persistence.journal.JournalDriver.Answer.Written;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract, and what this journal does beyond it. */
class RocksJournalContractTest extends JournalContract {
  /** Bound to no serializer that would take it. */
  private record NotSerializable() {}

  @TempDir Path directory;

  @Override
  Config config() {
    return config(directory);
  }

  static Config config(Path directory) {
    return ConfigFactory.parseMap(
            Map.of(
                "pekko.persistence.journal.plugin", "dunlin.journal.rocksdb",
                "dunlin.journal.rocksdb.dir", directory.toString(),
                "dunlin.journal.rocksdb.reclaim-delay", "50ms",
                "pekko.actor.allow-java-serialization", "off",
                "pekko.actor.warn-about-java-serializer-usage", "off"))
        .withFallback(ConfigFactory.load());
  }

  @Test
  void deletingBeyondTheEndSparesLaterEvents() {
    journal.append(id, 1, 3);

    journal.deleteTo(id, 10);
    journal.append(id, 4, 5);

    assertThat(journal.replay(id).sequenceNumbers()).containsExactly(4L, 5L);
  }

  @Test
  void anEventThatCannotBeSerializedIsRejectedAlone() {
    List<Answer> answers =
        journal.write(
            List.of(
                atomic(event(id, 1, payload(1))),
                atomic(event(id, 2, new NotSerializable())),
                atomic(event(id, 3, payload(3)))));

    assertThat(answers.get(0)).isEqualTo(new Written(1));
    assertThat(answers.get(1)).isInstanceOf(Rejected.class);
    assertThat(answers.get(2)).isEqualTo(new Written(3));
    assertThat(journal.replay(id).sequenceNumbers()).containsExactly(1L, 3L);
  }

  @Test
  void oneBadEventRejectsItsWholeAtomicWrite() {
    List<Answer> answers =
        journal.write(
            List.of(
                atomic(event(id, 1, payload(1)), event(id, 2, new NotSerializable())),
                atomic(event(id, 3, payload(3)))));

    assertThat(answers).hasSize(3);
    assertThat(answers.get(0)).isInstanceOf(Rejected.class);
    assertThat(answers.get(1)).isInstanceOf(Rejected.class);
    assertThat(answers.get(2)).isEqualTo(new Written(3));
    assertThat(journal.replay(id).sequenceNumbers()).containsExactly(3L);
  }

  @Test
  void sequenceNumbersBeyond32BitsKeepTheirOrder() {
    long start = 0xFFFF_FFFEL;
    journal.append(id, start, start + 4);

    assertThat(journal.replay(id).sequenceNumbers()).isEqualTo(numbers(start, start + 4));
    assertThat(journal.replay(id).highestSequenceNumber()).isEqualTo(start + 4);
  }

  @Test
  void deletingWhatIsNotThereMakesNothing() {
    journal.deleteTo("unknown-" + id, 7);

    assertThat(journal.replay("unknown-" + id).highestSequenceNumber()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\u0000", "a\u0000", "a\u0000b"})
  void anIdMayEvenHaveZeros(String odd) {
    List<String> ids = List.of(odd, odd + "x", odd + "\u0000", odd + "\u0000\u0001", "x" + odd);
    for (String one : ids) {
      journal.append(one, 1, 2);
    }
    journal.append(odd, 3, 3);

    assertThat(journal.replay(odd).sequenceNumbers()).containsExactly(1L, 2L, 3L);
    journal.deleteTo(odd, ALL);
    assertThat(journal.replay(odd).events()).isEmpty();
    for (String other : ids.subList(1, ids.size())) {
      assertThat(journal.replay(other).sequenceNumbers()).containsExactly(1L, 2L);
    }
  }
}
