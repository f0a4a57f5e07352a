/* ScoredRow in Java: a score and a row in 64 bits, the greater the better, and among equal scores the lower row. */
#ifndef DUNLIN_SCORED_ROW_H
#define DUNLIN_SCORED_ROW_H

#include <stdint.h>
#include <string.h>

static inline int64_t entry_of(float score, int32_t row) {
  int32_t bits;
  score += 0.0f;
  memcpy(&bits, &score, sizeof bits);
  bits ^= (bits >> 31) & 0x7FFFFFFF;
  return (int64_t)(((uint64_t)(uint32_t)bits << 32) | (uint32_t)~row);
}

static inline float score_of(int64_t entry) {
  int32_t bits = (int32_t)(entry >> 32);
  bits ^= (bits >> 31) & 0x7FFFFFFF;
  float score;
  memcpy(&score, &bits, sizeof score);
  return score;
}

#endif
