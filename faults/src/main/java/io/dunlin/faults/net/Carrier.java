package io.dunlin.faults.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * One direction of a connection. One thread takes what comes, whether or not it may go on; another
 * delivers it.
 */
final class Carrier {
  private static final int BUFFER = 64 * 1024;
  private static final int MOST_KEPT = 4_096;
  private static final byte[] END = new byte[0];

  private final Socket from;
  private final Socket to;
  private final Gate gate;
  private final BlockingQueue<byte[]> kept = new LinkedBlockingQueue<>(MOST_KEPT);
  private final Thread delivering = Thread.ofVirtual().unstarted(this::deliver);

  private Carrier(Socket from, Socket to, Gate gate) {
    this.from = from;
    this.to = to;
    this.gate = gate;
  }

  static Carrier start(Socket from, Socket to, Gate gate) {
    Carrier carrier = new Carrier(from, to, gate);
    carrier.delivering.start();
    Thread.ofVirtual().start(carrier::take);
    return carrier;
  }

  /** Returns when the sender has ended and all it sent is delivered, or cannot be. */
  void awaitEnd() {
    try {
      delivering.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void take() {
    byte[] buffer = new byte[BUFFER];
    try {
      try {
        InputStream in = from.getInputStream();
        for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
          kept.put(Arrays.copyOf(buffer, count));
          gate.took(count);
        }
      } catch (IOException reset) {
        // Its end, like any other.
      }
      kept.put(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliver() {
    boolean broken = false;
    try {
      for (byte[] bytes = kept.take(); bytes.length > 0; bytes = kept.take()) {
        gate.pass();
        broken = broken || !write(bytes);
      }
      gate.pass(); // an end is held back like any other byte
      to.shutdownOutput();
    } catch (IOException gone) {
      // Then there is nobody to tell of the end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean write(byte[] bytes) {
    try {
      to.getOutputStream().write(bytes);
      return true;
    } catch (IOException gone) {
      return false;
    }
  }
}
