package io.dunlin.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.http.RestServer;
import io.dunlin.http.RestServer.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation of the contract has a route: it is there, or it says that it is not yet. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UnbuiltRoutesIT {
  private final RestServer server = RestServer.start();

  @AfterAll
  void stop() {
    server.close();
  }

  static Stream<String> unbuilt() throws IOException {
    return endpoints("unbuilt");
  }

  static Stream<String> built() throws IOException {
    return endpoints("built");
  }

  /** Lines of {@code contract-endpoints.txt}: state, method, path. */
  private static Stream<String> endpoints(String state) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            UnbuiltRoutesIT.class.getResourceAsStream("contract-endpoints.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(state + " "))
          .map(line -> line.substring(state.length() + 1));
    }
  }

  private Answer call(String endpoint) {
    String[] parts = endpoint.split(" ", 2);
    return server.send(parts[0], parts[1].replaceAll("\\{[a-z_]+}", "7"), "");
  }

  @ParameterizedTest
  @MethodSource("unbuilt")
  void saysThatItIsNotBuiltYet(String endpoint) {
    Answer answer = call(endpoint);
    assertThat(answer.status()).isEqualTo(501);
    String shape = "\\{[a-z_]+}";
    assertThat(answer.error().replaceAll(shape, "{}"))
        .isEqualTo(endpoint.replaceAll(shape, "{}") + " is not built yet");
    assertThat(answer.json().get("time").isNumber()).isTrue();
  }

  /** An empty body or a missing collection is refused, but by the operation itself. */
  @ParameterizedTest
  @MethodSource("built")
  void isThere(String endpoint) {
    Answer answer = call(endpoint);
    assertThat(answer.status()).isIn(200, 400, 404);
    assertThat(answer.error()).doesNotContain("no such path").doesNotContain("not built");
  }
}
