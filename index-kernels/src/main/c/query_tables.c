/* Rotates a query and makes its tables: Rotation and QueryTables in Java, bit by bit. */
#include <stdint.h>
#include <string.h>

#include "export.h"

#define INLINE static inline __attribute__((always_inline))

enum { WIDTH = 16, GROUP = 4, ENTRIES = 16, STEPS = 255 };

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

/* The sums of a group, lowest first component first, and their bytes. */
static void fill(const float *x, int length, uint8_t *entries, float *sums, float affine[2]) {
  static const vec bit[GROUP] = {
      {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1},
      {0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1},
      {0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1},
      {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1}};
  float widest = 0, lowest = 0, all = 0;
  for (int group = 0; group < length / GROUP; group++) {
    const float *part = x + group * GROUP;
    float negative = 0, positive = 0;
    for (int i = 0; i < GROUP; i++) {
      negative += part[i] < 0 ? part[i] : 0;
      positive += part[i] > 0 ? part[i] : 0;
    }
    vec sum = {0};
    sum += -negative;
    for (int i = 0; i < GROUP; i++) sum += bit[i] * part[i];
    *(vec *)(sums + group * ENTRIES) = sum;
    widest = positive - negative > widest ? positive - negative : widest;
    lowest += negative;
    all += negative + positive;
  }
  float step = widest / STEPS;
  float per_step = widest > 0 ? STEPS / widest : 0;
  for (int i = 0; i < length / GROUP * ENTRIES; i++) {
    entries[i] = (uint8_t)(int32_t)(sums[i] * per_step + 0.5f);
  }
  affine[0] = 2 * step;
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
