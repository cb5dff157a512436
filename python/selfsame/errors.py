"""Errors.

Enters: the code, message and context of a call that failed. Leaves: an exception of the code's
range. "Not live" and "not the same person" are outcomes and never come as exceptions.
"""

from __future__ import annotations

from .codes import Code


class Error(Exception):
    """A call failed: `code` is stable to branch on, `message` says what is wrong, for a log or a
    developer; `context` names the function of the library, and the argument it is about."""

    def __init__(self, code: Code, message: str, context: str) -> None:
        super().__init__(code, message, context)
        self.code = code
        self.message = message
        self.context = context

    def __str__(self) -> str:
        return f"{self.context}: {self.message} ({self.code.name})"


class Misuse(Error):
    """The program is wrong: codes 1 to 99."""


class DataError(Error):
    """Data, models, camera or machine are wrong: codes 100 to 399."""


class Refused(Error):
    """No challenge is issued or redeemed: codes 400 to 499. `wait_s` are the seconds after which it
    would be, where it is refused for a time."""

    wait_s: int | None = None


class Rejected(Error):
    """A token is not taken: codes 500 to 599."""


class InternalError(Error):
    """A fault of the library: code 900. Free the handles that were used; report the message."""


def of(code: int, message: str, context: str) -> Error:
    """The error of a code, by its range: a newer library may answer others than are known here."""
    kind: type[Error] = Error
    if 1 <= code <= 99:
        kind = Misuse
    elif 100 <= code <= 399:
        kind = DataError
    elif 400 <= code <= 499:
        kind = Refused
    elif 500 <= code <= 599:
        kind = Rejected
    elif code >= 900:
        kind = InternalError
    return kind(Code(code), message, context)
