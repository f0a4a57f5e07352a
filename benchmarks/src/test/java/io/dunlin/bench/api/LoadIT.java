package io.dunlin.bench.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Connections of both kinds against the echo, which says what it was told to. */
class LoadIT {
  private static final byte[] REST_ANSWER = "{\"result\":[]}".getBytes(UTF_8);
  private static final byte[] GRPC_ANSWER = {10, 0};
  private static EchoServer echo;

  @BeforeAll
  static void start() {
    echo = EchoServer.start(REST_ANSWER, GRPC_ANSWER);
  }

  @AfterAll
  static void stop() {
    echo.close();
  }

  private static Connection rest() throws IOException {
    return new RestConnection(echo.ports().http(), "POST", "/any/path");
  }

  private static Connection grpc() {
    return new GrpcConnection(echo.ports().grpc(), "any.Service/Method");
  }

  @Test
  void bothGetTheBytesThatWereSent() throws IOException {
    try (Connection rest = rest();
        Connection grpc = grpc()) {
      for (int i = 0; i < 3; i++) {
        assertThat(rest.call(new byte[100_000])).isEqualTo(REST_ANSWER);
        assertThat(grpc.call(new byte[100_000])).isEqualTo(GRPC_ANSWER);
      }
    }
  }

  @Test
  void whatIsAskedIsCountedAndTimed() throws IOException, InterruptedException {
    double[] clock = {0};
    Load load = new Load(2, Duration.ofMillis(50));
    for (Connection.Opener opener : List.<Connection.Opener>of(LoadIT::rest, LoadIT::grpc)) {
      Load.Measured measured =
          load.run(opener, List.of(new byte[1], new byte[2], new byte[3]), () -> clock[0]++);
      assertThat(measured.perSecond()).isPositive();
      assertThat(measured.p50Micros()).isPositive().isLessThanOrEqualTo(measured.p99Micros());
      assertThat(measured.cpuMicros()).as("a second, by this clock").isPositive();
    }
  }

  @Test
  void aRefusalIsNoAnswer() {
    assertThatThrownBy(
            () -> {
              try (Connection wrong =
                  new GrpcConnection(echo.ports().http(), "any.Service/Method")) {
                wrong.call(new byte[0]);
              }
            })
        .isInstanceOf(IOException.class);
  }
}
