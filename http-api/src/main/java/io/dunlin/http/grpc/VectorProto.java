package io.dunlin.http.grpc;

import io.dunlin.http.codec.Documents;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.VectorValue;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.Document;
import io.qdrant.client.grpc.Points.MultiDenseVector;
import io.qdrant.client.grpc.Points.NamedVectorsOutput;
import io.qdrant.client.grpc.Points.SparseVector;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.VectorOutput;
import io.qdrant.client.grpc.Points.Vectors;
import io.qdrant.client.grpc.Points.VectorsOutput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Vectors, in the present form and in the flat one of older clients. */
final class VectorProto {
  /** The name of a collection's unnamed vector. */
  static final String UNNAMED = "";

  private static final String FIELD = "vector";

  private VectorProto() {}

  /** A point's, by name; empty when none is given. */
  static Map<String, VectorValue> decode(Vectors vectors) {
    return switch (vectors.getVectorsOptionsCase()) {
      case VECTOR -> Map.of(UNNAMED, decode(vectors.getVector(), Documents.Use.STORED));
      case VECTORS -> {
        Map<String, VectorValue> named = new HashMap<>();
        vectors
            .getVectors()
            .getVectorsMap()
            .forEach((name, vector) -> named.put(name, decode(vector, Documents.Use.STORED)));
        yield Map.copyOf(named);
      }
      case VECTORSOPTIONS_NOT_SET -> Map.of();
    };
  }

  /**
   * One vector of any kind.
   *
   * @param use of a text, if it is one
   */
  static VectorValue decode(Vector vector, Documents.Use use) {
    return switch (vector.getVectorCase()) {
      case DENSE -> decode(vector.getDense());
      case SPARSE -> decode(vector.getSparse());
      case MULTI_DENSE -> decode(vector.getMultiDense());
      case VECTOR_NOT_SET -> decodeFlat(vector);
      case DOCUMENT -> decode(vector.getDocument(), use);
      case IMAGE -> throw Documents.unsupported("A vector made of an image");
      case OBJECT -> throw Documents.unsupported("A vector made of an object");
    };
  }

  static VectorValue decode(Document document, Documents.Use use) {
    return Documents.vector(
        document.getText(),
        document.getModel(),
        PayloadProto.decode(document.getOptionsMap()),
        use);
  }

  /** The components lie in the message itself; older clients send them so. */
  @SuppressWarnings("deprecation") // deprecated in the contract, but still part of it
  private static VectorValue decodeFlat(Vector vector) {
    if (vector.hasIndices()) {
      return sparse(vector.getIndices().getDataList(), vector.getDataList());
    }
    float[] components = floats(vector.getDataList());
    return vector.hasVectorsCount()
        ? several(components, vector.getVectorsCount())
        : new VectorValue.Dense(components);
  }

  private static VectorValue several(float[] components, int count) {
    if (count < 1 || components.length == 0 || components.length % count != 0) {
      throw RequestException.invalidMessage(
          FIELD,
          "%d components cannot be %s vectors of the same dimension"
              .formatted(components.length, Integer.toUnsignedString(count)));
    }
    return new VectorValue.Multi(components, components.length / count);
  }

  static VectorValue decode(DenseVector vector) {
    return new VectorValue.Dense(floats(vector.getDataList()));
  }

  static VectorValue decode(SparseVector vector) {
    return sparse(vector.getIndicesList(), vector.getValuesList());
  }

  /** The two lists of a sparse vector, as legacy searches have them too. */
  static VectorValue sparse(List<Integer> indexList, List<Float> valueList) {
    int[] indices = new int[indexList.size()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = indexList.get(i);
    }
    float[] values = floats(valueList);
    VectorValue.Sparse.violation(indices, values)
        .map(violation -> violation.below(FIELD))
        .ifPresent(violation -> {
          throw RequestException.invalidMessage(violation.field(), violation.reason());
        });
    return VectorValue.Sparse.of(indices, values);
  }

  static VectorValue decode(MultiDenseVector vector) {
    int dimension = vector.getVectorsCount() == 0 ? 0 : vector.getVectors(0).getDataCount();
    if (dimension == 0) {
      throw RequestException.invalidMessage(FIELD, "vectors of a multivector must not be empty");
    }
    float[] components = new float[vector.getVectorsCount() * dimension];
    for (int i = 0; i < vector.getVectorsCount(); i++) {
      float[] one = floats(vector.getVectors(i).getDataList());
      if (one.length != dimension) {
        throw RequestException.invalidMessage(
            FIELD,
            "vectors of a multivector must have the same dimension: %d components after %d"
                .formatted(one.length, dimension));
      }
      System.arraycopy(one, 0, components, i * dimension, dimension);
    }
    return new VectorValue.Multi(components, dimension);
  }

  static VectorsOutput encode(Map<String, VectorValue> vectors) {
    VectorValue only = vectors.get(UNNAMED);
    if (only != null && vectors.size() == 1) {
      return VectorsOutput.newBuilder().setVector(encode(only)).build();
    }
    NamedVectorsOutput.Builder named = NamedVectorsOutput.newBuilder();
    vectors.forEach((name, vector) -> named.putVectors(name, encode(vector)));
    return VectorsOutput.newBuilder().setVectors(named).build();
  }

  private static VectorOutput encode(VectorValue vector) {
    VectorOutput.Builder output = VectorOutput.newBuilder();
    switch (vector) {
      case VectorValue.Dense(float[] components) ->
          output.setDense(dense(components, 0, components.length));
      case VectorValue.Sparse(int[] indices, float[] values) -> {
        SparseVector.Builder sparse = output.getSparseBuilder();
        for (int i = 0; i < indices.length; i++) {
          sparse.addIndices(indices[i]).addValues(values[i]);
        }
      }
      case VectorValue.Multi(float[] components, int dimension) -> {
        MultiDenseVector.Builder multi = output.getMultiDenseBuilder();
        for (int from = 0; from < components.length; from += dimension) {
          multi.addVectors(dense(components, from, from + dimension));
        }
      }
    }
    return output.build();
  }

  private static DenseVector dense(float[] components, int from, int to) {
    DenseVector.Builder dense = DenseVector.newBuilder();
    for (int i = from; i < to; i++) {
      dense.addData(components[i]);
    }
    return dense.build();
  }

  /** The flat list of legacy searches. */
  static VectorValue decode(List<Float> components) {
    return new VectorValue.Dense(floats(components));
  }

  private static float[] floats(List<Float> list) {
    float[] floats = new float[list.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = list.get(i);
    }
    return floats;
  }
}
