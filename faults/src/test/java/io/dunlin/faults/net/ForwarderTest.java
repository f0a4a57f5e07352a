package io.dunlin.faults.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.faults.net.Forwarder.Direction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ForwarderTest {
  private static final int SOON_MILLIS = 200;

  @Test
  void carriesBytesBothWays() throws Exception {
    try (Line line = new Line()) {
      line.client.getOutputStream().write(1);
      assertThat(line.server.getInputStream().read()).isEqualTo(1);
      line.server.getOutputStream().write(2);
      assertThat(line.client.getInputStream().read()).isEqualTo(2);
    }
  }

  @Test
  void whatOneSideSendsIsKeptAndTheOtherIsHeard() throws Exception {
    try (Line line = new Line()) {
      line.forwarder.hold(Direction.FROM_CLIENT);
      line.client.getOutputStream().write(1);
      line.server.getOutputStream().write(2);
      assertThat(line.client.getInputStream().read()).isEqualTo(2);
      line.server.setSoTimeout(SOON_MILLIS);
      assertThatThrownBy(() -> line.server.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      line.server.setSoTimeout(0);
      line.forwarder.release(Direction.FROM_CLIENT);
      assertThat(line.server.getInputStream().read()).isEqualTo(1);
    }
  }

  @Test
  void whatWasKeptArrivesAfterItsSenderIsGone() throws Exception {
    try (Line line = new Line()) {
      line.forwarder.hold(Direction.FROM_CLIENT);
      line.client.getOutputStream().write(new byte[] {1, 2, 3});
      line.client.setSoLinger(true, 0); // as when its process is killed
      line.forwarder.awaitTaken(Direction.FROM_CLIENT, 3);
      line.client.close();
      line.forwarder.release(Direction.FROM_CLIENT);
      assertThat(line.server.getInputStream().readAllBytes()).containsExactly(1, 2, 3);
    }
  }

  /** A client and a server with a forwarder between them. */
  private static final class Line implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final Forwarder forwarder =
        Forwarder.start("127.0.0.1", (InetSocketAddress) listening.getLocalSocketAddress());
    private final Socket client = new Socket(InetAddress.getLoopbackAddress(), forwarder.port());
    private final Socket server = listening.accept();

    private Line() throws IOException {}

    @Override
    public void close() throws IOException {
      client.close();
      server.close();
      forwarder.close();
      listening.close();
    }
  }
}
