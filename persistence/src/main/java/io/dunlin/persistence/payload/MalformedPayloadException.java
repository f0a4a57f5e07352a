package io.dunlin.persistence.payload;

/** Bytes that should hold a payload do not; the message says what is wrong, and at which byte. */
public final class MalformedPayloadException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  MalformedPayloadException(String problem, int position) {
    super("malformed payload: " + problem + " at byte " + position);
  }
}
