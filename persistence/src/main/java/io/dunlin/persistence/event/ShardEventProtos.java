package io.dunlin.persistence.event;

import com.google.protobuf.MessageLite;
import io.dunlin.persistence.event.proto.CommittedProto;
import io.dunlin.persistence.event.proto.NamedVectorProto;
import io.dunlin.persistence.event.proto.PointIdProto;
import io.dunlin.persistence.event.proto.PutKindProto;
import io.dunlin.persistence.event.proto.PutProto;
import io.dunlin.persistence.event.proto.RowChangeProto;
import io.dunlin.persistence.event.proto.SegmentFrozenProto;
import io.dunlin.persistence.event.proto.SegmentsMergedProto;
import io.dunlin.persistence.event.proto.VectorsChangedProto;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorColumns;
import io.dunlin.persistence.model.VectorValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A shard's events to and from their protobuf form. */
final class ShardEventProtos {
  private ShardEventProtos() {}

  static MessageLite toProto(long epoch, ShardEvent event) {
    return switch (event) {
      case ShardEvent.Committed(long time, List<RowChange> changes) -> {
        CommittedProto.Builder proto = CommittedProto.newBuilder().setTimeMs(time).setEpoch(epoch);
        changes.forEach(change -> proto.addChanges(toProto(change)));
        yield proto.build();
      }
      case ShardEvent.SegmentFrozen() -> SegmentFrozenProto.newBuilder().setEpoch(epoch).build();
      case ShardEvent.SegmentsMerged(List<Long> inputs, long asOf, String file, long rows) ->
          SegmentsMergedProto.newBuilder()
              .addAllInputs(inputs)
              .setAsOf(asOf)
              .setFile(file)
              .setRows(rows)
              .setEpoch(epoch)
              .build();
      case ShardEvent.VectorsChanged(VectorColumns vectors) ->
          VectorsChangedProto.newBuilder()
              .setVectors(VectorColumnsProtos.toProto(vectors))
              .setEpoch(epoch)
              .build();
    };
  }

  static RowChangeProto toProto(RowChange change) {
    RowChangeProto.Builder proto = RowChangeProto.newBuilder().setId(toProto(change.id()));
    return switch (change) {
      case RowChange.Put put -> proto.setPut(toProto(put)).build();
      case RowChange.PutPayload put ->
          proto.setPutPayload(PayloadProtos.toProto(put.payload())).build();
      case RowChange.Remove _ -> proto.setRemove(true).build();
    };
  }

  private static PutProto toProto(RowChange.Put put) {
    PutProto.Builder proto =
        PutProto.newBuilder()
            .setPayload(PayloadProtos.toProto(put.payload()))
            .setKind(
                switch (put.kind()) {
                  case UNKNOWN -> PutKindProto.PUT_KIND_UNKNOWN;
                  case INSERT -> PutKindProto.PUT_KIND_INSERT;
                  case UPDATE -> PutKindProto.PUT_KIND_UPDATE;
                });
    put.vectors().forEach((name, vector) -> proto.addVectors(VectorBytes.toProto(name, vector)));
    return proto.build();
  }

  private static PointIdProto toProto(PointId id) {
    return PointIdProto.newBuilder().setUuid(id.uuid()).setHigh(id.high()).setLow(id.low()).build();
  }

  static ShardEvent fromProto(CommittedProto proto) {
    List<RowChange> changes = new ArrayList<>(proto.getChangesCount());
    proto.getChangesList().forEach(change -> changes.add(fromProto(change)));
    return new ShardEvent.Committed(proto.getTimeMs(), Collections.unmodifiableList(changes));
  }

  /** The message says nothing but its epoch. */
  static ShardEvent fromProto(SegmentFrozenProto proto) {
    return new ShardEvent.SegmentFrozen();
  }

  static ShardEvent fromProto(SegmentsMergedProto proto) {
    return new ShardEvent.SegmentsMerged(
        List.copyOf(proto.getInputsList()), proto.getAsOf(), proto.getFile(), proto.getRows());
  }

  static ShardEvent fromProto(VectorsChangedProto proto) {
    return new ShardEvent.VectorsChanged(VectorColumnsProtos.fromProto(proto.getVectors()));
  }

  private static RowChange fromProto(RowChangeProto proto) {
    PointId id = fromProto(proto.getId());
    return switch (proto.getChangeCase()) {
      case PUT ->
          new RowChange.Put(
              id,
              vectors(proto.getPut()),
              PayloadProtos.fromProto(proto.getPut().getPayload()),
              kind(proto.getPut()));
      case PUT_PAYLOAD ->
          new RowChange.PutPayload(id, PayloadProtos.fromProto(proto.getPutPayload()));
      case REMOVE -> new RowChange.Remove(id);
      case CHANGE_NOT_SET -> throw new IllegalArgumentException("No known change of point " + id);
    };
  }

  private static RowChange.PutKind kind(PutProto proto) {
    return switch (proto.getKind()) {
      case PUT_KIND_INSERT -> RowChange.PutKind.INSERT;
      case PUT_KIND_UPDATE -> RowChange.PutKind.UPDATE;
      case PUT_KIND_UNKNOWN, UNRECOGNIZED -> RowChange.PutKind.UNKNOWN;
    };
  }

  private static Map<String, VectorValue> vectors(PutProto proto) {
    SequencedMap<String, VectorValue> vectors = new LinkedHashMap<>();
    for (NamedVectorProto vector : proto.getVectorsList()) {
      vectors.put(vector.getName(), VectorBytes.fromProto(vector));
    }
    return Collections.unmodifiableMap(vectors);
  }

  private static PointId fromProto(PointIdProto proto) {
    return new PointId(proto.getUuid(), proto.getHigh(), proto.getLow());
  }
}
