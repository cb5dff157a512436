"""The library, and how it is called.

Enters: Python values. Leaves: what the library answers, as Python values, or an exception. The
declarations are those of the header (`_header.py`); how many outputs a function has, and of
which type, is read from them. cffi lets other threads run during every call.
"""

from __future__ import annotations

import os
import re
import sys
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import cffi

from . import _header, errors
from .codes import Code

_PACKAGE = Path(__file__).parent


def _library_name(abi: int) -> str:
    if sys.platform == "win32":
        return "selfsame.dll"
    return f"libselfsame.{abi}.dylib" if sys.platform == "darwin" else f"libselfsame.so.{abi}"


def _read_header() -> str:
    """The header of the wheel, or, in a clone of the repository, the repository's."""
    places = (
        _PACKAGE / "_lib" / "selfsame.h",
        _PACKAGE.parents[1] / "crates" / "selfsame-capi" / "include" / "selfsame.h",
    )
    for place in places:
        if place.is_file():
            return place.read_text(encoding="utf-8")
    raise ImportError(f"selfsame.h is neither {places[0]} nor {places[1]}")


def _open_library(abi: int) -> Any:
    """The library of the wheel, else the one that SELFSAME_LIBRARY names, else the loader's."""
    name = _library_name(abi)
    packed = _PACKAGE / "_lib" / name
    path = str(packed) if packed.is_file() else os.environ.get("SELFSAME_LIBRARY") or name
    try:
        return ffi.dlopen(path)
    except OSError as error:
        raise ImportError(
            f"the library {path} cannot be loaded (SELFSAME_LIBRARY may name it): {error}"
        ) from error


def _check_abi(header: int, library: int) -> None:
    if header != library:
        raise ImportError(
            f"selfsame.h is of the binary interface {header}, the library that is loaded of "
            f"{library}"
        )


ffi: Final[Any] = cffi.FFI()
_DECLARATIONS: Final = _header.declarations(_read_header())
ffi.cdef(_DECLARATIONS)


def constant(name: str) -> int:
    """A `#define` of the header."""
    found = re.search(rf"^#define {name} (\w+)$", _DECLARATIONS, re.MULTILINE)
    if found is None:
        raise ImportError(f"selfsame.h has no {name}")
    return int(found.group(1), 0)


_ABI: Final[int] = constant("SELFSAME_ABI_VERSION")
lib: Final[Any] = _open_library(_ABI)
_check_abi(_ABI, lib.selfsame_abi_version())


class Handle:
    """Something of the library's. It is freed, once, by `close`, at the end of a `with` block,
    or when nobody refers to it any more. What is closed answers `Misuse` (`HANDLE_FREED`)."""

    _free: str  # the name of the function that frees it

    def __init__(self, pointer: Any) -> None:
        self._pointer = pointer
        self._finalizer = weakref.finalize(self, getattr(lib, self._free), pointer)

    def close(self) -> None:
        """Frees it; a second time does nothing. `Misuse` (`BUSY`) while another thread uses it:
        then it is not freed."""
        # Who detaches is the only one that frees.
        if self._finalizer.detach() is None:
            return
        function = getattr(lib, self._free)
        code = function(self._pointer)
        if code == Code.BUSY:
            self._finalizer = weakref.finalize(self, function, self._pointer)
        if code != Code.OK:
            raise errors.of(code, Code(code).meaning, self._free)

    @property
    def closed(self) -> bool:
        """Whether it was freed."""
        return not self._finalizer.alive

    def __enter__(self: _H) -> _H:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


_H = TypeVar("_H", bound=Handle)


class Omitted:
    """A text or bytes that are not given: NULL and 0."""


OMITTED: Final = Omitted()


def or_omitted(value: str | bytes | None) -> str | bytes | Omitted:
    """What an optional text or bytes are called with."""
    return OMITTED if value is None else value


def _marshal(name: str, types: Any, inputs: tuple[Any, ...]) -> list[Any]:
    """Arguments in C's form. Texts and buffers become a pointer and a length; the pointer is into
    the caller's memory, which the caller's argument keeps alive. None is NULL."""
    made: list[Any] = []
    for value in inputs:
        if isinstance(value, Handle):
            made.append(value._pointer)
        elif value is None:
            made.append(ffi.NULL)
        elif isinstance(value, (int, float, ffi.CData)):
            made.append(value)
        elif isinstance(value, Omitted):
            made += (ffi.NULL, 0)
        elif isinstance(value, str):
            text = value.encode("utf-8")
            made += (_cast(types[len(made)], text), len(text))
        elif isinstance(value, os.PathLike):
            text = os.fspath(value)
            text = text if isinstance(text, bytes) else text.encode("utf-8")
            made += (_cast(types[len(made)], text), len(text))
        else:
            view = memoryview(value)
            made += (_cast(types[len(made)], value), view.nbytes // _item_size(types[len(made)]))
    return made


def _item_size(pointer: Any) -> int:
    return int(ffi.sizeof(pointer.item))


def _cast(pointer: Any, value: Any) -> Any:
    # An array of the item's type: it refuses what is not one contiguous piece, and keeps the
    # buffer in place for as long as it lives, which is to the end of the call.
    return ffi.from_buffer(ffi.typeof(f"{pointer.item.cname}[]"), value)


def ask(name: str, *inputs: Any) -> Any:
    """Calls a function of the form `code name(inputs.., outputs.., error)` and answers its
    outputs: none, the only one, or a tuple. Raises what the error object says."""
    function = getattr(lib, name)
    types = ffi.typeof(function).args
    arguments = _marshal(name, types, inputs)
    outputs = [ffi.new(kind) for kind in types[len(arguments) : -1]]
    error = ffi.new("selfsame_error **")
    code = function(*arguments, *outputs, error)
    if code != Code.OK:
        raise _error(code, error[0], name)
    answers = tuple(output[0] for output in outputs)
    return answers[0] if len(answers) == 1 else answers or None


def ask_text(name: str, *inputs: Any) -> str:
    """The same of a function whose outputs are a text that is borrowed, and its length."""
    data, length = ask(name, *inputs)
    return str(ffi.buffer(data, length)[:], "utf-8")


def ask_bytes(name: str, *inputs: Any) -> bytes:
    """The same of a function whose only output is a `selfsame_bytes`."""
    return taken(ask(name, *inputs))


def ask_json(name: str, *inputs: Any) -> str:
    """The same where the bytes are a text."""
    return ask_bytes(name, *inputs).decode("utf-8")


def taken(made: Any) -> bytes:
    """A copy of a `selfsame_bytes`, which is overwritten and freed."""
    try:
        data, length = ask("selfsame_bytes_data", made)
        return bytes(ffi.buffer(data, length)[:])
    finally:
        lib.selfsame_bytes_free(made)


_T = TypeVar("_T")


def unless_absent(function: Callable[..., _T], *inputs: Any) -> _T | None:
    """None where the library answers that there is none."""
    try:
        return function(*inputs)
    except errors.Misuse as error:
        if error.code == Code.ABSENT:
            return None
        raise


def static_text(pointer: Any) -> str:
    """A text of the library's that ends with a zero; empty for NULL."""
    return "" if pointer == ffi.NULL else str(ffi.string(pointer), "utf-8")


def _error(code: int, error: Any, name: str) -> errors.Error:
    if error == ffi.NULL:
        return errors.of(code, Code(code).meaning, name)
    try:
        texts = []
        for part in (lib.selfsame_error_message, lib.selfsame_error_context):
            text, length = ffi.new("char **"), ffi.new("size_t *")
            known = part(error, text, length) == Code.OK
            texts.append(str(ffi.buffer(text[0], length[0])[:], "utf-8") if known else "")
        told = errors.of(code, texts[0], texts[1])
        if isinstance(told, errors.Refused):
            wait = ffi.new("uint64_t *")
            if lib.selfsame_error_wait(error, wait) == Code.OK:
                told.wait_s = int(wait[0])
        return told
    finally:
        lib.selfsame_error_free(error)
