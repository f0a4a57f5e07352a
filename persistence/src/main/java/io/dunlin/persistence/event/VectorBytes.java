package io.dunlin.persistence.event;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.dunlin.persistence.event.proto.NamedVectorProto;
import io.dunlin.persistence.model.VectorValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** Vectors to and from their protobuf form; numbers are little-endian and copied in bulk. */
final class VectorBytes {
  private VectorBytes() {}

  static NamedVectorProto toProto(String name, VectorValue vector) {
    NamedVectorProto.Builder proto = NamedVectorProto.newBuilder().setName(name);
    switch (vector) {
      case VectorValue.Dense(float[] components) -> proto.setComponents(of(components));
      case VectorValue.Sparse(int[] indices, float[] values) ->
          proto.setComponents(of(values)).setIndices(of(indices));
      case VectorValue.Multi(float[] components, int dimension) ->
          proto.setComponents(of(components)).setDimension(dimension);
    }
    return proto.build();
  }

  /**
   * @throws IllegalArgumentException when the bytes are no vector
   */
  static VectorValue fromProto(NamedVectorProto proto) {
    float[] components = toFloats(proto.getComponents());
    if (proto.hasIndices()) {
      int[] indices = toInts(proto.getIndices());
      if (indices.length != components.length) {
        throw new IllegalArgumentException(
            "A sparse vector of %d indices and %d values"
                .formatted(indices.length, components.length));
      }
      return new VectorValue.Sparse(indices, components);
    }
    return proto.hasDimension()
        ? new VectorValue.Multi(components, proto.getDimension())
        : new VectorValue.Dense(components);
  }

  private static ByteString of(float[] floats) {
    byte[] bytes = new byte[floats.length * Float.BYTES];
    buffer(bytes).asFloatBuffer().put(floats);
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  private static ByteString of(int[] ints) {
    byte[] bytes = new byte[ints.length * Integer.BYTES];
    buffer(bytes).asIntBuffer().put(ints);
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static float[] toFloats(ByteString bytes) {
    FloatBuffer source = buffer(bytes).asFloatBuffer();
    float[] floats = new float[source.remaining()];
    source.get(floats);
    return floats;
  }

  private static int[] toInts(ByteString bytes) {
    IntBuffer source = buffer(bytes).asIntBuffer();
    int[] ints = new int[source.remaining()];
    source.get(ints);
    return ints;
  }

  private static ByteBuffer buffer(ByteString bytes) {
    if (bytes.size() % Float.BYTES != 0) {
      throw new IllegalArgumentException("A vector of " + bytes.size() + " bytes");
    }
    return bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }
}
