package io.dunlin.http.grpc;

import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.qdrant.client.grpc.Collections.BoolIndexParams;
import io.qdrant.client.grpc.Collections.DatetimeIndexParams;
import io.qdrant.client.grpc.Collections.FloatIndexParams;
import io.qdrant.client.grpc.Collections.GeoIndexParams;
import io.qdrant.client.grpc.Collections.IntegerIndexParams;
import io.qdrant.client.grpc.Collections.KeywordIndexParams;
import io.qdrant.client.grpc.Collections.PayloadIndexParams;
import io.qdrant.client.grpc.Collections.PayloadSchemaInfo;
import io.qdrant.client.grpc.Collections.PayloadSchemaType;
import io.qdrant.client.grpc.Collections.TextIndexParams;
import io.qdrant.client.grpc.Collections.UuidIndexParams;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import java.util.Optional;

/** How a field of the payload is indexed. */
final class FieldSchemaProto {
  private static final Optional<Boolean> NOT_GIVEN = Optional.empty();

  private FieldSchemaProto() {}

  /** Parameters say the type, too; they count where both are given. */
  static FieldSchema decode(CreateFieldIndexCollection request) {
    FieldSchema schema = schema(request);
    schema
        .violation()
        .map(violation -> violation.below("field_index_params"))
        .ifPresent(violation -> {
          throw RequestException.invalidMessage(violation.field(), violation.reason());
        });
    return schema;
  }

  private static FieldSchema schema(CreateFieldIndexCollection request) {
    PayloadIndexParams params = request.getFieldIndexParams();
    return switch (params.getIndexParamsCase()) {
      case KEYWORD_INDEX_PARAMS -> {
        KeywordIndexParams keyword = params.getKeywordIndexParams();
        yield schema(
            FieldType.KEYWORD,
            given(keyword.hasIsTenant(), keyword.getIsTenant()),
            NOT_GIVEN,
            given(keyword.hasOnDisk(), keyword.getOnDisk()),
            given(keyword.hasEnableHnsw(), keyword.getEnableHnsw()));
      }
      case UUID_INDEX_PARAMS -> {
        UuidIndexParams uuid = params.getUuidIndexParams();
        yield schema(
            FieldType.UUID,
            given(uuid.hasIsTenant(), uuid.getIsTenant()),
            NOT_GIVEN,
            given(uuid.hasOnDisk(), uuid.getOnDisk()),
            given(uuid.hasEnableHnsw(), uuid.getEnableHnsw()));
      }
      case FLOAT_INDEX_PARAMS -> {
        FloatIndexParams number = params.getFloatIndexParams();
        yield schema(
            FieldType.FLOAT,
            NOT_GIVEN,
            given(number.hasIsPrincipal(), number.getIsPrincipal()),
            given(number.hasOnDisk(), number.getOnDisk()),
            given(number.hasEnableHnsw(), number.getEnableHnsw()));
      }
      case DATETIME_INDEX_PARAMS -> {
        DatetimeIndexParams time = params.getDatetimeIndexParams();
        yield schema(
            FieldType.DATETIME,
            NOT_GIVEN,
            given(time.hasIsPrincipal(), time.getIsPrincipal()),
            given(time.hasOnDisk(), time.getOnDisk()),
            given(time.hasEnableHnsw(), time.getEnableHnsw()));
      }
      case BOOL_INDEX_PARAMS -> {
        BoolIndexParams truth = params.getBoolIndexParams();
        yield schema(
            FieldType.BOOL,
            NOT_GIVEN,
            NOT_GIVEN,
            given(truth.hasOnDisk(), truth.getOnDisk()),
            given(truth.hasEnableHnsw(), truth.getEnableHnsw()));
      }
      case GEO_INDEX_PARAMS -> {
        GeoIndexParams geo = params.getGeoIndexParams();
        yield schema(
            FieldType.GEO,
            NOT_GIVEN,
            NOT_GIVEN,
            given(geo.hasOnDisk(), geo.getOnDisk()),
            given(geo.hasEnableHnsw(), geo.getEnableHnsw()));
      }
      case INTEGER_INDEX_PARAMS -> integer(params.getIntegerIndexParams());
      case TEXT_INDEX_PARAMS -> text(params.getTextIndexParams());
      case INDEXPARAMS_NOT_SET -> FieldSchema.of(type(request));
    };
  }

  private static FieldSchema integer(IntegerIndexParams integer) {
    return new FieldSchema(
        FieldType.INTEGER,
        NOT_GIVEN,
        given(integer.hasIsPrincipal(), integer.getIsPrincipal()),
        given(integer.hasLookup(), integer.getLookup()),
        given(integer.hasRange(), integer.getRange()),
        given(integer.hasOnDisk(), integer.getOnDisk()),
        given(integer.hasEnableHnsw(), integer.getEnableHnsw()),
        Optional.empty());
  }

  private static FieldSchema text(TextIndexParams text) {
    return new FieldSchema(
        FieldType.TEXT,
        NOT_GIVEN,
        NOT_GIVEN,
        NOT_GIVEN,
        NOT_GIVEN,
        given(text.hasOnDisk(), text.getOnDisk()),
        given(text.hasEnableHnsw(), text.getEnableHnsw()),
        TextSchemaProto.decode(text));
  }

  private static FieldSchema schema(
      FieldType type,
      Optional<Boolean> tenant,
      Optional<Boolean> principal,
      Optional<Boolean> onDisk,
      Optional<Boolean> graph) {
    return new FieldSchema(
        type, tenant, principal, NOT_GIVEN, NOT_GIVEN, onDisk, graph, Optional.empty());
  }

  static Optional<Boolean> given(boolean is, boolean value) {
    return is ? Optional.of(value) : NOT_GIVEN;
  }

  private static FieldType type(CreateFieldIndexCollection request) {
    if (!request.hasFieldType()) {
      throw RequestException.invalidMessage("field_type", "must be given");
    }
    return switch (request.getFieldType()) {
      case FieldTypeKeyword -> FieldType.KEYWORD;
      case FieldTypeInteger -> FieldType.INTEGER;
      case FieldTypeFloat -> FieldType.FLOAT;
      case FieldTypeGeo -> FieldType.GEO;
      case FieldTypeText -> FieldType.TEXT;
      case FieldTypeBool -> FieldType.BOOL;
      case FieldTypeDatetime -> FieldType.DATETIME;
      case FieldTypeUuid -> FieldType.UUID;
      case UNRECOGNIZED ->
          throw RequestException.invalidMessage("field_type", "is none that is known");
    };
  }

  /**
   * @param points that have a value there, as far as the index has come
   */
  static PayloadSchemaInfo encode(FieldSchema schema, long points) {
    PayloadSchemaInfo.Builder info = PayloadSchemaInfo.newBuilder().setPoints(points);
    PayloadIndexParams.Builder params = PayloadIndexParams.newBuilder();
    switch (schema.type()) {
      case KEYWORD -> {
        info.setDataType(PayloadSchemaType.Keyword);
        KeywordIndexParams.Builder keyword = params.getKeywordIndexParamsBuilder();
        schema.tenant().ifPresent(keyword::setIsTenant);
        schema.onDisk().ifPresent(keyword::setOnDisk);
        schema.graph().ifPresent(keyword::setEnableHnsw);
      }
      case UUID -> {
        info.setDataType(PayloadSchemaType.Uuid);
        UuidIndexParams.Builder uuid = params.getUuidIndexParamsBuilder();
        schema.tenant().ifPresent(uuid::setIsTenant);
        schema.onDisk().ifPresent(uuid::setOnDisk);
        schema.graph().ifPresent(uuid::setEnableHnsw);
      }
      case INTEGER -> {
        info.setDataType(PayloadSchemaType.Integer);
        IntegerIndexParams.Builder integer = params.getIntegerIndexParamsBuilder();
        schema.lookup().ifPresent(integer::setLookup);
        schema.range().ifPresent(integer::setRange);
        schema.principal().ifPresent(integer::setIsPrincipal);
        schema.onDisk().ifPresent(integer::setOnDisk);
        schema.graph().ifPresent(integer::setEnableHnsw);
      }
      case FLOAT -> {
        info.setDataType(PayloadSchemaType.Float);
        FloatIndexParams.Builder number = params.getFloatIndexParamsBuilder();
        schema.principal().ifPresent(number::setIsPrincipal);
        schema.onDisk().ifPresent(number::setOnDisk);
        schema.graph().ifPresent(number::setEnableHnsw);
      }
      case DATETIME -> {
        info.setDataType(PayloadSchemaType.Datetime);
        DatetimeIndexParams.Builder time = params.getDatetimeIndexParamsBuilder();
        schema.principal().ifPresent(time::setIsPrincipal);
        schema.onDisk().ifPresent(time::setOnDisk);
        schema.graph().ifPresent(time::setEnableHnsw);
      }
      case BOOL -> {
        info.setDataType(PayloadSchemaType.Bool);
        BoolIndexParams.Builder truth = params.getBoolIndexParamsBuilder();
        schema.onDisk().ifPresent(truth::setOnDisk);
        schema.graph().ifPresent(truth::setEnableHnsw);
      }
      case GEO -> {
        info.setDataType(PayloadSchemaType.Geo);
        GeoIndexParams.Builder geo = params.getGeoIndexParamsBuilder();
        schema.onDisk().ifPresent(geo::setOnDisk);
        schema.graph().ifPresent(geo::setEnableHnsw);
      }
      case TEXT -> {
        info.setDataType(PayloadSchemaType.Text);
        TextIndexParams.Builder text = params.getTextIndexParamsBuilder();
        schema.onDisk().ifPresent(text::setOnDisk);
        schema.graph().ifPresent(text::setEnableHnsw);
        TextSchemaProto.encode(schema.words(), text);
      }
    }
    return schema.equals(FieldSchema.of(schema.type()))
        ? info.build()
        : info.setParams(params).build();
  }
}
