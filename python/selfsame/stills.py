"""Pictures and the faces on them.

Enters: files, bytes, arrays. Leaves: upright RGB pictures, faces, enrolled portraits with their
measures. Pictures and portraits do not change: any thread may use them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Union

from . import frames
from ._native import Handle, ask, ask_json, ask_text, constant, ffi, unless_absent
from .enums import Language, Pixels, Range
from .templates import Template

if TYPE_CHECKING:
    import numpy

PathText = Union[str, "os.PathLike[str]"]


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels; it may reach outside the picture."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Face:
    """A face: about from the brows to the chin, and the cascade's score."""

    box: Box
    score: float
    landmarks: tuple[tuple[float, float, float], ...] | None
    """478 points (MediaPipe's topology), x and y in pixels, z towards the camera negative; None
    of `Engine.detect`."""
    presence: float | None
    """The landmark network's probability that a face is there, 0 to 1; None of `Engine.detect`."""


@dataclass(frozen=True)
class DetectOptions:
    """How the cascade searches; what stands here is recommended."""

    min_face: int = 20
    """Smallest face, pixels, at least 20."""
    max_face: int = 2**32 - 1
    """Largest face, pixels."""
    scale_factor: float = 0.8
    """Size ratio of neighbouring pyramid levels, 0.1 to 0.99."""
    stride: int = 4
    """Step of the window, pixels, 1 to 20."""
    score: float = 2.0
    """Least score, above 0."""
    region: Box | None = None
    """The part of the picture to search."""

    def _packed(self) -> Any:
        region = self.region
        return ffi.new(
            "selfsame_detect_options *",
            {
                "size": ffi.sizeof("selfsame_detect_options"),
                "version": constant("SELFSAME_DETECT_OPTIONS_VERSION"),
                "min_face": self.min_face,
                "max_face": self.max_face,
                "scale_factor": self.scale_factor,
                "stride": self.stride,
                "score": self.score,
                "in_region": 0 if region is None else 1,
                "x": region.x if region else 0.0,
                "y": region.y if region else 0.0,
                "width": region.width if region else 0.0,
                "height": region.height if region else 0.0,
            },
        )


class Picture(Handle):
    """An upright picture, 8 bits each of red, green and blue."""

    _free = "selfsame_picture_free"

    @classmethod
    def open(cls, path: PathText) -> Picture:
        """A JPEG, PNG, WebP, BMP or PNM file, turned as its EXIF says.

        `DataError`: `IO`, `IMAGE` for a broken one, `LIMIT` beyond 64 MiB, 16384 pixels a side or
        80 megapixels."""
        return cls(ask("selfsame_picture_open", os.fspath(path)))

    @classmethod
    def decode(cls, data: Any) -> Picture:
        """The bytes of such a file."""
        return cls(ask("selfsame_picture_decode", data))

    @classmethod
    def from_array(
        cls,
        pixels: Any,
        *,
        format: Pixels = Pixels.RGB,
        rotation: int = 0,
        range: Range = Range.LIMITED,
        size: tuple[int, int] | None = None,
        stride: int | None = None,
    ) -> Picture:
        """A copy of a frame, upright; arguments as of `frames.pack`, sides 20 to 8192 pixels."""
        frame, kept = frames.pack(
            pixels, 0, format=format, rotation=rotation, range=range, size=size, stride=stride
        )
        picture = cls(ask("selfsame_picture_from_frame", frame))
        del kept
        return picture

    @property
    def width(self) -> int:
        """Pixels in a row."""
        return int(ask("selfsame_picture_width", self))

    @property
    def height(self) -> int:
        """Rows."""
        return int(ask("selfsame_picture_height", self))

    def to_bytes(self) -> bytes:
        """A copy of the pixels: red, green, blue, row by row from above."""
        data, length = ask("selfsame_picture_rgb", self)
        return bytes(ffi.buffer(data, length)[:])

    def to_array(self) -> numpy.ndarray[Any, Any]:
        """A copy as a NumPy array of the shape (height, width, 3)."""
        import numpy

        array = numpy.frombuffer(bytearray(self.to_bytes()), numpy.uint8)
        return array.reshape(self.height, self.width, 3)


class Faces(Handle):
    """The faces of one picture, in the library's memory: hand them to `Engine.portrait_of`."""

    _free = "selfsame_faces_free"

    def __len__(self) -> int:
        return int(ask("selfsame_faces_count", self))

    def __getitem__(self, index: int) -> Face:
        """A face; `IndexError` behind the last."""
        if not 0 <= index < len(self):
            raise IndexError(f"face {index} of {len(self)}")
        points = unless_absent(ask, "selfsame_faces_landmarks", self, index)
        landmarks = None
        if points is not None:
            numbers = ffi.unpack(points[0], points[1])
            landmarks = tuple(zip(numbers[0::3], numbers[1::3], numbers[2::3]))
        return Face(
            box=Box(*ask("selfsame_faces_box", self, index)),
            score=ask("selfsame_faces_score", self, index),
            landmarks=landmarks,
            presence=unless_absent(ask, "selfsame_faces_presence", self, index),
        )


@dataclass(frozen=True)
class Measure:
    """A measure of ISO/IEC 29794-5."""

    name: str
    """As in the standard: `sharpness`."""
    value: float
    """In the measure's unit; no finite number if it cannot be measured."""
    score: int
    """From 0, of no use, to 100."""
    poor: bool
    """Whether something should be done about it."""
    advice: str
    """What would make it better, said to the person."""


class Portrait(Handle):
    """An enrolled portrait: personal data."""

    _free = "selfsame_portrait_free"

    @property
    def box(self) -> Box:
        """Where the face lies in the picture."""
        return Box(*ask("selfsame_portrait_box", self))

    def template(self) -> Template:
        """A copy of its template."""
        return Template(ask("selfsame_portrait_template", self))

    def measures(self, language: Language = Language.ENGLISH) -> list[Measure]:
        """What the picture was assessed by, with advice in a language."""
        made = []
        for index in range(ask("selfsame_portrait_measure_count", self)):
            name, length, value, score, poor = ask("selfsame_portrait_measure", self, index)
            advice = ask_text("selfsame_portrait_advice", self, index, language)
            name = str(ffi.buffer(name, length)[:], "utf-8")
            made.append(Measure(name, value, score, bool(poor), advice))
        return made

    def assessment(self) -> str:
        """All measures as JSON."""
        return ask_json("selfsame_portrait_assessment", self)
