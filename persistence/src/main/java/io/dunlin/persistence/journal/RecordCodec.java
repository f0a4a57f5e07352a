package io.dunlin.persistence.journal;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.dunlin.persistence.journal.proto.JournalRecordProto;
import io.dunlin.persistence.journal.proto.SerializedProto;
import java.io.IOException;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.Serialization$;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;

/** Pekko's representation of an event to and from a {@link JournalRecordProto}'s bytes. */
final class RecordCodec {
  private final ExtendedActorSystem system;
  private final Serialization serialization;

  RecordCodec(ExtendedActorSystem system) {
    this.system = system;
    this.serialization = SerializationExtension.get(system);
  }

  /** Throws whatever the event's serializer throws. */
  byte[] encode(PersistentRepr event) {
    // Actor references in an event are written with this system's address.
    return Serialization$.MODULE$.withTransportInformation(system, () -> record(event));
  }

  private byte[] record(PersistentRepr event) {
    JournalRecordProto.Builder record =
        JournalRecordProto.newBuilder()
            .setEvent(serialize(event.payload()))
            .setEventManifest(event.manifest())
            .setWriterUuid(event.writerUuid())
            .setTimestampMs(event.timestamp());
    if (event.metadata().isDefined()) {
      record.setMetadata(serialize(event.metadata().get()));
    }
    return record.build().toByteArray();
  }

  private SerializedProto serialize(Object object) {
    Serializer serializer = serialization.findSerializerFor(object);
    return SerializedProto.newBuilder()
        .setSerializerId(serializer.identifier())
        .setSerializerManifest(Serializers.manifestFor(serializer, object))
        .setBytes(UnsafeByteOperations.unsafeWrap(serializer.toBinary(object)))
        .build();
  }

  /** Throws whatever the event's serializer throws, and for a record that is no such record. */
  PersistentRepr decode(String persistenceId, StoredEvent stored) {
    return Serialization$.MODULE$.withTransportInformation(
        system, () -> representation(persistenceId, stored));
  }

  private PersistentRepr representation(String persistenceId, StoredEvent stored) {
    JournalRecordProto record = parse(persistenceId, stored);
    PersistentRepr event =
        PersistentRepr.apply(
                deserialize(record.getEvent()),
                stored.sequenceNumber(),
                persistenceId,
                record.getEventManifest(),
                false,
                ActorRef.noSender(),
                record.getWriterUuid())
            .withTimestamp(record.getTimestampMs());
    return record.hasMetadata() ? event.withMetadata(deserialize(record.getMetadata())) : event;
  }

  private static JournalRecordProto parse(String persistenceId, StoredEvent stored) {
    CodedInputStream input = CodedInputStream.newInstance(stored.record());
    // The event's bytes stay a view of the record's: nobody else has that array.
    input.enableAliasing(true);
    try {
      return JournalRecordProto.parseFrom(input);
    } catch (IOException malformed) {
      throw new JournalException(
          "Event %d of %s is not readable".formatted(stored.sequenceNumber(), persistenceId),
          malformed);
    }
  }

  private Object deserialize(SerializedProto serialized) {
    ByteString bytes = serialized.getBytes();
    return serialization
        .deserialize(
            bytes.toByteArray(), serialized.getSerializerId(), serialized.getSerializerManifest())
        .get();
  }
}
