/* Entries of tables as bytes, in steps of the widest table: QueryTables in Java. */
#ifndef DUNLIN_ROUND_ENTRIES_H
#define DUNLIN_ROUND_ENTRIES_H

#if defined(__AVX512F__)
#include <immintrin.h>
#endif
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))

enum { ENTRIES = 16 };

INLINE void round_entries(const float *sums, int count, int steps, float widest, uint8_t *entries) {
  float per_step = widest > 0 ? steps / widest : 0;
  for (int i = 0; i < count; i++) entries[i] = (uint8_t)(int32_t)(sums[i] * per_step + 0.5f);
}

#endif
