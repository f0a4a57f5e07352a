package io.dunlin.http.grpc;

import io.dunlin.http.error.ErrorMapping;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.NamedVectorsOutput;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.VectorOutput;
import io.qdrant.client.grpc.Points.Vectors;
import io.qdrant.client.grpc.Points.VectorsOutput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Dense vectors, in the present form and in the flat one of older clients. */
final class VectorProto {
  /** The name of a collection's unnamed vector. */
  static final String UNNAMED = "";

  private VectorProto() {}

  /** By name; empty when none is given. */
  static Map<String, float[]> decode(Vectors vectors) {
    return switch (vectors.getVectorsOptionsCase()) {
      case VECTOR -> Map.of(UNNAMED, decode(vectors.getVector()));
      case VECTORS -> {
        Map<String, float[]> named = new HashMap<>();
        vectors
            .getVectors()
            .getVectorsMap()
            .forEach((name, vector) -> named.put(name, decode(vector)));
        yield Map.copyOf(named);
      }
      case VECTORSOPTIONS_NOT_SET -> Map.of();
    };
  }

  static float[] decode(Vector vector) {
    return switch (vector.getVectorCase()) {
      case DENSE -> decode(vector.getDense());
      case VECTOR_NOT_SET -> decodeFlat(vector);
      case SPARSE -> throw ErrorMapping.notBuilt("A sparse vector");
      case MULTI_DENSE -> throw ErrorMapping.notBuilt("A multivector");
      case DOCUMENT -> throw ErrorMapping.notBuilt("Inference (a document as vector)");
      case IMAGE -> throw ErrorMapping.notBuilt("Inference (an image as vector)");
      case OBJECT -> throw ErrorMapping.notBuilt("Inference (an object as vector)");
    };
  }

  /** The components lie in the message itself; older clients send them so. */
  @SuppressWarnings("deprecation") // deprecated in the contract, but still part of it
  private static float[] decodeFlat(Vector vector) {
    if (vector.hasIndices()) {
      throw ErrorMapping.notBuilt("A sparse vector");
    }
    if (vector.getVectorsCount() > 1) {
      throw ErrorMapping.notBuilt("A multivector");
    }
    float[] components = new float[vector.getDataCount()];
    for (int i = 0; i < components.length; i++) {
      components[i] = vector.getData(i);
    }
    return components;
  }

  static float[] decode(DenseVector vector) {
    float[] components = new float[vector.getDataCount()];
    for (int i = 0; i < components.length; i++) {
      components[i] = vector.getData(i);
    }
    return components;
  }

  static VectorsOutput encode(Map<String, float[]> vectors) {
    float[] only = vectors.get(UNNAMED);
    if (only != null && vectors.size() == 1) {
      return VectorsOutput.newBuilder().setVector(encode(only)).build();
    }
    NamedVectorsOutput.Builder named = NamedVectorsOutput.newBuilder();
    vectors.forEach((name, components) -> named.putVectors(name, encode(components)));
    return VectorsOutput.newBuilder().setVectors(named).build();
  }

  private static VectorOutput encode(float[] components) {
    DenseVector.Builder dense = DenseVector.newBuilder();
    for (float component : components) {
      dense.addData(component);
    }
    return VectorOutput.newBuilder().setDense(dense).build();
  }

  /** The flat list of legacy searches. */
  static float[] decode(List<Float> components) {
    float[] decoded = new float[components.size()];
    for (int i = 0; i < decoded.length; i++) {
      decoded[i] = components.get(i);
    }
    return decoded;
  }
}
