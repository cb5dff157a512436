#!/usr/bin/env bash
# The programs of tests/c under AddressSanitizer, LeakSanitizer and UBSan, and under valgrind.
#
#     tests/sanitize.sh PREFIX SCRATCH MODELS PORTRAIT
#
# Enters: an installed library (`make install PREFIX=..`), a folder to write to, the models, and a
# portrait. SELFSAME_MISUSE_SOURCE may name the program that tests/misuse.rs makes; it is run too.
# Leaves: exit code 0, or what was found.
set -euo pipefail
[ $# -eq 4 ] || { echo "usage: $0 PREFIX SCRATCH MODELS PORTRAIT" >&2; exit 2; }
mkdir -p "$2"
prefix=$(realpath "$1") scratch=$(realpath "$2") models=$(realpath "$3") portrait=$(realpath "$4")
here=$(cd "$(dirname "$0")" && pwd)
# The engine that is built in: what ONNX Runtime does with its memory is not looked at here.
unset ORT_DYLIB_PATH

programs=(session misuse token random)
sources=()
for program in "${programs[@]}"; do
    sources+=("$program=$here/c/$program.c")
done
if [ -n "${SELFSAME_MISUSE_SOURCE:-}" ]; then
    programs+=(every)
    SELFSAME_MISUSE_SOURCE=$(realpath "$SELFSAME_MISUSE_SOURCE")
    sources+=("every=$SELFSAME_MISUSE_SOURCE")
fi
# Paths that a program makes up lead into here.
cd "$scratch"

flags=(-std=gnu11 -O1 -g -Wno-unused-variable -I "$prefix/include" -I "$here/c")
sanitizers=(-fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=all)

# With the static library, so that what Rust allocates is the sanitizer's too. It takes a quarter of
# a minute to link: all programs become one, which runs the one that it is asked for.
{
    echo '#include <stdlib.h>'
    echo '#include <string.h>'
    echo '#include <selfsame.h>'
    for program in "${programs[@]}"; do
        echo "int main_of_$program(int argc, char **argv);"
    done
    # What a sanitizer that works must stop at: bytes of the library's, read after they were freed.
    cat <<'C'
static int canary(void)
{
    selfsame_template_key *key = NULL;
    selfsame_bytes *bytes = NULL;
    const uint8_t *data = NULL;
    size_t length = 0;
    if (selfsame_template_key_generate(&key, NULL) != SELFSAME_OK ||
        selfsame_template_key_bytes(key, &bytes, NULL) != SELFSAME_OK ||
        selfsame_bytes_data(bytes, &data, &length, NULL) != SELFSAME_OK) {
        return 0;
    }
    selfsame_bytes_free(bytes);
    return *(const volatile uint8_t *)data;
}
// And what one that looks for leaks must stop at.
static int leak(void)
{
    return *(char *volatile *)&(char *){calloc(7, 1)} == NULL;
}
C
    echo 'int main(int argc, char **argv)'
    echo '{'
    echo '    const char *of = argv[1];'
    for program in "${programs[@]}"; do
        echo "    if (strcmp(of, \"$program\") == 0) { return main_of_$program(argc - 1, argv + 1); }"
    done
    echo '    return strcmp(of, "leak") == 0 ? leak() : canary();'
    echo '}'
} >"$scratch/all.c"
compiler=${CC:-cc}
objects=()
for source in "${sources[@]}"; do
    program=${source%%=*}
    "$compiler" "${flags[@]}" "${sanitizers[@]}" "-Dmain=main_of_$program" -c "${source#*=}" \
        -o "$scratch/$program.o"
    objects+=("$scratch/$program.o")
done
"$compiler" "${flags[@]}" "${sanitizers[@]}" "$scratch/all.c" "${objects[@]}" "$prefix/lib/libselfsame.a" \
    -lstdc++ -lpthread -ldl -lm -o "$scratch/all"

# Freed memory is kept back for a while; not so much of it that `random` takes it for growth.
export ASAN_OPTIONS=detect_leaks=1:quarantine_size_mb=4:exitcode=8
export UBSAN_OPTIONS=print_stacktrace=1
for fault in canary leak; do
    code=0
    "$scratch/all" $fault >"$scratch/$fault.log" 2>&1 || code=$?
    [ $code -eq 8 ] || { echo "the sanitizer did not see the $fault ($code)" >&2; exit 1; }
done
for program in "${programs[@]}"; do
    from=$SECONDS more=()
    [ "$program" = random ] && more=(200)
    "$scratch/all" "$program" "$models" "$portrait" "${more[@]}"
    echo "sanitizers: $program, $((SECONDS - from)) s"
done

# With the shared library. Networks are fifty times slower here than without, so only programs in
# which few run: what the others do, the sanitizers saw.
for program in "${programs[@]}"; do
    case $program in
    token | every) ;;
    *) continue ;;
    esac
    from=$SECONDS source=$here/c/$program.c
    [ "$program" = every ] && source=$SELFSAME_MISUSE_SOURCE
    "$compiler" "${flags[@]}" "$source" -o "$scratch/$program" -L "$prefix/lib" -lselfsame \
        -Wl,-rpath,"$prefix/lib"
    valgrind --quiet --error-exitcode=9 --leak-check=full \
        --show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite,indirect \
        "$scratch/$program" "$models" "$portrait"
    echo "valgrind: $program, $((SECONDS - from)) s"
done
