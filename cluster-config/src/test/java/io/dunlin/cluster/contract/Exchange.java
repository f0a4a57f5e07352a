package io.dunlin.cluster.contract;

/**
 * One request and what is to come back.
 *
 * @param place file and line, for whoever has to look
 * @param method of HTTP; empty for a call over gRPC
 * @param target a path with its query, or the full name of a gRPC method
 * @param request the body, or a message as text; empty for none
 * @param status a number, or the name of a gRPC code
 * @param note what stands behind the status: an error's text, or how the answer is to be read
 * @param answer what is expected; empty where the status says enough
 */
record Exchange(
    String place,
    String method,
    String target,
    String request,
    String status,
    String note,
    String answer) {
  private static final String OPEN_END = "…";

  boolean overGrpc() {
    return method.isEmpty();
  }

  boolean succeeds() {
    return status.equals("OK") || status.startsWith("2");
  }

  /** Whether a text is the expected error; an ellipsis at the end leaves open what follows. */
  boolean isExpected(String error) {
    return note.endsWith(OPEN_END)
        ? error.startsWith(note.substring(0, note.length() - OPEN_END.length()))
        : error.equals(note);
  }

  /** For a report. */
  @Override
  public String toString() {
    return "%s%n%s %s%n%s".formatted(place, method, target, request).strip();
  }
}
