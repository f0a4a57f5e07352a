package io.dunlin.persistence.event;

import static io.dunlin.persistence.event.CollectionConfigProtos.given;

import io.dunlin.persistence.event.proto.StrictModeProto;
import io.dunlin.persistence.model.StrictModeSettings;
import io.dunlin.persistence.model.StrictModeSettings.Limit;
import io.dunlin.persistence.model.StrictModeSettings.Permission;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** What users may ask of a collection, to and from its protobuf form. */
final class StrictModeProtos {
  private StrictModeProtos() {}

  static StrictModeProto toProto(StrictModeSettings settings) {
    StrictModeProto.Builder proto = StrictModeProto.newBuilder();
    settings.enabled().ifPresent(proto::setEnabled);
    settings.limits().forEach((limit, most) -> proto.putLimits(limit.name(), most));
    settings.permissions().forEach((what, given) -> proto.putPermissions(what.name(), given));
    settings.maxOversampling().ifPresent(proto::setMaxOversampling);
    return proto
        .putAllMultivectors(settings.multivectors())
        .putAllSparse(settings.sparse())
        .build();
  }

  /**
   * @throws IllegalArgumentException for a limit or permission that is unknown here
   */
  static StrictModeSettings fromProto(StrictModeProto proto) {
    return new StrictModeSettings(
        given(proto::hasEnabled, proto::getEnabled),
        sorted(proto.getLimitsMap(), Limit::valueOf),
        sorted(proto.getPermissionsMap(), Permission::valueOf),
        given(proto::hasMaxOversampling, proto::getMaxOversampling),
        sorted(proto.getMultivectorsMap(), name -> name),
        sorted(proto.getSparseMap(), name -> name));
  }

  private static <K extends Comparable<K>, V> SortedMap<K, V> sorted(
      Map<String, V> map, Function<String, K> key) {
    SortedMap<K, V> sorted = new TreeMap<>();
    map.forEach((name, value) -> sorted.put(key.apply(name), value));
    return Collections.unmodifiableSortedMap(sorted);
  }
}
