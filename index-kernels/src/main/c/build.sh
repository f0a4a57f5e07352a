#!/bin/sh
# Compiles the C kernels into the folder given, for the Java classes to load.
# Without a C compiler there is nothing to do: the Vector API's kernels do the same work.
set -eu

cd "$(dirname "$0")"
out=$1
cc=${CC:-cc}
platform=$(uname -s)-$(uname -m)
case $platform in
  Linux-x86_64) sets="avx512 avx2" ;;
  Linux-aarch64) sets="neon" ;;
  *) echo "No C kernels for $platform: the Vector API's are used"; exit 0 ;;
esac
if ! command -v "$cc" > /dev/null; then
  echo "No C compiler ($cc): the Vector API's kernels are used"
  exit 0
fi

library=$out/$platform/libdunlin.so
if [ -f "$library" ] && [ -z "$(find . -newer "$library" -type f)" ]; then
  exit 0
fi
mkdir -p "$out/$platform"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
flags="-std=c11 -O3 -fPIC -fvisibility=hidden -ffp-contract=off -Wall -Wextra -Wno-psabi -Werror"

flags_of() {
  case $1 in
    avx512) echo "-mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx512vnni -mavx2 -mfma -mf16c -mbmi2 -mpopcnt -mprefer-vector-width=512" ;;
    avx2) echo "-mavx2 -mfma -mf16c -mbmi2 -mpopcnt" ;;
    neon) echo "-march=armv8-a" ;;
  esac
}

# shellcheck disable=SC2046,SC2086 # lists of words
for isa in $sets; do
  for source in *.c; do
    [ "$source" = cpu.c ] || "$cc" $flags $(flags_of $isa) -DISA=$isa -c "$source" -o "$objects/${source%.c}-$isa.o"
  done
done
# shellcheck disable=SC2086
"$cc" $flags -c cpu.c -o "$objects/cpu.o"
"$cc" -shared -o "$library.new" "$objects"/*.o
mv "$library.new" "$library"
echo "C kernels for $platform: $sets"
