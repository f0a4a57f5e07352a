package io.dunlin.bench.node;

import java.io.IOException;

/** A set's queries, encoded beforehand, so that the client's work weighs little. */
public interface NodeSearches {
  /** {@code gRPC} or {@code REST}. */
  String transport();

  /** Sends a query by its number and waits for the answer. */
  Answer search(int query) throws IOException, InterruptedException;

  /** Ids (which are row numbers) and scores, best first. */
  record Answer(int[] rows, float[] scores) {}
}
