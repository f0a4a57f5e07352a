package io.dunlin.cluster;

/** A part of the node did not start. The message names the cause in one line. */
public final class NodeFailedException extends Exception {
  NodeFailedException(Throwable cause) {
    super("Dunlin did not start: " + describe(cause), cause);
  }

  private static String describe(Throwable failure) {
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      root = cause;
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
