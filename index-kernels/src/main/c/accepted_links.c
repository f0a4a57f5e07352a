/* Gathers the accepted links around a node: Kernels and AcceptedLinks in Java. */
#include <stdint.h>

#include "export.h"

#define INLINE static inline __attribute__((always_inline))

enum { CACHE_LINE = 64, WORD = 64 };

typedef struct {
  const uint64_t *accepted;
  uint8_t *stamps;
  uint8_t stamp;
} rows;

INLINE uint64_t is_accepted(const rows *r, int32_t row) { return r->accepted[row / WORD] >> (row % WORD) & 1; }

/* Whether the row was not visited; it is then. */
INLINE int visit(const rows *r, int32_t row) {
  if (r->stamps[row] == r->stamp) return 0;
  r->stamps[row] = r->stamp;
  return 1;
}

INLINE void ask_for(const int32_t *list, int most) {
  const char *from = (const char *)list;
  for (int at = 0; at <= most * (int)sizeof *list; at += CACHE_LINE) __builtin_prefetch(from + at);
}

/* Few are accepted, so their bits are found first, without a branch for each. */
INLINE int gather_accepted(const rows *r, const int32_t *links, int size, int32_t *out, int count) {
  for (int from = 0; from < size; from += WORD) {
    int some = size - from < WORD ? size - from : WORD;
    uint64_t found = 0;
    for (int i = 0; i < some; i++) found |= is_accepted(r, links[from + i]) << i;
    for (; found; found &= found - 1) {
      int32_t target = links[from + __builtin_ctzll(found)];
      if (visit(r, target)) out[count++] = target;
    }
  }
  return count;
}

EXPORT int NAME(accepted_links)(
    const int32_t *lists, int most, int node, const uint64_t *accepted, uint8_t *stamps, int stamp,
    int32_t *refused, int32_t *out) {
  rows r = {accepted, stamps, (uint8_t)stamp};
  int64_t stride = 1 + (int64_t)most;
  const int32_t *own = lists + node * stride;
  int refused_count = 0, count = 0;
  for (int i = 0; i < own[0]; i++) {
    int32_t target = own[1 + i];
    if (!visit(&r, target)) continue;
    if (is_accepted(&r, target)) {
      out[count++] = target;
    } else {
      refused[refused_count++] = target;
      ask_for(lists + target * stride, most);
    }
  }
  for (int i = 0; i < refused_count && count < most; i++) {
    const int32_t *between = lists + refused[i] * stride;
    count = gather_accepted(&r, between + 1, between[0], out, count);
  }
  return count;
}
