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

/* A number of groups divisible by four. */
static inline __attribute__((always_inline)) void fast_scan_part(
    const uint8_t *codes, const uint8_t *tables, int groups, int ahead, uint32_t sums[CODES]) {
  sums16 low = {_mm512_setzero_si512(), _mm512_setzero_si512()};
  sums16 high = low;
  __m512i digit = _mm512_set1_epi8(0x0F);
  for (int g = 0; g < groups; g += 4) {
    if (ahead) __builtin_prefetch(codes + g * GROUP_BYTES + ahead);
    __m512i both = _mm512_loadu_si512(codes + g * GROUP_BYTES);
    __m512i table = _mm512_loadu_si512(tables + g * GROUP_BYTES);
    low = sums_add(low, _mm512_shuffle_epi8(table, _mm512_and_si512(both, digit)));
    __m512i upper = _mm512_and_si512(_mm512_srli_epi16(both, 4), digit);
    high = sums_add(high, _mm512_shuffle_epi8(table, upper));
  }
  sums_store(low, sums);
  sums_store(high, sums + 16);
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

static inline __attribute__((always_inline)) void fast_scan_part(
    const uint8_t *codes, const uint8_t *tables, int groups, int ahead, uint32_t sums[CODES]) {
  sums16 low = {_mm256_setzero_si256(), _mm256_setzero_si256()};
  sums16 high = low;
  __m256i digit = _mm256_set1_epi8(0x0F);
  for (int g = 0; g < groups; g += 2) {
    if (ahead && g % 4 == 0) __builtin_prefetch(codes + g * GROUP_BYTES + ahead);
    __m256i both = _mm256_loadu_si256((const __m256i *)(codes + g * GROUP_BYTES));
    __m256i table = _mm256_loadu_si256((const __m256i *)(tables + g * GROUP_BYTES));
    low = sums_add(low, _mm256_shuffle_epi8(table, _mm256_and_si256(both, digit)));
    __m256i upper = _mm256_and_si256(_mm256_srli_epi16(both, 4), digit);
    high = sums_add(high, _mm256_shuffle_epi8(table, upper));
  }
  sums_store(low, sums);
  sums_store(high, sums + 16);
}

#elif defined(__ARM_NEON)
#include <arm_neon.h>

static inline void sums_store_eight(uint16x8_t eight, uint32_t out[8]) {
  vst1q_u32(out, vaddw_u16(vld1q_u32(out), vget_low_u16(eight)));
  vst1q_u32(out + 4, vaddw_u16(vld1q_u32(out + 4), vget_high_u16(eight)));
}

static inline __attribute__((always_inline)) void fast_scan_part(
    const uint8_t *codes, const uint8_t *tables, int groups, int ahead, uint32_t sums[CODES]) {
  uint16x8_t part[4] = {vdupq_n_u16(0), vdupq_n_u16(0), vdupq_n_u16(0), vdupq_n_u16(0)};
  for (int g = 0; g < groups; g++) {
    if (ahead && g % 4 == 0) __builtin_prefetch(codes + g * GROUP_BYTES + ahead);
    uint8x16_t both = vld1q_u8(codes + g * GROUP_BYTES);
    uint8x16_t table = vld1q_u8(tables + g * GROUP_BYTES);
    uint8x16_t low = vqtbl1q_u8(table, vandq_u8(both, vdupq_n_u8(0x0F)));
    uint8x16_t high = vqtbl1q_u8(table, vshrq_n_u8(both, 4));
    part[0] = vaddw_u8(part[0], vget_low_u8(low));
    part[1] = vaddw_u8(part[1], vget_high_u8(low));
    part[2] = vaddw_u8(part[2], vget_low_u8(high));
    part[3] = vaddw_u8(part[3], vget_high_u8(high));
  }
  for (int i = 0; i < 4; i++) sums_store_eight(part[i], sums + 8 * i);
}

#else
#error "no fast scan for this instruction set"
#endif

/*
 * A number of groups divisible by four. What lies so many bytes ahead of the codes is asked for, if
 * that is not zero.
 */
static inline __attribute__((always_inline)) void fast_scan(
    const uint8_t *codes, const uint8_t *tables, int groups, int ahead, uint32_t sums[CODES]) {
  for (int i = 0; i < CODES; i++) sums[i] = 0;
  for (int done = 0; done < groups; done += GROUPS_PER_SUM) {
    int part = groups - done < GROUPS_PER_SUM ? groups - done : GROUPS_PER_SUM;
    fast_scan_part(codes + done * GROUP_BYTES, tables + done * GROUP_BYTES, part, ahead, sums);
  }
}

#endif
