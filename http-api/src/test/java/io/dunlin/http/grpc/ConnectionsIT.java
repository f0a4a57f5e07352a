package io.dunlin.http.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** How long connections live: what Pekko's settings do for one of HTTP/2. */
class ConnectionsIT {
  private static final String PINGS =
      "pekko.http.server.http2 { ping-interval = 300 ms, ping-timeout = 100 ms }";
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final String IDLES = "pekko.http.server.idle-timeout = 1 s";

  @Test
  void aClientThatAnswersPingsIsKept() throws IOException {
    try (GrpcServer server = new GrpcServer(PINGS);
        RawConnection client = new RawConnection(server.port())) {
      client.openStream();
      for (int answered = 0; answered < 10; ) {
        RawConnection.Frame frame = client.next().orElseThrow();
        if (frame.isPing()) {
          client.send(RawConnection.PING, RawConnection.ACK, 0, frame.payload());
          answered++;
        }
        assertThat(frame.type()).isNotEqualTo(RawConnection.GO_AWAY);
      }
    }
  }

  @Test
  void aClientThatDoesNotIsToldToGoAway() throws IOException {
    try (GrpcServer server = new GrpcServer(PINGS);
        RawConnection client = new RawConnection(server.port())) {
      client.openStream();
      assertThat(new String(first(client, RawConnection.GO_AWAY).payload(), US_ASCII))
          .endsWith("Ping ack timeout");
    }
  }

  @Test
  void aSilentConnectionIsClosedAfterTheIdleTimeout() throws IOException {
    try (GrpcServer server = new GrpcServer(IDLES);
        RawConnection client = new RawConnection(server.port())) {
      while (client.next().isPresent()) {
        // What it says before that.
      }
    }
  }

  @Test
  void aClientsOwnPingsKeepItBeyondTheIdleTimeout() throws IOException {
    try (GrpcServer server = new GrpcServer(IDLES);
        RawConnection client = new RawConnection(server.port())) {
      long end = System.nanoTime() + IDLE.multipliedBy(3).toNanos();
      while (System.nanoTime() < end) {
        byte[] payload = {1, 2, 3, 4, 5, 6, 7, 8};
        client.send(RawConnection.PING, 0, 0, payload);
        RawConnection.Frame answer = first(client, RawConnection.PING);
        assertThat(answer.flags()).isEqualTo(RawConnection.ACK);
        assertThat(answer.payload()).isEqualTo(payload);
        LockSupport.parkNanos(IDLE.dividedBy(20).toNanos());
      }
      client.checkHealth();
      assertThat(first(client, RawConnection.DATA).payload()).isNotEmpty();
    }
  }

  private static RawConnection.Frame first(RawConnection client, int type) throws IOException {
    RawConnection.Frame frame = client.next().orElseThrow();
    while (frame.type() != type) {
      frame = client.next().orElseThrow();
    }
    return frame;
  }
}
