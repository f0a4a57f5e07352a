/* Rotates a query and makes its tables: Rotation and QueryTables in Java, bit by bit. */
#include <string.h>

#include "export.h"
#include "round_entries.h"

enum { WIDTH = 16, GROUP = 4, STEPS = 63 };

typedef float vec __attribute__((vector_size(WIDTH * sizeof(float)), aligned(sizeof(float)), may_alias));
typedef int32_t ints __attribute__((vector_size(WIDTH * sizeof(int32_t))));

INLINE void butterflies(float *x, int half) {
  int i = 0;
  for (; i + WIDTH <= half; i += WIDTH) {
    vec a = *(vec *)(x + i), b = *(vec *)(x + half + i);
    *(vec *)(x + i) = a + b;
    *(vec *)(x + half + i) = a - b;
  }
  for (; i < half; i++) {
    float a = x[i], b = x[half + i];
    x[i] = a + b;
    x[half + i] = a - b;
  }
}

#if defined(__AVX512F__)
/* The stages within a vector: each lane plus or minus the one that lies half a block away. */
INLINE void small_stages(float *x) {
  static const ints partner[4] = {
      {1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14},
      {2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13},
      {4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11},
      {8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7}};
  static const vec sign[4] = {
      {1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1},
      {1, 1, -1, -1, 1, 1, -1, -1, 1, 1, -1, -1, 1, 1, -1, -1},
      {1, 1, 1, 1, -1, -1, -1, -1, 1, 1, 1, 1, -1, -1, -1, -1},
      {1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1, -1}};
  vec v = *(vec *)x;
  for (int stage = 0; stage < 4; stage++) {
    v = __builtin_shuffle(v, partner[stage]) + v * sign[stage];
  }
  *(vec *)x = v;
}
#else
INLINE void small_stages(float *x) {
  for (int half = 1; half < WIDTH; half *= 2) {
    for (int start = 0; start < WIDTH; start += 2 * half) butterflies(x + start, half);
  }
}
#endif

INLINE void hadamard(float *x, int window) {
  for (int i = 0; i < window; i += WIDTH) small_stages(x + i);
  for (int half = WIDTH; half < window; half *= 2) {
    for (int start = 0; start < window; start += 2 * half) butterflies(x + start, half);
  }
}

INLINE void multiply(float *x, const float *factors, int length) {
  for (int i = 0; i < length; i += WIDTH) *(vec *)(x + i) *= *(const vec *)(factors + i);
}

static void rotate(float *x, int length, int window, int rounds, const float *factors) {
  for (int round = 0; round < rounds; round++) {
    multiply(x, factors + round * length, length);
    hadamard(round % 2 == 0 ? x : x + length - window, window);
    if (window < length) butterflies(x, length / 2);
  }
}

INLINE ints which(ints condition, vec v) { return condition & (ints)v; }

/* Component i of sixteen groups. */
INLINE vec components(const float *x, int i) {
  ints first = {0, 4, 8, 12, 16, 20, 24, 28, 0, 4, 8, 12, 16, 20, 24, 28};
  ints both = {0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23};
  const vec *v = (const vec *)x;
  vec low = __builtin_shuffle(v[0], v[1], first + i);
  vec high = __builtin_shuffle(v[2], v[3], first + i);
  return __builtin_shuffle(low, high, both);
}

/* For each of sixteen groups the sum of its negative components, and of its positive ones. */
INLINE void extremes(const float *x, float negative[WIDTH], float positive[WIDTH]) {
  vec below = {0}, above = {0};
  for (int i = 0; i < GROUP; i++) {
    vec c = components(x, i);
    below += (vec)which(c < 0, c);
    above += (vec)which(c > 0, c);
  }
  *(vec *)negative = below;
  *(vec *)positive = above;
}

/* The last groups, where there are fewer than sixteen. */
INLINE void few_extremes(const float *x, int groups, float negative[WIDTH], float positive[WIDTH]) {
  float padded[WIDTH * GROUP] = {0};
  memcpy(padded, x, groups * GROUP * sizeof(float));
  extremes(padded, negative, positive);
}

/* What each pattern of signs adds up to, above the lowest: the components in turn. */
INLINE vec patterns(const float *part, float above_lowest) {
  vec sum = {0};
  sum += above_lowest;
#if defined(__AVX512F__)
  static const __mmask16 bit[GROUP] = {0xAAAA, 0xCCCC, 0xF0F0, 0xFF00};
  for (int i = 0; i < GROUP; i++) {
    sum = (vec)_mm512_mask_add_ps((__m512)sum, bit[i], (__m512)sum, _mm512_set1_ps(part[i]));
  }
#else
  static const vec bit[GROUP] = {
      {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1},
      {0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1},
      {0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1},
      {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1}};
  for (int i = 0; i < GROUP; i++) sum += bit[i] * part[i];
#endif
  return sum;
}

/* The sums of the groups, and their bytes. */
static void fill(const float *x, int length, uint8_t *entries, float *sums, float affine[2]) {
  float negative[WIDTH], positive[WIDTH];
  float widest = 0, lowest = 0, all = 0;
  int groups = length / GROUP;
  for (int from = 0; from < groups; from += WIDTH) {
    int some = groups - from < WIDTH ? groups - from : WIDTH;
    if (some == WIDTH) {
      extremes(x + from * GROUP, negative, positive);
    } else {
      few_extremes(x + from * GROUP, some, negative, positive);
    }
    for (int i = 0; i < some; i++) {
      int group = from + i;
      *(vec *)(sums + group * ENTRIES) = patterns(x + group * GROUP, -negative[i]);
      float width = positive[i] - negative[i];
      widest = width > widest ? width : widest;
      lowest += negative[i];
      all += negative[i] + positive[i];
    }
  }
  round_entries(sums, groups * ENTRIES, STEPS, widest, entries);
  affine[0] = 2 * (widest / STEPS);
  affine[1] = 2 * lowest - all;
}

/* Of a vector, which has room for length components: rotated, and as tables. */
EXPORT void NAME(query_tables)(
    float *vector, int dimension, int length, int window, int rounds, const float *factors, uint8_t *entries,
    float *sums, float affine[2]) {
  memset(vector + dimension, 0, (length - dimension) * sizeof(float));
  rotate(vector, length, window, rounds, factors);
  fill(vector, length, entries, sums, affine);
}
