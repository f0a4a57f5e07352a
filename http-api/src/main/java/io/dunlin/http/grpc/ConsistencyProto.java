package io.dunlin.http.grpc;

import io.dunlin.actors.query.Consistency;
import io.dunlin.http.error.RequestException;
import io.qdrant.client.grpc.Points.ReadConsistency;
import io.qdrant.client.grpc.Points.ReadConsistencyType;

/** How many copies have to answer a read. */
final class ConsistencyProto {
  private ConsistencyProto() {}

  static Consistency decode(ReadConsistency consistency) {
    return switch (consistency.getValueCase()) {
      case TYPE -> decode(consistency.getType());
      case FACTOR -> {
        if (consistency.getFactor() == 0) {
          throw RequestException.invalidMessage(
              "read_consistency.factor", "value 0 invalid, must be 1 or larger");
        }
        yield new Consistency.Count(Unsigned.toInt(consistency.getFactor()));
      }
      case VALUE_NOT_SET -> Consistency.ONE;
    };
  }

  private static Consistency decode(ReadConsistencyType type) {
    return switch (type) {
      case All -> new Consistency.All();
      case Majority, Quorum -> new Consistency.Majority();
      case UNRECOGNIZED ->
          throw RequestException.invalidMessage(
              "read_consistency.type", "expected All, Majority or Quorum");
    };
  }
}
