"""What the library answers.

Enters: numbers of the header. Leaves: enumerations that also hold numbers which a newer library
answers and this package has no name for. A test holds them against the header.
"""

from enum import IntEnum
from typing import TypeVar

_Self = TypeVar("_Self", bound="Open")


class Open(IntEnum):
    """An enumeration to which a newer library may add: a number without a name is a member that
    is called `UNKNOWN_<number>`."""

    @classmethod
    def _missing_(cls: type[_Self], value: object) -> "_Self | None":
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = int(value)
        return member


class Code(Open):
    """What a call answered. 1 to 99 the program is wrong; 100 to 399 data or machine are; 400 to
    499 no challenge is issued or redeemed; 500 to 599 a token is not taken; 900 a fault of the
    library. `selfsame.h` says more of each."""

    OK = 0
    NULL = 1
    HANDLE = 2
    HANDLE_FREED = 3
    HANDLE_TYPE = 4
    BUSY = 5
    FINISHED = 6
    STRUCT_SIZE = 7
    STRUCT_VERSION = 8
    ENUM = 9
    UTF8 = 10
    LENGTH = 11
    INDEX = 12
    ARGUMENT = 13
    ALIGNMENT = 14
    NOT_BUILT = 15
    ABSENT = 16
    FRAME = 100
    SOUND = 101
    IMAGE = 102
    LIMIT = 103
    MODEL = 104
    INFERENCE = 105
    CHALLENGE = 106
    PORTRAIT = 107
    TEMPLATE = 108
    IO = 109
    NOT_FOUND = 200
    FORMAT = 201
    CAMERA_BUSY = 202
    CAMERA_ABSENT = 203
    CAMERA_FORBIDDEN = 204
    CAMERA_UNPLUGGED = 205
    CAMERA_FAILED = 206
    NEEDS_FFMPEG = 207
    SEALED = 208
    KEY = 300
    CLAIMS = 301
    EVIDENCE = 302
    AUDIT = 303
    TIME_STAMP = 304
    STORE = 305
    REFUSED_UNKNOWN = 400
    REFUSED_WRONG_BINDING = 401
    REFUSED_ALREADY_REDEEMED = 402
    REFUSED_SUPERSEDED = 403
    REFUSED_EXPIRED = 404
    REFUSED_CLOCK_SET_BACK = 405
    REFUSED_TOO_EARLY = 406
    REFUSED_TOO_SOON = 407
    REFUSED_TOO_MANY_TRIES = 408
    TOKEN_REJECTED = 500
    TOKEN_TOO_LONG = 501
    TOKEN_MALFORMED = 502
    TOKEN_WRONG_TYPE = 503
    TOKEN_WRONG_ALGORITHM = 504
    TOKEN_UNKNOWN_KEY = 505
    TOKEN_BAD_SIGNATURE = 506
    TOKEN_TEST_VERDICT = 507
    TOKEN_NO_TEST_VERDICT = 508
    TOKEN_WRONG_ISSUER = 509
    TOKEN_WRONG_AUDIENCE = 510
    TOKEN_WRONG_NONCE = 511
    TOKEN_EXPIRED = 512
    TOKEN_NOT_YET_VALID = 513
    TOKEN_LIFE_TOO_LONG = 514
    TOKEN_REPLAYED = 515
    TOKEN_MEMORY_FAILED = 516
    TOKEN_CLAIMS = 517
    TOKEN_LEVEL = 518
    TOKEN_MATCH_RATE = 519
    TOKEN_SECOND_SIGNATURE_MISSING = 520
    TOKEN_NO_EVIDENCE = 521
    TOKEN_EVIDENCE_ALTERED = 522
    INTERNAL = 900

    @property
    def meaning(self) -> str:
        """What it means, in a few words; empty for a number that the library does not know."""
        from . import _native

        return _native.static_text(_native.lib.selfsame_code_meaning(int(self)))
