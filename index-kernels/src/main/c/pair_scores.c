/* Distances of one row of bytes from others of the same table, in whole numbers: Kernels in Java says more. */
#include <stdint.h>

#include "export.h"

#define INLINE static inline __attribute__((always_inline))

/* Rows whose sums run side by side, and what is asked for ahead of one row. */
enum { TOGETHER = 4, AHEAD_BYTES = 1024, CACHE_LINE = 64 };

/* Sums of 32 components at a time; a row's length is a multiple of 64. */
#if defined(__AVX512BW__)
#include <immintrin.h>

enum { STEP = 32 };
typedef __m512i wide;
typedef __m512i ints;

INLINE ints ints_zero(void) { return _mm512_setzero_si512(); }
INLINE wide wide_load(const uint8_t *p) { return _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)p)); }
INLINE ints add_squares(ints sum, wide a, wide b) {
  wide difference = _mm512_sub_epi16(a, b);
  return _mm512_dpwssd_epi32(sum, difference, difference);
}
INLINE ints add_absolutes(ints sum, wide a, wide b) {
  wide difference = _mm512_abs_epi16(_mm512_sub_epi16(a, b));
  return _mm512_dpwssd_epi32(sum, difference, _mm512_set1_epi16(1));
}
INLINE int32_t total(ints sum) { return _mm512_reduce_add_epi32(sum); }

#elif defined(__AVX2__)
#include <immintrin.h>

enum { STEP = 16 };
typedef __m256i wide;
typedef __m256i ints;

INLINE ints ints_zero(void) { return _mm256_setzero_si256(); }
INLINE wide wide_load(const uint8_t *p) { return _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)p)); }
INLINE ints add_squares(ints sum, wide a, wide b) {
  wide difference = _mm256_sub_epi16(a, b);
  return _mm256_add_epi32(sum, _mm256_madd_epi16(difference, difference));
}
INLINE ints add_absolutes(ints sum, wide a, wide b) {
  wide difference = _mm256_abs_epi16(_mm256_sub_epi16(a, b));
  return _mm256_add_epi32(sum, _mm256_madd_epi16(difference, _mm256_set1_epi16(1)));
}
INLINE int32_t total(ints sum) {
  __m128i half = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
  half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4E));
  return _mm_cvtsi128_si32(_mm_add_epi32(half, _mm_shuffle_epi32(half, 0xB1)));
}

#elif defined(__ARM_NEON)
#include <arm_neon.h>

enum { STEP = 16 };
typedef uint8x16_t wide;
typedef uint32x4_t ints;

INLINE ints ints_zero(void) { return vdupq_n_u32(0); }
INLINE wide wide_load(const uint8_t *p) { return vld1q_u8(p); }
INLINE ints add_squares(ints sum, wide a, wide b) {
  uint8x16_t difference = vabdq_u8(a, b);
  uint8x8_t low = vget_low_u8(difference), high = vget_high_u8(difference);
  return vpadalq_u16(vpadalq_u16(sum, vmull_u8(low, low)), vmull_u8(high, high));
}
INLINE ints add_absolutes(ints sum, wide a, wide b) { return vpadalq_u16(sum, vpaddlq_u8(vabdq_u8(a, b))); }
INLINE int32_t total(ints sum) {
  return (int32_t)(vgetq_lane_u32(sum, 0) + vgetq_lane_u32(sum, 1) + vgetq_lane_u32(sum, 2) + vgetq_lane_u32(sum, 3));
}
#endif

INLINE void four(
    int squared, const uint8_t *own, const uint8_t *const row[TOGETHER], int length, int32_t out[TOGETHER]) {
  ints sum[TOGETHER];
  for (int r = 0; r < TOGETHER; r++) sum[r] = ints_zero();
  for (int i = 0; i < length; i += STEP) {
    wide part = wide_load(own + i);
    for (int r = 0; r < TOGETHER; r++) {
      wide other = wide_load(row[r] + i);
      sum[r] = squared ? add_squares(sum[r], part, other) : add_absolutes(sum[r], part, other);
    }
  }
  for (int r = 0; r < TOGETHER; r++) out[r] = total(sum[r]);
}

INLINE void ahead(const uint8_t *row, int length) {
  int bytes = length < AHEAD_BYTES ? length : AHEAD_BYTES;
  for (int at = 0; at < bytes; at += CACHE_LINE) __builtin_prefetch(row + at);
}

INLINE void scores(
    int squared, const uint8_t *rows, int64_t stride, int row, const int32_t *ids, int count, float *out) {
  const uint8_t *own = rows + row * stride;
  for (int i = 0; i < count && i < 2 * TOGETHER; i++) ahead(rows + ids[i] * stride, (int)stride);
  for (int i = 0; i < count; i += TOGETHER) {
    for (int j = i + 2 * TOGETHER; j < count && j < i + 3 * TOGETHER; j++) ahead(rows + ids[j] * stride, (int)stride);
    const uint8_t *others[TOGETHER];
    for (int r = 0; r < TOGETHER; r++) others[r] = rows + ids[i + r < count ? i + r : count - 1] * stride;
    int32_t sum[TOGETHER];
    four(squared, own, others, (int)stride, sum);
    for (int r = 0; r < TOGETHER && i + r < count; r++) out[i + r] = 0.0f - (float)sum[r];
  }
}

/* out[at + i] for 0 <= i < count is minus the distance of row ids[at + i] from the given one. */
EXPORT void NAME(pair_scores)(
    int squared, const uint8_t *rows, int stride, int row, const int32_t *ids, int at, int count, float *out) {
  if (squared) {
    scores(1, rows, stride, row, ids + at, count, out + at);
  } else {
    scores(0, rows, stride, row, ids + at, count, out + at);
  }
}
