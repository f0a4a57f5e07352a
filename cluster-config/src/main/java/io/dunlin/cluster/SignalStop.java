package io.dunlin.cluster;

import java.io.IOException;

/**
 * Stops the node in order when the process is told to end (SIGTERM, Ctrl-C), and then ends it with
 * exit code 0: left alone, a JVM reports 143 or 130 however well it stopped.
 */
final class SignalStop {
  private final Thread hook;
  private volatile boolean underway;

  private SignalStop(Node node) {
    this.hook = new Thread(() -> stop(node), "stop");
  }

  static SignalStop install(Node node) {
    SignalStop stop = new SignalStop(node);
    Runtime.getRuntime().addShutdownHook(stop.hook);
    return stop;
  }

  /** True from the signal on. */
  boolean underway() {
    return underway;
  }

  /** For a program that ends by itself, with its own exit code. */
  void uninstall() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // A signal came first: the hook is running and ends the process.
    }
  }

  private void stop(Node node) {
    underway = true;
    int exitCode = 0;
    try {
      node.close();
    } catch (IOException | RuntimeException e) {
      System.err.println("dunlin: did not stop cleanly: " + e);
      exitCode = 1;
    }
    Runtime.getRuntime().halt(exitCode);
  }
}
