package io.dunlin.persistence.store;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes a file's bytes piece by piece, in order. */
interface ByteSink {
  ByteSink NOWHERE = bytes -> {};

  /** Takes all that remains. The bytes are the caller's again afterwards. */
  void accept(ByteBuffer bytes) throws IOException;
}
