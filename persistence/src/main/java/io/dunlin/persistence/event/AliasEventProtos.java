package io.dunlin.persistence.event;

import com.google.protobuf.MessageLite;
import io.dunlin.persistence.event.proto.AliasProto;
import io.dunlin.persistence.event.proto.AliasesChangedProto;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Changes of aliases to and from their protobuf form. */
final class AliasEventProtos {
  private AliasEventProtos() {}

  static MessageLite toProto(long epoch, CatalogEvent.AliasesChanged changed) {
    AliasesChangedProto.Builder proto = AliasesChangedProto.newBuilder().setEpoch(epoch);
    changed
        .pointed()
        .forEach((alias, collection) ->
            proto.addPointed(AliasProto.newBuilder().setAlias(alias).setCollection(collection)));
    proto.addAllRemoved(changed.removed());
    return proto.build();
  }

  static CatalogEvent fromProto(AliasesChangedProto proto) {
    SortedMap<String, String> pointed = new TreeMap<>();
    proto.getPointedList().forEach(one -> pointed.put(one.getAlias(), one.getCollection()));
    return new CatalogEvent.AliasesChanged(
        Collections.unmodifiableSortedMap(pointed),
        Collections.unmodifiableSortedSet(new TreeSet<>(proto.getRemovedList())));
  }
}
