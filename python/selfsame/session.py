"""One person's session.

Enters: frames, sound. Leaves: what the person should be told, and in the end a verdict.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from . import frames
from ._native import Handle, ask, ffi, unless_absent
from .challenge import Challenge, Prompts
from .engine import Engine
from .enums import Guidance, Pixels, Range
from .sources import Frame
from .stills import Portrait
from .templates import Template
from .verdict import Verdict


class Hint(NamedTuple):
    """What to tell the person: the digit is 0 to 9 where the guidance is `READ`, else None."""

    guidance: Guidance
    digit: int | None


class Progress(NamedTuple):
    """How many digits were shown, and of how many."""

    shown: int
    of: int


def _hint(guidance: int, digit: int) -> Hint:
    told = Guidance(guidance)
    return Hint(told, digit if told == Guidance.READ else None)


class _Listener:
    """A program's function as C calls it. What it raises must not pass through the library: it is
    kept, and raised by the push during which it came."""

    def __init__(self, function: Callable[[Hint, int], object]) -> None:
        self._function = function
        self._raised: BaseException | None = None
        self.callback = ffi.callback("selfsame_guidance_callback", self._call)

    def _call(self, guidance: int, digit: int, time_ns: int, _: Any) -> None:
        try:
            self._function(_hint(guidance, digit), time_ns)
        except BaseException as error:  # also KeyboardInterrupt: it is raised a little later
            self._raised = error

    def raise_what_came(self) -> None:
        error, self._raised = self._raised, None
        if error is not None:
            raise error


class Session(Handle):
    """One thread at a time (`Misuse`, `BUSY` else), not always the same. Sessions of one engine may
    run on as many threads as there are sessions."""

    _free = "selfsame_session_free"

    def __init__(
        self,
        engine: Engine,
        challenge: Challenge,
        *,
        portrait: Portrait | Template | None = None,
        prompts: Prompts | None = None,
        test: bool = False,
        on_guidance: Callable[[Hint, int], object] | None = None,
    ) -> None:
        """`portrait` is whom the live face must match; `prompts` when the digits were shown, of a
        recording; `test` marks the verdict as a test's. Engine and the others may be closed."""
        super().__init__(ask("selfsame_session_new", engine, challenge))
        self._listener: _Listener | None = None
        if isinstance(portrait, Template):
            ask("selfsame_session_set_template", self, portrait)
        elif portrait is not None:
            ask("selfsame_session_set_portrait", self, portrait)
        if prompts is not None:
            ask("selfsame_session_set_prompts", self, prompts)
        if test:
            ask("selfsame_session_set_test", self)
        if on_guidance is not None:
            self.on_guidance(on_guidance)

    def on_guidance(self, function: Callable[[Hint, int], object] | None) -> None:
        """Sets a function that is called when what is to be told changes, with the hint and the
        frame's time in nanoseconds; None takes it back. It runs inside `push`, on its thread. What
        it raises, `push` raises; calls for the same session answer `BUSY` meanwhile."""
        listener = None if function is None else _Listener(function)
        # cffi's object must live for as long as the library may call it: it is replaced only
        # when the library has taken the new one.
        ask("selfsame_session_on_guidance", self, listener and listener.callback, None)
        self._listener = listener

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
    ) -> Hint:
        """Takes the next frame and says what to tell. The pixels are read where they lie, during
        the call only; `frames.pack` says which arrays are taken.

        `time_ns` is on any clock that only goes forward. `rotation` is by how many degrees
        clockwise the picture must be turned to stand upright: 0, 90, 180 or 270. `range` says
        something of YUV formats only. `test` says that the picture is rendered or of a test.

        `DataError`: `FRAME`, `IMAGE`, `LIMIT`, `INFERENCE`; the session goes on with the next.
        `Misuse`: `ENUM`, `FINISHED`, `BUSY`. `TypeError` and `ValueError` as of `frames.pack`."""
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
        hint = self._push("selfsame_session_push", frame)
        del kept
        return hint

    def push_captured(self, frame: Frame) -> Hint:
        """The same of a frame that a source gave."""
        return self._push("selfsame_session_push_captured", frame)

    def _push(self, name: str, frame: Any) -> Hint:
        listener = self._listener
        try:
            answer = ask(name, self, frame)
        finally:
            if listener is not None:
                listener.raise_what_came()
        return _hint(*answer)

    def push_sound(self, samples: Any, rate: int, time_ns: int) -> None:
        """The next piece of the microphone's sound: floats of 4 bytes, -1 to 1, one channel (an
        `array.array("f")`, a float32 array), at most 10 s, `rate` of them a second (8000 to 48000),
        the first at `time_ns` on the frames' clock.

        `DataError` (`SOUND`, `LIMIT`), `Misuse` (`FINISHED`, `NOT_BUILT`); `TypeError` else."""
        view = memoryview(samples)
        if view.format not in ("f", "@f", "=f") or view.ndim != 1 or not view.c_contiguous:
            raise TypeError("sound is one row of floats of 4 bytes, side by side")
        ask("selfsame_session_push_sound", self, samples, rate, time_ns)

    @property
    def progress(self) -> Progress:
        """How far it has come; also after the end."""
        return Progress(*ask("selfsame_session_progress", self))

    @property
    def guidance(self) -> Hint:
        """What the last frame led to; also after the end."""
        return _hint(*ask("selfsame_session_guidance", self))

    def prompts(self) -> Prompts | None:
        """When the prompts were and will be shown; None before the challenge has started."""
        pointer = unless_absent(ask, "selfsame_session_prompts", self)
        return None if pointer is None else Prompts._of(pointer)

    def finish(self) -> Verdict:
        """Ends it, wherever it stands, and decides; cut short it asks for another try.

        `DataError` (`INFERENCE`): it is over all the same. `Misuse` (`FINISHED`) a second time."""
        return Verdict(ask("selfsame_session_finish", self))
