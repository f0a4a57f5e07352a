/* Scores of one query by rows of codes of 1, 2 or 4 bits: PackedRows and Kernels in Java say more. */
#include <math.h>
#include <string.h>

#include "export.h"
#include "lanes.h"

#define INLINE static inline __attribute__((always_inline))

/* Rows whose sums run side by side, and what is asked for ahead of one row. */
enum { TOGETHER = 4, AHEAD_BYTES = 512, CACHE_LINE = 64 };

INLINE void ahead(const uint8_t *row, int64_t stride) {
  int64_t bytes = stride < AHEAD_BYTES ? stride : AHEAD_BYTES;
  for (int64_t at = 0; at < bytes; at += CACHE_LINE) __builtin_prefetch(row + at);
  __builtin_prefetch(row + stride - 1);
}

/* The sums of products of four rows. The loop over shifts has a constant length and is unrolled. */
INLINE void four(int bits, const float *query, int length, const uint8_t *const row[TOGETHER], float out[TOGETHER]) {
  lanes sum[TOGETHER];
  for (int r = 0; r < TOGETHER; r++) sum[r] = lanes_zero();
  int mask = (1 << bits) - 1;
  int at = 0;
  for (int i = 0; i < length; at += LANES) {
    for (int shift = 0; shift < 8; shift += bits, i += LANES) {
      lanes part = lanes_load(query + i);
      for (int r = 0; r < TOGETHER; r++) {
        sum[r] = lanes_fma(part, lanes_load_packed(row[r] + at, shift, mask), sum[r]);
      }
    }
  }
  for (int r = 0; r < TOGETHER; r++) out[r] = lanes_total(0.0f, sum[r]);
}

INLINE void scores(
    int bits, const float *query, int length, const uint8_t *rows, int64_t stride, const int32_t *ids, int count,
    float *out) {
  for (int i = 0; i < count && i < 2 * TOGETHER; i++) ahead(rows + ids[i] * stride, stride);
  for (int i = 0; i < count; i += TOGETHER) {
    for (int j = i + 2 * TOGETHER; j < count && j < i + 3 * TOGETHER; j++) ahead(rows + ids[j] * stride, stride);
    const uint8_t *row[TOGETHER];
    for (int r = 0; r < TOGETHER; r++) row[r] = rows + ids[i + r < count ? i + r : count - 1] * stride;
    float sum[TOGETHER];
    four(bits, query, length, row, sum);
    for (int r = 0; r < TOGETHER && i + r < count; r++) {
      float numbers[2];
      memcpy(numbers, row[r] + length * bits / 8, sizeof numbers);
      out[i + r] = fmaf(numbers[1], sum[r] + query[length], query[length + 1] + numbers[0]);
    }
  }
}

/* out[at + i] for 0 <= i < count is the score of row ids[at + i]; the length is padded, the stride in bytes. */
EXPORT void NAME(packed_scores)(
    const float *query, int length, int bits, const uint8_t *rows, int64_t stride, const int32_t *ids, int at,
    int count, float *out) {
  ids += at;
  out += at;
  switch (bits) {
    case 1: scores(1, query, length, rows, stride, ids, count, out); break;
    case 2: scores(2, query, length, rows, stride, ids, count, out); break;
    default: scores(4, query, length, rows, stride, ids, count, out); break;
  }
}
