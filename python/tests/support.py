"""What the tests share: where data is, one engine, and that nothing is left behind.

Enters: SELFSAME_REPOSITORY (else the clone around this file), SELFSAME_TEST_ALL,
SELFSAME_INSTALLED. Leaves: a test case that counts the library's handles.
"""

import functools
import gc
import os
import unittest
from pathlib import Path

import selfsame

ROOT = Path(os.environ.get("SELFSAME_REPOSITORY") or Path(__file__).resolve().parents[2])
HEADER = ROOT / "crates" / "selfsame-capi" / "include" / "selfsame.h"
CLIP = ROOT / "examples" / "data" / "crying_woman.mp4"
PORTRAIT = ROOT / "examples" / "data" / "portrait.jpg"


def numpy():
    """NumPy, or the test is skipped; with SELFSAME_TEST_ALL=1 it fails."""
    try:
        import numpy
    except ImportError:
        if os.environ.get("SELFSAME_TEST_ALL") == "1":
            raise
        raise unittest.SkipTest("NumPy is not installed") from None
    return numpy


@functools.lru_cache(maxsize=None)
def engine():
    """One for all tests: the built-in inference gives the same numbers everywhere."""
    models = None
    if not os.environ.get("SELFSAME_INSTALLED") and not os.environ.get("SELFSAME_MODELS"):
        models = ROOT / "models"
    return selfsame.Engine(
        models=models,
        level=selfsame.Level.CONVENIENCE,
        inference=selfsame.Inference.RTEN,
        policy_name="test of Python",
    )


class Case(unittest.TestCase):
    """A test after which as many handles are alive as before it."""

    def setUp(self):
        engine()
        gc.collect()
        self._before = selfsame.handles()

    def tearDown(self):
        gc.collect()
        self.assertEqual(selfsame.handles(), self._before, "handles are left")

    def fails(self, kind, code, function, *arguments, **named):
        """The call raises an error of this class and code; answers it."""
        with self.assertRaises(selfsame.Error) as caught:
            function(*arguments, **named)
        error = caught.exception
        self.assertIs(type(error), kind)
        self.assertEqual(error.code, code)
        self.assertTrue(error.message and error.context, repr(error))
        # Its traceback would keep alive what the call had.
        return error.with_traceback(None)
