/* A query's inner products with codewords, and their bytes: ProductQuantizer and QueryTables in Java. */
#include <math.h>
#include <string.h>

#include "export.h"
#include "round_entries.h"

enum { STEPS = 255 };

/* Of a part: component by component. */
INLINE void add_products(
    const float *part, int length, int words, const float *codewords, int64_t stride, float *sums) {
  for (int w = 0; w < words; w++) sums[w] = 0;
  for (int i = 0; i < length; i++) {
    for (int w = 0; w < words; w++) sums[w] = fmaf(part[i], codewords[i * stride + w], sums[w]);
  }
}

/* Parts start where SubSpaces in Java says: at part * dimension / parts. */
EXPORT void NAME(codeword_products)(
    const float *query, int dimension, int parts, int words, const float *transposed, float *sums) {
  int start = 0, rest = 0;
  for (int part = 0; part < parts; part++) {
    rest += dimension % parts;
    int length = dimension / parts + (rest >= parts);
    rest -= rest >= parts ? parts : 0;
    const float *codewords = transposed + part * words;
    if (words == ENTRIES) {
      add_products(query + start, length, ENTRIES, codewords, (int64_t)parts * words, sums);
    } else {
      add_products(query + start, length, words, codewords, (int64_t)parts * words, sums);
    }
    start += length;
    sums += words;
  }
}

/* The least and the greatest of a table. */
INLINE void extremes(const float *table, float *least, float *greatest) {
#if defined(__AVX512F__)
  __m512 entries = _mm512_loadu_ps(table);
  *least = _mm512_reduce_min_ps(entries);
  *greatest = _mm512_reduce_max_ps(entries);
#else
  *least = *greatest = table[0];
  for (int i = 1; i < ENTRIES; i++) {
    *least = table[i] < *least ? table[i] : *least;
    *greatest = table[i] > *greatest ? table[i] : *greatest;
  }
#endif
}

/* Tables of sixteen floats as bytes; those of digits without a part are zero. */
EXPORT void NAME(round_tables)(int parts, int digits, float *sums, uint8_t *entries, float affine[2]) {
  float widest = 0, lowest = 0;
  for (int part = 0; part < parts; part++) {
    float *table = sums + part * ENTRIES;
    float least, greatest;
    extremes(table, &least, &greatest);
    for (int i = 0; i < ENTRIES; i++) table[i] -= least;
    widest = greatest - least > widest ? greatest - least : widest;
    lowest += least;
  }
  round_entries(sums, parts * ENTRIES, STEPS, widest, entries);
  memset(entries + parts * ENTRIES, 0, (digits - parts) * ENTRIES);
  affine[0] = widest / STEPS;
  affine[1] = lowest;
}
