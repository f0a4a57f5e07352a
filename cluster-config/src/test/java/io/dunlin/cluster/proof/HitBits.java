package io.dunlin.cluster.proof;

import io.qdrant.client.grpc.Points.ScoredPoint;
import java.util.List;

/**
 * A hit as it has to come back after a restart: equal only when the scores are the same bit for bit
 * and payload and vectors, where asked for, are equal too.
 */
record HitBits(String id, int scoreBits, String payload, String vectors) {
  static HitBits of(ScoredPoint hit) {
    return new HitBits(
        hit.getId().hasUuid() ? hit.getId().getUuid() : Long.toString(hit.getId().getNum()),
        Float.floatToRawIntBits(hit.getScore()),
        hit.getPayloadMap().toString(),
        hit.getVectors().toString());
  }

  static List<HitBits> of(List<ScoredPoint> hits) {
    return hits.stream().map(HitBits::of).toList();
  }
}
