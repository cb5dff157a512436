"""Frames in the program's own memory.

Enters: anything with the buffer protocol (NumPy arrays, bytes, memoryviews), read-only or not.
Leaves: a `selfsame_frame` that points into it, for the time of one call. Nothing is copied: what
the library cannot read where it lies is refused.
"""

from __future__ import annotations

from typing import Any

from ._native import constant, ffi
from .enums import Pixels, Range

_VERSION = constant("SELFSAME_FRAME_VERSION")
# Bytes of a pixel; of NV12 and JPEG more is said below.
_SAMPLES = {
    Pixels.GREY: 1,
    Pixels.RGB: 3,
    Pixels.BGR: 3,
    Pixels.RGBA: 4,
    Pixels.NV12: 1,
    Pixels.YUYV: 2,
}
_HINT = "numpy.ascontiguousarray makes a copy that can be taken"


def pack(
    pixels: Any,
    time_ns: int,
    *,
    format: Pixels = Pixels.RGB,
    rotation: int = 0,
    range: Range = Range.LIMITED,
    test: bool = False,
    size: tuple[int, int] | None = None,
    stride: int | None = None,
) -> tuple[Any, Any]:
    """A frame, and what must be kept until it was used.

    `pixels` is an array of unsigned bytes of the shape (height, width, samples): 3 samples of RGB
    and BGR, 4 of RGBA, 2 of YUYV; (height, width) of grey; (height * 3 / 2, width) of NV12, the
    half rounded up; one dimension of a JPEG. Rows may be any distance apart that is not less than
    a row. One dimension is taken of the other formats too: then `size` is (width, height) in
    pixels and `stride` the bytes from row to row (a row without padding if it is None).

    `TypeError` for what has no buffer or no unsigned bytes, `ValueError` for another shape or for
    pixels that are not side by side; the library checks the rest.
    """
    view = memoryview(pixels)  # while it lives, the memory stays where it is
    if view.format not in ("B", "@B", "=B", "<B", ">B", "|u1") or view.itemsize != 1:
        raise TypeError(f"a frame is of unsigned bytes (uint8), not of items '{view.format}'")
    format = Pixels(format)
    if format == Pixels.JPEG:
        if view.ndim != 1 or size is not None or stride is not None:
            raise ValueError("a JPEG frame is one row of bytes, and knows its own size")
        width = height = stride = 0
        length = view.nbytes
    elif view.ndim == 1:
        if size is None:
            raise ValueError("one row of bytes says no size: pass size=(width, height)")
        width, height = size
        stride = width * _samples(format) if stride is None else stride
        length = view.nbytes
    else:
        if size is not None or stride is not None:
            raise ValueError("size and stride are the array's own")
        width, height, stride, length = _shape(view, format)
    data = _pointer(pixels, view)
    if length and data == ffi.NULL:
        raise ValueError("the frame has no memory")
    try:
        frame = ffi.new(
            "selfsame_frame *",
            {
                "size": ffi.sizeof("selfsame_frame"),
                "version": _VERSION,
                "format": format,
                "width": width,
                "height": height,
                "rotation": rotation,
                "range": range,
                "test": 1 if test else 0,
                "stride": stride,
                "data": data,
                "length": length,
                "time_ns": time_ns,
            },
        )
    except OverflowError as error:
        raise ValueError(f"a number of the frame cannot be: {error}") from None
    return frame, (view, data)


def _samples(format: Pixels) -> int:
    if format not in _SAMPLES:
        raise ValueError(f"{format!r} is no format of frames")
    return _SAMPLES[format]


def _shape(view: memoryview, format: Pixels) -> tuple[int, int, int, int]:
    """Width, height, stride and length of an array."""
    samples = _samples(format)
    shape, strides = view.shape or (), view.strides or ()
    planar = len(shape) == 2 and samples == 1
    if not planar and not (len(shape) == 3 and shape[2] == samples and format != Pixels.NV12):
        wanted = "height, width" if samples == 1 else f"height, width, {samples}"
        raise ValueError(f"the shape of a {format.name} frame is ({wanted}), not {shape}")
    rows, width = shape[0], shape[1]
    row = width * samples
    if (len(shape) == 3 and samples > 1 and strides[2] != 1) or strides[1] != samples:
        raise ValueError(f"the pixels of a row are not side by side (strides {strides}): {_HINT}")
    if strides[0] < row:
        raise ValueError(f"rows overlap or run upwards (strides {strides}): {_HINT}")
    height = rows
    if format == Pixels.NV12:
        if rows % 3 == 1:
            raise ValueError(f"no NV12 frame has {rows} rows: they are 3 for 2 of the picture")
        height = rows * 2 // 3
    return width, height, strides[0], max(rows - 1, 0) * strides[0] + row


def _pointer(pixels: Any, view: memoryview) -> Any:
    """Where the first byte is."""
    if view.c_contiguous:
        return ffi.from_buffer("uint8_t[]", pixels)
    # With gaps between the rows cffi takes no buffer; the array says where it begins.
    interface = getattr(pixels, "__array_interface__", None)
    if interface is None:
        raise ValueError("there are gaps between the rows, and the object is no NumPy array")
    return ffi.cast("uint8_t *", interface["data"][0])
