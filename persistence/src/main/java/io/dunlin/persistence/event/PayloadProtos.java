package io.dunlin.persistence.event;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.payload.PayloadCodec;

/** A payload as a field of an event: no bytes for the empty one. */
final class PayloadProtos {
  private PayloadProtos() {}

  static ByteString toProto(Payload payload) {
    return payload.isEmpty()
        ? ByteString.EMPTY
        : UnsafeByteOperations.unsafeWrap(PayloadCodec.encode(payload));
  }

  static Payload fromProto(ByteString bytes) {
    return bytes.isEmpty() ? Payload.EMPTY : PayloadCodec.decode(bytes.toByteArray());
  }
}
