"""selfsame: proves from an ordinary webcam that a person is who they say they are.

Enters: a portrait, frames of a person who reads digits aloud. Leaves: a verdict that can be
signed. All of it is done by the library `libselfsame`, through its C interface.
"""

from . import _native
from .challenge import Challenge, Prompts
from .codes import Code
from .engine import Engine, doctor
from .enums import (
    Algorithm,
    Channel,
    Encoding,
    Finding,
    Fmr,
    Guidance,
    Inference,
    Language,
    Level,
    Outcome,
    Pixels,
    Range,
    Reason,
    SourceKind,
    Why,
)
from .errors import DataError, Error, InternalError, Misuse, Refused, Rejected
from .keys import Key, KeySet, evidence_keys, open_evidence, seal_evidence
from .protocol import (
    Issued,
    Issuer,
    Redeemed,
    Rules,
    Service,
    Signed,
    Verified,
    Verifier,
    inspect,
)
from .recording import Recorder, Recording
from .session import Hint, Progress, Session
from .sources import Camera, Frame, Shape, Source, cameras
from .stills import Box, DetectOptions, Face, Faces, Measure, Picture, Portrait
from .templates import Comparison, Template, TemplateKey
from .verdict import Digit, Verdict

__version__: str = _native.static_text(_native.lib.selfsame_version())
"""The release of the library, as `0.1.0`."""


def abi_version() -> int:
    """The version of the binary interface; it was compared with the header's at import."""
    return int(_native.lib.selfsame_abi_version())


def has(feature: str) -> bool:
    """Whether the library was built with a feature: `camera`, `evidence`, `mp4`, `ort`, `pkcs11`,
    `rten`, `sealed`, `sm2`, `sqlite` or `voice`."""
    return bool(_native.ask("selfsame_has", feature))


def handles() -> int:
    """How many handles of the library are alive in the process: for tests that nothing leaks."""
    return int(_native.lib.selfsame_handles())


__all__ = [
    "Algorithm",
    "Box",
    "Camera",
    "Challenge",
    "Channel",
    "Code",
    "Comparison",
    "DataError",
    "DetectOptions",
    "Digit",
    "Encoding",
    "Engine",
    "Error",
    "Face",
    "Faces",
    "Finding",
    "Fmr",
    "Frame",
    "Guidance",
    "Hint",
    "Inference",
    "InternalError",
    "Issued",
    "Issuer",
    "Key",
    "KeySet",
    "Language",
    "Level",
    "Measure",
    "Misuse",
    "Outcome",
    "Picture",
    "Pixels",
    "Portrait",
    "Progress",
    "Prompts",
    "Range",
    "Reason",
    "Recorder",
    "Recording",
    "Redeemed",
    "Refused",
    "Rejected",
    "Rules",
    "Service",
    "Session",
    "Shape",
    "Signed",
    "Source",
    "SourceKind",
    "Template",
    "TemplateKey",
    "Verdict",
    "Verified",
    "Verifier",
    "Why",
    "__version__",
    "abi_version",
    "cameras",
    "doctor",
    "evidence_keys",
    "handles",
    "has",
    "inspect",
    "open_evidence",
    "seal_evidence",
]
