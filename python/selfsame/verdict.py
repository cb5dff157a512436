"""What a session came to.

Enters: a finished session's handle. Leaves: outcome, reasons and times, without scores: it may be
shown and stored.
"""

from __future__ import annotations

from dataclasses import dataclass

from ._native import Handle, ask, ask_json, unless_absent
from .enums import Channel, Finding, Outcome, Reason
from .templates import Comparison


@dataclass(frozen=True)
class Digit:
    """A digit, when it was shown, and when it was read, milliseconds of the frames' clock; None
    where no reading was found."""

    digit: int
    prompted_ms: int
    read_ms: tuple[int, int] | None


class Verdict(Handle):
    """Pass, fail or retry, and why."""

    _free = "selfsame_verdict_free"

    @property
    def outcome(self) -> Outcome:
        """Pass only if liveness and, where a portrait was given, the match pass."""
        return Outcome(ask("selfsame_verdict_outcome", self))

    @property
    def liveness(self) -> Outcome:
        """Liveness alone."""
        return Outcome(ask("selfsame_verdict_liveness", self))

    @property
    def match(self) -> Outcome | None:
        """The comparison alone; None without a portrait, or if no face could be compared."""
        outcome = unless_absent(ask, "selfsame_verdict_match", self)
        return None if outcome is None else Outcome(outcome)

    def comparison(self) -> Comparison | None:
        """The comparison itself: evidence, not for the person before the camera."""
        pointer = unless_absent(ask, "selfsame_verdict_comparison", self)
        return None if pointer is None else Comparison(pointer)

    @property
    def is_test(self) -> bool:
        """Whether the subject was simulated or recorded for a test: it says nothing of anybody."""
        return bool(ask("selfsame_verdict_is_test", self))

    @property
    def reasons(self) -> list[Reason]:
        """Why not, the gravest first; none on a pass. `Reason.advice` tells what to do."""
        count = ask("selfsame_verdict_reason_count", self)
        return [Reason(ask("selfsame_verdict_reason", self, index)) for index in range(count)]

    @property
    def digits(self) -> list[Digit]:
        """The digits that were shown."""
        made = []
        for index in range(ask("selfsame_verdict_digit_count", self)):
            digit, shown, found, start, end = ask("selfsame_verdict_digit", self, index)
            made.append(Digit(digit, shown, (start, end) if found else None))
        return made

    @property
    def channels(self) -> dict[Channel, Finding]:
        """What each channel of liveness says."""
        count = ask("selfsame_verdict_channel_count", self)
        pairs = (ask("selfsame_verdict_channel", self, index) for index in range(count))
        return {Channel(channel): Finding(finding) for channel, finding in pairs}

    def to_json(self) -> str:
        """All of it (`selfsame.verdict/1`)."""
        return ask_json("selfsame_verdict_to_json", self)

    def statement(self) -> str:
        """What may be signed of it (`selfsame.statement/1`), as JSON: for `Issuer.sign`."""
        return ask_json("selfsame_verdict_statement", self)
