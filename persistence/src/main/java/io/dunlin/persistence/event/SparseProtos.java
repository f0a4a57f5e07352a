package io.dunlin.persistence.event;

import static io.dunlin.persistence.event.CollectionConfigProtos.given;

import io.dunlin.persistence.event.proto.SparseSpecProto;
import io.dunlin.persistence.event.proto.SparseSpecProto.ModifierProto;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.SparseSpec.Modifier;
import java.util.Optional;

/** A sparse vector's configuration to and from its protobuf form. */
final class SparseProtos {
  private SparseProtos() {}

  static SparseSpecProto toProto(SparseSpec spec) {
    SparseSpecProto.Builder proto = SparseSpecProto.newBuilder();
    spec.fullScanThreshold().ifPresent(proto::setFullScanThreshold);
    spec.onDisk().ifPresent(proto::setOnDisk);
    spec.datatype().map(CollectionConfigProtos::toProto).ifPresent(proto::setDatatype);
    spec.modifier().map(SparseProtos::toProto).ifPresent(proto::setModifier);
    return proto.build();
  }

  private static ModifierProto toProto(Modifier modifier) {
    return switch (modifier) {
      case NONE -> ModifierProto.NONE;
      case IDF -> ModifierProto.IDF;
    };
  }

  static SparseSpec fromProto(SparseSpecProto proto) {
    return new SparseSpec(
        given(proto::hasFullScanThreshold, proto::getFullScanThreshold),
        given(proto::hasOnDisk, proto::getOnDisk),
        CollectionConfigProtos.fromProto(proto.getDatatype()),
        fromProto(proto.getModifier()));
  }

  private static Optional<Modifier> fromProto(ModifierProto modifier) {
    return switch (modifier) {
      case MODIFIER_UNSPECIFIED -> Optional.empty();
      case NONE -> Optional.of(Modifier.NONE);
      case IDF -> Optional.of(Modifier.IDF);
      case UNRECOGNIZED -> throw new IllegalArgumentException("No known modifier: " + modifier);
    };
  }
}
