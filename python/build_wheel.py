"""Packs the Python package with the library and the models into one wheel.

    python3 build_wheel.py --library PREFIX/lib/libselfsame.so.1.0.0 \\
        --models PREFIX/share/selfsame/models --header PREFIX/include/selfsame.h --out FOLDER

Enters: an installed library (`make -C crates/selfsame-capi install`). Leaves: a wheel of the
workspace's version that needs nothing but cffi, and its path on standard output. It needs
setuptools 77 or newer. There is no pyproject.toml: without a library there is nothing to install.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import warnings
from contextlib import redirect_stdout
from pathlib import Path

import setuptools
from setuptools.command.bdist_wheel import bdist_wheel

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


def workspace_version() -> str:
    """The version of the Rust workspace: the package has no other."""
    text = (ROOT / "Cargo.toml").read_text(encoding="utf-8")
    found = re.search(r'^\[workspace\.package\][^\[]*?^version = "([^"]+)"', text, re.M | re.S)
    if found is None:
        sys.exit("Cargo.toml names no version of the workspace")
    return found.group(1)


def library_name(header: Path) -> str:
    """What the package looks for (`selfsame/_native.py`): the name with the ABI's number."""
    abi = re.search(r"^#define SELFSAME_ABI_VERSION (\d+)$", header.read_text("utf-8"), re.M)
    if abi is None:
        sys.exit(f"{header}: no SELFSAME_ABI_VERSION")
    names = {"linux": f"libselfsame.so.{abi[1]}", "darwin": f"libselfsame.{abi[1]}.dylib"}
    return names.get(sys.platform, "selfsame.dll")


def platform_tag(library: Path) -> str:
    """For whom the wheel is. The library calls nothing of Python's, so only the system counts.

    On Linux that is the newest glibc whose symbols the library asks for (PEP 600), and everything
    else must be of the few libraries that every such system has. A library that needs more gets
    the tag `linux_<machine>`: pip installs that too, on the builder's own risk.
    """
    if sys.platform != "linux":
        return re.sub(r"[-.]", "_", sysconfig.get_platform())
    machine = sysconfig.get_platform().split("-")[1]
    told = subprocess.run(
        ["readelf", "--dynamic", "--version-info", "--wide", str(library)],
        check=True, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
    ).stdout
    needed = set(re.findall(r"\(NEEDED\).*\[(.+)\]", told))
    # Of PEP 600's list, what the library has reason to need.
    allowed = {"libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1",
               "libgcc_s.so.1", "libstdc++.so.6"}
    others = {name for name in needed - allowed if not name.startswith("ld-linux")}
    versions = [(int(a), int(b)) for a, b in re.findall(r"Name: GLIBC_(\d+)\.(\d+)", told)]
    if others or not versions:
        print(f"{library.name} needs {sorted(others)}: no manylinux", file=sys.stderr)
        return f"linux_{machine}"
    major, minor = max(versions)
    return f"manylinux_{major}_{minor}_{machine}"


def stage(folder: Path, library: Path, models: Path, header: Path) -> None:
    """Lays out what the wheel will hold."""
    package = folder / "selfsame"
    shutil.copytree(HERE / "selfsame", package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "_lib").mkdir()
    shutil.copyfile(library, package / "_lib" / library_name(header))
    shutil.copyfile(header, package / "_lib" / "selfsame.h")
    # Not the readers' and words' files: they are compiled in.
    (package / "models" / "licences").mkdir(parents=True)
    networks = [*models.glob("*.onnx"), *models.glob("*.bin")]
    licences = [*models.glob("licences/*")]
    if not networks or not licences:
        sys.exit(f"{models}: no models, or no licences of them")
    for file in [*networks, models / "manifest.toml", *licences]:
        shutil.copyfile(file, package / "models" / file.relative_to(models))
    for file in [*ROOT.glob("LICENSE-*"), HERE / "README.md"]:
        shutil.copyfile(file, folder / file.name)


def build(folder: Path, out: Path, tag: str) -> Path:
    """Builds the wheel of a staged folder."""

    class WithLibrary(setuptools.Distribution):
        def has_ext_modules(self) -> bool:  # what lies in it is of one platform
            return True

    class OfThisPlatform(bdist_wheel):
        def get_tag(self) -> "tuple[str, str, str]":
            return "py3", "none", tag

    before = os.getcwd()
    os.chdir(folder)
    try:
        with redirect_stdout(sys.stderr), warnings.catch_warnings():
            # bdist_wheel calls setuptools' own `install`, which warns of itself.
            warnings.simplefilter("ignore")
            setuptools.setup(
                script_args=["--quiet", "bdist_wheel", "--dist-dir", str(out)],
                name="selfsame",
                version=workspace_version(),
                description="Proves from an ordinary webcam that a person is who they say they are",
                long_description=Path("README.md").read_text(encoding="utf-8"),
                long_description_content_type="text/markdown",
                license_expression="MIT OR Apache-2.0",
                license_files=["LICENSE-*", "selfsame/models/licences/*"],
                python_requires=">=3.9",
                install_requires=["cffi>=1.15"],
                packages=["selfsame"],
                package_data={
                    "selfsame": ["py.typed", "_lib/*", "models/*", "models/licences/*"],
                },
                distclass=WithLibrary,
                cmdclass={"bdist_wheel": OfThisPlatform},
                zip_safe=False,
            )
    finally:
        os.chdir(before)
    return out / f"selfsame-{workspace_version()}-py3-none-{tag}.whl"


def main() -> None:
    parser = argparse.ArgumentParser(description="Packs package, library and models into a wheel.")
    for name in ("library", "models", "header", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stage(Path(folder), given.library.resolve(), given.models.resolve(), given.header.resolve())
        wheel = build(Path(folder), given.out.resolve(), platform_tag(given.library.resolve()))
    print(wheel)


if __name__ == "__main__":
    main()
