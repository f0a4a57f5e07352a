package io.dunlin.persistence.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.typesafe.config.ConfigFactory;
import io.dunlin.persistence.event.proto.NamedVectorProto;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorValue;
import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.Test;

class EventSerializerTest {
  private final EventSerializer serializer = new EventSerializer();

  @Test
  void pekkoFindsTheSerializerOfEveryEvent() {
    ActorTestKit testKit = ActorTestKit.create(ConfigFactory.load());
    try {
      for (Object event : Samples.EVENTS) {
        LogEntry<Object> entry = LogEntry.written(0, event);
        assertThat(SerializationExtension.get(testKit.system()).findSerializerFor(entry))
            .isInstanceOf(EventSerializer.class)
            .extracting(found -> found.identifier())
            .isEqualTo(EventSerializer.IDENTIFIER);
      }
    } finally {
      testKit.shutdownTestKit();
    }
  }

  @Test
  void anUnknownManifestIsRefusedWithItsName() {
    assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "shard.committed.9"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("shard.committed.9");
  }

  @Test
  void bytesThatAreNoEventAreRefused() {
    assertThatThrownBy(() -> serializer.fromBinary(new byte[] {1, 2, 3}, EventCodec.COMMITTED))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining(EventCodec.COMMITTED);
  }

  @Test
  void everyCutOfAnEventIsRefusedOrAnEvent() throws Exception {
    byte[] whole = EventCodec.encode(7, Samples.EVENTS.getFirst());
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      try {
        assertThat(serializer.fromBinary(cut, EventCodec.COMMITTED))
            .isInstanceOf(LogEntry.Written.class);
      } catch (NotSerializableException refused) {
        assertThat(refused).hasMessageContaining(EventCodec.COMMITTED);
      }
    }
  }

  @Test
  void somethingElseIsNoEvent() {
    assertThatThrownBy(() -> serializer.toBinary("text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.String");
  }

  @Test
  void everyEventKeepsTheEpochOfItsWriter() throws Exception {
    for (Object event : Samples.EVENTS) {
      LogEntry<Object> entry = LogEntry.written(1L << 40, event);
      assertThat(serializer.fromBinary(serializer.toBinary(entry), serializer.manifest(entry)))
          .usingRecursiveComparison()
          .isEqualTo(entry);
    }
  }

  /** Readers of the form before pass over it; what they wrote is of an unknown kind. */
  @Test
  void aPutKeepsItsKindInTheFormThatThereWasBefore() throws Exception {
    RowChange.Put plain = new RowChange.Put(PointId.of(1), Map.of(), Payload.EMPTY);
    byte[] before = EventCodec.encode(0, new ShardEvent.Committed(1, List.of(plain)));
    Map<RowChange.PutKind, String> added =
        Map.of(
            RowChange.PutKind.UNKNOWN, "",
            RowChange.PutKind.INSERT, "1801",
            RowChange.PutKind.UPDATE, "1802");
    for (RowChange.PutKind kind : RowChange.PutKind.values()) {
      String hex = Objects.requireNonNull(added.get(kind));
      ShardEvent.Committed event = new ShardEvent.Committed(1, List.of(plain.as(kind)));
      assertThat(EventCodec.manifest(event)).isEqualTo(EventCodec.COMMITTED);
      byte[] bytes = EventCodec.encode(0, event);
      assertThat(bytes).hasSize(before.length + hex.length() / 2).asHexString().contains(hex);
      assertThat(((LogEntry.Written<?>) EventCodec.decode(bytes, EventCodec.COMMITTED)).event())
          .isEqualTo(event);
    }
  }

  @Test
  void aPrefixTellsEntriesAndTheirOrderApart() {
    LogEntry<ShardEvent> one = LogEntry.written(1, new ShardEvent.SegmentFrozen());
    LogEntry<ShardEvent> two = LogEntry.epochStarted(2, 1, 1, 0);
    assertThat(two.prefixAfter(one.prefixAfter(0)))
        .isNotEqualTo(one.prefixAfter(two.prefixAfter(0)));
    assertThat(one.prefixAfter(0)).isNotEqualTo(one.prefixAfter(one.prefixAfter(0))).isNotZero();
  }

  @Test
  void componentsKeepTheirBits() throws Exception {
    float[] odd = {
      Float.intBitsToFloat(0x7fc00001), Float.NaN, Float.NEGATIVE_INFINITY, -0f, Float.MIN_VALUE
    };
    RowChange put =
        new RowChange.Put(PointId.of(1), Map.of("", VectorValue.of(odd)), Payload.EMPTY);
    byte[] bytes = EventCodec.encode(0, new ShardEvent.Committed(1, List.of(put)));

    LogEntry.Written<?> entry =
        (LogEntry.Written<?>) serializer.fromBinary(bytes, EventCodec.COMMITTED);
    ShardEvent.Committed read = (ShardEvent.Committed) entry.event();

    VectorValue.Dense dense =
        (VectorValue.Dense)
            Objects.requireNonNull(((RowChange.Put) read.changes().getFirst()).vectors().get(""));
    float[] back = dense.components();
    assertThat(back).hasSameSizeAs(odd);
    for (int i = 0; i < odd.length; i++) {
      assertThat(Float.floatToRawIntBits(back[i])).isEqualTo(Float.floatToRawIntBits(odd[i]));
    }
  }

  @Test
  void aVectorOfHalfAComponentIsRefused() {
    ByteString six = ByteString.copyFrom(new byte[6]);
    for (NamedVectorProto malformed :
        List.of(
            NamedVectorProto.newBuilder().setComponents(six).build(),
            NamedVectorProto.newBuilder().setIndices(six).build())) {
      assertThatThrownBy(() -> VectorBytes.fromProto(malformed))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aVectorWhosePartsDoNotFitIsRefused() {
    ByteString eight = ByteString.copyFrom(new byte[8]);
    for (NamedVectorProto malformed :
        List.of(
            NamedVectorProto.newBuilder().setIndices(eight).build(),
            NamedVectorProto.newBuilder().setComponents(eight).setDimension(3).build(),
            NamedVectorProto.newBuilder().setComponents(eight).setDimension(0).build())) {
      assertThatThrownBy(() -> VectorBytes.fromProto(malformed))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
