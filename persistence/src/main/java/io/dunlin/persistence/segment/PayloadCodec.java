package io.dunlin.persistence.segment;

import io.dunlin.persistence.model.Payload;

/** A payload's bytes, in events, segments and manifests alike. STUB. */
public final class PayloadCodec {
  private PayloadCodec() {}

  public static byte[] encode(Payload payload) {
    return new byte[0];
  }

  public static Payload decode(byte[] bytes) {
    return Payload.EMPTY;
  }
}
