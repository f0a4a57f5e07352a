/* How a metric adds up, lane by lane; greater scores are better. */
#ifndef DUNLIN_METRIC_H
#define DUNLIN_METRIC_H

#include "lanes.h"

#define INLINE static inline __attribute__((always_inline))

/* The numbers that NativeKernels in Java gives them; cosine is a dot product of normalised rows. */
enum metric { DOT, EUCLID, MANHATTAN };

INLINE lanes step(enum metric metric, lanes query, lanes row, lanes sum) {
  switch (metric) {
    case DOT:
      return lanes_fma(query, row, sum);
    case EUCLID: {
      lanes difference = lanes_sub(query, row);
      return lanes_fma(difference, difference, sum);
    }
    default:
      return lanes_add_abs(lanes_sub(query, row), sum);
  }
}

#endif
