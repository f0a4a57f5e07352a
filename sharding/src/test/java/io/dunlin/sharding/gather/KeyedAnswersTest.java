package io.dunlin.sharding.gather;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyedAnswersTest {
  private static final ShardId X = new ShardId(new UUID(0, 1));
  private static final ShardId Y = new ShardId(new UUID(0, 2));
  private static final ShardId Z = new ShardId(new UUID(0, 3));
  private static final ShardKey A = ShardKey.of("a");
  private static final ShardKey B = ShardKey.of(1);

  private static Hit hit(long id, float score) {
    return new Hit(PointId.of(id), 1, score, Optional.empty(), Map.of());
  }

  private static ReadProtocol.Request read(ShardId shard) {
    return new ReadProtocol.Request(
        shard, new ReadProtocol.Count(Filter.ALL), Deadline.in(Duration.ofSeconds(1)));
  }

  /** What is missing gave no answer: those after it must not take its key. */
  @Test
  void eachHitGetsTheKeyOfTheShardThatAnswered() {
    Gathered gathered =
        new Gathered(
            List.of(
                new ReadProtocol.Points(List.of(hit(1, 0))),
                new ReadProtocol.Found(List.of(List.of(hit(2, 0)), List.of(hit(3, 0))))),
            2,
            new ReadNotes(0, Map.of(Y, "its node is gone"), Map.of()));
    Gathered keyed =
        KeyedAnswers.keyed(gathered, List.of(read(X), read(Y), read(Z)), Map.of(X, A, Y, A, Z, B));
    assertThat(keyed.answers())
        .containsExactly(
            new ReadProtocol.Points(List.of(hit(1, 0).of(A))),
            new ReadProtocol.Found(List.of(List.of(hit(2, 0).of(B)), List.of(hit(3, 0).of(B)))));
    assertThat(keyed.shards()).isEqualTo(2);
    assertThat(keyed.notes()).isEqualTo(gathered.notes());
  }

  @Test
  void anIdThatSeveralShardsHaveIsThereOnceWithItsBestScore() {
    List<List<Hit>> byShard =
        List.of(
            List.of(hit(1, 9).of(A), hit(2, 5).of(A), hit(3, 1).of(A)),
            List.of(hit(2, 7).of(B), hit(1, 9).of(B), hit(4, 4).of(B)));
    assertThat(HitMerge.bestOfIds(byShard, 3))
        .containsExactly(hit(1, 9).of(A), hit(2, 7).of(B), hit(4, 4).of(B));
    assertThat(HitMerge.best(byShard, 3))
        .containsExactly(hit(1, 9).of(A), hit(1, 9).of(B), hit(2, 7).of(B));
  }
}
