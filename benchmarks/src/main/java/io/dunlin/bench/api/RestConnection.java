package io.dunlin.bench.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/** HTTP/1.1 by hand, kept alive: so little work that the client does not stand in the way. */
final class RestConnection implements Connection {
  private static final String OK = "HTTP/1.1 200 ";
  private static final String BUSY = "HTTP/1.1 429 ";
  private static final String LENGTH = "content-length: ";

  private final Socket socket;
  private final OutputStream out;
  private final InputStream in;
  private final String head;

  RestConnection(int port, String method, String path) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    head =
        "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
            .formatted(method, path);
  }

  @Override
  public byte[] call(byte[] request) throws IOException {
    out.write((head + request.length + "\r\n\r\n").getBytes(ISO_8859_1));
    out.write(request);
    out.flush();
    String status = line();
    int length = -1;
    for (String field = line(); !field.isEmpty(); field = line()) {
      if (field.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
        length = Integer.parseInt(field.substring(LENGTH.length()).strip());
      }
    }
    if (length < 0) {
      throw new IOException("an answer without a length: " + status);
    }
    byte[] body = in.readNBytes(length);
    if (!status.startsWith(OK)) {
      String answer = status + ": " + new String(body, UTF_8);
      throw status.startsWith(BUSY) ? new BusyException(answer) : new IOException(answer);
    }
    return body;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the server closed the connection");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
