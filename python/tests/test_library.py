"""The library, the header, and what both say."""

import enum
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import selfsame
from selfsame import Code, _header, _native, codes, enums
from support import HEADER, ROOT, Case

# Where the members' names are not those of the header after the enumeration's own.
PREFIXES = {"Code": "", "Fmr": "", "SourceKind": "SOURCE_"}


def header_enums():
    """Every enumeration of the header: its C name, and its members' names and numbers."""
    text = HEADER.read_text(encoding="utf-8")
    found = {}
    for name, body in re.findall(r"^enum selfsame_(\w+)\n.*?\{(.*?)^\};", text, re.M | re.S):
        members = re.findall(r"^ +SELFSAME_(\w+) = (\d+),$", body, re.M)
        found[name] = {member: int(number) for member, number in members}
    return found


class Versions(Case):
    def test_release_is_the_workspace_s(self):
        text = (ROOT / "Cargo.toml").read_text(encoding="utf-8")
        version = re.search(r'\[workspace\.package\]\nversion = "([^"]+)"', text)[1]
        self.assertEqual(selfsame.__version__, version)
        if os.environ.get("SELFSAME_INSTALLED"):
            from importlib.metadata import version as installed

            self.assertEqual(installed("selfsame"), version)

    def test_it_is_the_installed_package_where_that_is_said(self):
        inside = ROOT in Path(selfsame.__file__).resolve().parents
        site = "site-packages" in Path(selfsame.__file__).parts
        if os.environ.get("SELFSAME_INSTALLED"):
            self.assertTrue(site, selfsame.__file__)
        else:
            self.assertTrue(inside or site, selfsame.__file__)

    def test_abi_is_the_header_s(self):
        number = int(re.search(r"#define SELFSAME_ABI_VERSION (\d+)", HEADER.read_text())[1])
        self.assertEqual(selfsame.abi_version(), number)
        self.assertEqual(_native.constant("SELFSAME_ABI_VERSION"), number)

    def test_another_abi_is_no_import(self):
        with tempfile.TemporaryDirectory() as folder:
            package = Path(folder) / "selfsame"
            origin = Path(selfsame.__file__).parent
            big = shutil.ignore_patterns("models", "__pycache__", "*.so*")
            shutil.copytree(origin, package, ignore=big)
            (package / "_lib").mkdir(exist_ok=True)
            text = HEADER.read_text(encoding="utf-8")
            changed = text.replace("SELFSAME_ABI_VERSION 1", "SELFSAME_ABI_VERSION 77")
            self.assertNotEqual(text, changed)
            (package / "_lib" / "selfsame.h").write_text(changed, encoding="utf-8")
            library = next((origin / "_lib").glob("libselfsame.*"), None)
            named = os.environ.get("SELFSAME_LIBRARY")
            environment = {**os.environ, "PYTHONPATH": os.pathsep.join([folder, *sys.path])}
            environment["SELFSAME_LIBRARY"] = str(library or named or "")
            ended = subprocess.run(
                [sys.executable, "-c", "import selfsame"],
                env=environment, capture_output=True, text=True, cwd=folder,
            )
            self.assertNotEqual(ended.returncode, 0)
            self.assertRegex(ended.stderr, r"ImportError: .* interface 77, .* of 1\b")

    def test_no_library_is_no_import(self):
        with tempfile.TemporaryDirectory() as folder:
            origin = Path(selfsame.__file__).parent
            big = shutil.ignore_patterns("models", "__pycache__", "*.so*")
            shutil.copytree(origin, Path(folder) / "selfsame", ignore=big)
            (Path(folder) / "selfsame" / "_lib").mkdir(exist_ok=True)
            shutil.copy(HEADER, Path(folder) / "selfsame" / "_lib")
            environment = {**os.environ, "PYTHONPATH": os.pathsep.join([folder, *sys.path])}
            environment["SELFSAME_LIBRARY"] = str(Path(folder) / "absent.so")
            ended = subprocess.run(
                [sys.executable, "-c", "import selfsame"],
                env=environment, capture_output=True, text=True, cwd=folder,
            )
            self.assertRegex(ended.stderr, r"ImportError: .*absent\.so.*SELFSAME_LIBRARY")

    def test_features(self):
        self.assertTrue(selfsame.has("rten"))
        self.assertFalse(selfsame.has("coffee"))


class Enumerations(Case):
    def test_every_member_is_the_header_s(self):
        ours = {}
        for module in (codes, enums):
            for name, kind in vars(module).items():
                if isinstance(kind, type) and issubclass(kind, codes.Open) and kind is not codes.Open:
                    ours[name] = kind
        theirs = header_enums()
        self.assertGreater(len(theirs), 10)
        named = {"".join(part.title() for part in name.split("_")): name for name in theirs}
        self.assertEqual(set(ours), set(named))
        for name, kind in ours.items():
            prefix = PREFIXES.get(name, named[name].upper() + "_")
            members = {prefix + member.name: member.value for member in kind}
            self.assertEqual(members, theirs[named[name]], name)
            self.assertTrue(issubclass(kind, enum.IntEnum))

    def test_newer_numbers_are_members_without_a_name(self):
        code = Code(450)
        self.assertEqual((code, code.name, code.meaning), (450, "UNKNOWN_450", ""))
        self.assertIsInstance(code, Code)
        with self.assertRaises(ValueError):
            Code("frame")

    def test_texts(self):
        self.assertEqual(selfsame.Reason.TOO_DARK.json_name, "too_dark")
        self.assertTrue(all(reason.advice for reason in selfsame.Reason if reason.name != "OTHER"))
        self.assertEqual(selfsame.Language.ENGLISH.word(7), "seven")
        self.assertIn("ready", selfsame.Language.ENGLISH.warm_up)
        self.assertTrue(selfsame.Language.MANDARIN.other_way)
        self.assertTrue(all(code.meaning for code in Code))


class Header(Case):
    def test_every_function_is_declared(self):
        text = HEADER.read_text(encoding="utf-8")
        functions = set(re.findall(r"^[a-z].*?\b(selfsame_\w+)\(", text, re.M))
        self.assertGreater(len(functions), 150)
        for name in functions:
            self.assertTrue(callable(getattr(_native.lib, name)), name)

    def test_unknown_directives_are_refused(self):
        for text in ("#pragma once", "#if WINDOWS\n#endif", "#define X(a) a", "#define A B"):
            with self.subTest(text), self.assertRaises(ValueError):
                _header.declarations(text)
        self.assertEqual(_header.declarations("#ifdef __cplusplus\nx\n#else\nint a;\n#endif"), "int a;")


class Errors(Case):
    def test_code_message_and_context(self):
        error = self.fails(
            selfsame.DataError, Code.IO, selfsame.Picture.open, "no such picture.jpg"
        )
        self.assertIn("no such picture.jpg", error.message)
        self.assertIn("selfsame_picture_open", error.context)
        self.assertIn("(IO)", str(error))

    def test_classes_by_range(self):
        for code, kind in (
            (1, selfsame.Misuse), (99, selfsame.Misuse), (100, selfsame.DataError),
            (399, selfsame.DataError), (400, selfsame.Refused), (499, selfsame.Refused),
            (500, selfsame.Rejected), (599, selfsame.Rejected), (900, selfsame.InternalError),
            (777, selfsame.Error),
        ):
            self.assertIs(type(selfsame.errors.of(code, "m", "c")), kind, code)

    def test_what_is_closed_is_refused_and_closed_once(self):
        picture = selfsame.Picture.decode(b"P5 20 20 255\n" + bytes(400))
        self.assertEqual((picture.width, picture.height, picture.closed), (20, 20, False))
        with picture:
            pass
        self.assertTrue(picture.closed)
        picture.close()
        error = self.fails(selfsame.Misuse, Code.HANDLE_FREED, lambda: picture.width)
        self.assertIn("selfsame_picture_width", error.context)

    def test_arguments_of_another_kind(self):
        with self.assertRaises(TypeError):
            selfsame.Picture.decode(7)
        self.fails(selfsame.Misuse, Code.ENUM, selfsame.Challenge.draw, 17)
        with self.assertRaises(OverflowError):
            selfsame.Challenge.draw(2**40)
        self.fails(selfsame.DataError, Code.MODEL, selfsame.Engine, models="no such folder")


if __name__ == "__main__":
    unittest.main()
