package io.dunlin.persistence.event;

import io.dunlin.persistence.event.proto.VectorColumnProto;
import io.dunlin.persistence.event.proto.VectorColumnsProto;
import io.dunlin.persistence.event.proto.VectorHistoryProto;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorColumns;
import io.dunlin.persistence.model.VectorHistory;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.model.VectorSpec;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Vectors as shards store them, and how a collection came to them, to and from their protobuf form.
 */
public final class VectorColumnsProtos {
  private VectorColumnsProtos() {}

  public static VectorColumnsProto toProto(VectorColumns vectors) {
    VectorColumnsProto.Builder proto =
        VectorColumnsProto.newBuilder().setChanges(vectors.changes());
    vectors
        .columns()
        .forEach((name, column) ->
            proto.addVectors(toProto(name, column.kind()).setMade(column.made())));
    return proto.build();
  }

  private static VectorColumnProto.Builder toProto(String name, VectorKind kind) {
    VectorColumnProto.Builder proto = VectorColumnProto.newBuilder().setName(name);
    return switch (kind) {
      case VectorSpec spec -> proto.setDense(CollectionConfigProtos.toProto(spec));
      case SparseSpec spec -> proto.setSparse(SparseProtos.toProto(spec));
    };
  }

  /**
   * @throws IllegalArgumentException for a kind of vector that is unknown
   */
  public static VectorColumns fromProto(VectorColumnsProto proto) {
    SortedMap<String, VectorColumns.Column> columns = new TreeMap<>();
    for (VectorColumnProto vector : proto.getVectorsList()) {
      columns.put(vector.getName(), new VectorColumns.Column(vector.getMade(), kind(vector)));
    }
    return new VectorColumns(proto.getChanges(), Collections.unmodifiableSortedMap(columns));
  }

  private static VectorKind kind(VectorColumnProto vector) {
    return switch (vector.getKindCase()) {
      case DENSE -> CollectionConfigProtos.fromProto(vector.getDense());
      case SPARSE -> SparseProtos.fromProto(vector.getSparse());
      case KIND_NOT_SET ->
          throw new IllegalArgumentException("No known kind of vector " + vector.getName());
    };
  }

  static VectorHistoryProto toProto(VectorHistory history) {
    VectorHistoryProto.Builder proto =
        VectorHistoryProto.newBuilder().setChanges(history.changes()).putAllMade(history.made());
    history.first().forEach((name, kind) -> proto.addFirst(toProto(name, kind)));
    return proto.build();
  }

  static VectorHistory fromProto(VectorHistoryProto proto) {
    SortedMap<String, VectorKind> first = new TreeMap<>();
    proto.getFirstList().forEach(vector -> first.put(vector.getName(), kind(vector)));
    return new VectorHistory(
        proto.getChanges(),
        Collections.unmodifiableSortedMap(new TreeMap<>(proto.getMadeMap())),
        Collections.unmodifiableSortedMap(first));
  }
}
