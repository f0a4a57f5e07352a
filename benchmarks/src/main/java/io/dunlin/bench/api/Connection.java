package io.dunlin.bench.api;

import java.io.IOException;

/** One connection with one request under way at a time; used by one thread. */
interface Connection extends AutoCloseable {
  /**
   * Sends a request that is ready to be sent and reads all of its answer.
   *
   * @return the answer's body, or message
   * @throws BusyException when the server wants it later
   * @throws IOException when it is not answered as asked
   */
  byte[] call(byte[] request) throws IOException;

  @Override
  void close() throws IOException;

  /** Opens connections of one kind to one place. */
  interface Opener {
    Connection open() throws IOException;
  }
}
