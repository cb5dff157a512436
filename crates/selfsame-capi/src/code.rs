//! What functions answer: one number, stable for ever. Ranges tell whose turn it is: 0 nobody's,
//! 1 to 99 the programmer's, 100 to 399 whoever supplies the data or the machine, 400 to 499 the
//! person's (a challenge is refused), 500 to 599 the holder's (a token is rejected), 900 ours.

use std::ffi::{CStr, c_char};

/// What a function answers. Numbers are stable: none is ever given another meaning.
///
/// 0 is success. 1 to 99 are mistakes of the program; 100 to 399 say what is wrong with data or
/// machine; 400 to 499 why no challenge is issued or redeemed; 500 to 599 why a token is not
/// taken; 900 is a fault of this library. A newer library may answer numbers that are not listed
/// here: go by the range.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(non_camel_case_types, reason = "C's names")]
pub enum selfsame_code {
    /// It worked, and the outputs are written.
    SELFSAME_OK = 0,

    /// A pointer is NULL that must not be.
    SELFSAME_NULL = 1,
    /// A pointer is none that this library gave out.
    SELFSAME_HANDLE = 2,
    /// The handle was freed.
    SELFSAME_HANDLE_FREED = 3,
    /// The handle is of another type.
    SELFSAME_HANDLE_TYPE = 4,
    /// The handle is in use by another call, on another thread or below this one.
    SELFSAME_BUSY = 5,
    /// The session is finished, or what was handed over is used up.
    SELFSAME_FINISHED = 6,
    /// A struct's `size` is not that of its version.
    SELFSAME_STRUCT_SIZE = 7,
    /// A struct's `version` is not known to this library.
    SELFSAME_STRUCT_VERSION = 8,
    /// A number is not in its enumeration. 0 is in none.
    SELFSAME_ENUM = 9,
    /// A text is not UTF-8.
    SELFSAME_UTF8 = 10,
    /// A length is impossible.
    SELFSAME_LENGTH = 11,
    /// A place behind the end of a list.
    SELFSAME_INDEX = 12,
    /// An argument is out of its range, or does not go with the others.
    SELFSAME_ARGUMENT = 13,
    /// A pointer is not aligned as its type needs it.
    SELFSAME_ALIGNMENT = 14,
    /// This build lacks what is asked for.
    SELFSAME_NOT_BUILT = 15,
    /// There is none of what was asked for, as documented: no match without a portrait.
    SELFSAME_ABSENT = 16,

    /// A frame's size, stride, format, bytes or time are not what they claim.
    SELFSAME_FRAME = 100,
    /// Sound's rate, samples or times are not what they should be.
    SELFSAME_SOUND = 101,
    /// A picture file is broken or of a form that is not taken.
    SELFSAME_IMAGE = 102,
    /// An input is larger or longer than the stated limit.
    SELFSAME_LIMIT = 103,
    /// A model is absent, altered, or not what its manifest says.
    SELFSAME_MODEL = 104,
    /// An inference engine is absent or failed.
    SELFSAME_INFERENCE = 105,
    /// A challenge or its prompt times contradict themselves.
    SELFSAME_CHALLENGE = 106,
    /// The portrait cannot be enrolled: no face, several, too small.
    SELFSAME_PORTRAIT = 107,
    /// A template's bytes are broken, of another form, or do not open.
    SELFSAME_TEMPLATE = 108,
    /// Reading or writing failed.
    SELFSAME_IO = 109,

    /// The file or folder does not exist.
    SELFSAME_NOT_FOUND = 200,
    /// A file is broken, cut off, or not what it claims to be.
    SELFSAME_FORMAT = 201,
    /// The camera is in use by another program.
    SELFSAME_CAMERA_BUSY = 202,
    /// There is no such camera.
    SELFSAME_CAMERA_ABSENT = 203,
    /// The system does not let this program use the camera.
    SELFSAME_CAMERA_FORBIDDEN = 204,
    /// The camera went away while it was read.
    SELFSAME_CAMERA_UNPLUGGED = 205,
    /// The camera answered something unusable.
    SELFSAME_CAMERA_FAILED = 206,
    /// The file needs an installed `ffmpeg`, and none was found.
    SELFSAME_NEEDS_FFMPEG = 207,
    /// A sealed session does not open with this key, or needs one.
    SELFSAME_SEALED = 208,

    /// A key is broken, of another kind than needed, or its token is not there.
    SELFSAME_KEY = 300,
    /// Findings, claims or prompts contradict themselves.
    SELFSAME_CLAIMS = 301,
    /// Sealed evidence is broken or does not open with this key.
    SELFSAME_EVIDENCE = 302,
    /// A record of the audit chain cannot be read or must not be written.
    SELFSAME_AUDIT = 303,
    /// A time stamp is not what it should be.
    SELFSAME_TIME_STAMP = 304,
    /// The store of challenges or tokens failed.
    SELFSAME_STORE = 305,

    /// There is no such challenge, or it is forgotten.
    SELFSAME_REFUSED_UNKNOWN = 400,
    /// Nonce, subject, relying party or device are not the challenge's.
    SELFSAME_REFUSED_WRONG_BINDING = 401,
    /// It was answered before.
    SELFSAME_REFUSED_ALREADY_REDEEMED = 402,
    /// A newer one was issued for the same subject.
    SELFSAME_REFUSED_SUPERSEDED = 403,
    /// Its life is over.
    SELFSAME_REFUSED_EXPIRED = 404,
    /// The clock stands before its issue.
    SELFSAME_REFUSED_CLOCK_SET_BACK = 405,
    /// The session cannot be over yet.
    SELFSAME_REFUSED_TOO_EARLY = 406,
    /// The last try was not long enough ago.
    SELFSAME_REFUSED_TOO_SOON = 407,
    /// All tries are used up: tell the way without a face.
    SELFSAME_REFUSED_TOO_MANY_TRIES = 408,

    /// A token is not taken, for a reason newer than this list.
    SELFSAME_TOKEN_REJECTED = 500,
    /// The token is too long.
    SELFSAME_TOKEN_TOO_LONG = 501,
    /// It is no token.
    SELFSAME_TOKEN_MALFORMED = 502,
    /// It is a signed text of another kind.
    SELFSAME_TOKEN_WRONG_TYPE = 503,
    /// It names an algorithm that is not taken.
    SELFSAME_TOKEN_WRONG_ALGORITHM = 504,
    /// No key of that name is trusted.
    SELFSAME_TOKEN_UNKNOWN_KEY = 505,
    /// The signature is wrong: it was altered.
    SELFSAME_TOKEN_BAD_SIGNATURE = 506,
    /// A test's verdict, where only real ones are taken.
    SELFSAME_TOKEN_TEST_VERDICT = 507,
    /// A real verdict, where only tests are taken.
    SELFSAME_TOKEN_NO_TEST_VERDICT = 508,
    /// Another issuer's.
    SELFSAME_TOKEN_WRONG_ISSUER = 509,
    /// For another relying party.
    SELFSAME_TOKEN_WRONG_AUDIENCE = 510,
    /// The answer to another request.
    SELFSAME_TOKEN_WRONG_NONCE = 511,
    /// Past its time.
    SELFSAME_TOKEN_EXPIRED = 512,
    /// Before its time.
    SELFSAME_TOKEN_NOT_YET_VALID = 513,
    /// It would hold for longer than a verdict may.
    SELFSAME_TOKEN_LIFE_TOO_LONG = 514,
    /// It was shown before.
    SELFSAME_TOKEN_REPLAYED = 515,
    /// Whether it was shown before cannot be told.
    SELFSAME_TOKEN_MEMORY_FAILED = 516,
    /// Its claims contradict themselves, or one is missing.
    SELFSAME_TOKEN_CLAIMS = 517,
    /// Its level is not taken here.
    SELFSAME_TOKEN_LEVEL = 518,
    /// Its false-match rate is not taken here.
    SELFSAME_TOKEN_MATCH_RATE = 519,
    /// The SM2 signature that is demanded is missing.
    SELFSAME_TOKEN_SECOND_SIGNATURE_MISSING = 520,
    /// It names no evidence.
    SELFSAME_TOKEN_NO_EVIDENCE = 521,
    /// The evidence is not what it names.
    SELFSAME_TOKEN_EVIDENCE_ALTERED = 522,

    /// A fault of this library. What was asked is not done; a handle that was used may be
    /// broken and should be freed. Please report the message.
    SELFSAME_INTERNAL = 900,
}
use selfsame_code::*;

/// Every code with its name and what it means, in the order of their numbers.
#[rustfmt::skip]
pub(crate) const CODES: &[(selfsame_code, &CStr, &CStr)] = &[
    (SELFSAME_OK, c"SELFSAME_OK", c"it worked"),
    (SELFSAME_NULL, c"SELFSAME_NULL", c"a pointer is NULL that must not be"),
    (SELFSAME_HANDLE, c"SELFSAME_HANDLE", c"a pointer is none that this library gave out"),
    (SELFSAME_HANDLE_FREED, c"SELFSAME_HANDLE_FREED", c"the handle was freed"),
    (SELFSAME_HANDLE_TYPE, c"SELFSAME_HANDLE_TYPE", c"the handle is of another type"),
    (SELFSAME_BUSY, c"SELFSAME_BUSY", c"the handle is in use by another call, on another thread or below this one"),
    (SELFSAME_FINISHED, c"SELFSAME_FINISHED", c"the session is finished, or what was handed over is used up"),
    (SELFSAME_STRUCT_SIZE, c"SELFSAME_STRUCT_SIZE", c"a struct's size is not that of its version"),
    (SELFSAME_STRUCT_VERSION, c"SELFSAME_STRUCT_VERSION", c"a struct's version is not known to this library"),
    (SELFSAME_ENUM, c"SELFSAME_ENUM", c"a number is not in its enumeration"),
    (SELFSAME_UTF8, c"SELFSAME_UTF8", c"a text is not UTF-8"),
    (SELFSAME_LENGTH, c"SELFSAME_LENGTH", c"a length is impossible"),
    (SELFSAME_INDEX, c"SELFSAME_INDEX", c"a place behind the end of a list"),
    (SELFSAME_ARGUMENT, c"SELFSAME_ARGUMENT", c"an argument is out of its range, or does not go with the others"),
    (SELFSAME_ALIGNMENT, c"SELFSAME_ALIGNMENT", c"a pointer is not aligned as its type needs it"),
    (SELFSAME_NOT_BUILT, c"SELFSAME_NOT_BUILT", c"this build lacks what is asked for"),
    (SELFSAME_ABSENT, c"SELFSAME_ABSENT", c"there is none of what was asked for, as documented: no match without a portrait"),
    (SELFSAME_FRAME, c"SELFSAME_FRAME", c"a frame's size, stride, format, bytes or time are not what they claim"),
    (SELFSAME_SOUND, c"SELFSAME_SOUND", c"sound's rate, samples or times are not what they should be"),
    (SELFSAME_IMAGE, c"SELFSAME_IMAGE", c"a picture file is broken or of a form that is not taken"),
    (SELFSAME_LIMIT, c"SELFSAME_LIMIT", c"an input is larger or longer than the stated limit"),
    (SELFSAME_MODEL, c"SELFSAME_MODEL", c"a model is absent, altered, or not what its manifest says"),
    (SELFSAME_INFERENCE, c"SELFSAME_INFERENCE", c"an inference engine is absent or failed"),
    (SELFSAME_CHALLENGE, c"SELFSAME_CHALLENGE", c"a challenge or its prompt times contradict themselves"),
    (SELFSAME_PORTRAIT, c"SELFSAME_PORTRAIT", c"the portrait cannot be enrolled: no face, several, too small"),
    (SELFSAME_TEMPLATE, c"SELFSAME_TEMPLATE", c"a template's bytes are broken, of another form, or do not open"),
    (SELFSAME_IO, c"SELFSAME_IO", c"reading or writing failed"),
    (SELFSAME_NOT_FOUND, c"SELFSAME_NOT_FOUND", c"the file or folder does not exist"),
    (SELFSAME_FORMAT, c"SELFSAME_FORMAT", c"a file is broken, cut off, or not what it claims to be"),
    (SELFSAME_CAMERA_BUSY, c"SELFSAME_CAMERA_BUSY", c"the camera is in use by another program"),
    (SELFSAME_CAMERA_ABSENT, c"SELFSAME_CAMERA_ABSENT", c"there is no such camera"),
    (SELFSAME_CAMERA_FORBIDDEN, c"SELFSAME_CAMERA_FORBIDDEN", c"the system does not let this program use the camera"),
    (SELFSAME_CAMERA_UNPLUGGED, c"SELFSAME_CAMERA_UNPLUGGED", c"the camera went away while it was read"),
    (SELFSAME_CAMERA_FAILED, c"SELFSAME_CAMERA_FAILED", c"the camera answered something unusable"),
    (SELFSAME_NEEDS_FFMPEG, c"SELFSAME_NEEDS_FFMPEG", c"the file needs an installed ffmpeg, and none was found"),
    (SELFSAME_SEALED, c"SELFSAME_SEALED", c"a sealed session does not open with this key, or needs one"),
    (SELFSAME_KEY, c"SELFSAME_KEY", c"a key is broken, of another kind than needed, or its token is not there"),
    (SELFSAME_CLAIMS, c"SELFSAME_CLAIMS", c"findings, claims or prompts contradict themselves"),
    (SELFSAME_EVIDENCE, c"SELFSAME_EVIDENCE", c"sealed evidence is broken or does not open with this key"),
    (SELFSAME_AUDIT, c"SELFSAME_AUDIT", c"a record of the audit chain cannot be read or must not be written"),
    (SELFSAME_TIME_STAMP, c"SELFSAME_TIME_STAMP", c"a time stamp is not what it should be"),
    (SELFSAME_STORE, c"SELFSAME_STORE", c"the store of challenges or tokens failed"),
    (SELFSAME_REFUSED_UNKNOWN, c"SELFSAME_REFUSED_UNKNOWN", c"there is no such challenge, or it is forgotten"),
    (SELFSAME_REFUSED_WRONG_BINDING, c"SELFSAME_REFUSED_WRONG_BINDING", c"nonce, subject, relying party or device are not the challenge's"),
    (SELFSAME_REFUSED_ALREADY_REDEEMED, c"SELFSAME_REFUSED_ALREADY_REDEEMED", c"it was answered before"),
    (SELFSAME_REFUSED_SUPERSEDED, c"SELFSAME_REFUSED_SUPERSEDED", c"a newer one was issued for the same subject"),
    (SELFSAME_REFUSED_EXPIRED, c"SELFSAME_REFUSED_EXPIRED", c"its life is over"),
    (SELFSAME_REFUSED_CLOCK_SET_BACK, c"SELFSAME_REFUSED_CLOCK_SET_BACK", c"the clock stands before its issue"),
    (SELFSAME_REFUSED_TOO_EARLY, c"SELFSAME_REFUSED_TOO_EARLY", c"the session cannot be over yet"),
    (SELFSAME_REFUSED_TOO_SOON, c"SELFSAME_REFUSED_TOO_SOON", c"the last try was not long enough ago"),
    (SELFSAME_REFUSED_TOO_MANY_TRIES, c"SELFSAME_REFUSED_TOO_MANY_TRIES", c"all tries are used up: tell the way without a face"),
    (SELFSAME_TOKEN_REJECTED, c"SELFSAME_TOKEN_REJECTED", c"a token is not taken, for a reason newer than this list"),
    (SELFSAME_TOKEN_TOO_LONG, c"SELFSAME_TOKEN_TOO_LONG", c"the token is too long"),
    (SELFSAME_TOKEN_MALFORMED, c"SELFSAME_TOKEN_MALFORMED", c"it is no token"),
    (SELFSAME_TOKEN_WRONG_TYPE, c"SELFSAME_TOKEN_WRONG_TYPE", c"it is a signed text of another kind"),
    (SELFSAME_TOKEN_WRONG_ALGORITHM, c"SELFSAME_TOKEN_WRONG_ALGORITHM", c"it names an algorithm that is not taken"),
    (SELFSAME_TOKEN_UNKNOWN_KEY, c"SELFSAME_TOKEN_UNKNOWN_KEY", c"no key of that name is trusted"),
    (SELFSAME_TOKEN_BAD_SIGNATURE, c"SELFSAME_TOKEN_BAD_SIGNATURE", c"the signature is wrong: it was altered"),
    (SELFSAME_TOKEN_TEST_VERDICT, c"SELFSAME_TOKEN_TEST_VERDICT", c"a test's verdict, where only real ones are taken"),
    (SELFSAME_TOKEN_NO_TEST_VERDICT, c"SELFSAME_TOKEN_NO_TEST_VERDICT", c"a real verdict, where only tests are taken"),
    (SELFSAME_TOKEN_WRONG_ISSUER, c"SELFSAME_TOKEN_WRONG_ISSUER", c"another issuer's"),
    (SELFSAME_TOKEN_WRONG_AUDIENCE, c"SELFSAME_TOKEN_WRONG_AUDIENCE", c"for another relying party"),
    (SELFSAME_TOKEN_WRONG_NONCE, c"SELFSAME_TOKEN_WRONG_NONCE", c"the answer to another request"),
    (SELFSAME_TOKEN_EXPIRED, c"SELFSAME_TOKEN_EXPIRED", c"past its time"),
    (SELFSAME_TOKEN_NOT_YET_VALID, c"SELFSAME_TOKEN_NOT_YET_VALID", c"before its time"),
    (SELFSAME_TOKEN_LIFE_TOO_LONG, c"SELFSAME_TOKEN_LIFE_TOO_LONG", c"it would hold for longer than a verdict may"),
    (SELFSAME_TOKEN_REPLAYED, c"SELFSAME_TOKEN_REPLAYED", c"it was shown before"),
    (SELFSAME_TOKEN_MEMORY_FAILED, c"SELFSAME_TOKEN_MEMORY_FAILED", c"whether it was shown before cannot be told"),
    (SELFSAME_TOKEN_CLAIMS, c"SELFSAME_TOKEN_CLAIMS", c"its claims contradict themselves, or one is missing"),
    (SELFSAME_TOKEN_LEVEL, c"SELFSAME_TOKEN_LEVEL", c"its level is not taken here"),
    (SELFSAME_TOKEN_MATCH_RATE, c"SELFSAME_TOKEN_MATCH_RATE", c"its false-match rate is not taken here"),
    (SELFSAME_TOKEN_SECOND_SIGNATURE_MISSING, c"SELFSAME_TOKEN_SECOND_SIGNATURE_MISSING", c"the SM2 signature that is demanded is missing"),
    (SELFSAME_TOKEN_NO_EVIDENCE, c"SELFSAME_TOKEN_NO_EVIDENCE", c"it names no evidence"),
    (SELFSAME_TOKEN_EVIDENCE_ALTERED, c"SELFSAME_TOKEN_EVIDENCE_ALTERED", c"the evidence is not what it names"),
    (SELFSAME_INTERNAL, c"SELFSAME_INTERNAL", c"a fault of this library"),
];

impl selfsame_code {
    fn row(number: i32) -> Option<&'static (Self, &'static CStr, &'static CStr)> {
        CODES.iter().find(|(code, _, _)| *code as i32 == number)
    }
}

/// The name of a code as in this header, ended by a zero; NULL for a number that this library
/// does not know. Never fails, may be called at any time, from any thread.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_code_name(code: i32) -> *const c_char {
    selfsame_code::row(code).map_or(std::ptr::null(), |row| row.1.as_ptr())
}

/// What a code means, in a few words, ended by a zero; NULL for a number that this library does
/// not know. Never fails, may be called at any time, from any thread.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_code_meaning(code: i32) -> *const c_char {
    selfsame_code::row(code).map_or(std::ptr::null(), |row| row.2.as_ptr())
}
