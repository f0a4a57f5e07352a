package io.dunlin.cluster.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dunlin.cluster.Node;
import io.dunlin.cluster.NodeInProcess;
import io.dunlin.cluster.fuzz.RawHttp.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests over REST that are changed in their bodies, paths, query strings and heads. */
class RestFuzzIT {
  private static final int FEW = 1000;
  private static final int TIMED_OUT = 408;
  private static final int NOT_BUILT = 501;

  /** The end of the first line is none of HTTP's versions. */
  private static final int NOT_HTTP = 505;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What only the code itself would say. */
  private static final Pattern INNARDS =
      Pattern.compile(
          "\\bat [a-z]+\\.[\\w.$]+\\(|Exception|StackOverflow|\\b(java|scala|io\\.dunlin)\\.[a-z]");

  @TempDir Path data;
  private final Map<Integer, Integer> statuses = new TreeMap<>();

  @Test
  void whateverIsSentIsAnsweredInTimeAndWhatIsRefusedChangesNothing() throws Exception {
    try (Node node = NodeInProcess.start(data)) {
      Guarded guarded = new Guarded(node.http());
      RawHttp http = new RawHttp(node.http());
      Effort.spend(
          FEW,
          guarded,
          seed -> {
            RestRequest request = RestRequest.of(seed);
            try {
              Answer answer = http.send(request.bytes());
              check(request, answer);
              if (answer.status() == TIMED_OUT) { // a short one, on a busy machine
                int again = http.send(request.bytes()).status();
                assertThat(again).as("the second time").isNotEqualTo(TIMED_OUT);
                guarded.changed();
              } else if (request.changes()) {
                look(guarded, request, answer);
              }
            } catch (IOException | AssertionError e) {
              throw new AssertionError(request.toString(), e);
            }
          });
      System.out.println("REST: answers by status " + statuses);
    }
  }

  private void check(RestRequest request, Answer answer) throws IOException {
    statuses.merge(answer.status(), 1, Integer::sum);
    assertThat(answer.body()).doesNotContainPattern(INNARDS);
    if (!request.http()) {
      assertThat(answer.status())
          .as(answer.body())
          .matches(status -> status < 500 || status == NOT_BUILT || status == NOT_HTTP);
      return;
    }
    assertThat(answer.status())
        .as(answer.body())
        .matches(status -> status >= 200 && (status < 500 || status == NOT_BUILT));
    if (answer.status() >= 400 && !answer.body().isEmpty()) {
      JsonNode body = JSON.readTree(answer.body());
      assertThat(body.at("/status/error").asText()).as(answer.body()).isNotBlank();
      assertThat(body.get("time").isNumber()).as(answer.body()).isTrue();
      assertThat(body.has("result")).as(answer.body()).isFalse();
    }
  }

  private static void look(Guarded guarded, RestRequest request, Answer answer) throws IOException {
    boolean refused = answer.status() >= 400;
    if (refused && request.atomic()) {
      guarded.assertUnchanged(request);
    } else {
      guarded.changed();
    }
  }
}
