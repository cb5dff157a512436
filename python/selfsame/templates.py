"""Faces as numbers, and their comparison.

Enters: stored bytes, keys. Leaves: templates, sealed templates, comparisons. What the library
holds is overwritten when it is closed; Python's own `bytes` cannot be.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ._native import Handle, ask, ask_bytes, ffi, unless_absent
from .enums import Fmr, Outcome


class Comparison(Handle):
    """A comparison of two faces: evidence."""

    _free = "selfsame_comparison_free"

    def outcome(self, false_match_rate: Fmr = Fmr.FMR_1E_4) -> Outcome:
        """Pass if they match at the rate; retry if not and a picture is too poor; else fail."""
        return Outcome(ask("selfsame_comparison_outcome", self, false_match_rate))

    @property
    def strictest(self) -> Fmr | None:
        """The strictest rate at which they match; None if they match at none."""
        rate = unless_absent(ask, "selfsame_comparison_strictest", self)
        return None if rate is None else Fmr(rate)

    @property
    def similarity(self) -> float:
        """The cosine, -1 to 1. Evidence: show the rate, not this."""
        return float(ask("selfsame_comparison_similarity", self))

    def threshold(self, false_match_rate: Fmr = Fmr.FMR_1E_4) -> float:
        """The least cosine with which these two match at a rate."""
        return float(ask("selfsame_comparison_threshold", self, false_match_rate))

    @property
    def qualities(self) -> tuple[int, int]:
        """Those of both templates, 0 to 100."""
        first, second = ask("selfsame_comparison_quality", self)
        return first, second

    @property
    def is_poor(self) -> bool:
        """Whether both pictures are so poor that more is asked of them."""
        return bool(ask("selfsame_comparison_is_poor", self))


class Template(Handle):
    """A face as numbers: personal data."""

    _free = "selfsame_template_free"

    @classmethod
    def from_bytes(cls, data: Any) -> Template:
        """From its stored form. `DataError` (`TEMPLATE`) that names the field."""
        return cls(ask("selfsame_template_from_bytes", data))

    @classmethod
    def fused(cls, templates: Sequence[Template]) -> Template:
        """The sum of templates of one person, at least one."""
        pointers = ffi.new("selfsame_template *[]", [each._pointer for each in templates])
        return cls(ask("selfsame_template_fused", pointers, len(templates)))

    def to_bytes(self) -> bytes:
        """The stored form, 153 bytes. It is not encrypted: see `TemplateKey.seal`."""
        return ask_bytes("selfsame_template_to_bytes", self)

    @property
    def quality(self) -> int:
        """How much of a face the network saw, 0 to 100; below 50 ask for another picture."""
        return int(ask("selfsame_template_quality", self))

    def compare(self, other: Template) -> Comparison:
        """`Misuse` (`ARGUMENT`) if different models made them."""
        return Comparison(ask("selfsame_template_compare", self, other))


class TemplateKey(Handle):
    """A key that templates are stored under: 32 random bytes, never a password."""

    _free = "selfsame_template_key_free"

    def __init__(self, data: Any) -> None:
        """The caller's key; `Misuse` (`LENGTH`) unless it has 32 bytes."""
        super().__init__(ask("selfsame_template_key_new", data))

    @classmethod
    def generate(cls) -> TemplateKey:
        """A new random key."""
        key = cls.__new__(cls)
        Handle.__init__(key, ask("selfsame_template_key_generate"))
        return key

    def to_bytes(self) -> bytes:
        """The key's 32 bytes, for the caller's key store."""
        return ask_bytes("selfsame_template_key_bytes", self)

    def seal(self, template: Template, owner: bytes = b"") -> bytes:
        """Encrypts a template for its owner, what the caller knows the person by: 198 bytes."""
        return ask_bytes("selfsame_template_key_seal", self, template, owner)

    def open(self, sealed: Any, owner: bytes = b"") -> Template:
        """Decrypts one. `DataError` (`TEMPLATE`) without a hint whether key, owner or bytes are
        wrong."""
        return Template(ask("selfsame_template_key_open", self, sealed, owner))
