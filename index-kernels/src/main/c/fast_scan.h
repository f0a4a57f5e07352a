/*
 * Sums of table entries for 32 codes at once, the tables in registers: "fast scan" of Andre,
 * Kermarrec and Le Scouarnec, "Cache locality is not enough" (VLDB 2015), in the layout of 4-bit codes.
 *
 * A code has one 4-bit digit for each group. Byte i of a group holds the digit of code i in its low half
 * and that of code 16 + i in its high half; each group has a table of 16 bytes, one for each digit.
 */
#ifndef DUNLIN_FAST_SCAN_H
#define DUNLIN_FAST_SCAN_H

#include <stdint.h>

enum { CODES = 32, GROUP_BYTES = 16 };

/* Sums of 16 bits hold so many entries of 255. */
enum { GROUPS_PER_SUM = 256 };

/* Sums of 8 bits hold so many narrow entries: QueryTables in Java. */
enum { NARROWEST = 63, NARROW_TOGETHER = 4 };

enum { LINE = 64 };

static inline void ask_ahead(const uint8_t *from, int bytes) {
  for (int at = 0; at < bytes; at += LINE) __builtin_prefetch(from + at);
}

#if defined(__AVX512BW__)
#include <immintrin.h>

/* The even and the odd bytes of four groups, added to sums of 16 bits. */
typedef struct { __m512i all, odd; } sums16;

static inline sums16 sums_add(sums16 sums, __m512i entries) {
  sums.all = _mm512_add_epi16(sums.all, entries);
  sums.odd = _mm512_add_epi16(sums.odd, _mm512_srli_epi16(entries, 8));
  return sums;
}

static inline __m128i sums_of_lanes(__m512i a) {
  __m256i half = _mm256_add_epi16(_mm512_castsi512_si256(a), _mm512_extracti64x4_epi64(a, 1));
  return _mm_add_epi16(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
}

static inline void sums_store(sums16 sums, uint32_t out[16]) {
  __m128i even = sums_of_lanes(_mm512_sub_epi16(sums.all, _mm512_slli_epi16(sums.odd, 8)));
  __m128i odd = sums_of_lanes(sums.odd);
  __m256i in_order = _mm256_set_m128i(_mm_unpackhi_epi16(even, odd), _mm_unpacklo_epi16(even, odd));
  __m512i before = _mm512_loadu_si512(out);
  _mm512_storeu_si512(out, _mm512_add_epi32(before, _mm512_cvtepu16_epi32(in_order)));
}

/* Entries of both halves for four groups. */
typedef struct { __m512i low, high; } looked_up;

static inline looked_up look_up(const uint8_t *codes, const uint8_t *tables) {
  __m512i digit = _mm512_set1_epi8(0x0F);
  __m512i both = _mm512_loadu_si512(codes);
  __m512i table = _mm512_loadu_si512(tables);
  __m512i upper = _mm512_and_si512(_mm512_srli_epi16(both, 4), digit);
  return (looked_up){
      _mm512_shuffle_epi8(table, _mm512_and_si512(both, digit)), _mm512_shuffle_epi8(table, upper)};
}

static inline looked_up add_bytes(looked_up a, looked_up b) {
  return (looked_up){_mm512_add_epi8(a.low, b.low), _mm512_add_epi8(a.high, b.high)};
}

enum { GROUPS_AT_ONCE = 4 };

static inline sums16 sums_zero(void) {
  return (sums16){_mm512_setzero_si512(), _mm512_setzero_si512()};
}

#elif defined(__AVX2__)
#include <immintrin.h>

typedef struct { __m256i all, odd; } sums16;

static inline sums16 sums_add(sums16 sums, __m256i entries) {
  sums.all = _mm256_add_epi16(sums.all, entries);
  sums.odd = _mm256_add_epi16(sums.odd, _mm256_srli_epi16(entries, 8));
  return sums;
}

static inline __m128i sums_of_lanes(__m256i a) {
  return _mm_add_epi16(_mm256_castsi256_si128(a), _mm256_extracti128_si256(a, 1));
}

static inline void sums_store_eight(__m128i eight, uint32_t out[8]) {
  __m256i before = _mm256_loadu_si256((const __m256i *)out);
  __m256i after = _mm256_add_epi32(before, _mm256_cvtepu16_epi32(eight));
  _mm256_storeu_si256((__m256i *)out, after);
}

static inline void sums_store(sums16 sums, uint32_t out[16]) {
  __m128i even = sums_of_lanes(_mm256_sub_epi16(sums.all, _mm256_slli_epi16(sums.odd, 8)));
  __m128i odd = sums_of_lanes(sums.odd);
  sums_store_eight(_mm_unpacklo_epi16(even, odd), out);
  sums_store_eight(_mm_unpackhi_epi16(even, odd), out + 8);
}

/* Entries of both halves for two groups. */
typedef struct { __m256i low, high; } looked_up;

static inline looked_up look_up(const uint8_t *codes, const uint8_t *tables) {
  __m256i digit = _mm256_set1_epi8(0x0F);
  __m256i both = _mm256_loadu_si256((const __m256i *)codes);
  __m256i table = _mm256_loadu_si256((const __m256i *)tables);
  __m256i upper = _mm256_and_si256(_mm256_srli_epi16(both, 4), digit);
  return (looked_up){
      _mm256_shuffle_epi8(table, _mm256_and_si256(both, digit)), _mm256_shuffle_epi8(table, upper)};
}

static inline looked_up add_bytes(looked_up a, looked_up b) {
  return (looked_up){_mm256_add_epi8(a.low, b.low), _mm256_add_epi8(a.high, b.high)};
}

static inline sums16 sums_zero(void) {
  return (sums16){_mm256_setzero_si256(), _mm256_setzero_si256()};
}

enum { GROUPS_AT_ONCE = 2 };

#elif defined(__ARM_NEON)
#include <arm_neon.h>

static inline void sums_store_eight(uint16x8_t eight, uint32_t out[8]) {
  vst1q_u32(out, vaddw_u16(vld1q_u32(out), vget_low_u16(eight)));
  vst1q_u32(out + 4, vaddw_u16(vld1q_u32(out + 4), vget_high_u16(eight)));
}

/* The sums of the even and the odd codes of a half are those of its two quarters. */
typedef struct { uint16x8_t first, second; } sums16;

static inline sums16 sums_add(sums16 sums, uint8x16_t entries) {
  sums.first = vaddw_u8(sums.first, vget_low_u8(entries));
  sums.second = vaddw_u8(sums.second, vget_high_u8(entries));
  return sums;
}

static inline void sums_store(sums16 sums, uint32_t out[16]) {
  sums_store_eight(sums.first, out);
  sums_store_eight(sums.second, out + 8);
}

/* Entries of both halves for a group. */
typedef struct { uint8x16_t low, high; } looked_up;

static inline looked_up look_up(const uint8_t *codes, const uint8_t *tables) {
  uint8x16_t both = vld1q_u8(codes);
  uint8x16_t table = vld1q_u8(tables);
  return (looked_up){
      vqtbl1q_u8(table, vandq_u8(both, vdupq_n_u8(0x0F))), vqtbl1q_u8(table, vshrq_n_u8(both, 4))};
}

static inline looked_up add_bytes(looked_up a, looked_up b) {
  return (looked_up){vaddq_u8(a.low, b.low), vaddq_u8(a.high, b.high)};
}

static inline sums16 sums_zero(void) { return (sums16){vdupq_n_u16(0), vdupq_n_u16(0)}; }

enum { GROUPS_AT_ONCE = 1 };

#else
#error "no fast scan for this instruction set"
#endif

#define INLINED static inline __attribute__((always_inline))

/*
 * A number of groups divisible by four, whose entries are narrow or not. Narrow ones are added as
 * bytes before they are widened.
 */
INLINED void fast_scan_part(
    const uint8_t *codes, const uint8_t *tables, int groups, int narrow, int ahead, uint32_t sums[CODES]) {
  sums16 low = sums_zero(), high = sums_zero();
  int together = narrow ? NARROW_TOGETHER : 1;
  int g = 0;
  for (; g + together * GROUPS_AT_ONCE <= groups; g += together * GROUPS_AT_ONCE) {
    looked_up found = look_up(codes + g * GROUP_BYTES, tables + g * GROUP_BYTES);
    for (int i = 1; i < together; i++) {
      int at = (g + i * GROUPS_AT_ONCE) * GROUP_BYTES;
      found = add_bytes(found, look_up(codes + at, tables + at));
    }
    if (ahead) ask_ahead(codes + g * GROUP_BYTES + ahead, together * GROUPS_AT_ONCE * GROUP_BYTES);
    low = sums_add(low, found.low);
    high = sums_add(high, found.high);
  }
  for (; g < groups; g += GROUPS_AT_ONCE) {
    looked_up found = look_up(codes + g * GROUP_BYTES, tables + g * GROUP_BYTES);
    low = sums_add(low, found.low);
    high = sums_add(high, found.high);
  }
  sums_store(low, sums);
  sums_store(high, sums + 16);
}

/*
 * A number of groups divisible by four.
 *
 * narrow: whether no entry is above NARROWEST
 * ahead: how many bytes ahead of the codes memory is asked for; 0 if it is not
 */
INLINED void fast_scan(
    const uint8_t *codes, const uint8_t *tables, int groups, int narrow, int ahead, uint32_t sums[CODES]) {
  for (int i = 0; i < CODES; i++) sums[i] = 0;
  for (int done = 0; done < groups; done += GROUPS_PER_SUM) {
    int part = groups - done < GROUPS_PER_SUM ? groups - done : GROUPS_PER_SUM;
    const uint8_t *some = codes + done * GROUP_BYTES;
    fast_scan_part(some, tables + done * GROUP_BYTES, part, narrow, ahead, sums);
  }
}

#endif
