"""What is asked of a person.

Enters: random numbers of the system, or JSON. Leaves: digits to read, and when they were shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from ._native import Handle, ask, ask_json, ffi
from .enums import Language, Level


class Challenge(Handle):
    """Digits to read aloud, and when each appears: a secret until they are shown."""

    _free = "selfsame_challenge_free"

    @classmethod
    def draw(
        cls, level: Level = Level.STANDARD, language: Language = Language.ENGLISH
    ) -> Challenge:
        """Draws what a level asks for: the engine's level, or the verdict asks for another try."""
        return cls(ask("selfsame_challenge_draw", level, language))

    @classmethod
    def draw_digits(cls, digits: int, language: Language = Language.ENGLISH) -> Challenge:
        """Draws 4 to 8 digits, of which at least one comes twice."""
        return cls(ask("selfsame_challenge_draw_digits", digits, language))

    @classmethod
    def from_json(cls, json: str) -> Challenge:
        """One that was drawn elsewhere. `DataError` (`CHALLENGE`) that names the broken rule."""
        return cls(ask("selfsame_challenge_from_json", json))

    def to_json(self) -> str:
        """For whoever shows it: it holds the digits."""
        return ask_json("selfsame_challenge_to_json", self)

    @property
    def digits(self) -> tuple[int, ...]:
        """In the order in which they are shown."""
        data, count = ask("selfsame_challenge_digits", self)
        return tuple(ffi.buffer(data, count)[:])

    @property
    def language(self) -> Language:
        """The language of the digits."""
        return Language(ask("selfsame_challenge_language", self))


class Prompts(Handle):
    """When prompts were really shown, on the clock of the frames."""

    _free = "selfsame_prompts_free"

    def __init__(self, start_ns: int, warm_up_end_ns: int, shown_ns: Sequence[int]) -> None:
        """Nanoseconds: the warm-up's start and end, and each digit. `DataError` (`CHALLENGE`) if
        they are not in that order, or more than 8."""
        times = ffi.new("uint64_t[]", list(shown_ns))
        made = ask("selfsame_prompts_new", start_ns, warm_up_end_ns, times, len(shown_ns))
        super().__init__(made)

    @classmethod
    def from_json(cls, json: str) -> Prompts:
        """From what `to_json` gave."""
        return cls._of(ask("selfsame_prompts_from_json", json))

    @classmethod
    def _of(cls, pointer: object) -> Prompts:
        prompts = cls.__new__(cls)
        Handle.__init__(prompts, pointer)
        return prompts

    def to_json(self) -> str:
        """To be kept beside a recording."""
        return ask_json("selfsame_prompts_to_json", self)
