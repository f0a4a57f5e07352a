package io.dunlin.persistence.event;

import static io.dunlin.persistence.event.CollectionConfigProtos.given;

import io.dunlin.persistence.event.proto.QuantizationProto;
import io.dunlin.persistence.event.proto.QuantizationProto.BinaryProto;
import io.dunlin.persistence.event.proto.QuantizationProto.BitsProto;
import io.dunlin.persistence.event.proto.QuantizationProto.EncodingProto;
import io.dunlin.persistence.event.proto.QuantizationProto.ProductProto;
import io.dunlin.persistence.event.proto.QuantizationProto.QueryEncodingProto;
import io.dunlin.persistence.event.proto.QuantizationProto.ScalarProto;
import io.dunlin.persistence.event.proto.QuantizationProto.TurboProto;
import io.dunlin.persistence.model.QuantizationSettings;
import io.dunlin.persistence.model.QuantizationSettings.Binary;
import io.dunlin.persistence.model.QuantizationSettings.Bits;
import io.dunlin.persistence.model.QuantizationSettings.Compression;
import io.dunlin.persistence.model.QuantizationSettings.Encoding;
import io.dunlin.persistence.model.QuantizationSettings.Product;
import io.dunlin.persistence.model.QuantizationSettings.QueryEncoding;
import io.dunlin.persistence.model.QuantizationSettings.Scalar;
import io.dunlin.persistence.model.QuantizationSettings.Turbo;
import java.util.Arrays;
import java.util.Optional;

/** Quantization settings to and from their protobuf form. */
final class QuantizationProtos {
  private QuantizationProtos() {}

  static QuantizationProto toProto(QuantizationSettings settings) {
    QuantizationProto.Builder proto = QuantizationProto.newBuilder();
    settings.alwaysRam().ifPresent(proto::setAlwaysRam);
    return switch (settings) {
      case Scalar scalar -> proto.setScalar(toProto(scalar)).build();
      case Product product ->
          proto
              .setProduct(ProductProto.newBuilder().setCompression(product.compression().ratio()))
              .build();
      case Binary binary -> proto.setBinary(toProto(binary)).build();
      case Turbo turbo -> proto.setTurbo(toProto(turbo)).build();
    };
  }

  private static ScalarProto toProto(Scalar scalar) {
    ScalarProto.Builder proto = ScalarProto.newBuilder();
    scalar.quantile().ifPresent(proto::setQuantile);
    return proto.build();
  }

  private static BinaryProto toProto(Binary binary) {
    BinaryProto.Builder proto = BinaryProto.newBuilder();
    binary.encoding().map(QuantizationProtos::toProto).ifPresent(proto::setEncoding);
    binary.queryEncoding().map(QuantizationProtos::toProto).ifPresent(proto::setQueryEncoding);
    return proto.build();
  }

  private static TurboProto toProto(Turbo turbo) {
    TurboProto.Builder proto = TurboProto.newBuilder();
    turbo.bits().map(QuantizationProtos::toProto).ifPresent(proto::setBits);
    return proto.build();
  }

  private static EncodingProto toProto(Encoding encoding) {
    return switch (encoding) {
      case ONE_BIT -> EncodingProto.ONE_BIT;
      case TWO_BITS -> EncodingProto.TWO_BITS;
      case ONE_AND_HALF_BITS -> EncodingProto.ONE_AND_HALF_BITS;
    };
  }

  private static QueryEncodingProto toProto(QueryEncoding encoding) {
    return switch (encoding) {
      case DEFAULT -> QueryEncodingProto.DEFAULT;
      case BINARY -> QueryEncodingProto.BINARY;
      case SCALAR4BITS -> QueryEncodingProto.SCALAR4BITS;
      case SCALAR8BITS -> QueryEncodingProto.SCALAR8BITS;
    };
  }

  private static BitsProto toProto(Bits bits) {
    return switch (bits) {
      case BITS1 -> BitsProto.BITS1;
      case BITS1_5 -> BitsProto.BITS1_5;
      case BITS2 -> BitsProto.BITS2;
      case BITS4 -> BitsProto.BITS4;
    };
  }

  static QuantizationSettings fromProto(QuantizationProto proto) {
    Optional<Boolean> alwaysRam = given(proto::hasAlwaysRam, proto::getAlwaysRam);
    return switch (proto.getKindCase()) {
      case SCALAR -> {
        ScalarProto scalar = proto.getScalar();
        yield new Scalar(given(scalar::hasQuantile, scalar::getQuantile), alwaysRam);
      }
      case PRODUCT -> new Product(compression(proto.getProduct().getCompression()), alwaysRam);
      case BINARY ->
          new Binary(
              fromProto(proto.getBinary().getEncoding()),
              fromProto(proto.getBinary().getQueryEncoding()),
              alwaysRam);
      case TURBO -> new Turbo(fromProto(proto.getTurbo().getBits()), alwaysRam);
      case KIND_NOT_SET -> throw new IllegalArgumentException("No known kind of quantization");
    };
  }

  private static Compression compression(int ratio) {
    return Arrays.stream(Compression.values())
        .filter(compression -> compression.ratio() == ratio)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No known compression: " + ratio));
  }

  private static Optional<Encoding> fromProto(EncodingProto encoding) {
    return switch (encoding) {
      case ENCODING_UNSPECIFIED -> Optional.empty();
      case ONE_BIT -> Optional.of(Encoding.ONE_BIT);
      case TWO_BITS -> Optional.of(Encoding.TWO_BITS);
      case ONE_AND_HALF_BITS -> Optional.of(Encoding.ONE_AND_HALF_BITS);
      case UNRECOGNIZED -> throw new IllegalArgumentException("No known encoding: " + encoding);
    };
  }

  private static Optional<QueryEncoding> fromProto(QueryEncodingProto encoding) {
    return switch (encoding) {
      case QUERY_ENCODING_UNSPECIFIED -> Optional.empty();
      case DEFAULT -> Optional.of(QueryEncoding.DEFAULT);
      case BINARY -> Optional.of(QueryEncoding.BINARY);
      case SCALAR4BITS -> Optional.of(QueryEncoding.SCALAR4BITS);
      case SCALAR8BITS -> Optional.of(QueryEncoding.SCALAR8BITS);
      case UNRECOGNIZED ->
          throw new IllegalArgumentException("No known query encoding: " + encoding);
    };
  }

  private static Optional<Bits> fromProto(BitsProto bits) {
    return switch (bits) {
      case BITS_UNSPECIFIED -> Optional.empty();
      case BITS1 -> Optional.of(Bits.BITS1);
      case BITS1_5 -> Optional.of(Bits.BITS1_5);
      case BITS2 -> Optional.of(Bits.BITS2);
      case BITS4 -> Optional.of(Bits.BITS4);
      case UNRECOGNIZED -> throw new IllegalArgumentException("No known number of bits: " + bits);
    };
  }
}
