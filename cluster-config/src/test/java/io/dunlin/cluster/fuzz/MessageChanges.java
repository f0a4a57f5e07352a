package io.dunlin.cluster.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;

/** Makes and changes protobuf messages, at places and in ways that a seed decides. */
final class MessageChanges {
  private static final int DEPTH = 4;
  private static final List<Long> INTEGERS =
      List.of(
          0L,
          1L,
          2L,
          3L,
          4L,
          -1L,
          63L,
          65536L,
          65537L,
          Integer.MAX_VALUE + 0L,
          Integer.MAX_VALUE + 1L,
          Integer.MIN_VALUE + 0L,
          1L << 32,
          1L << 53,
          Long.MAX_VALUE,
          Long.MIN_VALUE);
  private static final List<Double> NUMBERS =
      List.of(
          0.0,
          -0.0,
          1.0,
          2.5,
          -1.0,
          1e-40,
          1e308,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          1e18);
  private static final List<String> STRINGS =
      List.of(
          "",
          "guarded",
          "missing",
          "nick",
          "a",
          "kind",
          "number",
          "nested[].x",
          "a[",
          "\"",
          "../x",
          "a/b",
          "\u0000",
          "\ud83d\ude00",
          "x".repeat(300),
          "5c56c793-69f3-4fbf-87e6-c4bf54c28c26",
          "2024-02-30T00:00:00Z",
          "$score",
          "$score[9]",
          "4");

  private final Draw draw;

  MessageChanges(Draw draw) {
    this.draw = draw;
  }

  /** One field of the message, or of one below it, set to something else. */
  Message changed(Message message) {
    Message.Builder builder = message.toBuilder();
    List<FieldDescriptor> fields = message.getDescriptorForType().getFields();
    if (fields.isEmpty()) {
      return message;
    }
    List<FieldDescriptor> below = new ArrayList<>();
    for (FieldDescriptor field : message.getAllFields().keySet()) {
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        below.add(field);
      }
    }
    if (!below.isEmpty() && !draw.oneIn(4)) {
      FieldDescriptor field = draw.of(below);
      if (field.isRepeated()) {
        int index = draw.below(message.getRepeatedFieldCount(field));
        Message element = (Message) message.getRepeatedField(field, index);
        if (draw.oneIn(6)) {
          for (int more = draw.size(300); more >= 0; more--) {
            builder.addRepeatedField(field, element);
          }
        } else {
          builder.setRepeatedField(field, index, changed(element));
        }
      } else {
        builder.setField(field, changed((Message) message.getField(field)));
      }
      return builder.build();
    }
    FieldDescriptor field = draw.of(fields);
    if (draw.oneIn(4)) {
      builder.clearField(field);
    } else {
      set(builder, field, DEPTH);
    }
    return builder.build();
  }

  /** Any message of the type. */
  Message any(Descriptor type, int depth) {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      if (field.getName().equals("collection_name") || draw.oneIn(4)) {
        set(builder, field, depth - 1);
      }
    }
    return builder.build();
  }

  private void set(Message.Builder builder, FieldDescriptor field, int depth) {
    if (depth <= 0 && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      return;
    }
    if (!field.isRepeated()) {
      builder.setField(field, value(field, depth));
      return;
    }
    builder.clearField(field);
    boolean plain = field.getJavaType() != FieldDescriptor.JavaType.MESSAGE;
    int count = plain && draw.oneIn(20) ? draw.size(3000) : draw.of(List.of(0, 1, 1, 2, 4, 4));
    Object value = value(field, depth);
    for (; count > 0; count--) {
      builder.addRepeatedField(
          field, field.isMapField() || draw.oneIn(2) ? value : value(field, depth));
    }
  }

  private Object value(FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> draw.of(INTEGERS).intValue();
      case LONG -> draw.of(INTEGERS);
      case FLOAT -> draw.of(NUMBERS).floatValue();
      case DOUBLE -> draw.of(NUMBERS);
      case BOOLEAN -> draw.oneIn(2);
      case STRING ->
          field.getName().equals("collection_name") && !draw.oneIn(8)
              ? "guarded"
              : draw.of(STRINGS);
      case BYTE_STRING -> ByteString.copyFrom(draw.bytes(draw.below(20)));
      case ENUM -> enumValue(field);
      case MESSAGE -> any(field.getMessageType(), depth);
    };
  }

  private EnumValueDescriptor enumValue(FieldDescriptor field) {
    return draw.oneIn(5)
        ? field.getEnumType().findValueByNumberCreatingIfUnknown(draw.of(INTEGERS).intValue())
        : draw.of(field.getEnumType().getValues());
  }
}
