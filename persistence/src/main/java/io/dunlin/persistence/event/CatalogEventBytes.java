package io.dunlin.persistence.event;

import java.io.NotSerializableException;

/** The catalog's events outside of its log, in the same form and under the same manifests. */
public final class CatalogEventBytes {
  private CatalogEventBytes() {}

  /** Names the event and the version of its form. */
  public static String manifest(CatalogEvent event) {
    return EventCodec.manifest(event);
  }

  public static byte[] of(CatalogEvent event) {
    return EventCodec.encode(0, event);
  }

  /**
   * @throws IllegalArgumentException when the bytes are not of an event that this version knows
   */
  public static CatalogEvent toEvent(String manifest, byte[] bytes) {
    try {
      if (EventCodec.decode(bytes, manifest)
              instanceof LogEntry.Written<?>(long _, Object event, byte[] _)
          && event instanceof CatalogEvent known) {
        return known;
      }
    } catch (NotSerializableException unknown) {
      throw new IllegalArgumentException(unknown.getMessage(), unknown);
    }
    throw new IllegalArgumentException("not an event of the catalog: " + manifest);
  }
}
