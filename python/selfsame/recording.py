"""Sessions on disk.

Enters: frames of a session, or the path of a recorded one. Leaves: what was asked, when it was
shown, and the frames. They are pictures of a person: guard them, or seal them.
"""

from __future__ import annotations

import os
from typing import Any

from . import frames
from ._native import Handle, ask, unless_absent
from .challenge import Challenge, Prompts
from .enums import Encoding, Pixels, Range
from .sources import Frame, Source
from .stills import PathText


class Recording(Handle):
    """A recorded session."""

    _free = "selfsame_recording_free"

    @classmethod
    def open(
        cls, path: PathText, *, identity: str | None = None, passphrase: str | None = None
    ) -> Recording:
        """Opens a folder, or a sealed file with its age identity or its passphrase.

        `DataError`: `NOT_FOUND`, `IO`, `FORMAT`, `LIMIT`, `SEALED`. `ValueError` for both keys."""
        name = "selfsame_recording_open"
        if identity is not None and passphrase is not None:
            raise ValueError("a recording opens with an identity or a passphrase, not both")
        if identity is not None:
            return cls(ask(name + "_with_identity", os.fspath(path), identity))
        if passphrase is not None:
            return cls(ask(name + "_with_passphrase", os.fspath(path), passphrase))
        return cls(ask(name, os.fspath(path)))

    def challenge(self) -> Challenge:
        """What the person was asked to read."""
        return Challenge(ask("selfsame_recording_challenge", self))

    def prompts(self) -> Prompts | None:
        """When it was shown; None if the recording broke off, or nobody showed anything."""
        pointer = unless_absent(ask, "selfsame_recording_prompts", self)
        return None if pointer is None else Prompts._of(pointer)

    @property
    def is_test(self) -> bool:
        """Whether it is no real person's."""
        return bool(ask("selfsame_recording_is_test", self))

    def source(self) -> Source:
        """The frames, once: they live on when this is closed. `Misuse` (`FINISHED`) after that."""
        return Source(ask("selfsame_recording_source", self))


class Recorder(Handle):
    """Stores a session as it happens. One thread at a time. Without `finish` it leaves what a
    crash would leave: a folder with the frames so far, of a sealed file nothing."""

    _free = "selfsame_recorder_free"

    def __init__(
        self,
        path: PathText,
        challenge: Challenge,
        *,
        encoding: Encoding = Encoding.JPEG,
        test: bool = False,
        recipient: str | None = None,
        passphrase: str | None = None,
    ) -> None:
        """A folder, absent or empty; or a file, absent, sealed for an age recipient or with a
        passphrase. `Misuse` (`ARGUMENT`, `NOT_BUILT`), `DataError` (`IO`)."""
        name = "selfsame_recorder_create"
        said = (os.fspath(path), challenge, encoding, test)
        if recipient is not None and passphrase is not None:
            raise ValueError("a recording is sealed for a recipient or a passphrase, not both")
        if recipient is not None:
            made = ask(name + "_for_recipient", *said, recipient)
        elif passphrase is not None:
            made = ask(name + "_with_passphrase", *said, passphrase)
        else:
            made = ask(name, *said)
        super().__init__(made)

    def push(
        self,
        pixels: Any,
        time_ns: int,
        *,
        format: Pixels = Pixels.RGB,
        rotation: int = 0,
        range: Range = Range.LIMITED,
        test: bool = False,
        size: tuple[int, int] | None = None,
        stride: int | None = None,
    ) -> None:
        """Stores a frame; arguments as of `Session.push`."""
        frame, kept = frames.pack(
            pixels,
            time_ns,
            format=format,
            rotation=rotation,
            range=range,
            test=test,
            size=size,
            stride=stride,
        )
        ask("selfsame_recorder_push", self, frame)
        del kept

    def push_captured(self, frame: Frame) -> None:
        """Stores a frame that a source gave."""
        ask("selfsame_recorder_push_captured", self, frame)

    @property
    def frame_count(self) -> int:
        """How many frames are stored."""
        return int(ask("selfsame_recorder_frame_count", self))

    def finish(self, prompts: Prompts | None = None) -> None:
        """Completes it; `prompts` say when the digits were shown (`Session.prompts`)."""
        ask("selfsame_recorder_finish", self, prompts)
