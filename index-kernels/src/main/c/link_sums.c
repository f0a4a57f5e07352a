/* What the codes of links are made of: Kernels and LinkSums in Java. */
#include <stdint.h>
#if defined(__AVX2__)
#include <immintrin.h>
#endif

#include "export.h"

#define INLINE static inline __attribute__((always_inline))

enum { WIDTH = 16, GROUP = 4, WORD = 64, SUMS = 4, AHEAD_BYTES = 1024, CACHE_LINE = 64 };

typedef float vec __attribute__((vector_size(WIDTH * sizeof(float)), aligned(sizeof(float)), may_alias));
typedef int32_t ints __attribute__((vector_size(WIDTH * sizeof(int32_t))));

/* A bit for each that is not zero. */
INLINE uint64_t bits(ints condition) {
#if defined(__AVX512DQ__)
  return _mm512_movepi32_mask((__m512i)condition);
#elif defined(__AVX2__)
  const __m256 *halves = (const __m256 *)&condition;
  return (uint64_t)_mm256_movemask_ps(halves[0]) | (uint64_t)_mm256_movemask_ps(halves[1]) << 8;
#else
  uint64_t all = 0;
  for (int i = 0; i < WIDTH; i++) all |= (uint64_t)(condition[i] & 1) << i;
  return all;
#endif
}

/* In the order of ScalarKernels in Java. */
INLINE float total(vec v) {
  float sum = 0;
  for (int i = 0; i < WIDTH; i += GROUP) sum += (v[i] + v[i + 2]) + (v[i + 1] + v[i + 3]);
  return sum;
}

INLINE void sums_of(
    const float *from, const float *base, const float *to, int length, float sums[SUMS], uint64_t *signs) {
  vec squares = {0}, absolutes = {0}, signed_from = {0}, products = {0};
  for (int i = 0; i < length; i += WIDTH) {
    vec start = *(const vec *)(from + i);
    vec difference = *(const vec *)(to + i) - start;
    ints positive = difference > 0;
    squares += difference * difference;
    absolutes += (vec)((ints)difference & INT32_MAX);
    signed_from += (vec)((ints)start ^ (~positive & INT32_MIN));
    products += *(const vec *)(base + i) * difference;
    uint64_t some = bits(positive) << (i % WORD);
    signs[i / WORD] = i % WORD == 0 ? some : signs[i / WORD] | some;
  }
  sums[0] = total(squares);
  sums[1] = total(absolutes);
  sums[2] = total(signed_from);
  sums[3] = total(products);
}

INLINE void ask_for(const float *row, int length) {
  int bytes = length * (int)sizeof *row;
  for (int at = 0; at < bytes && at < AHEAD_BYTES; at += CACHE_LINE) __builtin_prefetch((const char *)row + at);
}

/* A length that is a multiple of 16. */
EXPORT void NAME(link_sums)(
    const float *from, const float *base, const float *rows, int length, const int32_t *targets, int count,
    float *sums, uint64_t *signs) {
  enum { TOGETHER = 4 };
  int words = (length + WORD - 1) / WORD;
  for (int i = 0; i < count; i++) {
    if (i % TOGETHER == 0) {
      for (int j = i; j < count && j < i + 2 * TOGETHER; j++) ask_for(rows + (int64_t)targets[j] * length, length);
    }
    sums_of(from, base, rows + (int64_t)targets[i] * length, length, sums + SUMS * i, signs + (int64_t)words * i);
  }
}
