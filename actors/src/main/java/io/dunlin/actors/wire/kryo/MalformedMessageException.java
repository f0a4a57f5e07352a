package io.dunlin.actors.wire.kryo;

/** Bytes that no Dunlin writes, or only a newer one. Never leaves this package. */
final class MalformedMessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedMessageException(String problem) {
    super(problem, null, false, false);
  }
}
