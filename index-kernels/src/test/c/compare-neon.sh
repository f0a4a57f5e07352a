#!/bin/sh
# Whether the NEON kernels write the same bits as those for AVX2, which the tests compare with the oracle.
# On x86-64, with Debian's gcc-aarch64-linux-gnu and qemu-user installed.
set -eu

cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
flags="-std=c11 -O3 -ffp-contract=off -Wall -Wextra -Wno-psabi -Werror"

digests() { # instruction set, compiler, its options, what runs it
  mkdir "$work/$1"
  for source in ../../main/c/*.c; do
    [ "$(basename "$source")" = cpu.c ] || $2 $flags $3 -DISA="$1" -c "$source" -o "$work/$1/$(basename "$source" .c).o"
  done
  $2 $flags $3 -DISA="$1" -static digest.c "$work/$1"/*.o -lm -o "$work/$1/digest"
  $4 "$work/$1/digest" > "$work/$1.txt"
}

digests avx2 cc "-mavx2 -mfma -mf16c -mbmi2 -mpopcnt" ""
digests neon aarch64-linux-gnu-gcc "-march=armv8-a" qemu-aarch64
diff "$work/avx2.txt" "$work/neon.txt"
echo "$(wc -l < "$work/neon.txt") digests are the same"
