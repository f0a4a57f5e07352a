/* Estimates the scores of a block's links and offers them to a beam: LinkBlocks and Beam in Java. */
#include <math.h>
#include <string.h>

#include "export.h"
#include "fast_scan.h"
#include "scored_row.h"

#define INLINE static inline __attribute__((always_inline))

enum { SIZE, FIRST };

/* Candidates that are asked for ahead of their turn. */
enum { AHEAD = 2, CACHE_LINE = 64 };

/* Set in an entry of a beam until it was visited. */
static const int64_t FRESH = 0x80000000;

static const uint32_t MULTIPLIER = 0x9E3779B9;

typedef struct {
  int64_t *entries;
  int capacity;
  int32_t *state;
  const int32_t *visited;
  int bits;
} beam;

INLINE int was_visited(const beam *b, int32_t row) {
  uint32_t mask = (1u << b->bits) - 1;
  uint32_t place = ((uint32_t)row * MULTIPLIER) >> (32 - b->bits);
  while (b->visited[place] != row) {
    if (b->visited[place] < 0) return 0;
    place = (place + 1) & mask;
  }
  return 1;
}

/* How many entries are at least as good; without branches that cannot be foretold. */
INLINE int place_of(const beam *b, int64_t entry) {
  const int64_t *from = b->entries;
  int length = b->state[SIZE];
  while (length > 0) {
    int half = (length + 1) / 2;
    from = from[half - 1] >= entry ? from + half : from;
    length -= half;
  }
  return (int)(from - b->entries);
}

INLINE void offer(const beam *b, float score, int32_t row) {
  int64_t entry = entry_of(score, row);
  int size = b->state[SIZE];
  if ((size == b->capacity && entry <= b->entries[size - 1]) || was_visited(b, row)) return;
  int at = place_of(b, entry);
  if (size < b->capacity) b->state[SIZE] = ++size;
  memmove(b->entries + at + 1, b->entries + at, (size - 1 - at) * sizeof entry);
  b->entries[at] = entry;
  if (at < b->state[FIRST]) b->state[FIRST] = at;
}

/* 32 links at once; which of them may enter is found before any is offered. */
INLINE void offer_batch(
    const beam *b, const int32_t *rows, const float *addends, const float *factors, const uint8_t *codes,
    int groups, const uint8_t *tables, float scale, float offset, float score) {
  uint32_t sums[CODES];
  float estimates[CODES];
  int32_t chosen[CODES];
  fast_scan(codes, tables, groups, 1, 0, sums);
  for (int i = 0; i < CODES; i++) {
    float sum = fmaf(scale, (float)(int32_t)sums[i], offset);
    estimates[i] = score + fmaf(factors[i], sum, addends[i]);
  }
  int full = b->state[SIZE] == b->capacity;
  float worst = full ? score_of(b->entries[b->capacity - 1]) : -INFINITY;
  int count = 0;
  for (int i = 0; i < CODES; i++) {
    chosen[count] = i;
    count += (estimates[i] >= worst) & (estimates[i] > -INFINITY);
  }
  for (int i = 0; i < count; i++) offer(b, estimates[chosen[i]], rows[chosen[i]]);
}

INLINE void ask_for(const char *from, int64_t bytes) {
  for (int64_t at = 0; at < bytes; at += CACHE_LINE) __builtin_prefetch(from + at);
}

/* The blocks and vectors of the candidates that will probably be visited next. */
INLINE void look_ahead(
    const beam *b, const char *blocks, int64_t stride, const char *vectors, int64_t vector_bytes) {
  int asked = 0;
  for (int i = b->state[FIRST]; i < b->state[SIZE] && asked < AHEAD; i++) {
    if (b->entries[i] & FRESH) {
      int64_t row = ~(int32_t)b->entries[i];
      ask_for(vectors + row * vector_bytes, vector_bytes);
      ask_for(blocks + row * stride, stride);
      asked++;
    }
  }
}

EXPORT void NAME(offer_links)(
    const char *blocks, int64_t stride, int block, int slots, int groups, const uint8_t *tables,
    float scale, float offset, float score, const char *vectors, int64_t vector_bytes, int64_t *entries,
    int capacity, int32_t *state, const int32_t *visited, int bits) {
  beam b = {entries, capacity, state, visited, bits};
  const char *at = blocks + block * stride;
  const int32_t *rows = (const int32_t *)at;
  const float *addends = (const float *)(rows + slots);
  const float *factors = addends + slots;
  const uint8_t *codes = (const uint8_t *)(factors + slots);
  for (int i = 0; i < slots; i += CODES) {
    offer_batch(
        &b, rows + i, addends + i, factors + i, codes + i / CODES * groups * GROUP_BYTES, groups, tables,
        scale, offset, score);
  }
  look_ahead(&b, blocks, stride, vectors, vector_bytes);
}
