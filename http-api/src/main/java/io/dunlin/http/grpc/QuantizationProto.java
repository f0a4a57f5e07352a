package io.dunlin.http.grpc;

import io.dunlin.actors.catalog.QuantizationPatch;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.QuantizationSettings;
import io.dunlin.persistence.model.QuantizationSettings.Binary;
import io.dunlin.persistence.model.QuantizationSettings.Bits;
import io.dunlin.persistence.model.QuantizationSettings.Compression;
import io.dunlin.persistence.model.QuantizationSettings.Encoding;
import io.dunlin.persistence.model.QuantizationSettings.Product;
import io.dunlin.persistence.model.QuantizationSettings.QueryEncoding;
import io.dunlin.persistence.model.QuantizationSettings.Scalar;
import io.dunlin.persistence.model.QuantizationSettings.Turbo;
import io.qdrant.client.grpc.Collections.BinaryQuantization;
import io.qdrant.client.grpc.Collections.BinaryQuantizationEncoding;
import io.qdrant.client.grpc.Collections.BinaryQuantizationQueryEncoding;
import io.qdrant.client.grpc.Collections.CompressionRatio;
import io.qdrant.client.grpc.Collections.ProductQuantization;
import io.qdrant.client.grpc.Collections.QuantizationConfig;
import io.qdrant.client.grpc.Collections.QuantizationConfigDiff;
import io.qdrant.client.grpc.Collections.QuantizationType;
import io.qdrant.client.grpc.Collections.ScalarQuantization;
import io.qdrant.client.grpc.Collections.TurboQuantBitSize;
import io.qdrant.client.grpc.Collections.TurboQuantization;
import java.util.Optional;

/** Codes that are kept beside vectors. */
final class QuantizationProto {
  private static final String FIELD = "quantization_config";
  private static final float MIN_QUANTILE = 0.5f;

  private QuantizationProto() {}

  static QuantizationSettings decode(QuantizationConfig config) {
    return switch (config.getQuantizationCase()) {
      case SCALAR -> decode(config.getScalar());
      case PRODUCT -> decode(config.getProduct());
      case BINARY -> decode(config.getBinary());
      case TURBOQUANT -> decode(config.getTurboquant());
      case QUANTIZATION_NOT_SET -> throw invalid("no kind of quantization is given");
    };
  }

  /** Where it is not given, all stays as it is. */
  static QuantizationPatch decode(boolean given, QuantizationConfigDiff diff) {
    if (!given) {
      return new QuantizationPatch.Keep();
    }
    return switch (diff.getQuantizationCase()) {
      case SCALAR -> new QuantizationPatch.Set(decode(diff.getScalar()));
      case PRODUCT -> new QuantizationPatch.Set(decode(diff.getProduct()));
      case BINARY -> new QuantizationPatch.Set(decode(diff.getBinary()));
      case TURBOQUANT -> new QuantizationPatch.Set(decode(diff.getTurboquant()));
      case DISABLED -> new QuantizationPatch.Disable();
      case QUANTIZATION_NOT_SET -> throw invalid("no kind of quantization is given");
    };
  }

  private static Scalar decode(ScalarQuantization scalar) {
    if (scalar.getType() != QuantizationType.Int8) {
      throw invalid("type " + scalar.getType() + " is unknown, must be Int8");
    }
    float quantile = scalar.getQuantile();
    if (scalar.hasQuantile() && !(quantile >= MIN_QUANTILE && quantile <= 1)) {
      throw RequestException.invalidMessage(
          FIELD + ".scalar.quantile", "value " + quantile + " invalid, must be from 0.5 to 1.0");
    }
    return new Scalar(
        scalar.hasQuantile() ? Optional.of(quantile) : Optional.empty(),
        given(scalar.hasAlwaysRam(), scalar.getAlwaysRam()));
  }

  private static Product decode(ProductQuantization product) {
    Compression compression =
        switch (product.getCompression()) {
          case x4 -> Compression.X4;
          case x8 -> Compression.X8;
          case x16 -> Compression.X16;
          case x32 -> Compression.X32;
          case x64 -> Compression.X64;
          case UNRECOGNIZED -> throw invalid("this compression is unknown");
        };
    return new Product(compression, given(product.hasAlwaysRam(), product.getAlwaysRam()));
  }

  private static Binary decode(BinaryQuantization binary) {
    return new Binary(
        binary.hasEncoding() ? Optional.of(decode(binary.getEncoding())) : Optional.empty(),
        decode(binary.getQueryEncoding()),
        given(binary.hasAlwaysRam(), binary.getAlwaysRam()));
  }

  private static Encoding decode(BinaryQuantizationEncoding encoding) {
    return switch (encoding) {
      case OneBit -> Encoding.ONE_BIT;
      case TwoBits -> Encoding.TWO_BITS;
      case OneAndHalfBits -> Encoding.ONE_AND_HALF_BITS;
      case UNRECOGNIZED -> throw invalid("this encoding is unknown");
    };
  }

  private static Optional<QueryEncoding> decode(BinaryQuantizationQueryEncoding encoding) {
    return switch (encoding.getVariantCase()) {
      case VARIANT_NOT_SET -> Optional.empty();
      case SETTING ->
          Optional.of(
              switch (encoding.getSetting()) {
                case Default -> QueryEncoding.DEFAULT;
                case Binary -> QueryEncoding.BINARY;
                case Scalar4Bits -> QueryEncoding.SCALAR4BITS;
                case Scalar8Bits -> QueryEncoding.SCALAR8BITS;
                case UNRECOGNIZED -> throw invalid("this encoding of queries is unknown");
              });
    };
  }

  private static Turbo decode(TurboQuantization turbo) {
    return new Turbo(
        turbo.hasBits() ? Optional.of(decode(turbo.getBits())) : Optional.empty(),
        given(turbo.hasAlwaysRam(), turbo.getAlwaysRam()));
  }

  private static Bits decode(TurboQuantBitSize bits) {
    return switch (bits) {
      case Bits1 -> Bits.BITS1;
      case Bits1_5 -> Bits.BITS1_5;
      case Bits2 -> Bits.BITS2;
      case Bits4 -> Bits.BITS4;
      case UNRECOGNIZED -> throw invalid("this number of bits is unknown");
    };
  }

  private static Optional<Boolean> given(boolean given, boolean flag) {
    return given ? Optional.of(flag) : Optional.empty();
  }

  private static RequestException invalid(String reason) {
    return RequestException.invalidMessage(FIELD, reason);
  }

  static QuantizationConfig encode(QuantizationSettings settings) {
    QuantizationConfig.Builder config = QuantizationConfig.newBuilder();
    return switch (settings) {
      case Scalar scalar -> config.setScalar(encode(scalar)).build();
      case Product product -> config.setProduct(encode(product)).build();
      case Binary binary -> config.setBinary(encode(binary)).build();
      case Turbo turbo -> config.setTurboquant(encode(turbo)).build();
    };
  }

  private static ScalarQuantization encode(Scalar settings) {
    ScalarQuantization.Builder scalar =
        ScalarQuantization.newBuilder().setType(QuantizationType.Int8);
    settings.quantile().ifPresent(scalar::setQuantile);
    settings.alwaysRam().ifPresent(scalar::setAlwaysRam);
    return scalar.build();
  }

  private static ProductQuantization encode(Product settings) {
    ProductQuantization.Builder product =
        ProductQuantization.newBuilder()
            .setCompression(
                switch (settings.compression()) {
                  case X4 -> CompressionRatio.x4;
                  case X8 -> CompressionRatio.x8;
                  case X16 -> CompressionRatio.x16;
                  case X32 -> CompressionRatio.x32;
                  case X64 -> CompressionRatio.x64;
                });
    settings.alwaysRam().ifPresent(product::setAlwaysRam);
    return product.build();
  }

  private static BinaryQuantization encode(Binary settings) {
    BinaryQuantization.Builder binary = BinaryQuantization.newBuilder();
    settings.encoding().map(QuantizationProto::encode).ifPresent(binary::setEncoding);
    settings.queryEncoding().map(QuantizationProto::encode).ifPresent(binary::setQueryEncoding);
    settings.alwaysRam().ifPresent(binary::setAlwaysRam);
    return binary.build();
  }

  private static BinaryQuantizationEncoding encode(Encoding encoding) {
    return switch (encoding) {
      case ONE_BIT -> BinaryQuantizationEncoding.OneBit;
      case TWO_BITS -> BinaryQuantizationEncoding.TwoBits;
      case ONE_AND_HALF_BITS -> BinaryQuantizationEncoding.OneAndHalfBits;
    };
  }

  private static BinaryQuantizationQueryEncoding encode(QueryEncoding encoding) {
    return BinaryQuantizationQueryEncoding.newBuilder()
        .setSetting(
            switch (encoding) {
              case DEFAULT -> BinaryQuantizationQueryEncoding.Setting.Default;
              case BINARY -> BinaryQuantizationQueryEncoding.Setting.Binary;
              case SCALAR4BITS -> BinaryQuantizationQueryEncoding.Setting.Scalar4Bits;
              case SCALAR8BITS -> BinaryQuantizationQueryEncoding.Setting.Scalar8Bits;
            })
        .build();
  }

  private static TurboQuantization encode(Turbo settings) {
    TurboQuantization.Builder turbo = TurboQuantization.newBuilder();
    settings.bits().map(QuantizationProto::encode).ifPresent(turbo::setBits);
    settings.alwaysRam().ifPresent(turbo::setAlwaysRam);
    return turbo.build();
  }

  private static TurboQuantBitSize encode(Bits bits) {
    return switch (bits) {
      case BITS1 -> TurboQuantBitSize.Bits1;
      case BITS1_5 -> TurboQuantBitSize.Bits1_5;
      case BITS2 -> TurboQuantBitSize.Bits2;
      case BITS4 -> TurboQuantBitSize.Bits4;
    };
  }
}
