package io.dunlin.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the kernel was told of the connections of both ports, by its own tables. */
@EnabledOnOs(OS.LINUX)
class KeepAliveIT {
  /** In /proc times are in hundredths of a second. */
  private static final long IDLE = 60 * 100;

  @Test
  void silentClientsAreAskedAfterAMinute() throws IOException {
    try (RestServer server = RestServer.start()) {
      for (InetSocketAddress port :
          List.of(server.server().restAddress(), server.server().grpcAddress())) {
        try (Socket client = new Socket(port.getAddress(), port.getPort())) {
          assertThat(keepAliveTimer(port.getPort(), client.getLocalPort()))
              .isBetween(IDLE / 2, IDLE);
        }
      }
    }
  }

  /** A moment after the connection is there, it is set. */
  private static long keepAliveTimer(int local, int remote) throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    Optional<Long> timer = timer(local, remote);
    while (timer.isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      timer = timer(local, remote);
    }
    return timer.get();
  }

  /** See proc_net_tcp of Linux: of the kinds of timers, 2 is that of keep-alive. */
  private static Optional<Long> timer(int local, int remote) throws IOException {
    for (Path table : List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"))) {
      for (String line : Files.exists(table) ? Files.readAllLines(table) : List.<String>of()) {
        String[] fields = line.strip().split("\\s+");
        if (fields[1].endsWith(port(local)) && fields[2].endsWith(port(remote))) {
          String[] timer = fields[5].split(":");
          return timer[0].equals("02")
              ? Optional.of(Long.parseLong(timer[1], 16))
              : Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static String port(int number) {
    return String.format(Locale.ROOT, ":%04X", number);
  }
}
