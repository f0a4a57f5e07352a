package io.dunlin.persistence.event;

import static io.dunlin.persistence.event.CollectionConfigProtos.given;

import io.dunlin.persistence.event.proto.IndexProto;
import io.dunlin.persistence.event.proto.IndexProto.CodecProto;
import io.dunlin.persistence.event.proto.IndexProto.PqProto;
import io.dunlin.persistence.event.proto.IndexProto.TypeProto;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.IndexSettings.Codec;
import io.dunlin.persistence.model.IndexSettings.Pq;
import java.util.Optional;

/** A vector's index settings to and from their protobuf form. */
final class IndexProtos {
  private IndexProtos() {}

  static IndexProto toProto(IndexSettings settings) {
    IndexProto.Builder proto = IndexProto.newBuilder().setType(toProto(settings.type()));
    settings.nlist().ifPresent(proto::setNlist);
    settings.nprobe().ifPresent(proto::setNprobe);
    settings.pq().map(IndexProtos::toProto).ifPresent(proto::setPq);
    settings.codec().map(IndexProtos::toProto).ifPresent(proto::setCodec);
    settings.pca().ifPresent(proto::setPca);
    settings.hot().ifPresent(proto::setHot);
    return proto.build();
  }

  private static PqProto toProto(Pq pq) {
    PqProto.Builder proto = PqProto.newBuilder();
    pq.m().ifPresent(proto::setM);
    pq.bits().ifPresent(proto::setBits);
    pq.opq().ifPresent(proto::setOpq);
    pq.anisotropic().ifPresent(proto::setAnisotropic);
    return proto.build();
  }

  private static TypeProto toProto(IndexSettings.Type type) {
    return switch (type) {
      case FLAT -> TypeProto.FLAT;
      case HNSW -> TypeProto.HNSW;
      case IVF_FLAT -> TypeProto.IVF_FLAT;
      case IVF_SQ8 -> TypeProto.IVF_SQ8;
      case IVF_PQ -> TypeProto.IVF_PQ;
      case IVF_RABITQ -> TypeProto.IVF_RABITQ;
      case IVF_HNSW -> TypeProto.IVF_HNSW;
      case AUTO -> TypeProto.AUTO;
      case FUSED -> TypeProto.FUSED;
      case TIERED -> TypeProto.TIERED;
      case PARTITIONED -> TypeProto.PARTITIONED;
    };
  }

  private static CodecProto toProto(Codec codec) {
    return switch (codec) {
      case FLAT -> CodecProto.CODEC_FLAT;
      case SQ8 -> CodecProto.CODEC_SQ8;
      case PQ -> CodecProto.CODEC_PQ;
      case RABITQ -> CodecProto.CODEC_RABITQ;
    };
  }

  static IndexSettings fromProto(IndexProto proto) {
    return new IndexSettings(
        fromProto(proto.getType()),
        given(proto::hasNlist, proto::getNlist),
        given(proto::hasNprobe, proto::getNprobe),
        given(proto::hasPq, proto::getPq).map(IndexProtos::fromProto),
        fromProto(proto.getCodec()),
        given(proto::hasPca, proto::getPca),
        given(proto::hasHot, proto::getHot));
  }

  private static Pq fromProto(PqProto proto) {
    return new Pq(
        given(proto::hasM, proto::getM),
        given(proto::hasBits, proto::getBits),
        given(proto::hasOpq, proto::getOpq),
        given(proto::hasAnisotropic, proto::getAnisotropic));
  }

  private static IndexSettings.Type fromProto(TypeProto type) {
    return switch (type) {
      case FLAT -> IndexSettings.Type.FLAT;
      case HNSW -> IndexSettings.Type.HNSW;
      case IVF_FLAT -> IndexSettings.Type.IVF_FLAT;
      case IVF_SQ8 -> IndexSettings.Type.IVF_SQ8;
      case IVF_PQ -> IndexSettings.Type.IVF_PQ;
      case IVF_RABITQ -> IndexSettings.Type.IVF_RABITQ;
      case IVF_HNSW -> IndexSettings.Type.IVF_HNSW;
      case AUTO -> IndexSettings.Type.AUTO;
      case FUSED -> IndexSettings.Type.FUSED;
      case TIERED -> IndexSettings.Type.TIERED;
      case PARTITIONED -> IndexSettings.Type.PARTITIONED;
      case TYPE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("No known type of index: " + type);
    };
  }

  private static Optional<Codec> fromProto(CodecProto codec) {
    return switch (codec) {
      case CODEC_UNSPECIFIED -> Optional.empty();
      case CODEC_FLAT -> Optional.of(Codec.FLAT);
      case CODEC_SQ8 -> Optional.of(Codec.SQ8);
      case CODEC_PQ -> Optional.of(Codec.PQ);
      case CODEC_RABITQ -> Optional.of(Codec.RABITQ);
      case UNRECOGNIZED -> throw new IllegalArgumentException("No known codec: " + codec);
    };
  }
}
