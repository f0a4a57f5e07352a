package io.dunlin.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.bench.node.RestClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeTest {
  private static final RestClient.Answer REFUSED = new RestClient.Answer(503, "{}");
  private static final RestClient.Answer DONE =
      new RestClient.Answer(200, "{\"result\":[{\"id\":1}]}");
  private static final RestClient.Answer OLD =
      new RestClient.Answer(200, "{\"result\":[{\"id\":1}],\"stale_ms\":12}");
  private static final RestClient.Answer EMPTY = new RestClient.Answer(200, "{\"result\":[]}");

  /** Answers in turn; null is none. */
  private static Probe.Result run(Duration patience, List<RestClient.Answer> answers)
      throws InterruptedException {
    Deque<RestClient.Answer> left = new ArrayDeque<>(answers);
    Probe probe =
        new Probe(
            () -> {
              RestClient.Answer answer = left.size() > 1 ? left.removeFirst() : left.getFirst();
              if (answer.status() == 0) {
                throw new IOException("no answer");
              }
              return answer;
            },
            PointSet::found);
    return probe.run(System.nanoTime(), patience, () -> left.size() == 1);
  }

  @Test
  void failuresBeforeAndAfterTheFirstSuccessAreCounted() throws InterruptedException {
    RestClient.Answer none = new RestClient.Answer(0, "");
    Probe.Result result =
        run(Duration.ofMinutes(1), List.of(REFUSED, none, EMPTY, DONE, REFUSED, OLD));
    assertThat(result.first()).isPresent();
    assertThat(result.failures()).isEqualTo(4);
    assertThat(result.lastFailure()).isGreaterThan(result.first().getAsDouble());
    assertThat(result.stale()).isFalse();
  }

  @Test
  void aFirstAnswerThatIsOldIsMarked() throws InterruptedException {
    Probe.Result result = run(Duration.ofMinutes(1), List.of(OLD, DONE));
    assertThat(result.stale()).isTrue();
    assertThat(result.lastFailure()).isZero();
  }

  @Test
  void whatNeverSucceedsEndsWithPatience() throws InterruptedException {
    Probe.Result result = run(Duration.ofSeconds(-1), List.of(REFUSED));
    assertThat(result.first()).isEmpty();
    assertThat(result.failures()).isOne();
  }
}
