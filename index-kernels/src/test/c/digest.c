/*
 * Calls every kernel with the same made-up data and prints a digest of what each writes: on two
 * instruction sets all lines must be the same. compare-neon.sh runs it.
 */
#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define NAME(function) JOIN(function, ISA)

enum { ROWS = 100, MOST = 2048, LINKS = 32 };

void NAME(float_scores)(int, const float *, int, const float *, int, const int32_t *, int, int, float *);
void NAME(half_scores)(int, const float *, int, const uint16_t *, int, const int32_t *, int, int, float *);
void NAME(byte_scores)(int, const float *, int, const uint8_t *, int, const int32_t *, int, int, float *);
void NAME(bit_scores)(int, const float *, int, const uint64_t *, int, const int32_t *, int, int, float *);
void NAME(pair_scores)(int, const uint8_t *, int, int, const int32_t *, int, int, float *);
void NAME(packed_scores)(const float *, int, int, const uint8_t *, int64_t, const int32_t *, int, int, float *);
void NAME(table_sums)(const float *, const uint8_t *, int, const int32_t *, int, int, float *);
void NAME(nearest)(int, const float *, int, const float *, int, int, int, int32_t *, float *, int);
void NAME(codeword_products)(const float *, int, int, int, const float *, float *);
void NAME(round_tables)(int, int, float *, uint8_t *, float *);
void NAME(query_tables)(float *, int, int, int, int, const float *, uint8_t *, float *, float *);
void NAME(link_sums)(const float *, const float *, const float *, int, const int32_t *, int, float *, uint64_t *);
int NAME(accepted_links)(
    const int32_t *, int, int, const uint64_t *, uint8_t *, int, int32_t *, int32_t *);
void NAME(offer_links)(
    const char *, int64_t, int, int, int, const uint8_t *, float, float, float, const char *, int64_t, int64_t *,
    int, int32_t *, const int32_t *, int);
int NAME(scan_blocks)(
    const char *, int64_t, int, int, const uint8_t *, int, float, float, float, const uint64_t *, float, int64_t *,
    int32_t *, const char *);
int NAME(scan_byte_blocks)(
    const char *, int64_t, int, int, const float *, float, const uint64_t *, float, int64_t *, int32_t *,
    const char *);

static uint64_t state = 42;

static uint32_t draw(void) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(state >> 33);
}

static void *room(size_t bytes) {
  void *p = aligned_alloc(64, (bytes + 127) / 64 * 64);
  memset(p, 0, (bytes + 127) / 64 * 64);
  return p;
}

static float *floats(int count) {
  float *all = room(sizeof(float) * count);
  for (int i = 0; i < count; i++) all[i] = (float)((int)(draw() % 20001) - 10000) / 4096;
  return all;
}

static uint8_t *bytes(int count) {
  uint8_t *all = room(count);
  for (int i = 0; i < count; i++) all[i] = (uint8_t)draw();
  return all;
}

static int32_t *numbers(int count, int below) {
  int32_t *all = room(sizeof(int32_t) * count);
  for (int i = 0; i < count; i++) all[i] = (int32_t)(draw() % below);
  return all;
}

static void digest(const char *what, int dimension, const void *data, size_t size) {
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < size; i++) hash = (hash ^ ((const uint8_t *)data)[i]) * 1099511628211u;
  printf("%s %d %016" PRIx64 "\n", what, dimension, hash);
}

static void scores(int d, int padded) {
  float *query = floats(padded + 2), *rows = floats(ROWS * d), out[ROWS];
  int32_t *ids = numbers(ROWS, ROWS);
  uint8_t *codes = bytes(ROWS * (padded + 64));
  uint16_t *halves = room(2 * ROWS * d);
  for (int i = 0; i < ROWS * d; i++) halves[i] = (uint16_t)((draw() & 0x8000) | (draw() % 0x4800));
  uint64_t *words = (uint64_t *)bytes(8 * ROWS * ((d + 63) / 64));
  for (int i = 0; d % 64 != 0 && i < ROWS; i++) words[(i + 1) * ((d + 63) / 64) - 1] &= (1ull << d % 64) - 1;
  for (int metric = 0; metric < 3; metric++) {
    for (int by_id = 0; by_id < 2; by_id++) {
      const int32_t *some = by_id ? ids : 0;
      NAME(float_scores)(metric, query, d, rows, d, some, 0, ROWS, out);
      digest("float_scores", d, out, sizeof out);
      NAME(half_scores)(metric, query, d, halves, d, some, 0, ROWS, out);
      digest("half_scores", d, out, sizeof out);
      NAME(byte_scores)(metric, query, d, codes, d, some, 0, ROWS, out);
      digest("byte_scores", d, out, sizeof out);
    }
    int32_t best[ROWS];
    for (int i = 0; i < ROWS; i++) best[i] = -1, out[i] = -3e38f;
    NAME(nearest)(metric, rows, ROWS, rows, d, 16, 64, best, out, 0);
    digest("nearest", d, best, sizeof best);
    digest("nearest", d, out, sizeof out);
  }
  float *zero_one = floats(d);
  for (int i = 0; i < d; i++) zero_one[i] = zero_one[i] > 0;
  for (int metric = 3; metric < 5; metric++) {
    NAME(bit_scores)(metric, zero_one, d, words, (d + 63) / 64, ids, 0, ROWS, out);
    digest("bit_scores", d, out, sizeof out);
  }
  for (int squared = 0; squared < 2; squared++) {
    NAME(pair_scores)(squared, codes, padded, 7, ids, 0, ROWS, out);
    digest("pair_scores", d, out, sizeof out);
  }
  NAME(table_sums)(floats(256 * d), codes, d, ids, 0, ROWS, out);
  digest("table_sums", d, out, sizeof out);
  for (int bits = 1; bits <= 4; bits *= 2) {
    int length = (padded + 127) / 128 * 128;
    float *wide = floats(length + 2);
    int64_t stride = length * bits / 8 + 8;
    uint8_t *packed = bytes(ROWS * stride);
    for (int i = 0; i < ROWS; i++) memcpy(packed + i * stride + length * bits / 8, floats(2), 8);
    NAME(packed_scores)(wide, length, bits, packed, stride, ids, 0, ROWS, out);
    digest("packed_scores", d, out, sizeof out);
  }
  float *sums = room(sizeof(float) * 4 * ROWS);
  int signs_size = 8 * ROWS * ((padded + 63) / 64);
  uint64_t *signs = room(signs_size);
  float *wide_rows = floats(ROWS * padded);
  NAME(link_sums)(query, floats(padded), wide_rows, padded, ids, ROWS, sums, signs);
  digest("link_sums", d, sums, sizeof(float) * 4 * ROWS);
  digest("link_sums", d, signs, signs_size);
}

static void tables(int d, int padded) {
  float *sums = room(sizeof(float) * 16 * padded), affine[2];
  uint8_t *entries = room(16 * padded);
  float *vector = floats(padded);
  int window = 1;
  while (2 * window <= padded) window *= 2;
  NAME(query_tables)(vector, d, padded, window, 2, floats(4 * padded), entries, sums, affine);
  digest("query_tables", d, vector, sizeof(float) * padded);
  digest("query_tables", d, entries, padded / 4 * 16);
  digest("query_tables", d, affine, sizeof affine);
  int parts = (d + 1) / 2, digits = (parts + 3) / 4 * 4;
  float *query = floats(d), *codewords = floats(2 * 16 * parts);
  NAME(codeword_products)(query, d, parts, 16, codewords, sums);
  digest("codeword_products", d, sums, sizeof(float) * 16 * parts);
  NAME(round_tables)(parts, digits, sums, entries, affine);
  digest("round_tables", d, entries, 16 * digits);
  digest("round_tables", d, affine, sizeof affine);
}

static void blocks(int groups) {
  enum { BLOCKS = 20, PLACES = 32 };
  int64_t stride = PLACES * 12 + (groups + 3) / 4 * 4 * 16, wide = PLACES * 12 + groups * PLACES;
  char *all = (char *)bytes(BLOCKS * stride), *all_wide = (char *)bytes(BLOCKS * wide);
  for (int b = 0; b < BLOCKS; b++) {
    for (int kind = 0; kind < 2; kind++) {
      char *at = kind ? all_wide + b * wide : all + b * stride;
      memcpy(at, floats(2 * PLACES), 8 * PLACES);
      memcpy(at + 8 * PLACES, numbers(PLACES, 1000), 4 * PLACES);
    }
  }
  uint64_t *few = room(8 * 16);
  for (int i = 0; i < 30; i++) few[draw() % 15] |= 1ull << draw() % 64;
  uint8_t *entries = bytes(16 * groups), *narrow = room(16 * groups);
  for (int i = 0; i < 16 * groups; i++) narrow[i] = entries[i] % 64;
  int64_t pool[BLOCKS * PLACES];
  for (int kind = 0; kind < 6; kind++) {
    int32_t size = 0;
    const uint64_t *accepted = kind % 2 ? few : 0;
    float threshold = kind < 4 ? -INFINITY : 5;
    int good = NAME(scan_blocks)(
        all, stride, BLOCKS, groups, kind & 2 ? narrow : entries, kind & 2 ? 1 : 0, 0.01f, -3, 1, accepted,
        threshold, pool, &size, all);
    digest("scan_blocks", groups, pool, sizeof pool[0] * size);
    digest("scan_blocks", groups, &good, sizeof good);
    size = 0;
    good = NAME(scan_byte_blocks)(
        all_wide, wide, BLOCKS, groups, floats(256 * groups), 1, accepted, threshold, pool, &size, all);
    digest("scan_byte_blocks", groups, pool, sizeof pool[0] * size);
    digest("scan_byte_blocks", groups, &good, sizeof good);
  }
  int32_t beam[2] = {0, 0}, visited[64];
  int64_t best[40];
  memset(visited, -1, sizeof visited);
  for (int b = 0; b < BLOCKS; b++) {
    char *at = all + b * stride;
    memcpy(at, numbers(PLACES, ROWS), 4 * PLACES);
    memcpy(at + 4 * PLACES, floats(2 * PLACES), 8 * PLACES);
    NAME(offer_links)(
        all, stride, b, PLACES, groups, narrow, 0.02f, -2, 1, all, 1, best, 40, beam, visited, 6);
    digest("offer_links", groups, best, sizeof best[0] * beam[0]);
  }
}

static void links(void) {
  int32_t *lists = numbers(ROWS * (1 + LINKS), ROWS);
  for (int node = 0; node < ROWS; node++) lists[node * (1 + LINKS)] = (int)(draw() % (LINKS + 2)) - 1;
  uint64_t accepted[2] = {0x8000100020010040, 0x100400001};
  uint8_t *stamps = room(ROWS);
  int32_t refused[LINKS], out[2 * LINKS];
  for (int node = 0; node < ROWS; node++) {
    int count = NAME(accepted_links)(lists, LINKS, node, accepted, stamps, 1 + node / 4, refused, out);
    digest("accepted_links", node, out, sizeof out[0] * count);
  }
}

int main(void) {
  int dimensions[] = {16, 17, 48, 100, 128, 300, 784};
  for (int i = 0; i < 7; i++) {
    int d = dimensions[i], padded = (d + 63) / 64 * 64;
    scores(d, padded);
    tables(d, padded);
  }
  for (int groups = 4; groups <= 1100; groups = 3 * groups / 4 * 4) blocks(groups);
  links();
  return 0;
}
