package io.dunlin.cluster.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * HTTP/1.1 by hand, since a client library sends nothing that is malformed. Each request has a
 * connection of its own, so that none is taken for the rest of the one before.
 */
final class RawHttp {
  /** An answer takes milliseconds; what takes this long on a busy machine hangs. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final InetSocketAddress address;

  RawHttp(InetSocketAddress address) {
    this.address = address;
  }

  /**
   * What came back.
   *
   * @param status 0 when the node closed the connection and said nothing
   */
  record Answer(int status, String contentType, String body) {}

  /**
   * Sends a request and nothing after it.
   *
   * @throws java.net.SocketTimeoutException when no answer came
   */
  Answer send(byte[] request) throws IOException {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      try {
        socket.getOutputStream().write(request);
        socket.shutdownOutput();
        return answer(new BufferedInputStream(socket.getInputStream()));
      } catch (SocketException closed) {
        return new Answer(0, "", closed.toString());
      }
    }
  }

  private static Answer answer(InputStream in) throws IOException {
    String statusLine = line(in);
    if (statusLine.isEmpty()) {
      return new Answer(0, "", "");
    }
    Map<String, String> fields = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      fields.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
    }
    byte[] body =
        fields.getOrDefault("transfer-encoding", "").equals("chunked")
            ? in.readAllBytes()
            : in.readNBytes(Integer.parseInt(fields.getOrDefault("content-length", "0")));
    return new Answer(
        Integer.parseInt(statusLine.split(" ")[1]),
        fields.getOrDefault("content-type", ""),
        new String(body, UTF_8));
  }

  /** Without its end; empty at the end of the stream. */
  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.append((char) next);
    }
    return new String(line.toString().getBytes(ISO_8859_1), ISO_8859_1).stripTrailing();
  }
}
