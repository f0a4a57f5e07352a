package io.dunlin.persistence.event;

import java.io.NotSerializableException;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** How Pekko has log entries stored: as {@link EventCodec} writes them. */
public final class EventSerializer extends SerializerWithStringManifest {
  /** As in reference.conf; stands in every stored event. */
  static final int IDENTIFIER = 14001;

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object entry) {
    return EventCodec.manifest(entry(entry));
  }

  @Override
  public byte[] toBinary(Object entry) {
    return entry(entry).bytes();
  }

  /**
   * @throws NotSerializableException when the manifest is unknown or the bytes are not of that form
   */
  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    return EventCodec.decode(bytes, manifest);
  }

  private static LogEntry<?> entry(Object object) {
    if (object instanceof LogEntry<?> entry) {
      return entry;
    }
    throw new IllegalArgumentException("Not a log entry: " + object.getClass().getName());
  }
}
