/*
 * Scores of one query of zeros and ones against rows of bits in whole words, for the two distances
 * that count bits; Kernels in Java says more.
 */
#include "export.h"
#include "lanes.h"

#define INLINE static inline __attribute__((always_inline))

/* The numbers that NativeKernels in Java gives them. */
enum metric { HAMMING = 3, JACCARD = 4 };

enum { WORD_BITS = 64, MAX_WORDS = 65536 / WORD_BITS };

/* Rows that are asked for ahead of their turn, and how much of each. */
enum { ROWS_AHEAD = 8, AHEAD_BYTES = 1024, CACHE_LINE = 64 };

INLINE void ahead(const uint64_t *row, int words) {
  int bytes = words * (int)sizeof(uint64_t);
  bytes = bytes < AHEAD_BYTES ? bytes : AHEAD_BYTES;
  for (int at = 0; at < bytes; at += CACHE_LINE) {
    __builtin_prefetch((const char *)row + at);
  }
}

/* A bit for each component that is not zero. */
static void pack(const float *query, int dimension, uint64_t *packed, int words) {
  for (int word = 0; word < words; word++) packed[word] = 0;
  int whole = dimension & -LANES;
  for (int i = 0; i < whole; i += LANES) {
    packed[i / WORD_BITS] |= (uint64_t)lanes_not_zero(lanes_load(query + i)) << (i % WORD_BITS);
  }
  for (int i = whole; i < dimension; i++) {
    packed[i / WORD_BITS] |= (uint64_t)(query[i] != 0) << (i % WORD_BITS);
  }
}

INLINE const uint64_t *row_at(const uint64_t *rows, const int32_t *ids, int i, int words) {
  return rows + (int64_t)(ids ? ids[i] : i) * words;
}

INLINE void scores(
    enum metric metric, const uint64_t *query, const uint64_t *rows, int words, const int32_t *ids,
    int count, float *out) {
  for (int i = 0; i < count && i < ROWS_AHEAD; i++) ahead(row_at(rows, ids, i, words), words);
  for (int i = 0; i < count; i++) {
    if (i + ROWS_AHEAD < count) ahead(row_at(rows, ids, i + ROWS_AHEAD, words), words);
    const uint64_t *row = row_at(rows, ids, i, words);
    int64_t differing = 0, either = 0;
    for (int word = 0; word < words; word++) {
      differing += __builtin_popcountll(query[word] ^ row[word]);
      if (metric == JACCARD) either += __builtin_popcountll(query[word] | row[word]);
    }
    /* Negated as whole numbers, which have no -0. */
    if (metric == HAMMING) {
      out[i] = (float)-differing;
    } else {
      out[i] = either ? (float)-differing / (float)either : 0.0f;
    }
  }
}

INLINE void scores_of(
    int metric, const uint64_t *query, const uint64_t *rows, int words, const int32_t *ids,
    int count, float *out) {
  if (metric == HAMMING) {
    scores(HAMMING, query, rows, words, ids, count, out);
  } else {
    scores(JACCARD, query, rows, words, ids, count, out);
  }
}

#if defined(__AVX512F__)
/* An instruction that counts eight words at once, which not every processor with AVX-512 has. */
__attribute__((target("avx512vpopcntdq"))) static void scores_by_vpopcntdq(
    int metric, const uint64_t *query, const uint64_t *rows, int words, const int32_t *ids,
    int count, float *out) {
  scores_of(metric, query, rows, words, ids, count, out);
}
#endif

/* The arguments of scores.h; the stride is in words. */
EXPORT void NAME(bit_scores)(
    int metric, const float *query, int dimension, const uint64_t *rows, int stride,
    const int32_t *ids, int at, int count, float *out) {
  uint64_t packed[MAX_WORDS];
  pack(query, dimension, packed, stride);
  ids = ids ? ids + at : ids;
  out += at;
#if defined(__AVX512F__)
  if (__builtin_cpu_supports("avx512vpopcntdq")) {
    scores_by_vpopcntdq(metric, packed, rows, stride, ids, count, out);
    return;
  }
#endif
  scores_of(metric, packed, rows, stride, ids, count, out);
}
