package io.dunlin.http;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;
import org.apache.pekko.io.Inet;

/**
 * Has the kernel ask clients that are silent whether they are still there, and close the
 * connections of those that are not. Its own times are hours.
 */
final class KeepAlive extends Inet.AbstractSocketOption {
  private final Duration idle;
  private final Duration interval;
  private final int probes;

  private KeepAlive(Duration idle, Duration interval, int probes) {
    this.idle = idle;
    this.interval = interval;
    this.probes = probes;
  }

  static KeepAlive of(Config config) {
    Config keepAlive = config.getConfig("dunlin.connections.keep-alive");
    return new KeepAlive(
        keepAlive.getDuration("idle"),
        keepAlive.getDuration("interval"),
        keepAlive.getInt("probes"));
  }

  @Override
  public void afterConnect(Socket socket) {
    try {
      socket.setKeepAlive(true);
      for (var option :
          Map.of(
                  ExtendedSocketOptions.TCP_KEEPIDLE, Math.toIntExact(idle.toSeconds()),
                  ExtendedSocketOptions.TCP_KEEPINTERVAL, Math.toIntExact(interval.toSeconds()),
                  ExtendedSocketOptions.TCP_KEEPCOUNT, probes)
              .entrySet()) {
        if (socket.supportedOptions().contains(option.getKey())) {
          socket.setOption(option.getKey(), option.getValue());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a connection could not be told to keep alive", e);
    }
  }
}
