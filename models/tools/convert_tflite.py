"""Runs the tflite converter so that equal input gives an equal network.

The converter's optimiser walks Python sets of graph nodes. A node hashes by its
address, so where the transposes end up changed from run to run. Here a node
hashes by its serial number instead; the caller sets PYTHONHASHSEED=0 to settle
the sets of strings. (What still differs, the names, is canonical_onnx.py's.)

Usage: PYTHONHASHSEED=0 convert_tflite.py IN.tflite OUT.onnx
"""

import itertools
import os
import sys

if len(sys.argv) != 3 or os.environ.get("PYTHONHASHSEED") != "0":
    sys.exit(__doc__)

from tf2onnx import convert  # noqa: E402
from tf2onnx.graph import Node  # noqa: E402

serial = itertools.count()


def serial_hash(node):
    if "_serial" not in node.__dict__:
        node.__dict__["_serial"] = next(serial)
    return node.__dict__["_serial"]


Node.__hash__ = serial_hash
sys.argv = ["convert", "--tflite", sys.argv[1], "--opset", "15", "--output", sys.argv[2]]
convert.main()
