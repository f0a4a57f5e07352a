package io.dunlin.actors.query;

import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.segment.SegmentSlice;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What of a point goes into an answer. */
public record Projection(PayloadSelector payload, VectorSelector vectors) {
  /** Ids, versions and scores only. */
  public static final Projection NOTHING =
      new Projection(new PayloadSelector.None(), new VectorSelector.None());

  Hit hit(SegmentSlice slice, int row, float score) {
    return new Hit(
        slice.segment().id(row),
        slice.version(row),
        score,
        payloadOf(slice, row),
        vectorsOf(slice, row));
  }

  private Optional<Payload> payloadOf(SegmentSlice slice, int row) {
    return payload instanceof PayloadSelector.None
        ? Optional.empty()
        : payload.of(slice.payload(row));
  }

  private Map<String, VectorValue> vectorsOf(SegmentSlice slice, int row) {
    Collection<String> names =
        switch (vectors) {
          case VectorSelector.None _ -> List.of();
          case VectorSelector.All _ -> slice.vectors().columns().keySet();
          case VectorSelector.Names chosen -> chosen.names();
        };
    Map<String, VectorValue> found = new LinkedHashMap<>();
    for (String name : names) {
      if (slice.hasVector(name, row)) {
        found.put(name, slice.vector(name, row));
      }
    }
    return found;
  }
}
