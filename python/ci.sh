#!/usr/bin/env bash
# The Python package as somebody would install it: a wheel from an installed library, a fresh
# environment, and tests and example from a folder that has nothing to do with the repository.
#
#     python/ci.sh PREFIX SCRATCH
#
# PREFIX is where `make -C crates/selfsame-capi install` put the library, SCRATCH a folder for
# everything that is made here. PYTHON (default python3) must be 3.11, for which the hashes of
# ci-requirements.txt are.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
prefix=$(cd "$1" && pwd)
mkdir -p "$2"
scratch=$(cd "$2" && pwd)

# Nothing of this shell's may help the wheel.
unset PYTHONPATH PYTHONHOME SELFSAME_LIBRARY SELFSAME_MODELS
rm -rf "$scratch/venv" "$scratch/wheel" "$scratch/elsewhere"
mkdir "$scratch/wheel" "$scratch/elsewhere"
"${PYTHON:-python3}" -m venv "$scratch/venv"
python=$scratch/venv/bin/python
# Into a fresh environment, and without a look at the index for what is not pinned.
"$python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
    --only-binary :all: -r "$here/ci-requirements.txt"

wheel=$("$python" "$here/build_wheel.py" --library "$prefix"/lib/libselfsame.so.*.*.* \
    --models "$prefix/share/selfsame/models" --header "$prefix/include/selfsame.h" \
    --out "$scratch/wheel")
ls -l "$wheel"
# --no-index: what it needs is there, in the versions above.
"$python" -m pip install --quiet --disable-pip-version-check --no-index "$wheel"

# The tests lie beside the package's sources: run from elsewhere, with their own folder alone on the
# path, they get the installed package and say so.
cd "$scratch/elsewhere"
export SELFSAME_REPOSITORY=${here%/*} SELFSAME_INSTALLED=1
"$python" -m unittest discover --start-directory "$here/tests" --top-level-directory "$here/tests" \
    --verbose
"$python" "$here/examples/verify_clip.py" "$here/../examples/data/crying_woman.mp4" \
    "$here/../examples/data/portrait.jpg"
