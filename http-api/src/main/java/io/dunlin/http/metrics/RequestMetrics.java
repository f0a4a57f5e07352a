package io.dunlin.http.metrics;

/** Where both APIs report each request once it is answered. Called by many threads at once. */
public interface RequestMetrics {
  /** Which API a request came by. */
  enum Api {
    REST,
    GRPC
  }

  /**
   * One answered request.
   *
   * @param endpoint one of a fixed set: method and route pattern ({@code PUT
   *     /collections/{collection_name}/points}) or gRPC path ({@code /qdrant.Points/Upsert})
   * @param status HTTP status or gRPC status code
   * @param nanos from the arrival of the request to its answer
   */
  void record(Api api, String endpoint, int status, long nanos);
}
