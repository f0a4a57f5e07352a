/* Estimates the scores of coded rows and appends the good ones to a pool: CodeBlocks and CandidatePool in Java. */
#include <math.h>

#include "export.h"
#include "fast_scan.h"
#include "scored_row.h"

#define INLINE static inline __attribute__((always_inline))

/* How far ahead codes are asked for, and how much of the next list while this one is scanned. */
enum { AHEAD_BYTES = 2048, CACHE_LINE = 64 };

typedef struct {
  const float *addends, *factors;
  const int32_t *rows;
  const uint8_t *codes;
} code_block;

INLINE code_block block_at(const char *at) {
  const float *numbers = (const float *)at;
  return (code_block){
      numbers, numbers + CODES, (const int32_t *)(numbers + 2 * CODES), (const uint8_t *)(numbers + 3 * CODES)};
}

/* A bit for each estimate that is no worse than the threshold; one that is no number is not. */
INLINE uint32_t good_ones(const float estimates[CODES], float threshold) {
#if defined(__AVX512F__)
  __m512 limit = _mm512_set1_ps(threshold);
  uint32_t low = _mm512_cmp_ps_mask(_mm512_loadu_ps(estimates), limit, _CMP_NLT_UQ);
  uint32_t high = _mm512_cmp_ps_mask(_mm512_loadu_ps(estimates + 16), limit, _CMP_NLT_UQ);
  return low | high << 16;
#elif defined(__AVX2__)
  __m256 limit = _mm256_set1_ps(threshold);
  uint32_t good = 0;
  for (int i = 0; i < CODES; i += 8) {
    __m256 eight = _mm256_cmp_ps(_mm256_loadu_ps(estimates + i), limit, _CMP_NLT_UQ);
    good |= (uint32_t)_mm256_movemask_ps(eight) << i;
  }
  return good;
#else
  uint32_t good = 0;
  for (int i = 0; i < CODES; i++) good |= (uint32_t)!(estimates[i] < threshold) << i;
  return good;
#endif
}

/* Rows that a scan appends, and those it was good enough for. */
typedef struct {
  const uint64_t *accepted; /* a bit for each row; null if all are */
  float threshold;
  int64_t *entries;
  int32_t *size;
  int good;
} pool;

INLINE int is_accepted(const pool *p, int32_t row) {
  return p->accepted == 0 || (p->accepted[row / 64] >> (row % 64) & 1);
}

INLINE void append(pool *p, const float estimates[CODES], const int32_t *rows) {
  for (uint32_t good = good_ones(estimates, p->threshold); good; good &= good - 1) {
    int i = __builtin_ctz(good);
    float estimate = isnan(estimates[i]) ? -INFINITY : estimates[i];
    if (rows[i] < 0) continue;
    p->good++;
    if (is_accepted(p, rows[i])) p->entries[(*p->size)++] = entry_of(estimate, rows[i]);
  }
}

/* While every row is good enough, a block without an accepted one need not be read. */
INLINE int is_skipped(pool *p, const int32_t *rows) {
  if (p->accepted == 0 || p->threshold > -INFINITY) return 0;
  uint64_t any = 0;
  int count = 0;
  for (int i = 0; i < CODES; i++) {
    int32_t row = rows[i] < 0 ? 0 : rows[i];
    any |= rows[i] < 0 ? 0 : p->accepted[row / 64] >> (row % 64) & 1;
    count += rows[i] >= 0;
  }
  if (any) return 0;
  p->good += count;
  return 1;
}

INLINE void ask_for(const char *next) {
  for (int at = 0; at < AHEAD_BYTES; at += CACHE_LINE) __builtin_prefetch(next + at);
}

INLINE void scan(
    const char *blocks, int64_t stride, int count, int groups, const uint8_t *tables, int narrow, float scale,
    float offset, float score, pool *p) {
  for (int b = 0; b < count; b++) {
    code_block block = block_at(blocks + b * stride);
    if (is_skipped(p, block.rows)) continue;
    uint32_t sums[CODES];
    float estimates[CODES];
    fast_scan(block.codes, tables, groups, narrow, AHEAD_BYTES, sums);
    for (int i = 0; i < CODES; i++) {
      float sum = fmaf(scale, (float)(int32_t)sums[i], offset);
      estimates[i] = score + fmaf(block.factors[i], sum, block.addends[i]);
    }
    append(p, estimates, block.rows);
  }
}

/* Digits of 4 bits: tables of bytes, whose sums are scaled and moved. Says how many were good enough. */
EXPORT int NAME(scan_blocks)(
    const char *blocks, int64_t stride, int count, int groups, const uint8_t *tables, int narrow, float scale,
    float offset, float score, const uint64_t *accepted, float threshold, int64_t *entries, int32_t *size,
    const char *next) {
  pool p = {accepted, threshold, entries, size, 0};
  ask_for(next);
  if (narrow) {
    scan(blocks, stride, count, groups, tables, 1, scale, offset, score, &p);
  } else {
    scan(blocks, stride, count, groups, tables, 0, scale, offset, score, &p);
  }
  return p.good;
}

/* Digits of 8 bits: tables of floats, whose entries are added in the order of the digits. */
EXPORT int NAME(scan_byte_blocks)(
    const char *blocks, int64_t stride, int count, int digits, const float *tables, float score,
    const uint64_t *accepted, float threshold, int64_t *entries, int32_t *size, const char *next) {
  pool p = {accepted, threshold, entries, size, 0};
  ask_for(next);
  for (int b = 0; b < count; b++) {
    code_block block = block_at(blocks + b * stride);
    if (is_skipped(&p, block.rows)) continue;
    float estimates[CODES] = {0};
    for (int d = 0; d < digits; d++) {
      for (int i = 0; i < CODES; i++) estimates[i] += tables[d * 256 + block.codes[d * CODES + i]];
    }
    for (int i = 0; i < CODES; i++) {
      estimates[i] = score + fmaf(block.factors[i], estimates[i], block.addends[i]);
    }
    append(&p, estimates, block.rows);
  }
  return p.good;
}
