"""Keys, and evidence that is sealed.

Enters: PEM, JWKS, tokens of PKCS#11. Leaves: keys that sign, sets of keys that are trusted.
"""

from __future__ import annotations

import os
from typing import Any

from ._native import Handle, ask, ask_bytes, ask_json, ask_text, taken
from .enums import Algorithm
from .stills import PathText


class Key(Handle):
    """A key that signs, in memory or in a token. Any thread may use it."""

    _free = "selfsame_key_free"

    @classmethod
    def generate(cls, algorithm: Algorithm = Algorithm.ES256, *, test: bool = False) -> Key:
        """A new key. A test key says so in its name and signs nothing but tests."""
        return cls(ask("selfsame_key_generate", algorithm, test))

    @classmethod
    def from_pem(
        cls, pem: str, algorithm: Algorithm = Algorithm.ES256, *, test: bool = False
    ) -> Key:
        """From PKCS#8 in PEM. `DataError` (`KEY`)."""
        return cls(ask("selfsame_key_from_pem", algorithm, pem, test))

    @classmethod
    def open_token(
        cls, module: PathText, token: str, label: str, pin: str, *, test: bool = False
    ) -> Key:
        """A P-256 key in a PKCS#11 token: the module's file, the token's and the key's labels, the
        PIN. `DataError` (`KEY`); a PIN that is refused is not tried again."""
        said = (os.fspath(module), token, label, pin, test)
        return cls(ask("selfsame_key_open_token", *said))

    def to_pem(self) -> str:
        """As PKCS#8 in PEM, for the caller's key store. `Misuse` (`ABSENT`) of a token's key."""
        return ask_json("selfsame_key_to_pem", self)

    @property
    def kid(self) -> str:
        """Its name: the thumbprint, after `test-` if it is a test key."""
        return ask_text("selfsame_key_kid", self)


class KeySet(Handle):
    """Public keys that are trusted. One thread at a time while keys are added."""

    _free = "selfsame_key_set_free"

    def __init__(self, *keys: Key) -> None:
        """The public parts of keys. `DataError`: `KEY` for two of one name, `LIMIT` beyond 64."""
        super().__init__(ask("selfsame_key_set_new"))
        for key in keys:
            self.add(key)

    @classmethod
    def from_jwks(cls, jwks: str | bytes) -> KeySet:
        """From a JWKS document; keys for other purposes are passed over."""
        return cls._of(ask("selfsame_key_set_from_jwks", jwks))

    @classmethod
    def _of(cls, pointer: object) -> KeySet:
        keys = cls.__new__(cls)
        Handle.__init__(keys, pointer)
        return keys

    def add(self, key: Key) -> None:
        """Adds the public part of a key."""
        ask("selfsame_key_set_add", self, key)

    def to_jwks(self) -> str:
        """The set as a JWKS document, to be published."""
        return ask_json("selfsame_key_set_to_jwks", self)


def evidence_keys() -> tuple[str, str]:
    """A new identity, which opens, and its recipient, which seals. `Misuse` (`NOT_BUILT`)."""
    identity, recipient = ask("selfsame_evidence_keys")
    return taken(identity).decode("utf-8"), taken(recipient).decode("utf-8")


def seal_evidence(
    data: Any, session: str, media_type: str, now_s: int, retain_until_s: int, recipient: str
) -> bytes:
    """Seals evidence of a session to a recipient. What it is, when it was sealed and when it must
    be gone (seconds since 1970 UTC) anybody can read. `Misuse` (`ARGUMENT`), `DataError`
    (`EVIDENCE`, `LIMIT` beyond 256 MiB)."""
    said = (data, session, media_type, now_s, retain_until_s, recipient)
    return ask_bytes("selfsame_evidence_seal", *said)


def open_evidence(sealed: Any, identity: str) -> bytes:
    """Opens sealed evidence. `DataError`: `EVIDENCE` if it was altered or is another's, `KEY`."""
    return ask_bytes("selfsame_evidence_open", sealed, identity)
