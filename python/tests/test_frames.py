"""Which memory is taken as a frame, and that it is not copied."""

import tracemalloc
import unittest

import selfsame
from selfsame import Challenge, Code, Guidance, Level, Pixels, Session, _native, frames
from support import Case, engine, numpy


def session():
    with Challenge.draw(Level.CONVENIENCE) as challenge:
        return Session(engine(), challenge, test=True)


def address(frame):
    return int(_native.ffi.cast("uintptr_t", frame.data))


class Arrays(Case):
    def test_the_frame_is_the_array_s_own_memory(self):
        np = numpy()
        array = np.zeros((480, 640, 3), np.uint8)
        for view in (array, array[:, 80:560], array[::2], array[100:200]):
            frame, _kept = frames.pack(view, 7)
            start = view.__array_interface__["data"][0]
            self.assertEqual(address(frame), start)
            self.assertEqual((frame.height, frame.width), view.shape[:2])
            self.assertEqual(frame.stride, view.strides[0])
            # The last byte is that of the last pixel, not of its row's padding.
            last = view[-1, -1, -1:].__array_interface__["data"][0]
            self.assertEqual(start + frame.length, last + 1)

    def test_read_only_memory_is_taken(self):
        np = numpy()
        array = np.zeros((480, 640, 3), np.uint8)
        array.flags.writeable = False
        with session() as running:
            self.assertEqual(running.push(array, 0).guidance, Guidance.LOOK_HERE)
            self.assertEqual(running.push(array[:, 80:560], 1).guidance, Guidance.LOOK_HERE)
            self.assertEqual(running.push(bytes(array.data), 2, size=(640, 480))[1], None)

    def test_python_allocates_nothing_of_a_frame_s_size(self):
        np = numpy()
        array = np.zeros((1080, 1920, 3), np.uint8)
        with session() as running:
            # Once before: cffi keeps the types that it met.
            running.push(array, 0)
            running.push(array[:, :1800], 1)
            tracemalloc.start()
            try:
                before, _ = tracemalloc.get_traced_memory()
                running.push(array, 2)
                running.push(array[:, :1800], 3)
                _, peak = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
        self.assertLess(peak - before, 64 << 10)

    def test_every_format(self):
        np = numpy()
        for format, shape, size in (
            (Pixels.GREY, (40, 60), (60, 40)),
            (Pixels.GREY, (40, 60, 1), (60, 40)),
            (Pixels.RGB, (40, 60, 3), (60, 40)),
            (Pixels.BGR, (40, 60, 3), (60, 40)),
            (Pixels.RGBA, (40, 60, 4), (60, 40)),
            (Pixels.YUYV, (40, 60, 2), (60, 40)),
            (Pixels.NV12, (60, 60), (60, 40)),
            (Pixels.NV12, (62, 60), (60, 41)),
        ):
            with self.subTest(format=format.name, shape=shape):
                picture = selfsame.Picture.from_array(np.zeros(shape, np.uint8), format=format)
                self.assertEqual((picture.width, picture.height), size)

    def test_what_cannot_be_read_in_place_is_refused(self):
        np = numpy()
        array = np.zeros((60, 80, 3), np.uint8)
        wide = np.zeros((60, 80, 4), np.uint8)
        with session() as running:
            for name, wrong in (
                ("upside down", array[::-1]),
                ("mirrored", array[:, ::-1]),
                ("every second pixel", array[:, ::2]),
                ("RGB as BGR", array[:, :, ::-1]),
                ("three of four", wide[:, :, :3]),
                ("turned", array.transpose(1, 0, 2)),
                ("column by column", np.asfortranarray(array)),
                ("planes", np.zeros((3, 60, 80), np.uint8)),
                ("RGBA", wide),
                ("grey", array[:, :, 0]),
                ("a row", array.reshape(-1)),
                ("one row for all", np.broadcast_to(array[:1], array.shape)),
                ("a batch", array[None]),
            ):
                with self.subTest(name), self.assertRaises(ValueError):
                    running.push(wrong, 0)
            for name, wrong in (
                ("16 bits", array.astype(np.uint16)),
                ("signed", array.astype(np.int8)),
                ("floats", array.astype(np.float32)),
                ("truths", array.astype(bool)),
                ("a list", array.tolist()),
                ("nothing", None),
            ):
                with self.subTest(name), self.assertRaises(TypeError):
                    running.push(wrong, 0)
            with self.assertRaises(ValueError):
                running.push(array, 0, size=(80, 60))
            with self.assertRaises(ValueError):
                running.push(np.zeros((61, 60), np.uint8), 0, format=Pixels.NV12)
            # None of it was a frame: the first one may still come at any time.
            self.assertEqual(running.push(array, 0).guidance, Guidance.LOOK_HERE)

    def test_sound(self):
        np = numpy()
        if not selfsame.has("voice"):
            self.skipTest("the library is built without voice")
        with session() as running:
            running.push_sound(np.zeros(1600, np.float32), 16000, 0)


class Bytes(Case):
    def test_bytes_and_memoryviews(self):
        row = bytes(64 * 3 + 10)
        padded = memoryview(row * 48)
        with session() as running:
            running.push(padded, 0, size=(64, 48), stride=len(row))
            # Of the last row the padding may be missing.
            running.push(padded[:-10], 1, size=(64, 48), stride=len(row))
            short = padded[:-11]
            error = self.fails(
                selfsame.DataError, Code.FRAME, running.push, short, 2, size=(64, 48), stride=202
            )
            self.assertIn("selfsame_session_push", error.context)
            self.fails(selfsame.DataError, Code.FRAME, running.push, b"", 2, size=(64, 48))
            self.fails(selfsame.DataError, Code.FRAME, running.push, padded, 1, size=(64, 48))
            running.push(bytearray(64 * 48), 3, size=(64, 48), format=Pixels.GREY, rotation=90)
            with self.assertRaises(ValueError):
                running.push(bytes(64 * 48), 4)
            with self.assertRaises(ValueError):
                running.push(bytes(64 * 48), 4, size=(-64, 48))
            with self.assertRaises(ValueError):
                running.push(bytes(64 * 48), -4, size=(64, 48), format=Pixels.GREY)
            with self.assertRaises(ValueError):
                running.push(bytes(64 * 48), 4, size=(64, 48), format=99)
            self.fails(
                selfsame.DataError, Code.IMAGE, running.push, b"no JPEG", 5, format=Pixels.JPEG
            )
            with self.assertRaises(TypeError):
                running.push_sound(b"\0" * 64, 16000, 0)

    def test_a_buffer_in_use_stays_where_it_is(self):
        buffer = bytearray(64 * 48 * 3)
        frame, kept = frames.pack(buffer, 0, size=(64, 48))
        with self.assertRaises(BufferError):
            buffer.extend(b"more")
        del frame, kept


if __name__ == "__main__":
    unittest.main()
