/*
 * Sums of table entries, one for each digit of a code of bytes: ScalarKernels in Java says in which
 * order. Digit i has the 256 entries from tables + 256 * i on.
 *
 * Entries are loaded one by one. Gathers (vgatherdps) take about three times as long on Zen 4, since
 * they are loads one by one too; what saves time is to read eight digits at once and shift them out.
 */
#include <stdint.h>
#include <string.h>

#include "export.h"

#define INLINE static inline __attribute__((always_inline))

enum { LANES = 16, ENTRIES = 256, CACHE_LINE = 64 };

/* Rows that are on their way from memory while others are added up. */
enum { AHEAD = 24 };

INLINE void entries_of_eight(const float *tables, const uint8_t *digits, float out[8]) {
  uint64_t eight;
  memcpy(&eight, digits, sizeof eight);
  for (int i = 0; i < 8; i++) out[i] = tables[i * ENTRIES + ((eight >> (8 * i)) & 0xFF)];
}

INLINE void entries(const float *tables, const uint8_t *digits, float out[LANES]) {
  entries_of_eight(tables, digits, out);
  entries_of_eight(tables + 8 * ENTRIES, digits + 8, out + 8);
}

/* Adds the groups of four lanes from the given one on in turn. */
INLINE float total(float sum, const float lane[LANES], int first) {
  for (int l = first; l < LANES; l += 4) sum += (lane[l] + lane[l + 2]) + (lane[l + 1] + lane[l + 3]);
  return sum;
}

/* The digits behind the last whole block belong to the last lanes: at most fifteen. */
INLINE float add_rest(float sum, const float *tables, const uint8_t *digits, int rest) {
  float lane[LANES] = {0};
  int single = rest >= 8 ? rest - 8 : rest;
  for (int i = 0; i < single; i++) lane[LANES - rest + i] = tables[i * ENTRIES + digits[i]];
  if (rest >= 8) entries_of_eight(tables + single * ENTRIES, digits + single, lane + 8);
  return total(sum, lane, (LANES - rest) & -4);
}

INLINE float sum_of(const float *tables, const uint8_t *row, int digits) {
  float sum = 0;
  int at = 0;
  if (digits >= LANES) {
    float lane[LANES];
    entries(tables, row, lane);
    for (at = LANES; at + LANES <= digits; at += LANES) {
      float more[LANES];
      entries(tables + at * ENTRIES, row + at, more);
      for (int l = 0; l < LANES; l++) lane[l] += more[l];
    }
    sum = total(sum, lane, 0);
  }
  return at < digits ? add_rest(sum, tables + at * ENTRIES, row + at, digits - at) : sum;
}

INLINE void ahead(const uint8_t *row, int digits) {
  for (int at = 0; at < digits; at += CACHE_LINE) __builtin_prefetch(row + at);
  __builtin_prefetch(row + digits - 1);
}

INLINE const uint8_t *row_at(const uint8_t *codes, const int32_t *ids, int i, int digits) {
  return codes + (int64_t)(ids ? ids[i] : i) * digits;
}

INLINE void sums(
    const float *tables, const uint8_t *codes, int digits, const int32_t *ids, int count, float *out) {
  if (ids) {
    for (int i = 0; i < count && i < AHEAD; i++) ahead(row_at(codes, ids, i, digits), digits);
  }
  for (int i = 0; i < count; i++) {
    if (ids && i + AHEAD < count) ahead(row_at(codes, ids, i + AHEAD, digits), digits);
    out[i] = sum_of(tables, row_at(codes, ids, i, digits), digits);
  }
}

/*
 * out[at + i] for 0 <= i < count is the sum of code ids[at + i], or of code i where ids is null. The
 * usual numbers of digits are compiled on their own.
 */
EXPORT void NAME(table_sums)(
    const float *tables, const uint8_t *codes, int digits, const int32_t *ids, int at, int count,
    float *out) {
  ids = ids ? ids + at : ids;
  out += at;
  switch (digits) {
    case 8:
      sums(tables, codes, 8, ids, count, out);
      break;
    case 16:
      sums(tables, codes, 16, ids, count, out);
      break;
    case 32:
      sums(tables, codes, 32, ids, count, out);
      break;
    default:
      sums(tables, codes, digits, ids, count, out);
      break;
  }
}
