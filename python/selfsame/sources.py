"""Where frames come from.

Enters: video files, folders of pictures, cameras. Leaves: frames, one after the other, which a
session takes without a copy.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ._native import Handle, ask, ask_text, constant, ffi, unless_absent
from .enums import Pixels, Range, SourceKind
from .stills import PathText, Picture

if TYPE_CHECKING:
    import numpy


@dataclass(frozen=True)
class Shape:
    """How the pixels of a frame lie: size before it is turned, bytes from row to row, and by how
    many degrees clockwise it must be turned to stand upright."""

    format: Pixels
    width: int
    height: int
    stride: int
    rotation: int
    range: Range


class Frame(Handle):
    """One frame that a source gave. It outlives its source."""

    _free = "selfsame_captured_free"

    @property
    def shape(self) -> Shape:
        """How its pixels lie."""
        format, width, height, stride, rotation, of = ask("selfsame_captured_shape", self)
        return Shape(Pixels(format), width, height, stride, rotation, Range(of))

    @property
    def time_ns(self) -> int:
        """When it was taken, nanoseconds on the source's clock."""
        return int(ask("selfsame_captured_time", self))

    @property
    def is_test(self) -> bool:
        """Whether it is of a test recording: a session that takes it gives a test's verdict."""
        return bool(ask("selfsame_captured_is_test", self))

    def to_bytes(self) -> bytes:
        """A copy of the pixels as they lie; of the last row the padding may be missing."""
        data, length = ask("selfsame_captured_data", self)
        return bytes(ffi.buffer(data, length)[:])

    def picture(self) -> Picture:
        """A copy as an upright RGB picture."""
        return Picture(ask("selfsame_captured_picture", self))

    def to_array(self) -> numpy.ndarray[Any, Any]:
        """A copy, upright, as a NumPy array of the shape (height, width, 3), RGB."""
        with self.picture() as picture:
            return picture.to_array()


class Source(Handle):
    """Frames, one after the other: iterate over it. One thread at a time takes frames."""

    _free = "selfsame_source_free"

    @classmethod
    def open_video(cls, path: PathText) -> Source:
        """A video file: H.264 in MP4, MOV or M4V; everything else by an installed `ffmpeg`.

        `DataError`: `NOT_FOUND`, `IO`, `FORMAT`, `LIMIT`, `NEEDS_FFMPEG`."""
        return cls(ask("selfsame_source_open_video", os.fspath(path)))

    @classmethod
    def open_images(cls, path: PathText, fps: tuple[int, int] | None = None) -> Source:
        """A folder of pictures in the natural order of their names, at (frames, seconds): (30, 1),
        or (30000, 1001) for 29.97; None for times in the names, as in a recording
        (`000012_480000000.jpg`)."""
        if fps is None:
            return cls(ask("selfsame_source_open_images_by_name", os.fspath(path)))
        return cls(ask("selfsame_source_open_images", os.fspath(path), *fps))

    @classmethod
    def open_camera(
        cls, camera: str | None = None, *, width: int = 640, height: int = 480, fps: int = 30
    ) -> Source:
        """A camera by its number, its name or a part of it; None for the first one. It takes the
        nearest size and rate that there is, and waits for the first picture.

        `DataError`: `CAMERA_*`; `Misuse`: `ARGUMENT`, `NOT_BUILT`."""
        name = camera.encode("utf-8") if camera is not None else b""
        kept = ffi.from_buffer("char[]", name)
        options = ffi.new(
            "selfsame_camera_options *",
            {
                "size": ffi.sizeof("selfsame_camera_options"),
                "version": constant("SELFSAME_CAMERA_OPTIONS_VERSION"),
                "width": width,
                "height": height,
                "fps": fps,
                "camera_length": len(name),
                "camera": kept if camera is not None else ffi.NULL,
            },
        )
        return cls(ask("selfsame_source_open_camera", options))

    def next(self) -> Frame | None:
        """The next frame, None at the end. It waits as long as the source takes: a camera at most
        5 s. `DataError`: `FORMAT`, `IO`, `FRAME`, `LIMIT`, `CAMERA_*`; the source is over then."""
        pointer = ask("selfsame_source_next", self)
        return None if pointer == ffi.NULL else Frame(pointer)

    def __iter__(self) -> Iterator[Frame]:
        """Frames to the end; each is freed when nobody refers to it, or by its `close`."""
        while (frame := self.next()) is not None:
            yield frame

    @property
    def kind(self) -> SourceKind:
        """What kind of source it is."""
        return SourceKind(ask("selfsame_source_kind_of", self))

    @property
    def name(self) -> str:
        """The camera's name, or the last part of the path."""
        return ask_text("selfsame_source_name", self)

    @property
    def fps(self) -> float | None:
        """Frames a second, if it is known: no promise."""
        return unless_absent(ask, "selfsame_source_fps", self)

    @property
    def frame_count(self) -> int | None:
        """How many frames there are in all, if it is known: no promise."""
        return unless_absent(ask, "selfsame_source_frame_count", self)

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height before a frame is turned, if they are known: no promise."""
        return unless_absent(ask, "selfsame_source_size", self)


@dataclass(frozen=True)
class Camera:
    """A camera; it is chosen by its number, in decimal, or its name."""

    number: int
    name: str
    description: str


class _Cameras(Handle):
    _free = "selfsame_cameras_free"


def cameras() -> list[Camera]:
    """The system's cameras, perhaps none. `Misuse` (`NOT_BUILT`) without the feature `camera`."""
    with _Cameras(ask("selfsame_cameras_list")) as found:
        return [
            Camera(
                ask("selfsame_cameras_number", found, index),
                ask_text("selfsame_cameras_name", found, index),
                ask_text("selfsame_cameras_description", found, index),
            )
            for index in range(ask("selfsame_cameras_count", found))
        ]
