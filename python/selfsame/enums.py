"""Enumerations of the library.

Enters: numbers of the header. Leaves: members of the same numbers, and where the library has
texts about them, those. A test holds every name and number against the header.
"""

from __future__ import annotations

from . import _native
from .codes import Open


class Language(Open):
    """The language of the digits."""

    ENGLISH = 1  # English, zero to nine.
    MANDARIN = 2  # Mandarin, ling to jiu.

    @property
    def warm_up(self) -> str:
        """The sentence to say first."""
        return _native.ask_text("selfsame_language_warm_up", self)

    @property
    def other_way(self) -> str:
        """What everybody must be told before they begin: a face is never the only way."""
        return _native.ask_text("selfsame_language_other_way", self)

    def word(self, digit: int) -> str:
        """How a digit, 0 to 9, is said."""
        return _native.ask_text("selfsame_language_word", self, digit)


class Outcome(Open):
    """What a session, its liveness, or a comparison came to. None of them is an error."""

    PASS = 1  # Nothing speaks against it, and the evidence suffices.
    FAIL = 2  # The evidence speaks against it.
    RETRY = 3  # The evidence does not suffice: the person may try again.
    NOT_APPLICABLE = 4  # Nothing was decided: the person goes another way. Of signed verdicts only.


class Fmr(Open):
    """False-match rates by name (ISO/IEC 19795-1): the share of comparisons of different people
    that match. The number is the exponent."""

    FMR_1E_2 = 2  # One in a hundred.
    FMR_1E_3 = 3  # One in a thousand.
    FMR_1E_4 = 4  # One in ten thousand: what public services commonly ask for.
    FMR_1E_5 = 5  # One in a hundred thousand.
    FMR_1E_6 = 6  # One in a million, by extrapolation.


class Guidance(Open):
    """What the person should be told right now."""

    LOOK_HERE = 1  # No face: look into the camera.
    ONE_PERSON_ONLY = 2  # More than one face.
    COME_CLOSER = 3  # The face is too small.
    MOVE_INTO_PICTURE = 4  # The face does not fit into the picture.
    FACE_THE_CAMERA = 5  # The head is turned away.
    MORE_LIGHT = 6  # Too dark.
    LESS_LIGHT = 7  # Too bright.
    BLURRED = 8  # Out of focus.
    HOLD_STILL = 9  # All is well: the challenge starts in a moment.
    SAY_WARM_UP = 10  # Say the warm-up sentence (`Language.warm_up`).
    REST = 11  # Close the mouth and wait for the next digit.
    READ = 12  # Read the digit aloud.
    DONE = 13  # The session is over: call `Session.finish`.
    OTHER = 100  # A hint that is newer than this list: show what was shown before.


class SourceKind(Open):
    """What kind of source gives the frames."""

    CAMERA = 1  # A live camera.
    VIDEO = 2  # A video file.
    IMAGES = 3  # A folder of pictures.
    PIPE = 4  # A stream of plain frames (y4m).
    RECORDING = 5  # A recorded session.
    OTHER = 100  # One that is newer than this list.


class Pixels(Open):
    """How the pixels of a frame lie. All are 8 bits a sample."""

    GREY = 1  # One luma byte a pixel.
    RGB = 2  # Red, green, blue.
    BGR = 3  # Blue, green, red.
    RGBA = 4  # Red, green, blue, and a byte that is ignored.
    # A luma plane of `height` rows, then `ceil(height / 2)` rows of interleaved U, V, all with the
    # same stride.
    NV12 = 5
    YUYV = 6  # Y0 U Y1 V; the width must be even.
    # One JPEG (MJPEG) picture. `width`, `height` and `stride` must be 0: it knows its own.
    JPEG = 7


class Range(Open):
    """Which range the luma and chroma of a YUV frame have (matrix BT.601)."""

    # Luma 16 to 235: what webcams and most video use. Say this for formats that are not YUV.
    LIMITED = 1
    FULL = 2  # Luma 0 to 255: JPEG's.


class Reason(Open):
    """Why a session did not pass. 1001 to 1999 ask for another try, 2001 to 2999 speak against the
    person. Numbers are stable; a newer library may give others: go by the range."""

    NO_FACE = 1001  # No face was found in any frame.
    FACE_LOST = 1002  # The face left the picture or was covered.
    SEVERAL_FACES = 1003  # More than one person was in the picture.
    HALF_FACE = 1004  # Part of the face lay outside the picture.
    FACE_TOO_SMALL = 1005  # The face was too small to measure.
    FACE_TURNED = 1006  # The head was turned away too far.
    TOO_DARK = 1007  # Too little light on the face.
    TOO_BRIGHT = 1008  # Too much light on the face.
    TOO_BLURRED = 1009  # The face was out of focus or moved too fast.
    FRAMES_MISSING = 1010  # The pictures came too slowly or with holes.
    CHALLENGE_TOO_SHORT = 1011  # The challenge asks for less than the policy's level.
    LIVE_TOO_POOR = 1012  # What was seen of the live face is too poor to be compared.
    PORTRAIT_TOO_POOR = 1013  # The face on the portrait is too poor to be compared with a live one.
    SESSION_INCOMPLETE = 1014  # The session ended before the last digit could be read.
    SESSION_TOO_LONG = 1015  # The session was longer or had more frames than the limits allow.
    CAMERA_CHANGED = 1016  # The size of the pictures changed on the way.
    NO_BLINK = 1017  # The eyes never shut: those of a photograph do not.
    # The lips moved and the chin did not go with them: that of a photograph with the mouth cut out
    # does not.
    JAW_STILL = 1018
    WARM_UP_SILENT = 1019  # The warm-up sentence was not said: the mouth hardly moved.
    DIGITS_MISSED = 1020  # The mouth did not act after some of the prompts.
    DIGITS_UNCLEAR = 1021  # What the mouth did is as likely of a live reading as of a replay.
    VOICE_MISSING = 1022  # Sound was supplied, and no voice was heard when the mouth read.
    DIGITS_NOT_READ = 2001  # The mouth did not act after most of the prompts.
    DIGITS_OUT_OF_TIME = 2002  # The mouth acted, but not in time with the prompts.
    OTHER_DIGITS = 2003  # The lips formed other digits than those that were shown.
    MOUTH_MOVES_UNPROMPTED = 2004  # The mouth moved on when nothing was asked.
    MOUTH_STILL = 2005  # The mouth stood still all the time.
    VOICE_OUT_OF_STEP = 2006  # The sound that was supplied does not go with the mouth.
    # Readings of one digit differ more than readings of different digits.
    READINGS_INCONSISTENT = 2007
    NOT_SKIN = 2008  # The face looks like a print or a screen.
    FRAMES_REPEATED = 2009  # The same picture came again and again: a frozen or looped video.
    TRACK_JUMPED = 2010  # The face, or all of the picture, jumped between two frames: a cut.
    PERSON_CHANGED = 2011  # The face of one part of the session is not that of another part.
    PORTRAIT_MISMATCH = 2012  # The live face is not the one on the portrait.
    OTHER = 3000  # One that is newer than this list.

    @property
    def json_name(self) -> str:
        """Its name as in JSON (`too_dark`)."""
        return _native.ask_text("selfsame_reason_name", self)

    @property
    def advice(self) -> str:
        """What a person can do about it, one sentence in English."""
        return _native.ask_text("selfsame_reason_advice", self)


class Channel(Open):
    """One of the channels of liveness."""

    TIMING = 1  # Did the mouth act when prompted, and rest when not?
    CONTENT = 2  # Did it say the prompted digits?
    CONSISTENCY = 3  # Do readings of one digit look alike, of different digits unlike?
    PLAUSIBILITY = 4  # Does the mouth move as no photograph can?
    INTEGRITY = 5  # One unbroken, uncut track of one person?
    TEXTURE = 6  # Does the skin look like skin?
    VOICE = 7  # Does the mouth go with the sound? Only if sound was pushed.
    OTHER = 100  # One that is newer than this list.


class Finding(Open):
    """What a channel says."""

    SUPPORTS = 1  # It speaks for a live reading.
    UNCLEAR = 2  # It says too little either way.
    CONTRADICTS = 3  # It speaks against it.
    NOT_EVALUATED = 4  # It was not looked at.


class Algorithm(Open):
    """What a key signs with."""

    ES256 = 1  # ECDSA on P-256 with SHA-256: the one that every relying party checks.
    SM2 = 2  # SM2 with SM3 (GB/T 32918): a second signature, never the only one.


class Encoding(Open):
    """How a recording stores its frames."""

    JPEG = 1  # JPEG at quality 95: about 60 kB for 640x480.
    PNG = 2  # PNG, without loss: about 450 kB for 640x480.


class Inference(Open):
    """Which inference engine runs."""

    # ONNX Runtime if it is found and the process was started with `ORT_DISABLE_TELEMETRY=1` (it
    # reports to its maker otherwise), else the built-in engine.
    AUTO = 1
    ONNX_RUNTIME = 2  # ONNX Runtime, or an error.
    RTEN = 3  # rten, which is built in.


class Level(Open):
    """How sure liveness must be, and what it asks for to become so."""

    CONVENIENCE = 1  # Four digits, about 12 seconds: for what does little harm.
    STANDARD = 2  # Six digits, about 16 seconds.
    HIGH = 3  # Eight digits, four of them twice, about 19 seconds.


class Why(Open):
    """Why somebody goes another way than by their face."""

    CANNOT_READ = 1  # The person cannot read digits aloud.
    NO_CAMERA = 2  # There is no camera, or none that suffices.
    DECLINED = 3  # The person would rather not; nobody has to say why.
    TRIES_USED = 4  # Every try was used.
