package io.dunlin.http.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import io.dunlin.http.error.ErrorMapping;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.StrictModeSettings;
import io.dunlin.persistence.model.StrictModeSettings.Limit;
import io.dunlin.persistence.model.StrictModeSettings.Permission;
import io.qdrant.client.grpc.Collections.StrictModeConfig;
import io.qdrant.client.grpc.Collections.StrictModeMultivector;
import io.qdrant.client.grpc.Collections.StrictModeSparse;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What users may ask of a collection; limits and permissions are fields by their names. */
final class StrictModeProto {
  private StrictModeProto() {}

  static StrictModeSettings decode(StrictModeConfig config) {
    if (config.hasMaxResidentMemoryPercent()) {
      throw ErrorMapping.notBuilt("strict_mode_config.max_resident_memory_percent");
    }
    SortedMap<Limit, Long> limits = new TreeMap<>();
    for (Limit limit : Limit.values()) {
      FieldDescriptor field = field(limit);
      if (config.hasField(field)) {
        limits.put(limit, atLeast(limit.least(), field.getName(), config.getField(field)));
      }
    }
    SortedMap<Permission, Boolean> permissions = new TreeMap<>();
    for (Permission permission : Permission.values()) {
      FieldDescriptor field = field(permission);
      if (config.hasField(field)) {
        permissions.put(permission, (Boolean) config.getField(field));
      }
    }
    return new StrictModeSettings(
        config.hasEnabled() ? Optional.of(config.getEnabled()) : Optional.empty(),
        Collections.unmodifiableSortedMap(limits),
        Collections.unmodifiableSortedMap(permissions),
        config.hasSearchMaxOversampling()
            ? Optional.of((double) config.getSearchMaxOversampling())
            : Optional.empty(),
        multivectors(config),
        sparse(config));
  }

  private static SortedMap<String, Long> multivectors(StrictModeConfig config) {
    SortedMap<String, Long> limits = new TreeMap<>();
    config
        .getMultivectorConfig()
        .getMultivectorConfigMap()
        .forEach((name, limit) -> {
          if (limit.hasMaxVectors()) {
            limits.put(name, atLeast(1, "max_vectors", limit.getMaxVectors()));
          }
        });
    return Collections.unmodifiableSortedMap(limits);
  }

  private static SortedMap<String, Long> sparse(StrictModeConfig config) {
    SortedMap<String, Long> limits = new TreeMap<>();
    config
        .getSparseConfig()
        .getSparseConfigMap()
        .forEach((name, limit) -> {
          if (limit.hasMaxLength()) {
            limits.put(name, atLeast(1, "max_length", limit.getMaxLength()));
          }
        });
    return Collections.unmodifiableSortedMap(limits);
  }

  /**
   * @param unsigned an Integer or a Long
   */
  private static long atLeast(long least, String field, Object unsigned) {
    long value =
        unsigned instanceof Integer small
            ? Integer.toUnsignedLong(small)
            : Unsigned.toLong((Long) unsigned);
    if (value < least) {
      throw RequestException.invalidMessage(
          "strict_mode_config." + field,
          "value %d invalid, must be %d or larger".formatted(value, least));
    }
    return value;
  }

  static StrictModeConfig encode(StrictModeSettings settings) {
    StrictModeConfig.Builder config = StrictModeConfig.newBuilder();
    settings.enabled().ifPresent(config::setEnabled);
    settings
        .limits()
        .forEach((limit, most) -> {
          FieldDescriptor field = field(limit);
          boolean small = field.getJavaType() == JavaType.INT;
          config.setField(field, small ? (Object) (int) Math.min(most, 0xFFFF_FFFFL) : most);
        });
    settings
        .permissions()
        .forEach((permission, given) -> config.setField(field(permission), given));
    settings
        .maxOversampling()
        .ifPresent(most -> config.setSearchMaxOversampling(most.floatValue()));
    settings
        .multivectors()
        .forEach((name, most) ->
            config
                .getMultivectorConfigBuilder()
                .putMultivectorConfig(
                    name, StrictModeMultivector.newBuilder().setMaxVectors(most).build()));
    settings
        .sparse()
        .forEach((name, most) ->
            config
                .getSparseConfigBuilder()
                .putSparseConfig(name, StrictModeSparse.newBuilder().setMaxLength(most).build()));
    return config.build();
  }

  private static FieldDescriptor field(Enum<?> named) {
    String name = named.name().toLowerCase(Locale.ROOT);
    FieldDescriptor field = StrictModeConfig.getDescriptor().findFieldByName(name);
    if (field == null) {
      throw new IllegalStateException("the contract has no " + name);
    }
    return field;
  }
}
