package io.dunlin.cluster.proof;

import java.util.List;

/** One way to write points. Each call returns when the write is acked as durable and visible. */
interface PointWriter {
  /** The node answered that it takes no write just now; it may be tried again. */
  final class RefusedException extends Exception {
    RefusedException(String answer) {
      super(answer);
    }
  }

  void upsert(List<Long> keys, PointState state) throws Exception;

  void delete(List<Long> keys) throws Exception;

  /** Sets {@code note} and leaves the rest. */
  void note(List<Long> keys, long note) throws Exception;
}
