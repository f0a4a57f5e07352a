package io.dunlin.http.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.dunlin.v1.SearchRequest;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.pekko.util.ByteString;

/** An HTTP/2 connection frame by frame (RFC 9113), on which nothing is answered unasked. */
final class RawConnection implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GO_AWAY = 7;
  static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int HEADER_BYTES = 9;

  /** As long as a server is waited for. */
  private static final int PATIENCE_MILLIS = 20_000;

  record Frame(int type, int flags, byte[] payload) {
    /** Whether it is a ping that wants an answer. */
    boolean isPing() {
      return type == PING && (flags & ACK) == 0;
    }
  }

  private final Socket socket;
  private final DataInputStream in;

  RawConnection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new DataInputStream(socket.getInputStream());
    socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    send(SETTINGS, 0, 0, new byte[0]);
  }

  void send(int type, int flags, int stream, byte[] payload) throws IOException {
    socket
        .getOutputStream()
        .write(
            ByteBuffer.allocate(HEADER_BYTES + payload.length)
                .putInt(payload.length << Byte.SIZE | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array());
  }

  /** Asks something on a stream that stays open. */
  void openStream() throws IOException {
    send(HEADERS, END_HEADERS, 1, headers("/dunlin.v1.Streams/Search"));
    send(DATA, 0, 1, bytes(GrpcServer.PLAIN.frame(SearchRequest.getDefaultInstance())));
  }

  /** Asks something that has one answer. */
  void checkHealth() throws IOException {
    send(HEADERS, END_HEADERS, 1, headers("/grpc.health.v1.Health/Check"));
    send(DATA, END_STREAM, 1, new byte[GrpcFrame.HEADER_BYTES]);
  }

  /** The next frame, or nothing when the server has closed the connection. */
  Optional<Frame> next() throws IOException {
    try {
      int start = in.readInt();
      int flags = in.readUnsignedByte();
      int _ = in.readInt();
      byte[] payload = new byte[start >>> Byte.SIZE];
      in.readFully(payload);
      return Optional.of(new Frame(start & 0xFF, flags, payload));
    } catch (EOFException | SocketException closed) {
      return Optional.empty();
    }
  }

  /** HPACK without its tables but for the names and values that they begin with (RFC 7541). */
  private static byte[] headers(String path) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x83); // :method POST
    out.write(0x86); // :scheme http
    out.write(0x04); // :path
    text(out, path);
    out.write(0x01); // :authority
    text(out, "localhost");
    out.write(new byte[] {0x0f, 0x10}); // content-type
    text(out, "application/grpc");
    out.write(0x00);
    text(out, "te");
    text(out, "trailers");
    return out.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, String text) {
    out.write(text.length());
    out.writeBytes(text.getBytes(US_ASCII));
  }

  private static byte[] bytes(ByteString frame) {
    return frame.toArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
