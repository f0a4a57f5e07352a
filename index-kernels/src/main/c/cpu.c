/* Which of the instruction sets that this library was compiled for the processor has, best first. */
#define EXPORT __attribute__((visibility("default")))

/** The name of instruction set number i that can be used here, null when there are no more. */
EXPORT const char *usable_isa(int i) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  int avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
               __builtin_cpu_supports("avx512vnni");
  int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
             __builtin_cpu_supports("f16c");
  if (avx512 && i-- == 0) return "avx512";
  if (avx2 && i-- == 0) return "avx2";
#elif defined(__aarch64__)
  if (i-- == 0) return "neon";
#endif
  return 0;
}
