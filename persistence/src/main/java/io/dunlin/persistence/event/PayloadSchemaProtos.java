package io.dunlin.persistence.event;

import static io.dunlin.persistence.event.CollectionConfigProtos.given;

import io.dunlin.persistence.event.proto.PayloadSchemaProto;
import io.dunlin.persistence.event.proto.PayloadSchemaProto.FieldProto;
import io.dunlin.persistence.model.PayloadSchema;
import io.dunlin.persistence.model.PayloadSchema.Extra;
import io.dunlin.persistence.model.PayloadSchema.Field;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What payloads have to be, to and from its protobuf form. */
final class PayloadSchemaProtos {
  private PayloadSchemaProtos() {}

  static PayloadSchemaProto toProto(PayloadSchema schema) {
    PayloadSchemaProto.Builder proto =
        PayloadSchemaProto.newBuilder().setRefuseExtra(schema.extra() == Extra.REFUSE);
    schema.fields().forEach((path, field) -> proto.putFields(path, toProto(field)));
    return proto.build();
  }

  static FieldProto toProto(Field field) {
    FieldProto.Builder proto =
        FieldProto.newBuilder().setType(field.type().name()).setRequired(field.required());
    field.maxLength().ifPresent(proto::setMaxLength);
    field.description().ifPresent(proto::setDescription);
    return proto.build();
  }

  /**
   * @throws IllegalArgumentException for a type that is unknown here
   */
  static PayloadSchema fromProto(PayloadSchemaProto proto) {
    SortedMap<String, Field> fields = new TreeMap<>();
    proto.getFieldsMap().forEach((path, field) -> fields.put(path, fromProto(field)));
    return new PayloadSchema(
        Collections.unmodifiableSortedMap(fields),
        proto.getRefuseExtra() ? Extra.REFUSE : Extra.ALLOW);
  }

  static Field fromProto(FieldProto proto) {
    return new Field(
        PayloadSchema.Type.valueOf(proto.getType()),
        proto.getRequired(),
        given(proto::hasMaxLength, proto::getMaxLength),
        given(proto::hasDescription, proto::getDescription));
  }
}
