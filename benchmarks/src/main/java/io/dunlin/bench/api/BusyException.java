package io.dunlin.bench.api;

import java.io.IOException;

/** The server asks to be sent the same again a little later; the connection can be used on. */
final class BusyException extends IOException {
  private static final long serialVersionUID = 1;

  BusyException(String answer) {
    super(answer);
  }
}
