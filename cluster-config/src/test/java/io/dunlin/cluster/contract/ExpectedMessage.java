package io.dunlin.cluster.contract;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares a message with what is expected of it. Floats may differ in their last places; entries
 * of maps come in any order; fields that differ from run to run count only where they are named.
 */
final class ExpectedMessage {
  private static final Set<String> VOLATILE =
      Set.of("time", "operation_id", "version", "usage", "peer_id");

  /** The same, but of these messages only. */
  private static final Set<String> VOLATILE_THERE =
      Set.of(
          "qdrant.SnapshotDescription.name",
          "qdrant.SnapshotDescription.creation_time",
          "qdrant.SnapshotDescription.size",
          "qdrant.SnapshotDescription.checksum",
          "dunlin.v1.UpsertAnswer.token",
          "dunlin.v1.ChangesEvent.token",
          "dunlin.v1.ShardChanges.shard_id",
          "dunlin.v1.ShardChanges.position",
          "dunlin.v1.ShardChanges.time_ms",
          "dunlin.v1.ShardPosition.position");

  private static final double TOLERANCE = 1e-6;

  private ExpectedMessage() {}

  /**
   * What is not as expected, and where.
   *
   * @param expected in protobuf's text format
   */
  static Optional<String> difference(String expected, Message actual) {
    Message.Builder builder = actual.newBuilderForType();
    try {
      TextFormat.merge(expected, builder);
    } catch (TextFormat.ParseException e) {
      throw new AssertionError(expected, e);
    }
    return difference(builder.build(), actual, "$");
  }

  private static Optional<String> difference(Message expected, Message actual, String path) {
    Map<FieldDescriptor, Object> wanted = expected.getAllFields();
    Map<FieldDescriptor, Object> found = actual.getAllFields();
    Set<FieldDescriptor> all = new TreeSet<>(wanted.keySet());
    all.addAll(found.keySet());
    for (FieldDescriptor field : all) {
      if (!wanted.containsKey(field) && isVolatile(field)) {
        continue;
      }
      String place = path + "." + field.getName();
      Optional<String> difference =
          ofLists(
              field.isMapField(),
              values(field, wanted.get(field)),
              values(field, found.get(field)),
              place);
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }

  private static boolean isVolatile(FieldDescriptor field) {
    return VOLATILE.contains(field.getName()) || VOLATILE_THERE.contains(field.getFullName());
  }

  private static List<Object> values(FieldDescriptor field, @Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    return field.isRepeated() ? new ArrayList<>((List<?>) value) : List.of(value);
  }

  private static Optional<String> ofLists(
      boolean map, List<Object> expected, List<Object> actual, String path) {
    if (expected.size() != actual.size()) {
      return Optional.of("%s is %s, expected %s".formatted(path, actual, expected));
    }
    List<Object> found = map ? inOrderOf(expected, actual) : actual;
    for (int i = 0; i < expected.size(); i++) {
      Optional<String> difference = ofValues(expected.get(i), found.get(i), path + "[" + i + "]");
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }

  /** Entries by their keys. */
  private static List<Object> inOrderOf(List<Object> expected, List<Object> actual) {
    Map<Object, Object> entries = new HashMap<>();
    actual.forEach(entry -> entries.put(key(entry), entry));
    return expected.stream().map(entry -> entries.getOrDefault(key(entry), "missing")).toList();
  }

  private static Object key(Object entry) {
    Message message = (Message) entry;
    return message.getField(message.getDescriptorForType().findFieldByName("key"));
  }

  private static Optional<String> ofValues(Object expected, Object actual, String path) {
    if (expected instanceof Message wanted && actual instanceof Message found) {
      return difference(wanted, found, path);
    }
    boolean same =
        (isReal(expected) && isReal(actual))
            ? close(((Number) expected).doubleValue(), ((Number) actual).doubleValue())
            : expected.equals(actual);
    return same
        ? Optional.empty()
        : Optional.of("%s is %s, expected %s".formatted(path, actual, expected));
  }

  private static boolean isReal(Object value) {
    return value instanceof Float || value instanceof Double;
  }

  private static boolean close(double expected, double actual) {
    return Math.abs(expected - actual) <= TOLERANCE * Math.max(1, Math.abs(expected));
  }
}
