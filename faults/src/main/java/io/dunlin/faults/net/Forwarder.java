package io.dunlin.faults.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Carries TCP connections from a port of its own to another, and can hold back what one side sends:
 * it is taken all the same, and delivered when it is told to, even if its sender has died by then.
 * Any thread may use it.
 */
public final class Forwarder implements AutoCloseable {
  /** Who sends. */
  public enum Direction {
    FROM_CLIENT,
    FROM_SERVER
  }

  private final ServerSocket entrance;
  private final InetSocketAddress target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Map<Direction, Gate> gates = new EnumMap<>(Direction.class);

  private Forwarder(ServerSocket entrance, InetSocketAddress target) {
    this.entrance = entrance;
    this.target = target;
    for (Direction direction : Direction.values()) {
      gates.put(direction, new Gate());
    }
  }

  /**
   * On a free port.
   *
   * @param host where it listens
   */
  public static Forwarder start(String host, InetSocketAddress target) throws IOException {
    Forwarder forwarder =
        new Forwarder(new ServerSocket(0, 50, InetAddress.getByName(host)), target);
    Thread.ofVirtual().name("forwarder").start(forwarder::accept);
    return forwarder;
  }

  public int port() {
    return entrance.getLocalPort();
  }

  /** From now on what this side sends is kept. */
  public void hold(Direction direction) {
    gate(direction).hold();
  }

  /** Delivers what was kept, and goes on. */
  public void release(Direction direction) {
    gate(direction).release();
  }

  /** Returns when so many bytes of one side have come, since the beginning. */
  public void awaitTaken(Direction direction, long bytes) throws InterruptedException {
    gate(direction).awaitTaken(bytes);
  }

  private Gate gate(Direction direction) {
    return Objects.requireNonNull(gates.get(direction));
  }

  private void accept() {
    while (true) {
      Socket client;
      try {
        client = entrance.accept();
      } catch (IOException closed) {
        return;
      }
      Thread.ofVirtual().start(() -> connect(client));
    }
  }

  private void connect(Socket client) {
    Socket server = new Socket();
    sockets.add(client);
    sockets.add(server);
    try (client;
        server) {
      server.connect(target);
      Carrier there = Carrier.start(client, server, gate(Direction.FROM_CLIENT));
      Carrier back = Carrier.start(server, client, gate(Direction.FROM_SERVER));
      there.awaitEnd();
      back.awaitEnd();
    } catch (IOException refused) {
      // The client finds its connection closed.
    } finally {
      sockets.remove(client);
      sockets.remove(server);
    }
  }

  @Override
  public void close() throws IOException {
    entrance.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    gates.values().forEach(Gate::release);
  }
}
