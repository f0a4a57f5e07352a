/*
 * Scores of one float query against rows of COMPONENT, which LOAD turns into lanes; greater is better:
 * Kernels in Java says more. Included once for each kind of row.
 */
#include "export.h"
#include "metric.h"

/* Rows whose sums run side by side: enough chains of additions to fill the pipeline. */
enum { TOGETHER = 4 };

/* What is asked for ahead of one row; the hardware follows a longer one by itself. */
enum { AHEAD_BYTES = 1024, CACHE_LINE = 64 };

INLINE void ahead(const COMPONENT *row, int stride) {
  int bytes = stride * (int)sizeof(COMPONENT);
  bytes = bytes < AHEAD_BYTES ? bytes : AHEAD_BYTES;
  for (int at = 0; at < bytes; at += CACHE_LINE) {
    __builtin_prefetch((const char *)row + at);
  }
}

/* A dimension of at least LANES; what is behind the last whole block is read with it once more. */
INLINE void four(
    enum metric metric, const float *query, int dimension, const COMPONENT *const row[TOGETHER],
    float out[TOGETHER]) {
  lanes sum[TOGETHER];
  for (int r = 0; r < TOGETHER; r++) sum[r] = lanes_zero();
  int whole = dimension & -LANES;
  for (int i = 0; i < whole; i += LANES) {
    lanes part = lanes_load(query + i);
    for (int r = 0; r < TOGETHER; r++) sum[r] = step(metric, part, LOAD(row[r] + i), sum[r]);
  }
  for (int r = 0; r < TOGETHER; r++) out[r] = lanes_total(0.0f, sum[r]);
  if (whole < dimension) {
    int start = dimension - LANES;
    lanes part = lanes_keep_from(whole - start, lanes_load(query + start));
    for (int r = 0; r < TOGETHER; r++) {
      lanes rest = lanes_keep_from(whole - start, LOAD(row[r] + start));
      out[r] = lanes_total(out[r], step(metric, part, rest, lanes_zero()));
    }
  }
}

INLINE const COMPONENT *row_at(const COMPONENT *rows, const int32_t *ids, int i, int stride) {
  return rows + (int64_t)(ids ? ids[i] : i) * stride;
}

/* While four rows are summed, those of the two next groups are on their way from memory. */
INLINE void scores(
    enum metric metric, const float *query, int dimension, const COMPONENT *rows, int stride,
    const int32_t *ids, int count, float *out) {
  for (int i = 0; i < count && i < 2 * TOGETHER; i++) {
    ahead(row_at(rows, ids, i, stride), stride);
  }
  for (int i = 0; i < count; i += TOGETHER) {
    for (int j = i + 2 * TOGETHER; j < count && j < i + 3 * TOGETHER; j++) {
      ahead(row_at(rows, ids, j, stride), stride);
    }
    const COMPONENT *row[TOGETHER];
    for (int r = 0; r < TOGETHER; r++) {
      row[r] = row_at(rows, ids, i + r < count ? i + r : count - 1, stride);
    }
    float score[TOGETHER];
    four(metric, query, dimension, row, score);
    for (int r = 0; r < TOGETHER && i + r < count; r++) {
      out[i + r] = metric == DOT ? score[r] : 0.0f - score[r];
    }
  }
}

/*
 * out[at + i] for 0 <= i < count is the score of row ids[at + i], or of row i where ids is null. The
 * stride is in components.
 */
EXPORT void NAME(SCORES)(
    int metric, const float *query, int dimension, const COMPONENT *rows, int stride,
    const int32_t *ids, int at, int count, float *out) {
  ids = ids ? ids + at : ids;
  out += at;
  switch (metric) {
    case DOT:
      scores(DOT, query, dimension, rows, stride, ids, count, out);
      break;
    case EUCLID:
      scores(EUCLID, query, dimension, rows, stride, ids, count, out);
      break;
    default:
      scores(MANHATTAN, query, dimension, rows, stride, ids, count, out);
      break;
  }
}
