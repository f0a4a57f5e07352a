/*
 * Sixteen float lanes on each instruction set, with the additions in the order that ScalarKernels
 * (Java, package io.dunlin.index.kernel) writes down: every kernel gives the same bits.
 */
#ifndef DUNLIN_LANES_H
#define DUNLIN_LANES_H

#include <stdint.h>

#define LANES 16

/** Ones from the given lane on: loaded at 16 - first. */
static const uint32_t KEEP[2 * LANES] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u};

#if defined(__AVX512F__)
#include <immintrin.h>

typedef __m512 lanes;

static inline lanes lanes_zero(void) { return _mm512_setzero_ps(); }
static inline lanes lanes_load(const float *p) { return _mm512_loadu_ps(p); }
static inline lanes lanes_load_bytes(const uint8_t *p) {
  return _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)p)));
}
static inline lanes lanes_load_halves(const uint16_t *p) {
  return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)p));
}
static inline lanes lanes_load_packed(const uint8_t *p, int shift, int mask) {
  __m128i bytes = _mm_srl_epi16(_mm_loadu_si128((const __m128i *)p), _mm_cvtsi32_si128(shift));
  return _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_and_si128(bytes, _mm_set1_epi8((char)mask))));
}
static inline lanes lanes_sub(lanes a, lanes b) { return _mm512_sub_ps(a, b); }
static inline lanes lanes_fma(lanes a, lanes b, lanes c) { return _mm512_fmadd_ps(a, b, c); }
static inline lanes lanes_add_abs(lanes a, lanes sum) { return _mm512_add_ps(sum, _mm512_abs_ps(a)); }
static inline lanes lanes_keep_from(int first, lanes a) {
  return _mm512_maskz_mov_ps((__mmask16)(0xFFFFu << first), a);
}
/** A bit for each lane that is not zero. */
static inline uint32_t lanes_not_zero(lanes a) {
  return _mm512_cmp_ps_mask(a, _mm512_setzero_ps(), _CMP_NEQ_UQ);
}

/** Adds (first + third) + (second + fourth) of each group of four in turn. */
static inline float lanes_total(float sum, lanes a) {
  lanes pairs = _mm512_add_ps(a, _mm512_permute_ps(a, 0x4E));
  lanes groups = _mm512_add_ps(pairs, _mm512_permute_ps(pairs, 0xB1));
  sum += _mm512_cvtss_f32(groups);
  sum += _mm_cvtss_f32(_mm512_extractf32x4_ps(groups, 1));
  sum += _mm_cvtss_f32(_mm512_extractf32x4_ps(groups, 2));
  sum += _mm_cvtss_f32(_mm512_extractf32x4_ps(groups, 3));
  return sum;
}

/** The sums of the groups of four vectors: group g of vector i in lane 4g + i. */
static inline __m512 lanes_groups(const lanes a[4]) {
  __m512 low = _mm512_add_ps(_mm512_unpacklo_ps(a[0], a[1]), _mm512_unpackhi_ps(a[0], a[1]));
  __m512 high = _mm512_add_ps(_mm512_unpacklo_ps(a[2], a[3]), _mm512_unpackhi_ps(a[2], a[3]));
  __m512d l = _mm512_castps_pd(low), h = _mm512_castps_pd(high);
  return _mm512_add_ps(_mm512_castpd_ps(_mm512_unpacklo_pd(l, h)), _mm512_castpd_ps(_mm512_unpackhi_pd(l, h)));
}

/** sums[i] = lanes_total(sums[i], a[i]) for sixteen of them, by transposing. */
static inline void lanes_totals(float sums[16], const lanes a[16]) {
  __m512 g0 = lanes_groups(a), g1 = lanes_groups(a + 4), g2 = lanes_groups(a + 8), g3 = lanes_groups(a + 12);
  __m512 low01 = _mm512_shuffle_f32x4(g0, g1, 0x44), high01 = _mm512_shuffle_f32x4(g0, g1, 0xEE);
  __m512 low23 = _mm512_shuffle_f32x4(g2, g3, 0x44), high23 = _mm512_shuffle_f32x4(g2, g3, 0xEE);
  __m512 sum = _mm512_add_ps(_mm512_loadu_ps(sums), _mm512_shuffle_f32x4(low01, low23, 0x88));
  sum = _mm512_add_ps(sum, _mm512_shuffle_f32x4(low01, low23, 0xDD));
  sum = _mm512_add_ps(sum, _mm512_shuffle_f32x4(high01, high23, 0x88));
  _mm512_storeu_ps(sums, _mm512_add_ps(sum, _mm512_shuffle_f32x4(high01, high23, 0xDD)));
}

#elif defined(__AVX2__)
#include <immintrin.h>

typedef struct { __m256 low, high; } lanes;

static inline lanes lanes_zero(void) { return (lanes){_mm256_setzero_ps(), _mm256_setzero_ps()}; }
static inline lanes lanes_load(const float *p) {
  return (lanes){_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)};
}
static inline lanes lanes_of_bytes(__m128i bytes) {
  return (lanes){_mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(bytes)),
                 _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_unpackhi_epi64(bytes, bytes)))};
}
static inline lanes lanes_load_bytes(const uint8_t *p) {
  return lanes_of_bytes(_mm_loadu_si128((const __m128i *)p));
}
static inline lanes lanes_load_halves(const uint16_t *p) {
  return (lanes){_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)p)),
                 _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(p + 8)))};
}
static inline lanes lanes_load_packed(const uint8_t *p, int shift, int mask) {
  __m128i bytes = _mm_srl_epi16(_mm_loadu_si128((const __m128i *)p), _mm_cvtsi32_si128(shift));
  return lanes_of_bytes(_mm_and_si128(bytes, _mm_set1_epi8((char)mask)));
}
static inline lanes lanes_sub(lanes a, lanes b) {
  return (lanes){_mm256_sub_ps(a.low, b.low), _mm256_sub_ps(a.high, b.high)};
}
static inline lanes lanes_fma(lanes a, lanes b, lanes c) {
  return (lanes){_mm256_fmadd_ps(a.low, b.low, c.low), _mm256_fmadd_ps(a.high, b.high, c.high)};
}
static inline lanes lanes_add_abs(lanes a, lanes sum) {
  __m256 sign = _mm256_set1_ps(-0.0f);
  return (lanes){_mm256_add_ps(sum.low, _mm256_andnot_ps(sign, a.low)),
                 _mm256_add_ps(sum.high, _mm256_andnot_ps(sign, a.high))};
}
static inline lanes lanes_keep_from(int first, lanes a) {
  const float *keep = (const float *)(KEEP + LANES - first);
  return (lanes){_mm256_and_ps(a.low, _mm256_loadu_ps(keep)),
                 _mm256_and_ps(a.high, _mm256_loadu_ps(keep + 8))};
}
/** A bit for each lane that is not zero. */
static inline uint32_t lanes_not_zero(lanes a) {
  __m256 zero = _mm256_setzero_ps();
  return (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(a.low, zero, _CMP_NEQ_UQ)) |
         (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(a.high, zero, _CMP_NEQ_UQ)) << 8;
}

static inline float lanes_total_of_eight(float sum, __m256 a) {
  __m256 pairs = _mm256_add_ps(a, _mm256_permute_ps(a, 0x4E));
  __m256 groups = _mm256_add_ps(pairs, _mm256_permute_ps(pairs, 0xB1));
  sum += _mm256_cvtss_f32(groups);
  sum += _mm_cvtss_f32(_mm256_extractf128_ps(groups, 1));
  return sum;
}
static inline float lanes_total(float sum, lanes a) {
  return lanes_total_of_eight(lanes_total_of_eight(sum, a.low), a.high);
}

#elif defined(__ARM_NEON)
#include <arm_neon.h>

typedef struct { float32x4_t part[4]; } lanes;

static inline lanes lanes_zero(void) {
  float32x4_t zero = vdupq_n_f32(0);
  return (lanes){{zero, zero, zero, zero}};
}
static inline lanes lanes_load(const float *p) {
  return (lanes){{vld1q_f32(p), vld1q_f32(p + 4), vld1q_f32(p + 8), vld1q_f32(p + 12)}};
}
static inline lanes lanes_of_bytes(uint8x16_t bytes) {
  uint16x8_t low = vmovl_u8(vget_low_u8(bytes)), high = vmovl_u8(vget_high_u8(bytes));
  return (lanes){{vcvtq_f32_u32(vmovl_u16(vget_low_u16(low))), vcvtq_f32_u32(vmovl_u16(vget_high_u16(low))),
                  vcvtq_f32_u32(vmovl_u16(vget_low_u16(high))), vcvtq_f32_u32(vmovl_u16(vget_high_u16(high)))}};
}
static inline lanes lanes_load_bytes(const uint8_t *p) { return lanes_of_bytes(vld1q_u8(p)); }
static inline lanes lanes_load_halves(const uint16_t *p) {
  lanes a;
  for (int i = 0; i < 4; i++) a.part[i] = vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(p + 4 * i)));
  return a;
}
static inline lanes lanes_load_packed(const uint8_t *p, int shift, int mask) {
  uint8x16_t bytes = vshlq_u8(vld1q_u8(p), vdupq_n_s8((int8_t)-shift));
  return lanes_of_bytes(vandq_u8(bytes, vdupq_n_u8((uint8_t)mask)));
}
static inline lanes lanes_sub(lanes a, lanes b) {
  for (int i = 0; i < 4; i++) a.part[i] = vsubq_f32(a.part[i], b.part[i]);
  return a;
}
static inline lanes lanes_fma(lanes a, lanes b, lanes c) {
  for (int i = 0; i < 4; i++) c.part[i] = vfmaq_f32(c.part[i], a.part[i], b.part[i]);
  return c;
}
static inline lanes lanes_add_abs(lanes a, lanes sum) {
  for (int i = 0; i < 4; i++) sum.part[i] = vaddq_f32(sum.part[i], vabsq_f32(a.part[i]));
  return sum;
}
static inline lanes lanes_keep_from(int first, lanes a) {
  const uint32_t *keep = KEEP + LANES - first;
  for (int i = 0; i < 4; i++) {
    uint32x4_t bits = vandq_u32(vreinterpretq_u32_f32(a.part[i]), vld1q_u32(keep + 4 * i));
    a.part[i] = vreinterpretq_f32_u32(bits);
  }
  return a;
}
/** A bit for each lane that is not zero. */
static inline uint32_t lanes_not_zero(lanes a) {
  static const uint32_t PLACES[4] = {1, 2, 4, 8};
  uint32_t bits = 0;
  for (int i = 0; i < 4; i++) {
    uint32x4_t places = vbicq_u32(vld1q_u32(PLACES), vceqzq_f32(a.part[i]));
    bits |= vaddvq_u32(places) << 4 * i;
  }
  return bits;
}
static inline float lanes_total(float sum, lanes a) {
  for (int i = 0; i < 4; i++) {
    float32x2_t pairs = vadd_f32(vget_low_f32(a.part[i]), vget_high_f32(a.part[i]));
    sum += vget_lane_f32(pairs, 0) + vget_lane_f32(pairs, 1);
  }
  return sum;
}

#else
#error "no lanes for this instruction set"
#endif

#if !defined(__AVX512F__)
/** sums[i] = lanes_total(sums[i], a[i]) for four of them. */
static inline void lanes_totals(float sums[4], const lanes a[4]) {
  for (int i = 0; i < 4; i++) sums[i] = lanes_total(sums[i], a[i]);
}
#endif
#endif
