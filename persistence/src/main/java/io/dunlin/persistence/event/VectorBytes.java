package io.dunlin.persistence.event;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** A vector's components as float32, little-endian; copied in bulk. */
final class VectorBytes {
  private VectorBytes() {}

  static ByteString of(float[] vector) {
    byte[] bytes = new byte[vector.length * Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(vector);
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  /**
   * @throws IllegalArgumentException when the bytes are no whole number of components
   */
  static float[] toVector(ByteString bytes) {
    if (bytes.size() % Float.BYTES != 0) {
      throw new IllegalArgumentException("A vector of " + bytes.size() + " bytes");
    }
    FloatBuffer components =
        bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] vector = new float[components.remaining()];
    components.get(vector);
    return vector;
  }
}
