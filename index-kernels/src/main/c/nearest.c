/*
 * The best of many centroids for each of many rows. Every pair has the score, bit by bit, that
 * scores.h gives it; what is saved are loads, because rows and centroids meet in blocks, and most of
 * the work of adding up lanes.
 */
#include <math.h>
#include <string.h>

#include "export.h"
#include "metric.h"

/* Rows and centroids of a block. */
enum { SIDE = 4, PAIRS = SIDE * SIDE };

/* Scores of a vector register; rows and centroids whose lanes are in registers at once. */
#if defined(__AVX512F__)
enum { WIDE = 16, PART = 4 };
#elif defined(__AVX2__)
enum { WIDE = 8, PART = 2 };
#else
enum { WIDE = 4, PART = 2 };
#endif

/* Centroids of short vectors that are transposed at a time: 16 KiB at most. */
enum { TRANSPOSED = 256 };

typedef float vec __attribute__((vector_size(WIDE * sizeof(float)), aligned(sizeof(float)), may_alias));
typedef int32_t ints __attribute__((vector_size(WIDE * sizeof(int32_t)), aligned(sizeof(int32_t)), may_alias));

/* For each lane the best score yet and its centroid. */
typedef struct { vec score; ints centroid; } winners;

INLINE winners nobody(void) {
  winners w = {{0}, {0}};
  w.score += -INFINITY;
  return w;
}

INLINE vec greater_is_better(enum metric metric, vec sum) {
  if (metric == DOT) return sum;
  return 0.0f - sum;
}

/* Centroids come in ascending order, so the first of equal ones stays. */
INLINE winners challenge(winners w, vec score, ints centroid) {
  ints better = score > w.score;
  w.score = (vec)(((ints)score & better) | ((ints)w.score & ~better));
  w.centroid = (centroid & better) | (w.centroid & ~better);
  return w;
}

/* The winner among some lanes, if it beats what was best before. */
INLINE void settle(const winners *w, int from, int to, int32_t *best, float *score) {
  const float *scores = (const float *)&w->score;
  const int32_t *centroids = (const int32_t *)&w->centroid;
  int winner = from;
  for (int i = from + 1; i < to; i++) {
    int wins = scores[i] > scores[winner] ||
               (scores[i] == scores[winner] && centroids[i] < centroids[winner]);
    winner = wins ? i : winner;
  }
  if (scores[winner] > *score) {
    *score = scores[winner];
    *best = centroids[winner];
  }
}

/* The sums of PART rows and PART centroids, over blocks of lanes and what is behind them. */
INLINE void part(
    enum metric metric, int dimension, const float *const row[PART], const float *const centroid[PART],
    float sums[PART * PART]) {
  lanes sum[PART * PART];
  for (int i = 0; i < PART * PART; i++) sum[i] = lanes_zero();
  int whole = dimension & -LANES;
  for (int at = 0; at < whole; at += LANES) {
    lanes of_row[PART];
    for (int r = 0; r < PART; r++) of_row[r] = lanes_load(row[r] + at);
    for (int c = 0; c < PART; c++) {
      lanes of_centroid = lanes_load(centroid[c] + at);
      for (int r = 0; r < PART; r++) {
        sum[r * PART + c] = step(metric, of_row[r], of_centroid, sum[r * PART + c]);
      }
    }
  }
  for (int i = 0; i < PART * PART; i++) sums[i] = 0.0f;
  lanes_totals(sums, sum);
  if (whole < dimension) {
    int start = dimension - LANES, first = whole - start;
    lanes of_row[PART];
    for (int r = 0; r < PART; r++) of_row[r] = lanes_keep_from(first, lanes_load(row[r] + start));
    for (int c = 0; c < PART; c++) {
      lanes of_centroid = lanes_keep_from(first, lanes_load(centroid[c] + start));
      for (int r = 0; r < PART; r++) {
        sum[r * PART + c] = step(metric, of_row[r], of_centroid, lanes_zero());
      }
    }
    lanes_totals(sums, sum);
  }
}

/* Place 4r + c gets the sum of row r and centroid c. */
INLINE void block(
    enum metric metric, int dimension, const float *const row[SIDE], const float *const centroid[SIDE],
    float out[PAIRS]) {
  for (int r = 0; r < SIDE; r += PART) {
    for (int c = 0; c < SIDE; c += PART) {
      float sums[PART * PART];
      part(metric, dimension, row + r, centroid + c, sums);
      for (int i = 0; i < PART * PART; i++) out[(r + i / PART) * SIDE + c + i % PART] = sums[i];
    }
  }
}

/* Where there are fewer than four, the last one is repeated: it ties with itself and changes nothing. */
INLINE void in_blocks(
    enum metric metric, const float *rows, int count, const float *centroids, int dimension,
    int from, int centroid_count, int32_t *best, float *scores) {
  static const int32_t offsets[PAIRS] = {0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3};
  for (int i = 0; i < count; i += SIDE) {
    const float *row[SIDE];
    for (int r = 0; r < SIDE; r++) row[r] = rows + (int64_t)(i + r < count ? i + r : count - 1) * dimension;
    winners w[PAIRS / WIDE];
    for (int v = 0; v < PAIRS / WIDE; v++) w[v] = nobody();
    for (int j = 0; j < centroid_count; j += SIDE) {
      const float *centroid[SIDE];
      for (int c = 0; c < SIDE; c++) {
        centroid[c] = centroids + (int64_t)(j + c < centroid_count ? j + c : centroid_count - 1) * dimension;
      }
      float sums[PAIRS];
      block(metric, dimension, row, centroid, sums);
      for (int v = 0; v < PAIRS / WIDE; v++) {
        vec score = greater_is_better(metric, *(const vec *)(sums + v * WIDE));
        w[v] = challenge(w[v], score, *(const ints *)(offsets + v * WIDE) + (from + j));
      }
    }
    for (int r = 0; r < SIDE && i + r < count; r++) {
      int lane = r * SIDE % WIDE;
      settle(&w[r * SIDE / WIDE], lane, lane + SIDE, best + i + r, scores + i + r);
    }
  }
}

/* A sixteenth of a lane's sum: for short vectors a lane has one component, or none. */
INLINE vec component(enum metric metric, float of_row, const float *of_centroids) {
  vec difference = *(const vec *)of_centroids;
  if (metric == DOT) return difference * of_row;
  difference = of_row - difference;
  if (metric == EUCLID) return difference * difference;
  return (vec)((ints)difference & 0x7FFFFFFF);
}

/*
 * Vectors that do not fill the lanes once: centroids side by side, transposed. Component i of
 * d belongs to lane 16 - d + i; lanes before that are empty.
 */
INLINE void transposed(
    enum metric metric, const float *rows, int count, const float *centroids, int dimension,
    int from, int centroid_count, int32_t *best, float *scores) {
  static const int32_t offsets[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  float table[LANES][TRANSPOSED];
  int first_lane = LANES - dimension, first_group = first_lane & -4;
  int padded = (centroid_count + WIDE - 1) & -WIDE;
  for (int lane = first_group; lane < LANES; lane++) {
    for (int j = 0; j < padded; j++) {
      const float *centroid = centroids + (int64_t)(j < centroid_count ? j : centroid_count - 1) * dimension;
      table[lane][j] = lane < first_lane ? 0.0f : centroid[lane - first_lane];
    }
  }
  for (int i = 0; i < count; i++) {
    float row[LANES] = {0};
    memcpy(row + first_lane, rows + (int64_t)i * dimension, dimension * sizeof(float));
    winners w = nobody();
    for (int j = 0; j < padded; j += WIDE) {
      vec sum = {0};
      for (int lane = first_group; lane < LANES; lane += 4) {
        vec even = component(metric, row[lane], table[lane] + j) + component(metric, row[lane + 2], table[lane + 2] + j);
        vec odd = component(metric, row[lane + 1], table[lane + 1] + j) + component(metric, row[lane + 3], table[lane + 3] + j);
        sum += even + odd;
      }
      w = challenge(w, greater_is_better(metric, sum), *(const ints *)offsets + (from + j));
    }
    settle(&w, 0, WIDE, best + i, scores + i);
  }
}

INLINE void nearest(
    enum metric metric, const float *rows, int count, const float *centroids, int dimension,
    int from, int centroid_count, int32_t *best, float *scores) {
  if (dimension >= LANES) {
    in_blocks(metric, rows, count, centroids, dimension, from, centroid_count, best, scores);
    return;
  }
  for (int j = 0; j < centroid_count; j += TRANSPOSED) {
    int some = centroid_count - j < TRANSPOSED ? centroid_count - j : TRANSPOSED;
    transposed(
        metric, rows, count, centroids + (int64_t)j * dimension, dimension, from + j, some, best, scores);
  }
}

/*
 * best[at + i] and scores[at + i] hold what is best yet for row i; centroids that are better replace it.
 * The first centroid has the number given by from.
 */
EXPORT void NAME(nearest)(
    int metric, const float *rows, int count, const float *centroids, int dimension,
    int from, int centroid_count, int32_t *best, float *scores, int at) {
  best += at;
  scores += at;
  switch (metric) {
    case DOT:
      nearest(DOT, rows, count, centroids, dimension, from, centroid_count, best, scores);
      break;
    case EUCLID:
      nearest(EUCLID, rows, count, centroids, dimension, from, centroid_count, best, scores);
      break;
    default:
      nearest(MANHATTAN, rows, count, centroids, dimension, from, centroid_count, best, scores);
      break;
  }
}
