package io.dunlin.persistence.store;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * A way to an HTTP server of this machine on which requests meet faults. Each request gets a
 * connection of its own, so that a fault hits that request only.
 */
final class FaultyWay implements AutoCloseable {
  /** Decides for a request, by its first line: {@code PUT /bucket/key?partNumber=2 HTTP/1.1}. */
  interface Plan {
    Fault of(String request);
  }

  private static final String SLOW_DOWN =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>SlowDown</Code>"
          + "<Message>Please reduce your request rate.</Message></Error>";

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final int server;
  private volatile Plan plan = request -> Fault.NONE;

  FaultyWay(int server) throws IOException {
    this.server = server;
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  void plan(Plan next) {
    requests.clear();
    plan = next;
  }

  /** The first lines of the requests since the plan was made. */
  List<String> requests() {
    return requests;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server)) {
      open.add(upstream);
      pass(client, upstream);
    } catch (IOException cut) {
      // One of the two sides went away: that is what this class is for.
    } finally {
      open.remove(client);
    }
  }

  private void pass(Socket client, Socket upstream) throws IOException {
    InputStream down = new BufferedInputStream(client.getInputStream());
    String head = readHead(down);
    String request = head.lines().findFirst().orElse("");
    requests.add(request);
    Fault fault = plan.of(request);
    long length = contentLength(head);
    OutputStream up = upstream.getOutputStream();
    if (fault instanceof Fault.SlowDown) {
      down.skipNBytes(length);
      answer(client.getOutputStream(), "503 Slow Down", SLOW_DOWN);
      return;
    }
    if (fault instanceof Fault.SayYes) {
      down.skipNBytes(length);
      answer(client.getOutputStream(), "200 OK", "");
      return;
    }
    up.write(closing(head).getBytes(StandardCharsets.ISO_8859_1));
    if (fault instanceof Fault.CutRequest(long bytes) && bytes < length) {
      copy(down, up, bytes, UnaryOperator.identity());
      // Both see an error and not an end.
      client.setSoLinger(true, 0);
      upstream.setSoLinger(true, 0);
      return;
    }
    copy(down, up, length, UnaryOperator.identity());
    up.flush();
    if (fault instanceof Fault.Silence) {
      int end = down.read();
      assert end < 0;
      return;
    }
    InputStream answer = new BufferedInputStream(upstream.getInputStream());
    if (fault instanceof Fault.LoseAnswer) {
      int first = answer.read();
      assert first == 'H';
      return;
    }
    answer(answer, client.getOutputStream(), fault);
  }

  private static void answer(InputStream from, OutputStream to, Fault fault) throws IOException {
    to.write(closing(readHead(from)).getBytes(StandardCharsets.ISO_8859_1));
    switch (fault) {
      case Fault.CutAnswer(long bytes) -> copy(from, to, bytes, UnaryOperator.identity());
      case Fault.HurtAnswer(long position) -> {
        copy(from, to, position, UnaryOperator.identity());
        copy(
            from,
            to,
            1,
            one -> {
              one[0] ^= 0x10;
              return one;
            });
        from.transferTo(to);
      }
      default -> from.transferTo(to);
    }
    to.flush();
  }

  private static void answer(OutputStream to, String status, String body) throws IOException {
    String head =
        "HTTP/1.1 %s\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(status, body.length());
    to.write((head + body).getBytes(StandardCharsets.ISO_8859_1));
    to.flush();
  }

  private static void copy(
      InputStream from, OutputStream to, long bytes, UnaryOperator<byte[]> change)
      throws IOException {
    for (long left = bytes; left > 0; ) {
      byte[] chunk = from.readNBytes((int) Math.min(left, 1 << 14));
      if (chunk.length == 0) {
        return;
      }
      to.write(change.apply(chunk));
      left -= chunk.length;
    }
    to.flush();
  }

  /** A head with the empty line behind it. */
  private static String readHead(InputStream from) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int seen = 0;
    while (seen < 4) {
      int next = from.read();
      if (next < 0) {
        throw new EOFException();
      }
      head.write(next);
      seen = next == "\r\n\r\n".charAt(seen) ? seen + 1 : (next == '\r' ? 1 : 0);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static String closing(String head) {
    String others = head.replaceAll("(?i)\r\nconnection:[^\r]*", "");
    return others.substring(0, others.length() - 2) + "Connection: close\r\n\r\n";
  }

  private static long contentLength(String head) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
