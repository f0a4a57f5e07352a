package io.dunlin.actors.wire;

import java.io.NotSerializableException;

/** Messages to bytes and back, for those who send some in {@link Frames}. Any thread may use it. */
public interface MessageCodec {
  /**
   * @throws MessageTooLargeException when it takes more than {@code limit} bytes or nests too deep
   */
  byte[] write(Object message, int limit);

  /**
   * @throws NotSerializableException when the bytes are not those of a message
   */
  Object read(byte[] bytes) throws NotSerializableException;
}
