package io.dunlin.http.grpc;

import io.dunlin.actors.query.SearchTuning;
import io.dunlin.http.error.RequestException;
import io.dunlin.index.search.SearchParams.CodeUse;
import io.qdrant.client.grpc.Points.QuantizationSearchParams;
import io.qdrant.client.grpc.Points.SearchParams;
import java.util.Optional;

/** {@code params} of a search. */
final class SearchTuningProto {
  private SearchTuningProto() {}

  static SearchTuning decode(SearchParams params) {
    return new SearchTuning(
        params.hasHnswEf() ? Optional.of(Unsigned.toInt(params.getHnswEf())) : Optional.empty(),
        params.getExact(),
        params.getIndexedOnly(),
        Optional.empty(),
        codes(params.getQuantization()));
  }

  private static CodeUse codes(QuantizationSearchParams params) {
    double oversampling = params.getOversampling();
    if (params.hasOversampling() && !(oversampling >= 1)) {
      throw RequestException.invalidMessage(
          "params.quantization.oversampling",
          "value " + oversampling + " invalid, must be 1.0 or larger");
    }
    return new CodeUse(
        params.getIgnore(),
        params.hasRescore() ? params.getRescore() : CodeUse.DEFAULT.rescore(),
        params.hasOversampling()
            ? (float) Math.min(oversampling, Float.MAX_VALUE)
            : CodeUse.DEFAULT.oversampling());
  }
}
