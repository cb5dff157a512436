// selfsame.h: proves from an ordinary webcam that a person is who they say they are.
//
// Conventions (docs/c.md has them with reasons):
//
// - A function answers a selfsame_code; 0 is success. Its outputs come after its inputs and are
//   written only on success. Its last parameter, `error`, may be NULL; else it gets an error object
//   on failure, which is the caller's to free. No parameter is both read and written.
// - Handles are opaque. Whoever gets one frees it, once, with the function of its type; NULL is
//   nothing to free. What is freed, made up or of another type is answered with a code.
// - A pointer is NULL only where that is said. Texts are UTF-8 with a length; texts that come out
//   have a zero behind them as well, and live as long as what they were asked of.
// - Structs only go in. Their first members are their size and version; every member counts, 0 is
//   a value and never a default.
// - A handle that is `const` in a function does not change: several threads may use it at the same
//   time. Others are for one thread at a time; SELFSAME_BUSY answers whoever breaks this.
// - No function keeps a pointer of the caller's, but the callback's and its user data. There is no
//   state of a thread, no exit of the process (but if memory runs out), no exception.
//
// This file is made by cbindgen from the crate selfsame-capi: do not edit it.


#ifndef SELFSAME_H
#define SELFSAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The version of `selfsame_detect_options` in this header.
#define SELFSAME_DETECT_OPTIONS_VERSION 1

// The version of `selfsame_frame` in this header.
#define SELFSAME_FRAME_VERSION 1

// The version of `selfsame_draft` in this header.
#define SELFSAME_DRAFT_VERSION 1

// The version of `selfsame_rules` in this header.
#define SELFSAME_RULES_VERSION 1

// The version of `selfsame_camera_options` in this header.
#define SELFSAME_CAMERA_OPTIONS_VERSION 1

// Bytes of a stored template.
#define SELFSAME_TEMPLATE_BYTES 153

// Bytes of a sealed template.
#define SELFSAME_SEALED_TEMPLATE_BYTES 198

// Version of this header's binary interface. It changes when a program that was compiled with
// an older header would not run; functions, codes and enumerators may be added without it.
#define SELFSAME_ABI_VERSION 1

// What a function answers. Numbers are stable: none is ever given another meaning.
//
// 0 is success. 1 to 99 are mistakes of the program; 100 to 399 say what is wrong with data or
// machine; 400 to 499 why no challenge is issued or redeemed; 500 to 599 why a token is not
// taken; 900 is a fault of this library. A newer library may answer numbers that are not listed
// here: go by the range.
enum selfsame_code
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // It worked, and the outputs are written.
    SELFSAME_OK = 0,
    // A pointer is NULL that must not be.
    SELFSAME_NULL = 1,
    // A pointer is none that this library gave out.
    SELFSAME_HANDLE = 2,
    // The handle was freed.
    SELFSAME_HANDLE_FREED = 3,
    // The handle is of another type.
    SELFSAME_HANDLE_TYPE = 4,
    // The handle is in use by another call, on another thread or below this one.
    SELFSAME_BUSY = 5,
    // The session is finished, or what was handed over is used up.
    SELFSAME_FINISHED = 6,
    // A struct's `size` is not that of its version.
    SELFSAME_STRUCT_SIZE = 7,
    // A struct's `version` is not known to this library.
    SELFSAME_STRUCT_VERSION = 8,
    // A number is not in its enumeration. 0 is in none.
    SELFSAME_ENUM = 9,
    // A text is not UTF-8.
    SELFSAME_UTF8 = 10,
    // A length is impossible.
    SELFSAME_LENGTH = 11,
    // A place behind the end of a list.
    SELFSAME_INDEX = 12,
    // An argument is out of its range, or does not go with the others.
    SELFSAME_ARGUMENT = 13,
    // A pointer is not aligned as its type needs it.
    SELFSAME_ALIGNMENT = 14,
    // This build lacks what is asked for.
    SELFSAME_NOT_BUILT = 15,
    // There is none of what was asked for, as documented: no match without a portrait.
    SELFSAME_ABSENT = 16,
    // A frame's size, stride, format, bytes or time are not what they claim.
    SELFSAME_FRAME = 100,
    // Sound's rate, samples or times are not what they should be.
    SELFSAME_SOUND = 101,
    // A picture file is broken or of a form that is not taken.
    SELFSAME_IMAGE = 102,
    // An input is larger or longer than the stated limit.
    SELFSAME_LIMIT = 103,
    // A model is absent, altered, or not what its manifest says.
    SELFSAME_MODEL = 104,
    // An inference engine is absent or failed.
    SELFSAME_INFERENCE = 105,
    // A challenge or its prompt times contradict themselves.
    SELFSAME_CHALLENGE = 106,
    // The portrait cannot be enrolled: no face, several, too small.
    SELFSAME_PORTRAIT = 107,
    // A template's bytes are broken, of another form, or do not open.
    SELFSAME_TEMPLATE = 108,
    // Reading or writing failed.
    SELFSAME_IO = 109,
    // The file or folder does not exist.
    SELFSAME_NOT_FOUND = 200,
    // A file is broken, cut off, or not what it claims to be.
    SELFSAME_FORMAT = 201,
    // The camera is in use by another program.
    SELFSAME_CAMERA_BUSY = 202,
    // There is no such camera.
    SELFSAME_CAMERA_ABSENT = 203,
    // The system does not let this program use the camera.
    SELFSAME_CAMERA_FORBIDDEN = 204,
    // The camera went away while it was read.
    SELFSAME_CAMERA_UNPLUGGED = 205,
    // The camera answered something unusable.
    SELFSAME_CAMERA_FAILED = 206,
    // The file needs an installed `ffmpeg`, and none was found.
    SELFSAME_NEEDS_FFMPEG = 207,
    // A sealed session does not open with this key, or needs one.
    SELFSAME_SEALED = 208,
    // A key is broken, of another kind than needed, or its token is not there.
    SELFSAME_KEY = 300,
    // Findings, claims or prompts contradict themselves.
    SELFSAME_CLAIMS = 301,
    // Sealed evidence is broken or does not open with this key.
    SELFSAME_EVIDENCE = 302,
    // A record of the audit chain cannot be read or must not be written.
    SELFSAME_AUDIT = 303,
    // A time stamp is not what it should be.
    SELFSAME_TIME_STAMP = 304,
    // The store of challenges or tokens failed.
    SELFSAME_STORE = 305,
    // There is no such challenge, or it is forgotten.
    SELFSAME_REFUSED_UNKNOWN = 400,
    // Nonce, subject, relying party or device are not the challenge's.
    SELFSAME_REFUSED_WRONG_BINDING = 401,
    // It was answered before.
    SELFSAME_REFUSED_ALREADY_REDEEMED = 402,
    // A newer one was issued for the same subject.
    SELFSAME_REFUSED_SUPERSEDED = 403,
    // Its life is over.
    SELFSAME_REFUSED_EXPIRED = 404,
    // The clock stands before its issue.
    SELFSAME_REFUSED_CLOCK_SET_BACK = 405,
    // The session cannot be over yet.
    SELFSAME_REFUSED_TOO_EARLY = 406,
    // The last try was not long enough ago.
    SELFSAME_REFUSED_TOO_SOON = 407,
    // All tries are used up: tell the way without a face.
    SELFSAME_REFUSED_TOO_MANY_TRIES = 408,
    // A token is not taken, for a reason newer than this list.
    SELFSAME_TOKEN_REJECTED = 500,
    // The token is too long.
    SELFSAME_TOKEN_TOO_LONG = 501,
    // It is no token.
    SELFSAME_TOKEN_MALFORMED = 502,
    // It is a signed text of another kind.
    SELFSAME_TOKEN_WRONG_TYPE = 503,
    // It names an algorithm that is not taken.
    SELFSAME_TOKEN_WRONG_ALGORITHM = 504,
    // No key of that name is trusted.
    SELFSAME_TOKEN_UNKNOWN_KEY = 505,
    // The signature is wrong: it was altered.
    SELFSAME_TOKEN_BAD_SIGNATURE = 506,
    // A test's verdict, where only real ones are taken.
    SELFSAME_TOKEN_TEST_VERDICT = 507,
    // A real verdict, where only tests are taken.
    SELFSAME_TOKEN_NO_TEST_VERDICT = 508,
    // Another issuer's.
    SELFSAME_TOKEN_WRONG_ISSUER = 509,
    // For another relying party.
    SELFSAME_TOKEN_WRONG_AUDIENCE = 510,
    // The answer to another request.
    SELFSAME_TOKEN_WRONG_NONCE = 511,
    // Past its time.
    SELFSAME_TOKEN_EXPIRED = 512,
    // Before its time.
    SELFSAME_TOKEN_NOT_YET_VALID = 513,
    // It would hold for longer than a verdict may.
    SELFSAME_TOKEN_LIFE_TOO_LONG = 514,
    // It was shown before.
    SELFSAME_TOKEN_REPLAYED = 515,
    // Whether it was shown before cannot be told.
    SELFSAME_TOKEN_MEMORY_FAILED = 516,
    // Its claims contradict themselves, or one is missing.
    SELFSAME_TOKEN_CLAIMS = 517,
    // Its level is not taken here.
    SELFSAME_TOKEN_LEVEL = 518,
    // Its false-match rate is not taken here.
    SELFSAME_TOKEN_MATCH_RATE = 519,
    // The SM2 signature that is demanded is missing.
    SELFSAME_TOKEN_SECOND_SIGNATURE_MISSING = 520,
    // It names no evidence.
    SELFSAME_TOKEN_NO_EVIDENCE = 521,
    // The evidence is not what it names.
    SELFSAME_TOKEN_EVIDENCE_ALTERED = 522,
    // A fault of this library. What was asked is not done; a handle that was used may be
    // broken and should be freed. Please report the message.
    SELFSAME_INTERNAL = 900,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum selfsame_code selfsame_code;
#else
typedef int32_t selfsame_code;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// The language of the digits.
enum selfsame_language
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // English, zero to nine.
    SELFSAME_LANGUAGE_ENGLISH = 1,
    // Mandarin, ling to jiu.
    SELFSAME_LANGUAGE_MANDARIN = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum selfsame_language selfsame_language;
#else
typedef int32_t selfsame_language;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// What a session, its liveness, or a comparison came to. None of them is an error.
enum selfsame_outcome
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // Nothing speaks against it, and the evidence suffices.
    SELFSAME_OUTCOME_PASS = 1,
    // The evidence speaks against it.
    SELFSAME_OUTCOME_FAIL = 2,
    // The evidence does not suffice: the person may try again.
    SELFSAME_OUTCOME_RETRY = 3,
    // Nothing was decided: the person goes another way. Of signed verdicts only.
    SELFSAME_OUTCOME_NOT_APPLICABLE = 4,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum selfsame_outcome selfsame_outcome;
#else
typedef int32_t selfsame_outcome;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// False-match rates by name (ISO/IEC 19795-1): the share of comparisons of different people that
// match. The number is the exponent.
enum selfsame_fmr
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // One in a hundred.
    SELFSAME_FMR_1E_2 = 2,
    // One in a thousand.
    SELFSAME_FMR_1E_3 = 3,
    // One in ten thousand: what public services commonly ask for.
    SELFSAME_FMR_1E_4 = 4,
    // One in a hundred thousand.
    SELFSAME_FMR_1E_5 = 5,
    // One in a million, by extrapolation.
    SELFSAME_FMR_1E_6 = 6,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum selfsame_fmr selfsame_fmr;
#else
typedef int32_t selfsame_fmr;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// What the person should be told right now.
enum selfsame_guidance
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // No face: look into the camera.
    SELFSAME_GUIDANCE_LOOK_HERE = 1,
    // More than one face.
    SELFSAME_GUIDANCE_ONE_PERSON_ONLY = 2,
    // The face is too small.
    SELFSAME_GUIDANCE_COME_CLOSER = 3,
    // The face does not fit into the picture.
    SELFSAME_GUIDANCE_MOVE_INTO_PICTURE = 4,
    // The head is turned away.
    SELFSAME_GUIDANCE_FACE_THE_CAMERA = 5,
    // Too dark.
    SELFSAME_GUIDANCE_MORE_LIGHT = 6,
    // Too bright.
    SELFSAME_GUIDANCE_LESS_LIGHT = 7,
    // Out of focus.
    SELFSAME_GUIDANCE_BLURRED = 8,
    // All is well: the challenge starts in a moment.
    SELFSAME_GUIDANCE_HOLD_STILL = 9,
    // Say the warm-up sentence (`selfsame_language_warm_up`).
    SELFSAME_GUIDANCE_SAY_WARM_UP = 10,
    // Close the mouth and wait for the next digit.
    SELFSAME_GUIDANCE_REST = 11,
    // Read the digit aloud.
    SELFSAME_GUIDANCE_READ = 12,
    // The session is over: call `selfsame_session_finish`.
    SELFSAME_GUIDANCE_DONE = 13,
    // A hint that is newer than this list: show what was shown before.
    SELFSAME_GUIDANCE_OTHER = 100,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum selfsame_guidance selfsame_guidance;
#else
typedef int32_t selfsame_guidance;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// What kind of source gives the frames.
enum selfsame_source_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // A live camera.
    SELFSAME_SOURCE_CAMERA = 1,
    // A video file.
    SELFSAME_SOURCE_VIDEO = 2,
    // A folder of pictures.
    SELFSAME_SOURCE_IMAGES = 3,
    // A stream of plain frames (y4m).
    SELFSAME_SOURCE_PIPE = 4,
    // A recorded session.
    SELFSAME_SOURCE_RECORDING = 5,
    // One that is newer than this list.
    SELFSAME_SOURCE_OTHER = 100,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum selfsame_source_kind selfsame_source_kind;
#else
typedef int32_t selfsame_source_kind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// How the pixels of a frame lie. All are 8 bits a sample.
enum selfsame_pixels
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // One luma byte a pixel.
    SELFSAME_PIXELS_GREY = 1,
    // Red, green, blue.
    SELFSAME_PIXELS_RGB = 2,
    // Blue, green, red.
    SELFSAME_PIXELS_BGR = 3,
    // Red, green, blue, and a byte that is ignored.
    SELFSAME_PIXELS_RGBA = 4,
    // A luma plane of `height` rows, then `ceil(height / 2)` rows of interleaved U, V, all with
    // the same stride.
    SELFSAME_PIXELS_NV12 = 5,
    // Y0 U Y1 V; the width must be even.
    SELFSAME_PIXELS_YUYV = 6,
    // One JPEG (MJPEG) picture. `width`, `height` and `stride` must be 0: it knows its own.
    SELFSAME_PIXELS_JPEG = 7,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum selfsame_pixels selfsame_pixels;
#else
typedef int32_t selfsame_pixels;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// Which range the luma and chroma of a YUV frame have (matrix BT.601).
enum selfsame_range
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // Luma 16 to 235: what webcams and most video use. Say this for formats that are not YUV.
    SELFSAME_RANGE_LIMITED = 1,
    // Luma 0 to 255: JPEG's.
    SELFSAME_RANGE_FULL = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum selfsame_range selfsame_range;
#else
typedef int32_t selfsame_range;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// Why a session did not pass. 1001 to 1999 ask for another try, 2001 to 2999 speak against the
// person. Numbers are stable; a newer library may give others: go by the range.
enum selfsame_reason
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // No face was found in any frame.
    SELFSAME_REASON_NO_FACE = 1001,
    // The face left the picture or was covered.
    SELFSAME_REASON_FACE_LOST = 1002,
    // More than one person was in the picture.
    SELFSAME_REASON_SEVERAL_FACES = 1003,
    // Part of the face lay outside the picture.
    SELFSAME_REASON_HALF_FACE = 1004,
    // The face was too small to measure.
    SELFSAME_REASON_FACE_TOO_SMALL = 1005,
    // The head was turned away too far.
    SELFSAME_REASON_FACE_TURNED = 1006,
    // Too little light on the face.
    SELFSAME_REASON_TOO_DARK = 1007,
    // Too much light on the face.
    SELFSAME_REASON_TOO_BRIGHT = 1008,
    // The face was out of focus or moved too fast.
    SELFSAME_REASON_TOO_BLURRED = 1009,
    // The pictures came too slowly or with holes.
    SELFSAME_REASON_FRAMES_MISSING = 1010,
    // The challenge asks for less than the policy's level.
    SELFSAME_REASON_CHALLENGE_TOO_SHORT = 1011,
    // What was seen of the live face is too poor to be compared.
    SELFSAME_REASON_LIVE_TOO_POOR = 1012,
    // The face on the portrait is too poor to be compared with a live one.
    SELFSAME_REASON_PORTRAIT_TOO_POOR = 1013,
    // The session ended before the last digit could be read.
    SELFSAME_REASON_SESSION_INCOMPLETE = 1014,
    // The session was longer or had more frames than the limits allow.
    SELFSAME_REASON_SESSION_TOO_LONG = 1015,
    // The size of the pictures changed on the way.
    SELFSAME_REASON_CAMERA_CHANGED = 1016,
    // The eyes never shut: those of a photograph do not.
    SELFSAME_REASON_NO_BLINK = 1017,
    // The lips moved and the chin did not go with them: that of a photograph with the mouth
    // cut out does not.
    SELFSAME_REASON_JAW_STILL = 1018,
    // The warm-up sentence was not said: the mouth hardly moved.
    SELFSAME_REASON_WARM_UP_SILENT = 1019,
    // The mouth did not act after some of the prompts.
    SELFSAME_REASON_DIGITS_MISSED = 1020,
    // What the mouth did is as likely of a live reading as of a replay.
    SELFSAME_REASON_DIGITS_UNCLEAR = 1021,
    // Sound was supplied, and no voice was heard when the mouth read.
    SELFSAME_REASON_VOICE_MISSING = 1022,
    // The mouth did not act after most of the prompts.
    SELFSAME_REASON_DIGITS_NOT_READ = 2001,
    // The mouth acted, but not in time with the prompts.
    SELFSAME_REASON_DIGITS_OUT_OF_TIME = 2002,
    // The lips formed other digits than those that were shown.
    SELFSAME_REASON_OTHER_DIGITS = 2003,
    // The mouth moved on when nothing was asked.
    SELFSAME_REASON_MOUTH_MOVES_UNPROMPTED = 2004,
    // The mouth stood still all the time.
    SELFSAME_REASON_MOUTH_STILL = 2005,
    // The sound that was supplied does not go with the mouth.
    SELFSAME_REASON_VOICE_OUT_OF_STEP = 2006,
    // Readings of one digit differ more than readings of different digits.
    SELFSAME_REASON_READINGS_INCONSISTENT = 2007,
    // The face looks like a print or a screen.
    SELFSAME_REASON_NOT_SKIN = 2008,
    // The same picture came again and again: a frozen or looped video.
    SELFSAME_REASON_FRAMES_REPEATED = 2009,
    // The face, or all of the picture, jumped between two frames: a cut.
    SELFSAME_REASON_TRACK_JUMPED = 2010,
    // The face of one part of the session is not that of another part.
    SELFSAME_REASON_PERSON_CHANGED = 2011,
    // The live face is not the one on the portrait.
    SELFSAME_REASON_PORTRAIT_MISMATCH = 2012,
    // One that is newer than this list.
    SELFSAME_REASON_OTHER = 3000,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum selfsame_reason selfsame_reason;
#else
typedef int32_t selfsame_reason;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// One of the channels of liveness.
enum selfsame_channel
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // Did the mouth act when prompted, and rest when not?
    SELFSAME_CHANNEL_TIMING = 1,
    // Did it say the prompted digits?
    SELFSAME_CHANNEL_CONTENT = 2,
    // Do readings of one digit look alike, of different digits unlike?
    SELFSAME_CHANNEL_CONSISTENCY = 3,
    // Does the mouth move as no photograph can?
    SELFSAME_CHANNEL_PLAUSIBILITY = 4,
    // One unbroken, uncut track of one person?
    SELFSAME_CHANNEL_INTEGRITY = 5,
    // Does the skin look like skin?
    SELFSAME_CHANNEL_TEXTURE = 6,
    // Does the mouth go with the sound? Only if sound was pushed.
    SELFSAME_CHANNEL_VOICE = 7,
    // One that is newer than this list.
    SELFSAME_CHANNEL_OTHER = 100,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum selfsame_channel selfsame_channel;
#else
typedef int32_t selfsame_channel;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// What a channel says.
enum selfsame_finding
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // It speaks for a live reading.
    SELFSAME_FINDING_SUPPORTS = 1,
    // It says too little either way.
    SELFSAME_FINDING_UNCLEAR = 2,
    // It speaks against it.
    SELFSAME_FINDING_CONTRADICTS = 3,
    // It was not looked at.
    SELFSAME_FINDING_NOT_EVALUATED = 4,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum selfsame_finding selfsame_finding;
#else
typedef int32_t selfsame_finding;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// What a key signs with.
enum selfsame_algorithm
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // ECDSA on P-256 with SHA-256: the one that every relying party checks.
    SELFSAME_ALGORITHM_ES256 = 1,
    // SM2 with SM3 (GB/T 32918): a second signature, never the only one.
    SELFSAME_ALGORITHM_SM2 = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum selfsame_algorithm selfsame_algorithm;
#else
typedef int32_t selfsame_algorithm;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// How a recording stores its frames.
enum selfsame_encoding
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // JPEG at quality 95: about 60 kB for 640x480.
    SELFSAME_ENCODING_JPEG = 1,
    // PNG, without loss: about 450 kB for 640x480.
    SELFSAME_ENCODING_PNG = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum selfsame_encoding selfsame_encoding;
#else
typedef int32_t selfsame_encoding;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// Which inference engine runs.
enum selfsame_inference
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // ONNX Runtime if it is found and the process was started with `ORT_DISABLE_TELEMETRY=1`
    // (it reports to its maker otherwise), else the built-in engine.
    SELFSAME_INFERENCE_AUTO = 1,
    // ONNX Runtime, or an error.
    SELFSAME_INFERENCE_ONNX_RUNTIME = 2,
    // rten, which is built in.
    SELFSAME_INFERENCE_RTEN = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum selfsame_inference selfsame_inference;
#else
typedef int32_t selfsame_inference;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// How sure liveness must be, and what it asks for to become so.
enum selfsame_level
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // Four digits, about 12 seconds: for what does little harm.
    SELFSAME_LEVEL_CONVENIENCE = 1,
    // Six digits, about 16 seconds.
    SELFSAME_LEVEL_STANDARD = 2,
    // Eight digits, four of them twice, about 19 seconds.
    SELFSAME_LEVEL_HIGH = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum selfsame_level selfsame_level;
#else
typedef int32_t selfsame_level;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// Why somebody goes another way than by their face.
enum selfsame_why
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // The person cannot read digits aloud.
    SELFSAME_WHY_CANNOT_READ = 1,
    // There is no camera, or none that suffices.
    SELFSAME_WHY_NO_CAMERA = 2,
    // The person would rather not; nobody has to say why.
    SELFSAME_WHY_DECLINED = 3,
    // Every try was used.
    SELFSAME_WHY_TRIES_USED = 4,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum selfsame_why selfsame_why;
#else
typedef int32_t selfsame_why;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// Bytes or a text that the caller owns; unchangeable, so any thread may read them. They are
// overwritten when freed. Free them with `selfsame_bytes_free`.
typedef struct selfsame_bytes selfsame_bytes;

// The cameras that there were when it was made. Unchangeable, so any thread may read it. Free it
// with `selfsame_cameras_free`.
typedef struct selfsame_cameras selfsame_cameras;

// One frame that a source gave, with its pixels. Unchangeable, so any thread may read it. Free it
// with `selfsame_captured_free`; its source may be freed before.
typedef struct selfsame_captured selfsame_captured;

// Digits to read aloud, and when each appears. A secret until they are shown. Unchangeable, so
// any thread may read it. Free it with `selfsame_challenge_free`.
typedef struct selfsame_challenge selfsame_challenge;

// A comparison of two faces: evidence. Unchangeable, so any thread may read it. Free it with
// `selfsame_comparison_free`.
typedef struct selfsame_comparison selfsame_comparison;

// Models and policy, ready to use: unchangeable, so all threads may use one at the same time.
// Free it with `selfsame_engine_free`; sessions that were made from it live on.
typedef struct selfsame_engine selfsame_engine;

// What an engine will be. One thread at a time. Free it with `selfsame_engine_builder_free`.
//
// What is not set is: models where `selfsame_models_find` finds them, inference
// `SELFSAME_INFERENCE_AUTO`, one thread, level `SELFSAME_LEVEL_STANDARD`, false-match rate
// `SELFSAME_FMR_1E_4`, no second detector, the policy's name `<level>/1`.
typedef struct selfsame_engine_builder selfsame_engine_builder;

// What went wrong in one call. Owned by whoever called; unchangeable, so any thread may read it.
// Free it with `selfsame_error_free`.
typedef struct selfsame_error selfsame_error;

// Faces of one picture. Unchangeable, so any thread may read them. Free them with
// `selfsame_faces_free`.
typedef struct selfsame_faces selfsame_faces;

// A challenge, to be sent to the device that shows it. Unchangeable. Free it with
// `selfsame_issued_free`.
typedef struct selfsame_issued selfsame_issued;

// Signs verdicts in one name. Unchangeable, so any number of threads may use one. Free it with
// `selfsame_issuer_free`.
typedef struct selfsame_issuer selfsame_issuer;

// A key that signs: in memory, where it is overwritten when freed, or in a token that it never
// leaves. Unchangeable, so any thread may use it. Free it with `selfsame_key_free`; issuers that have
// it live on.
typedef struct selfsame_key selfsame_key;

// Public keys that are trusted. One thread at a time while keys are added. Free it with
// `selfsame_key_set_free`; verifiers that were built with it live on.
typedef struct selfsame_key_set selfsame_key_set;

// Where the models are: a folder, or memory of the library's. One thread at a time while
// models are added. Free it with `selfsame_models_free`; engines that were built from it live on.
typedef struct selfsame_models selfsame_models;

// An upright picture, red, green and blue, 8 bits each, rows without padding. Unchangeable, so any
// thread may use it. Free it with `selfsame_picture_free`.
typedef struct selfsame_picture selfsame_picture;

// An enrolled portrait: personal data. Unchangeable, so any thread may use it. Free it with
// `selfsame_portrait_free`.
typedef struct selfsame_portrait selfsame_portrait;

// When prompts were really shown, on the clock of the frames. Unchangeable. Free it with
// `selfsame_prompts_free`.
typedef struct selfsame_prompts selfsame_prompts;

// Stores a session as it happens: pictures of a person, to be guarded as such. Folder and files are
// readable by the program's user only. One thread at a time (`SELFSAME_BUSY` else), not always the
// same. Free it with `selfsame_recorder_free`.
typedef struct selfsame_recorder selfsame_recorder;

// A recorded session: what was asked, when it was shown, and its frames. What was asked any
// thread may read at any time; the frames are taken once. Free it with `selfsame_recording_free`.
typedef struct selfsame_recording selfsame_recording;

// A challenge that was answered, once: what `selfsame_issuer_sign` uses up. One thread at a time. Free
// it with `selfsame_redeemed_free`, used up or not.
typedef struct selfsame_redeemed selfsame_redeemed;

// Issues and redeems challenges. Any number of threads may use one. Free it with
// `selfsame_service_free`.
typedef struct selfsame_service selfsame_service;

// One person's session. One thread at a time (`SELFSAME_BUSY` else), not always the same. Free it
// with `selfsame_session_free`, finished or not.
typedef struct selfsame_session selfsame_session;

// A signed verdict. Unchangeable. Free it with `selfsame_signed_free`.
typedef struct selfsame_signed selfsame_signed;

// Frames, one after the other. Frames are taken by one thread at a time (`SELFSAME_BUSY` else),
// not always the same; what is known of the source any thread may ask, at any time. Free it with
// `selfsame_source_free`, read to its end or not.
typedef struct selfsame_source selfsame_source;

// A face as numbers: personal data, overwritten when freed. Unchangeable, so any thread may use it.
// Free it with `selfsame_template_free`.
typedef struct selfsame_template selfsame_template;

// A key for templates, overwritten when freed. Unchangeable, so any thread may use it. Free it with
// `selfsame_template_key_free`.
typedef struct selfsame_template_key selfsame_template_key;

// What a session came to. It may be shown and stored: it has no scores. (Scores stay in its
// evidence, of which C gets the comparison of faces.) Unchangeable, so any thread may read it.
// Free it with `selfsame_verdict_free`.
typedef struct selfsame_verdict selfsame_verdict;

// A token that is what it claims to be; it may say that the session failed. Unchangeable. Free it with
// `selfsame_verified_free`.
typedef struct selfsame_verified selfsame_verified;

// A relying party that checks tokens, and remembers which it has seen. Any number of threads may use
// one. Free it with `selfsame_verifier_free`.
typedef struct selfsame_verifier selfsame_verifier;

// What a verifier will be. One thread at a time. Free it with `selfsame_verifier_builder_free`.
//
// What is not set is: any level and any match are taken (demand both!), clocks may be 30 seconds apart,
// tokens that were seen are remembered in memory, tests are refused.
typedef struct selfsame_verifier_builder selfsame_verifier_builder;

// How the cascade searches. Set every member; where NULL is handed over instead, it is as
// recommended below.
typedef struct {
    // `sizeof(selfsame_detect_options)`.
    uint32_t size;
    // `SELFSAME_DETECT_OPTIONS_VERSION`.
    uint32_t version;
    // Smallest face, pixels; at least 20, which is recommended. Time falls with its square.
    uint32_t min_face;
    // Largest face, pixels; `UINT32_MAX`, which is recommended, for any.
    uint32_t max_face;
    // Size ratio of neighbouring pyramid levels, 0.1 to 0.99; 0.8 is recommended.
    float scale_factor;
    // Step of the window, pixels, 1 to 20; 4 is recommended.
    uint32_t stride;
    // Least score, above 0; 2 is recommended.
    float score;
    // 1 if only the rectangle below is searched, 0 if all of the picture is.
    int32_t in_region;
    // Left edge of the rectangle, pixels. Read only if `in_region` is 1, as the next three.
    float x;
    // Its upper edge.
    float y;
    // Its width, above 0.
    float width;
    // Its height, above 0.
    float height;
} selfsame_detect_options;

// One frame of video in the caller's memory. It is read during the call that takes it, never
// copied whole and never kept: the buffer may be used again as soon as the call has answered.
//
// Set every member; 0 is a value, never a default.
typedef struct {
    // `sizeof(selfsame_frame)`.
    uint32_t size;
    // `SELFSAME_FRAME_VERSION`.
    uint32_t version;
    // How the pixels lie: a `selfsame_pixels`.
    int32_t format;
    // Pixels in a stored row, 20 to 8192, before it is turned; 0 for a JPEG.
    uint32_t width;
    // Stored rows, 20 to 8192; 0 for a JPEG.
    uint32_t height;
    // Degrees clockwise by which the picture must be turned to stand upright: 0, 90, 180 or 270.
    int32_t rotation;
    // The range of a YUV format: a `selfsame_range`.
    int32_t range;
    // 1 if the picture is rendered or of a test recording: the verdict will say `test`. Else 0.
    int32_t test;
    // Bytes from the start of a row to that of the next; 0 for a JPEG.
    size_t stride;
    // The first byte of the uppermost row.
    const uint8_t *data;
    // Bytes that are there; of the last row the padding may be missing.
    size_t length;
    // When it was taken, nanoseconds on any clock that only goes forward (of the camera, of the
    // clip). In a session times must grow.
    uint64_t time_ns;
} selfsame_frame;

// What to sign besides the challenge. Set every member; NULL and 0 where a text is not wanted.
typedef struct {
    // `sizeof(selfsame_draft)`.
    uint32_t size;
    // `SELFSAME_DRAFT_VERSION`.
    uint32_t version;
    // What the session came to: JSON of `selfsame_verdict_statement`.
    const char *statement;
    // Its bytes.
    size_t statement_length;
    // The transaction in the issuer's audit trail, 1 to 512 bytes.
    const char *txn;
    // Its bytes.
    size_t txn_length;
    // The name to write into `sub`, where the relying party knows the person by another than the
    // challenge was issued for; NULL for that one. That both are one person is the caller's word.
    const char *pseudonym;
    // Its bytes.
    size_t pseudonym_length;
    // Whose portrait it was, as JSON (docs/verdict.md, Identity); NULL if nobody is named. Only of
    // a verdict that passed and matched.
    const char *identity;
    // Its bytes.
    size_t identity_length;
    // The sealed evidence that is kept; NULL if none is. The token gets its digest.
    const uint8_t *evidence;
    // Its bytes.
    size_t evidence_length;
} selfsame_draft;

// How long a challenge lives, and how many tries there are. Set every member; where NULL is handed
// over instead, it is as recommended below. All durations are seconds.
typedef struct {
    // `sizeof(selfsame_rules)`.
    uint32_t size;
    // `SELFSAME_RULES_VERSION`.
    uint32_t version;
    // How long a challenge lives, 10 to 900; 180 is recommended.
    uint32_t life_s;
    // How far the clocks of servers may differ, at most 120; 30 is recommended.
    uint32_t skew_s;
    // How much before the session's end an answer may come, at most `skew_s`; 2 is recommended.
    uint32_t early_s;
    // Most tries of a subject within the window, 1 to 1000; 3 is recommended.
    uint32_t subject_most;
    // How long a try of a subject counts, 60 to 2678400; 86400 is recommended.
    uint32_t subject_window_s;
    // Tries of a subject that need no delay before them; 1 is recommended.
    uint32_t subject_free;
    // The first delay of a subject, doubled each time; 15 is recommended.
    uint32_t subject_first_delay_s;
    // The longest delay of a subject; 900 is recommended.
    uint32_t subject_longest_delay_s;
    // The same of a device: 60 is recommended.
    uint32_t device_most;
    // 86400 is recommended.
    uint32_t device_window_s;
    // 10 is recommended.
    uint32_t device_free;
    // 5 is recommended.
    uint32_t device_first_delay_s;
    // 900 is recommended.
    uint32_t device_longest_delay_s;
} selfsame_rules;

// Called when what the person should be told changes: the hint, the digit to read (0 to 9; 0
// where the hint is not `SELFSAME_GUIDANCE_READ`), the time of the frame in nanoseconds, and the
// pointer that was handed over with the callback.
//
// It runs inside `selfsame_session_push*`, on the thread that called it, and on no other. It must
// return: an exception ends the process, and `longjmp` must not leave it. Calls that change the
// session answer `SELFSAME_BUSY` meanwhile.
typedef void (*selfsame_guidance_callback)(int32_t guidance,
                                           uint8_t digit,
                                           uint64_t time_ns,
                                           void *user_data);

// Which camera, and in which form. Of size and rate the nearest that the camera has is taken; the
// frames say what it became.
//
// Set every member; 0 is a value, never a default.
typedef struct {
    // `sizeof(selfsame_camera_options)`.
    uint32_t size;
    // `SELFSAME_CAMERA_OPTIONS_VERSION`.
    uint32_t version;
    // Wanted pixels in a row, 20 to 8192; 640 is a good choice.
    uint32_t width;
    // Wanted rows, 20 to 8192; 480 is a good choice.
    uint32_t height;
    // Wanted frames a second, 1 to 1000; 30 is a good choice.
    uint32_t fps;
    // Bytes of `camera`; 0 if it is NULL.
    size_t camera_length;
    // Which camera: its number in decimal, its name, or a part of the name that no other has;
    // upper and lower case are the same. NULL for the first that gives pictures.
    const char *camera;
} selfsame_camera_options;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// The bytes: `length` of them, and a zero behind them. They live until they are freed.
selfsame_code selfsame_bytes_data(const selfsame_bytes *bytes,
                                  const uint8_t **data,
                                  size_t *length,
                                  selfsame_error **error);

// Overwrites and frees bytes. NULL is taken and does nothing.
selfsame_code selfsame_bytes_free(selfsame_bytes *bytes);

// Draws what a level asks for with the operating system's random numbers: the same level as the
// engine's, or the verdict will ask for another try.
//
// `language` is a `selfsame_language`, `level` a `selfsame_level`.
//
// Errors: `SELFSAME_ENUM`; `SELFSAME_IO` if the system has no random numbers.
selfsame_code selfsame_challenge_draw(int32_t level,
                                      int32_t language,
                                      selfsame_challenge **challenge,
                                      selfsame_error **error);

// Draws `digits` digits, 4 to 8, of which at least one comes twice.
//
// Errors: `SELFSAME_ENUM`; `SELFSAME_ARGUMENT` for another number of digits; `SELFSAME_IO`.
selfsame_code selfsame_challenge_draw_digits(size_t digits,
                                             int32_t language,
                                             selfsame_challenge **challenge,
                                             selfsame_error **error);

// A challenge that was drawn elsewhere, from its JSON (docs/json.md), held against all rules.
//
// Errors: `SELFSAME_CHALLENGE` that names the rule; `SELFSAME_LIMIT` beyond 64 KiB.
selfsame_code selfsame_challenge_from_json(const char *json,
                                           size_t json_length,
                                           selfsame_challenge **challenge,
                                           selfsame_error **error);

// The challenge as JSON, for whoever shows it: it holds the digits.
selfsame_code selfsame_challenge_to_json(const selfsame_challenge *challenge,
                                         selfsame_bytes **json,
                                         selfsame_error **error);

// The digits in the order in which they are shown, one byte each, 0 to 9 (not ASCII). They live
// as long as the challenge.
selfsame_code selfsame_challenge_digits(const selfsame_challenge *challenge,
                                        const uint8_t **digits,
                                        size_t *count,
                                        selfsame_error **error);

// The language of the challenge.
selfsame_code selfsame_challenge_language(const selfsame_challenge *challenge,
                                          selfsame_language *language,
                                          selfsame_error **error);

// Frees a challenge; sessions that were made with it live on. NULL is taken and does nothing.
selfsame_code selfsame_challenge_free(selfsame_challenge *challenge);

// When the prompts were shown, in nanoseconds on the clock of the frames: the warm-up from
// `start_ns` to `warm_up_end_ns`, and each of `count` digits (at most 8; fewer than asked if the
// session was cut short).
//
// Errors: `SELFSAME_CHALLENGE` if they are not in that order, or too many.
selfsame_code selfsame_prompts_new(uint64_t start_ns,
                                   uint64_t warm_up_end_ns,
                                   const uint64_t *shown_ns,
                                   size_t count,
                                   selfsame_prompts **prompts,
                                   selfsame_error **error);

// Prompt times from their JSON (`prompts` of docs/json.md, recorded sessions).
//
// Errors: `SELFSAME_CHALLENGE`; `SELFSAME_LIMIT` beyond 64 KiB.
selfsame_code selfsame_prompts_from_json(const char *json,
                                         size_t json_length,
                                         selfsame_prompts **prompts,
                                         selfsame_error **error);

// Prompt times as JSON, to be kept beside a recording.
selfsame_code selfsame_prompts_to_json(const selfsame_prompts *prompts,
                                       selfsame_bytes **json,
                                       selfsame_error **error);

// Frees prompt times. NULL is taken and does nothing.
selfsame_code selfsame_prompts_free(selfsame_prompts *prompts);

// The name of a code as in this header, ended by a zero; NULL for a number that this library
// does not know. Never fails, may be called at any time, from any thread.
const char *selfsame_code_name(int32_t code);

// What a code means, in a few words, ended by a zero; NULL for a number that this library does
// not know. Never fails, may be called at any time, from any thread.
const char *selfsame_code_meaning(int32_t code);

// Looks at the machine: models, inference engine, cameras, ffmpeg, and a self test of every stage
// (takes some seconds). JSON, `selfsame.doctor/1` of docs/json.md: branch on `usable`, show
// `advice`. What is wrong stands in it and is no error.
//
// `models` may be NULL, for where `selfsame_models_find` finds them; `inference` and `library` are
// as for `selfsame_engine_builder_set_inference`.
//
// Errors: `SELFSAME_ENUM`, `SELFSAME_ARGUMENT`.
selfsame_code selfsame_doctor(const selfsame_models *models,
                              int32_t inference,
                              const char *library,
                              size_t library_length,
                              selfsame_bytes **json,
                              selfsame_error **error);

// A builder with nothing set.
selfsame_code selfsame_engine_builder_new(selfsame_engine_builder **builder,
                                          selfsame_error **error);

// Where the models are. They may be freed before the engine is built.
selfsame_code selfsame_engine_builder_set_models(selfsame_engine_builder *builder,
                                                 const selfsame_models *models,
                                                 selfsame_error **error);

// A folder in which optional models may lie (a second opinion on texture), besides the models'
// own.
selfsame_code selfsame_engine_builder_set_optional_models(selfsame_engine_builder *builder,
                                                          const char *folder,
                                                          size_t folder_length,
                                                          selfsame_error **error);

// Which inference engine runs: a `selfsame_inference`. `library` is ONNX Runtime's shared library
// and only goes with `SELFSAME_INFERENCE_ONNX_RUNTIME`; NULL and 0 for where it usually is
// (`ORT_DYLIB_PATH`, beside the executable, the system's library path).
//
// Errors: `SELFSAME_ENUM`; `SELFSAME_ARGUMENT` for a library that does not go with the engine.
selfsame_code selfsame_engine_builder_set_inference(selfsame_engine_builder *builder,
                                                    int32_t inference,
                                                    const char *library,
                                                    size_t library_length,
                                                    selfsame_error **error);

// Threads of one model run, 1 to 256. Several sessions fill more cores better.
//
// Errors: `SELFSAME_ARGUMENT` outside that range.
selfsame_code selfsame_engine_builder_set_threads(selfsame_engine_builder *builder,
                                                  uint32_t threads,
                                                  selfsame_error **error);

// What is demanded: how sure liveness must be (a `selfsame_level`), and the false-match rate at
// which the portrait must match (a `selfsame_fmr`).
//
// Errors: `SELFSAME_ENUM`.
selfsame_code selfsame_engine_builder_set_policy(selfsame_engine_builder *builder,
                                                 int32_t level,
                                                 int32_t false_match_rate,
                                                 selfsame_error **error);

// What the policy is called in verdicts: 1 to 128 bytes.
//
// Errors: `SELFSAME_LENGTH`.
selfsame_code selfsame_engine_builder_set_policy_name(selfsame_engine_builder *builder,
                                                      const char *name,
                                                      size_t name_length,
                                                      selfsame_error **error);

// Whether a face on a portrait may be found by a second detector (YuNet) where the cascade finds
// none. It must be among the models.
selfsame_code selfsame_engine_builder_set_second_detector(selfsame_engine_builder *builder,
                                                          bool wanted,
                                                          selfsame_error **error);

// Loads and verifies the models: takes from 100 ms to some seconds. The builder stays as it is.
//
// Errors: `SELFSAME_MODEL` for an absent or altered model, `SELFSAME_INFERENCE` for an absent
// engine.
selfsame_code selfsame_engine_build(const selfsame_engine_builder *builder,
                                    selfsame_engine **engine,
                                    selfsame_error **error);

// Frees a builder. NULL is taken and does nothing.
selfsame_code selfsame_engine_builder_free(selfsame_engine_builder *builder);

// Name and version of the inference engine that runs. It lives as long as the engine.
selfsame_code selfsame_engine_inference(const selfsame_engine *engine,
                                        const char **name,
                                        size_t *length,
                                        selfsame_error **error);

// What verdicts say of engine, models and policy: JSON, the member `made_by` of docs/json.md.
selfsame_code selfsame_engine_made_by(const selfsame_engine *engine,
                                      selfsame_bytes **json,
                                      selfsame_error **error);

// Frees an engine. NULL is taken and does nothing.
selfsame_code selfsame_engine_free(selfsame_engine *engine);

// The code that the failed call answered.
//
// Errors: those of handles; there is no error object about errors.
selfsame_code selfsame_error_code(const selfsame_error *error, selfsame_code *code);

// What is wrong, in a sentence, for a log or a developer: UTF-8, `length` bytes and a zero.
// It lives as long as the error.
//
// Errors: those of handles.
selfsame_code selfsame_error_message(const selfsame_error *error,
                                     const char **text,
                                     size_t *length);

// Where it happened: the function, and the argument if it is about one, as
// `selfsame_session_push, frame`. UTF-8, `length` bytes and a zero. It lives as long as the error.
//
// Errors: those of handles.
selfsame_code selfsame_error_context(const selfsame_error *error,
                                     const char **text,
                                     size_t *length);

// How many seconds must pass until a challenge that was refused for a time would be issued or taken:
// of `SELFSAME_REFUSED_TOO_EARLY`, `SELFSAME_REFUSED_TOO_SOON` and
// `SELFSAME_REFUSED_TOO_MANY_TRIES`.
//
// Errors: `SELFSAME_ABSENT` of other errors; those of handles.
selfsame_code selfsame_error_wait(const selfsame_error *error,
                                  uint64_t *wait_s);

// Frees an error. NULL is taken and does nothing.
selfsame_code selfsame_error_free(selfsame_error *error);

// Faces that the cascade finds, best score first: boxes alone. `options` may be NULL.
//
// Errors: `SELFSAME_ARGUMENT` for options out of range; those of structs.
selfsame_code selfsame_engine_detect(const selfsame_engine *engine,
                                     const selfsame_picture *picture,
                                     const selfsame_detect_options *options,
                                     selfsame_faces **faces,
                                     selfsame_error **error);

// Faces that hold landmarks, largest first. `options` may be NULL.
//
// Errors: `SELFSAME_ARGUMENT` for options out of range; those of structs; `SELFSAME_INFERENCE`.
selfsame_code selfsame_engine_faces(const selfsame_engine *engine,
                                    const selfsame_picture *picture,
                                    const selfsame_detect_options *options,
                                    selfsame_faces **faces,
                                    selfsame_error **error);

// Faces of an ID portrait, largest first, as `selfsame_engine_enrol` looks for them: a quick search, and
// a finer one (and the second detector, if the engine has it) if that finds none. For a picture of which
// enrolling said that it shows several people: choose one with `selfsame_engine_portrait_of`.
//
// Errors: `SELFSAME_INFERENCE`.
selfsame_code selfsame_engine_portrait_faces(const selfsame_engine *engine,
                                             const selfsame_picture *picture,
                                             selfsame_faces **faces,
                                             selfsame_error **error);

// How many faces there are, perhaps none.
selfsame_code selfsame_faces_count(const selfsame_faces *faces,
                                   size_t *count,
                                   selfsame_error **error);

// Where a face is, pixels: about from the brows to the chin. The box may reach outside the picture.
//
// Errors: `SELFSAME_INDEX`.
selfsame_code selfsame_faces_box(const selfsame_faces *faces,
                                 size_t index,
                                 float *x,
                                 float *y,
                                 float *width,
                                 float *height,
                                 selfsame_error **error);

// The cascade's score of a face; above 2 as recommended.
//
// Errors: `SELFSAME_INDEX`.
selfsame_code selfsame_faces_score(const selfsame_faces *faces,
                                   size_t index,
                                   float *score,
                                   selfsame_error **error);

// The landmarks of a face, in MediaPipe's topology: `count` numbers (three for each of 478 points: x
// and y in pixels, z in the same unit, towards the camera negative). They live as long as the faces.
//
// Errors: `SELFSAME_INDEX`; `SELFSAME_ABSENT` for faces of `selfsame_engine_detect`.
selfsame_code selfsame_faces_landmarks(const selfsame_faces *faces,
                                       size_t index,
                                       const float **points,
                                       size_t *count,
                                       selfsame_error **error);

// The landmark network's probability that a face is there, 0 to 1.
//
// Errors: `SELFSAME_INDEX`; `SELFSAME_ABSENT` for faces of `selfsame_engine_detect`.
selfsame_code selfsame_faces_presence(const selfsame_faces *faces,
                                      size_t index,
                                      float *presence,
                                      selfsame_error **error);

// Frees faces. NULL is taken and does nothing.
selfsame_code selfsame_faces_free(selfsame_faces *faces);

// The frame as an upright picture, copied.
//
// Errors: `SELFSAME_STRUCT_SIZE`, `SELFSAME_STRUCT_VERSION`, `SELFSAME_ENUM`; `SELFSAME_FRAME` if
// size, stride and bytes contradict each other; `SELFSAME_IMAGE` for a broken JPEG;
// `SELFSAME_LIMIT`.
selfsame_code selfsame_picture_from_frame(const selfsame_frame *frame,
                                          selfsame_picture **picture,
                                          selfsame_error **error);

// The sentence to say first, in a `selfsame_language`. It lives as long as the library.
//
// Errors: `SELFSAME_ENUM`.
selfsame_code selfsame_language_warm_up(int32_t language,
                                        const char **text,
                                        size_t *length,
                                        selfsame_error **error);

// What everybody must be told before they begin, and again when it did not work: a face is never
// the only way. It lives as long as the library.
//
// Errors: `SELFSAME_ENUM`.
selfsame_code selfsame_language_other_way(int32_t language,
                                          const char **text,
                                          size_t *length,
                                          selfsame_error **error);

// How a digit, 0 to 9, is said. It lives as long as the library.
//
// Errors: `SELFSAME_ENUM`; `SELFSAME_INDEX` for more than 9.
selfsame_code selfsame_language_word(int32_t language,
                                     uint8_t digit,
                                     const char **text,
                                     size_t *length,
                                     selfsame_error **error);

// The name of a reason as in JSON (`too_dark`), of the number of a `selfsame_reason`. It lives as
// long as the library.
//
// Errors: `SELFSAME_ENUM` for a number that this library does not know.
selfsame_code selfsame_reason_name(int32_t reason,
                                   const char **text,
                                   size_t *length,
                                   selfsame_error **error);

// What a person can do about a reason, one sentence in English, of the number of a
// `selfsame_reason`. It lives as long as the library.
//
// Errors: `SELFSAME_ENUM` for a number that this library does not know.
selfsame_code selfsame_reason_advice(int32_t reason,
                                     const char **text,
                                     size_t *length,
                                     selfsame_error **error);

// What it says at a false-match rate, a `selfsame_fmr`: pass if they match; retry, with another
// picture, if not and one of them is so poor that this says little; else fail.
//
// Errors: `SELFSAME_ENUM`.
selfsame_code selfsame_comparison_outcome(const selfsame_comparison *comparison,
                                          int32_t false_match_rate,
                                          selfsame_outcome *outcome,
                                          selfsame_error **error);

// The strictest rate at which they match.
//
// Errors: `SELFSAME_ABSENT` if they match at none.
selfsame_code selfsame_comparison_strictest(const selfsame_comparison *comparison,
                                            selfsame_fmr *false_match_rate,
                                            selfsame_error **error);

// The cosine, -1 to 1. Evidence: show the rate, not this.
selfsame_code selfsame_comparison_similarity(const selfsame_comparison *comparison,
                                             float *similarity,
                                             selfsame_error **error);

// The least cosine with which these two match at a rate, a `selfsame_fmr`: more is asked of two poor
// pictures.
//
// Errors: `SELFSAME_ENUM`.
selfsame_code selfsame_comparison_threshold(const selfsame_comparison *comparison,
                                            int32_t false_match_rate,
                                            float *threshold,
                                            selfsame_error **error);

// The qualities of both templates, 0 to 100.
selfsame_code selfsame_comparison_quality(const selfsame_comparison *comparison,
                                          uint8_t *first,
                                          uint8_t *second,
                                          selfsame_error **error);

// Whether both pictures are so poor that more is asked of them.
selfsame_code selfsame_comparison_is_poor(const selfsame_comparison *comparison,
                                          bool *poor,
                                          selfsame_error **error);

// Frees a comparison. NULL is taken and does nothing.
selfsame_code selfsame_comparison_free(selfsame_comparison *comparison);

// Looks for the models: the folder that the environment's `SELFSAME_MODELS` names, `models`
// beside the executable, `models` in the current folder and those above it. What an engine does
// that is told nothing.
//
// Errors: `SELFSAME_MODEL` that lists where it looked.
selfsame_code selfsame_models_find(selfsame_models **models, selfsame_error **error);

// The models in a folder. Files are read and verified when an engine is built.
//
// Errors: `SELFSAME_MODEL` if there is no such folder.
selfsame_code selfsame_models_in_folder(const char *folder,
                                        size_t folder_length,
                                        selfsame_models **models,
                                        selfsame_error **error);

// No models yet, for programs that carry them inside themselves: add them one by one with
// `selfsame_models_add`. They are verified like files.
selfsame_code selfsame_models_in_memory(selfsame_models **models, selfsame_error **error);

// Adds a model's bytes, which are copied, under its name in the manifest (`face-detector`, ...);
// of two of one name the later counts.
//
// Errors: `SELFSAME_MODEL` for a name that the manifest does not know; `SELFSAME_LIMIT` for more
// bytes than a model has; `SELFSAME_ARGUMENT` if the models are in a folder.
selfsame_code selfsame_models_add(selfsame_models *models,
                                  const char *name,
                                  size_t name_length,
                                  const uint8_t *data,
                                  size_t length,
                                  selfsame_error **error);

// The folder of the models, UTF-8 (what of its name is not, is replaced). It lives as long as the
// models.
//
// Errors: `SELFSAME_ABSENT` if they are in memory.
selfsame_code selfsame_models_folder(const selfsame_models *models,
                                     const char **folder,
                                     size_t *length,
                                     selfsame_error **error);

// Frees the models' place. NULL is taken and does nothing.
selfsame_code selfsame_models_free(selfsame_models *models);

// Opens a JPEG, PNG, WebP, BMP or PNM file; its EXIF rotation is applied.
//
// Errors: `SELFSAME_IO`; `SELFSAME_IMAGE` for a broken or animated picture, `SELFSAME_LIMIT` beyond
// 64 MiB, 16384 pixels a side or 80 megapixels.
selfsame_code selfsame_picture_open(const char *path,
                                    size_t path_length,
                                    selfsame_picture **picture,
                                    selfsame_error **error);

// Decodes the bytes of such a file.
//
// Errors: as `selfsame_picture_open`.
selfsame_code selfsame_picture_decode(const uint8_t *data,
                                      size_t length,
                                      selfsame_picture **picture,
                                      selfsame_error **error);

// A picture of `width * height * 3` bytes, which are copied.
//
// Errors: `SELFSAME_IMAGE` if there are more or fewer, or a side is 0; `SELFSAME_LIMIT` beyond 16384
// pixels a side or 80 megapixels.
selfsame_code selfsame_picture_from_rgb(uint32_t width,
                                        uint32_t height,
                                        const uint8_t *data,
                                        size_t length,
                                        selfsame_picture **picture,
                                        selfsame_error **error);

// Pixels in a row.
selfsame_code selfsame_picture_width(const selfsame_picture *picture,
                                     uint32_t *width,
                                     selfsame_error **error);

// Rows.
selfsame_code selfsame_picture_height(const selfsame_picture *picture,
                                      uint32_t *height,
                                      selfsame_error **error);

// The pixels: `length` bytes, red, green, blue, row by row from above. They live as long as the
// picture.
selfsame_code selfsame_picture_rgb(const selfsame_picture *picture,
                                   const uint8_t **data,
                                   size_t *length,
                                   selfsame_error **error);

// Frees a picture. NULL is taken and does nothing.
selfsame_code selfsame_picture_free(selfsame_picture *picture);

// Enrols an ID portrait: one face, large enough.
//
// Errors: `SELFSAME_PORTRAIT` that says what is wrong with the picture: no face, several, too small,
// turned away; `SELFSAME_INFERENCE`.
selfsame_code selfsame_engine_enrol(const selfsame_engine *engine,
                                    const selfsame_picture *picture,
                                    selfsame_portrait **portrait,
                                    selfsame_error **error);

// Enrols one of several faces of a picture: a face of `selfsame_engine_faces` on the same picture.
//
// Errors: `SELFSAME_ARGUMENT` for faces that were found on another picture; `SELFSAME_INDEX`;
// `SELFSAME_ABSENT` for faces without landmarks; `SELFSAME_PORTRAIT` if it is too small or turned away;
// `SELFSAME_INFERENCE`.
selfsame_code selfsame_engine_portrait_of(const selfsame_engine *engine,
                                          const selfsame_picture *picture,
                                          const selfsame_faces *faces,
                                          size_t index,
                                          selfsame_portrait **portrait,
                                          selfsame_error **error);

// Where the face lies in the picture, pixels.
selfsame_code selfsame_portrait_box(const selfsame_portrait *portrait,
                                    float *x,
                                    float *y,
                                    float *width,
                                    float *height,
                                    selfsame_error **error);

// A copy of the portrait's template.
selfsame_code selfsame_portrait_template(const selfsame_portrait *portrait,
                                         selfsame_template **template_,
                                         selfsame_error **error);

// How many measures of ISO/IEC 29794-5 the picture was assessed by.
selfsame_code selfsame_portrait_measure_count(const selfsame_portrait *portrait,
                                              size_t *count,
                                              selfsame_error **error);

// A measure: its name as in the standard (`sharpness`; it lives as long as the portrait), its value in
// the measure's unit (no finite number if it cannot be measured), its score from 0, of no use, to 100,
// and whether something should be done about it.
//
// Errors: `SELFSAME_INDEX`.
selfsame_code selfsame_portrait_measure(const selfsame_portrait *portrait,
                                        size_t index,
                                        const char **name,
                                        size_t *length,
                                        float *value,
                                        uint8_t *score,
                                        bool *poor,
                                        selfsame_error **error);

// What would make a measure better, said to the person in a `selfsame_language`. It lives as long as
// the portrait.
//
// Errors: `SELFSAME_INDEX`, `SELFSAME_ENUM`.
selfsame_code selfsame_portrait_advice(const selfsame_portrait *portrait,
                                       size_t index,
                                       int32_t language,
                                       const char **text,
                                       size_t *length,
                                       selfsame_error **error);

// All measures as JSON: a list of `measure`, `value` (null if it cannot be measured) and `score`.
selfsame_code selfsame_portrait_assessment(const selfsame_portrait *portrait,
                                           selfsame_bytes **json,
                                           selfsame_error **error);

// Frees a portrait. NULL is taken and does nothing.
selfsame_code selfsame_portrait_free(selfsame_portrait *portrait);

// A new identity (`AGE-SECRET-KEY-1...`), which opens, and its recipient (`age1...`), which seals.
//
// Errors: `SELFSAME_NOT_BUILT`.
selfsame_code selfsame_evidence_keys(selfsame_bytes **identity,
                                     selfsame_bytes **recipient,
                                     selfsame_error **error);

// Seals evidence to a recipient. `session` names the session that it is of; the media type says what is
// sealed; when it is sealed, and when it must be gone, in seconds since 1970 UTC, can be read by
// anybody. The sealed bytes go to `selfsame_draft.evidence`.
//
// Errors: `SELFSAME_ARGUMENT` for a recipient that is none; `SELFSAME_EVIDENCE`, `SELFSAME_LIMIT` beyond
// 256 MiB; `SELFSAME_NOT_BUILT`.
selfsame_code selfsame_evidence_seal(const uint8_t *data,
                                     size_t length,
                                     const char *session,
                                     size_t session_length,
                                     const char *media_type,
                                     size_t media_type_length,
                                     uint64_t now_s,
                                     uint64_t retain_until_s,
                                     const char *recipient,
                                     size_t recipient_length,
                                     selfsame_bytes **sealed,
                                     selfsame_error **error);

// Opens sealed evidence with an identity.
//
// Errors: `SELFSAME_EVIDENCE` if it is none, was altered or is sealed to another key; `SELFSAME_KEY`,
// `SELFSAME_LIMIT`, `SELFSAME_NOT_BUILT`.
selfsame_code selfsame_evidence_open(const uint8_t *sealed,
                                     size_t sealed_length,
                                     const char *identity,
                                     size_t identity_length,
                                     selfsame_bytes **data,
                                     selfsame_error **error);

// An issuer by its name (a URL by custom, 1 to 512 bytes), its ES256 key, an SM2 key for a second
// signature or NULL, and the life of its tokens, 10 to 900 seconds (120 is recommended). With a test
// key it signs tests, and nothing else.
//
// Errors: `SELFSAME_ARGUMENT` for a name that is none, keys of the wrong kind, one of them for tests and
// the other not, or a life out of range; `SELFSAME_NOT_BUILT` for a second key.
selfsame_code selfsame_issuer_new(const char *name,
                                  size_t name_length,
                                  const selfsame_key *key,
                                  const selfsame_key *second,
                                  uint32_t life_s,
                                  selfsame_issuer **issuer,
                                  selfsame_error **error);

// The issuer's public keys, to be published.
selfsame_code selfsame_issuer_keys(const selfsame_issuer *issuer,
                                   selfsame_key_set **keys,
                                   selfsame_error **error);

// Frees an issuer. NULL is taken and does nothing.
selfsame_code selfsame_issuer_free(selfsame_issuer *issuer);

// Signs what a session came to. The challenge is used up once everything in `draft` could be read: one
// challenge, one verdict.
//
// Errors: `SELFSAME_FINISHED` if it is used up already; `SELFSAME_CLAIMS` if the statement contradicts
// itself or is of another challenge, or an identity is claimed that was not matched;
// `SELFSAME_ARGUMENT` if it is a test's and the key is not, or the reverse; `SELFSAME_EVIDENCE`,
// `SELFSAME_KEY`, `SELFSAME_LIMIT`; those of structs.
selfsame_code selfsame_issuer_sign(const selfsame_issuer *issuer,
                                   selfsame_redeemed *redeemed,
                                   const selfsame_draft *draft,
                                   uint64_t now_s,
                                   selfsame_signed **signed_verdict,
                                   selfsame_error **error);

// Signs that somebody goes another way, a `selfsame_why`: nothing is said about them. The pseudonym of
// whom, to whom it is said, what the relying party's request is known by, the transaction: 1 to 512
// bytes each.
//
// Errors: `SELFSAME_ENUM`; `SELFSAME_CLAIMS`, `SELFSAME_KEY`, `SELFSAME_LIMIT`.
selfsame_code selfsame_issuer_sign_other_way(const selfsame_issuer *issuer,
                                             int32_t why,
                                             const char *subject,
                                             size_t subject_length,
                                             const char *relying_party,
                                             size_t relying_party_length,
                                             const char *nonce,
                                             size_t nonce_length,
                                             const char *txn,
                                             size_t txn_length,
                                             uint64_t now_s,
                                             selfsame_signed **signed_verdict,
                                             selfsame_error **error);

// The token: what the relying party is given. It lives as long as the signed verdict.
selfsame_code selfsame_signed_token(const selfsame_signed *signed_verdict,
                                    const char **text,
                                    size_t *length,
                                    selfsame_error **error);

// The token's name. It lives as long as the signed verdict.
selfsame_code selfsame_signed_jti(const selfsame_signed *signed_verdict,
                                  const char **text,
                                  size_t *length,
                                  selfsame_error **error);

// Until when it holds, seconds since 1970 UTC.
selfsame_code selfsame_signed_expires(const selfsame_signed *signed_verdict,
                                      uint64_t *expires_s,
                                      selfsame_error **error);

// Frees a signed verdict. NULL is taken and does nothing.
selfsame_code selfsame_signed_free(selfsame_signed *signed_verdict);

// A new key of a `selfsame_algorithm`. A test key says so in its name and signs nothing but tests.
//
// Errors: `SELFSAME_ENUM`; `SELFSAME_NOT_BUILT`; `SELFSAME_IO` if the system has no random numbers.
selfsame_code selfsame_key_generate(int32_t algorithm,
                                    bool test,
                                    selfsame_key **key,
                                    selfsame_error **error);

// A key of a `selfsame_algorithm` from PKCS#8 in PEM, as `selfsame_key_to_pem` or openssl writes it;
// `test` says whether it is a key for tests.
//
// Errors: `SELFSAME_KEY`, `SELFSAME_LIMIT`, `SELFSAME_ENUM`, `SELFSAME_NOT_BUILT`.
selfsame_code selfsame_key_from_pem(int32_t algorithm,
                                    const char *pem,
                                    size_t pem_length,
                                    bool test,
                                    selfsame_key **key,
                                    selfsame_error **error);

// The key as PKCS#8 in PEM, for the caller's key store.
//
// Errors: `SELFSAME_ABSENT` for a key in a token, which it never leaves.
selfsame_code selfsame_key_to_pem(const selfsame_key *key,
                                  selfsame_bytes **pem,
                                  selfsame_error **error);

// Opens a P-256 key in a PKCS#11 token: the module's file, the token's and the key's labels, the PIN
// (which is copied, and overwritten later). The module stays loaded as long as the process lives.
//
// Errors: `SELFSAME_KEY`, `SELFSAME_NOT_BUILT`. A PIN that is refused is not tried again.
selfsame_code selfsame_key_open_token(const char *module,
                                      size_t module_length,
                                      const char *token,
                                      size_t token_length,
                                      const char *label,
                                      size_t label_length,
                                      const char *pin,
                                      size_t pin_length,
                                      bool test,
                                      selfsame_key **key,
                                      selfsame_error **error);

// What the key is called: its thumbprint, after `test-` if it is a test key. It lives as long as the
// key.
selfsame_code selfsame_key_kid(const selfsame_key *key,
                               const char **kid,
                               size_t *length,
                               selfsame_error **error);

// Frees a key. NULL is taken and does nothing.
selfsame_code selfsame_key_free(selfsame_key *key);

// No keys: nothing verifies.
selfsame_code selfsame_key_set_new(selfsame_key_set **keys, selfsame_error **error);

// Reads a JWKS document. Keys for other purposes are passed over.
//
// Errors: `SELFSAME_KEY`, `SELFSAME_LIMIT` beyond 64 KiB or 64 keys.
selfsame_code selfsame_key_set_from_jwks(const uint8_t *jwks,
                                         size_t jwks_length,
                                         selfsame_key_set **keys,
                                         selfsame_error **error);

// Adds the public part of a key.
//
// Errors: `SELFSAME_KEY` if a key of that name is there; `SELFSAME_LIMIT` beyond 64 keys.
selfsame_code selfsame_key_set_add(selfsame_key_set *keys,
                                   const selfsame_key *key,
                                   selfsame_error **error);

// The set as a JWKS document, to be published.
selfsame_code selfsame_key_set_to_jwks(const selfsame_key_set *keys,
                                       selfsame_bytes **jwks,
                                       selfsame_error **error);

// Frees a key set. NULL is taken and does nothing.
selfsame_code selfsame_key_set_free(selfsame_key_set *key_set);

// The challenge's name, 22 letters. It lives as long as the challenge.
selfsame_code selfsame_issued_session(const selfsame_issued *issued,
                                      const char **text,
                                      size_t *length,
                                      selfsame_error **error);

// What the answer must know, 43 letters: a secret until then. It lives as long as the challenge.
selfsame_code selfsame_issued_nonce(const selfsame_issued *issued,
                                    const char **text,
                                    size_t *length,
                                    selfsame_error **error);

// What is prompted, as JSON: a secret until it is shown. `selfsame_challenge_from_json` reads it. It
// lives as long as the challenge.
selfsame_code selfsame_issued_prompts(const selfsame_issued *issued,
                                      const char **text,
                                      size_t *length,
                                      selfsame_error **error);

// When it was issued and the last second of its life, seconds since 1970 UTC; which try of the
// subject's it is, from 1; how many there are after this one.
selfsame_code selfsame_issued_numbers(const selfsame_issued *issued,
                                      uint64_t *issued_at_s,
                                      uint64_t *expires_at_s,
                                      uint32_t *attempt,
                                      uint32_t *attempts_left,
                                      selfsame_error **error);

// All of it as JSON, for the device: name, nonce, prompts, times, tries.
selfsame_code selfsame_issued_to_json(const selfsame_issued *issued,
                                      selfsame_bytes **json,
                                      selfsame_error **error);

// Frees an issued challenge; it stays issued. NULL is taken and does nothing.
selfsame_code selfsame_issued_free(selfsame_issued *issued);

// What was prompted, as JSON: hold the session against this, not against what came with it. It lives
// as long as the redeemed challenge.
selfsame_code selfsame_redeemed_prompts(const selfsame_redeemed *redeemed,
                                        const char **text,
                                        size_t *length,
                                        selfsame_error **error);

// The challenge's name. It lives as long as the redeemed challenge.
selfsame_code selfsame_redeemed_session(const selfsame_redeemed *redeemed,
                                        const char **text,
                                        size_t *length,
                                        selfsame_error **error);

// Who answered. It lives as long as the redeemed challenge.
selfsame_code selfsame_redeemed_subject(const selfsame_redeemed *redeemed,
                                        const char **text,
                                        size_t *length,
                                        selfsame_error **error);

// For whom the verdict is. It lives as long as the redeemed challenge.
selfsame_code selfsame_redeemed_relying_party(const selfsame_redeemed *redeemed,
                                              const char **text,
                                              size_t *length,
                                              selfsame_error **error);

// The level that the prompts were drawn for, by its name: `standard`. It lives as long as the redeemed
// challenge.
selfsame_code selfsame_redeemed_level(const selfsame_redeemed *redeemed,
                                      const char **text,
                                      size_t *length,
                                      selfsame_error **error);

// Frees a redeemed challenge; it stays redeemed. NULL is taken and does nothing.
selfsame_code selfsame_redeemed_free(selfsame_redeemed *redeemed);

// A service whose challenges are forgotten with the process. `pepper` is 32 random bytes, the same for
// all servers that share a store; `rules` may be NULL.
//
// Errors: `SELFSAME_LENGTH`; `SELFSAME_ARGUMENT` for a pepper of zeros, or rules out of range; those of
// structs.
selfsame_code selfsame_service_in_memory(const uint8_t *pepper,
                                         size_t pepper_length,
                                         const selfsame_rules *rules,
                                         selfsame_service **service,
                                         selfsame_error **error);

// A service whose challenges lie in a SQLite file, which is made if it is not there and which several
// processes may share. What it answers is on the disk.
//
// Errors: as `selfsame_service_in_memory`; `SELFSAME_STORE`; `SELFSAME_NOT_BUILT`.
selfsame_code selfsame_service_in_sqlite(const char *path,
                                         size_t path_length,
                                         const uint8_t *pepper,
                                         size_t pepper_length,
                                         const selfsame_rules *rules,
                                         selfsame_service **service,
                                         selfsame_error **error);

// Issues a challenge, which is a try from now on. Who, for whom, and on which device (NULL and 0 if it
// is not known), 1 to 512 bytes each, in the caller's one spelling; the `selfsame_level` that `prompts`
// were drawn for; `prompts` as `selfsame_challenge_to_json` gives them, a new draw each time; `now_s`
// in seconds since 1970 UTC.
//
// Errors: `SELFSAME_REFUSED_TOO_SOON`, `SELFSAME_REFUSED_TOO_MANY_TRIES` (`selfsame_error_wait` tells
// until when); `SELFSAME_CLAIMS` for what are no
// prompts; `SELFSAME_ARGUMENT`, `SELFSAME_LIMIT`, `SELFSAME_ENUM`; `SELFSAME_STORE`: then a try may count that
// nobody had.
selfsame_code selfsame_service_issue(const selfsame_service *service,
                                     const char *subject,
                                     size_t subject_length,
                                     const char *relying_party,
                                     size_t relying_party_length,
                                     const char *device,
                                     size_t device_length,
                                     int32_t level,
                                     const char *prompts,
                                     size_t prompts_length,
                                     uint64_t now_s,
                                     selfsame_issued **issued,
                                     selfsame_error **error);

// Takes the answer to a challenge, once: its name and nonce as the device has them; subject, relying
// party and device as the server knows them of the caller, never the answer's own word.
//
// Errors: `SELFSAME_REFUSED_*`; `SELFSAME_ARGUMENT`, `SELFSAME_LIMIT`; `SELFSAME_STORE`: then the challenge may
// be used up.
selfsame_code selfsame_service_redeem(const selfsame_service *service,
                                      const char *session,
                                      size_t session_length,
                                      const char *nonce,
                                      size_t nonce_length,
                                      const char *subject,
                                      size_t subject_length,
                                      const char *relying_party,
                                      size_t relying_party_length,
                                      const char *device,
                                      size_t device_length,
                                      uint64_t now_s,
                                      selfsame_redeemed **redeemed,
                                      selfsame_error **error);

// Says whether the person passed: if so, this try is given back. `settled` is false if the session is
// unknown, not redeemed, or settled before.
//
// Errors: `SELFSAME_STORE`.
selfsame_code selfsame_service_settle(const selfsame_service *service,
                                      const char *session,
                                      size_t session_length,
                                      bool passed,
                                      uint64_t now_s,
                                      bool *settled,
                                      selfsame_error **error);

// Wipes prompts of challenges whose life is over, and drops challenges and tries that lie beyond every
// window: how many challenges were dropped.
//
// Errors: `SELFSAME_STORE`.
selfsame_code selfsame_service_purge(const selfsame_service *service,
                                     uint64_t now_s,
                                     size_t *dropped,
                                     selfsame_error **error);

// Frees a service. NULL is taken and does nothing.
selfsame_code selfsame_service_free(selfsame_service *service);

// What the session came to.
selfsame_code selfsame_verified_outcome(const selfsame_verified *verified,
                                        selfsame_outcome *outcome,
                                        selfsame_error **error);

// Who passed: a program that needs a name of somebody who was there asks for it here, and gets none of
// any other outcome. It lives as long as the verified token.
//
// Errors: `SELFSAME_ABSENT` if the outcome is no pass.
selfsame_code selfsame_verified_subject(const selfsame_verified *verified,
                                        const char **text,
                                        size_t *length,
                                        selfsame_error **error);

// Whether the person who passed is the one on a portrait; false of any other outcome, and of a pass
// without one.
selfsame_code selfsame_verified_is_matched(const selfsame_verified *verified,
                                           bool *matched,
                                           selfsame_error **error);

// The key that signed it. It lives as long as the verified token.
selfsame_code selfsame_verified_kid(const selfsame_verified *verified,
                                    const char **text,
                                    size_t *length,
                                    selfsame_error **error);

// The SM2 key whose signature was checked as well. It lives as long as the verified token.
//
// Errors: `SELFSAME_ABSENT` if there was no second signature.
selfsame_code selfsame_verified_sm2_kid(const selfsame_verified *verified,
                                        const char **text,
                                        size_t *length,
                                        selfsame_error **error);

// All that the token says, as JSON (docs/verdict.md).
selfsame_code selfsame_verified_claims(const selfsame_verified *verified,
                                       selfsame_bytes **json,
                                       selfsame_error **error);

// Frees a verified token. NULL is taken and does nothing.
selfsame_code selfsame_verified_free(selfsame_verified *verified);

// What a token says, as JSON, unverified: for a log or a screen, never for a decision.
//
// Errors: `SELFSAME_TOKEN_TOO_LONG`, `SELFSAME_TOKEN_MALFORMED`, `SELFSAME_TOKEN_CLAIMS`.
selfsame_code selfsame_token_inspect(const char *token,
                                     size_t token_length,
                                     selfsame_bytes **json,
                                     selfsame_error **error);

// A relying party by its name, the issuer that it trusts, and that issuer's keys, which are copied.
//
// Errors: `SELFSAME_ARGUMENT` for a name that is empty, longer than 512 bytes or has control characters.
selfsame_code selfsame_verifier_builder_new(const char *audience,
                                            size_t audience_length,
                                            const char *issuer,
                                            size_t issuer_length,
                                            const selfsame_key_set *keys,
                                            selfsame_verifier_builder **builder,
                                            selfsame_error **error);

// Takes a pass at this `selfsame_level` or a stricter one only.
//
// Errors: `SELFSAME_ENUM`.
selfsame_code selfsame_verifier_builder_demand_level(selfsame_verifier_builder *builder,
                                                     int32_t level,
                                                     selfsame_error **error);

// Takes a pass only with a match at this `selfsame_fmr` or a stricter one. Without this a pass may be of
// anybody's live face.
//
// Errors: `SELFSAME_ENUM`.
selfsame_code selfsame_verifier_builder_demand_match(selfsame_verifier_builder *builder,
                                                     int32_t false_match_rate,
                                                     selfsame_error **error);

// Takes only tokens with a second signature (SM2) by a key of the set.
//
// Errors: `SELFSAME_NOT_BUILT`.
selfsame_code selfsame_verifier_builder_demand_sm2(selfsame_verifier_builder *builder,
                                                   selfsame_error **error);

// How far clocks may be apart, at most 120 seconds; 30 is recommended.
//
// Errors: `SELFSAME_ARGUMENT` for more.
selfsame_code selfsame_verifier_builder_set_skew(selfsame_verifier_builder *builder,
                                                 uint32_t skew_s,
                                                 selfsame_error **error);

// Remembers tokens in a SQLite file that several processes share.
//
// Errors: `SELFSAME_STORE`, `SELFSAME_NOT_BUILT`.
selfsame_code selfsame_verifier_builder_remember_in_sqlite(selfsame_verifier_builder *builder,
                                                           const char *path,
                                                           size_t path_length,
                                                           selfsame_error **error);

// For a test system: takes verdicts of tests, which anybody can make, and no others.
selfsame_code selfsame_verifier_builder_danger_tests_only(selfsame_verifier_builder *builder,
                                                          selfsame_error **error);

// Builds the verifier. The builder stays as it is; verifiers of one builder remember apart, unless it
// has a file.
selfsame_code selfsame_verifier_build(const selfsame_verifier_builder *builder,
                                      selfsame_verifier **verifier,
                                      selfsame_error **error);

// Frees a builder. NULL is taken and does nothing.
selfsame_code selfsame_verifier_builder_free(selfsame_verifier_builder *verifier_builder);

// Checks a token that answers the request with this nonce, at `now_s`, seconds since 1970 UTC. A token
// that was checked well is used up: it is not taken again. What was checked well may still say that
// the session failed: ask `selfsame_verified_outcome`.
//
// Errors: `SELFSAME_TOKEN_*`, the first that holds.
selfsame_code selfsame_verifier_verify(const selfsame_verifier *verifier,
                                       const char *token,
                                       size_t token_length,
                                       const char *nonce,
                                       size_t nonce_length,
                                       uint64_t now_s,
                                       selfsame_verified **verified,
                                       selfsame_error **error);

// The same, and that `evidence` is the sealed file that the token names. A token with the wrong evidence
// beside it is not used up.
//
// Errors: `SELFSAME_TOKEN_*`, the first that holds.
selfsame_code selfsame_verifier_verify_with_evidence(const selfsame_verifier *verifier,
                                                     const char *token,
                                                     size_t token_length,
                                                     const char *nonce,
                                                     size_t nonce_length,
                                                     const uint8_t *evidence,
                                                     size_t evidence_length,
                                                     uint64_t now_s,
                                                     selfsame_verified **verified,
                                                     selfsame_error **error);

// Frees a verifier, and what it remembers in memory. NULL is taken and does nothing.
selfsame_code selfsame_verifier_free(selfsame_verifier *verifier);

// Starts one person's session. Engine and challenge may be freed while it runs.
selfsame_code selfsame_session_new(const selfsame_engine *engine,
                                   const selfsame_challenge *challenge,
                                   selfsame_session **session,
                                   selfsame_error **error);

// The portrait that the live face must match; before the first frame. It may be freed at once.
//
// Errors: `SELFSAME_ARGUMENT` after a frame; `SELFSAME_FINISHED`.
selfsame_code selfsame_session_set_portrait(selfsame_session *session,
                                            const selfsame_portrait *portrait,
                                            selfsame_error **error);

// The same of a portrait of which the template was kept.
//
// Errors: `SELFSAME_ARGUMENT` for a template of another model, and after a frame;
// `SELFSAME_FINISHED`.
selfsame_code selfsame_session_set_template(selfsame_session *session,
                                            const selfsame_template *template_,
                                            selfsame_error **error);

// Prompts that were shown at known times: a recording, or an interface that shows them itself;
// before the first frame.
//
// Errors: `SELFSAME_CHALLENGE` for more times than digits; `SELFSAME_ARGUMENT` after a frame;
// `SELFSAME_FINISHED`.
selfsame_code selfsame_session_set_prompts(selfsame_session *session,
                                           const selfsame_prompts *prompts,
                                           selfsame_error **error);

// Marks the session as a test's, in its verdict too; before the first frame. There is no way
// back.
//
// Errors: `SELFSAME_ARGUMENT` after a frame; `SELFSAME_FINISHED`.
selfsame_code selfsame_session_set_test(selfsame_session *session, selfsame_error **error);

// Ends the session, wherever it stands, and decides. A session that is cut short gives a verdict
// as well: try again. Afterwards the session answers `SELFSAME_FINISHED`; it must still be freed.
//
// Errors: `SELFSAME_INFERENCE`: the session is over all the same, without a verdict.
selfsame_code selfsame_session_finish(selfsame_session *session,
                                      selfsame_verdict **verdict,
                                      selfsame_error **error);

// Frees a session, finished or not: nothing of it is kept, and its callback is not called again.
// NULL is taken and does nothing.
//
// `SELFSAME_BUSY` while a call uses the session, also from its own callback: it is not freed then.
selfsame_code selfsame_session_free(selfsame_session *session);

// Takes the next frame and tells what to show. After `SELFSAME_GUIDANCE_DONE` further frames
// change nothing. `digit` is the one to read, 0 to 9, and 0 where the hint is not
// `SELFSAME_GUIDANCE_READ`.
//
// Errors: as `selfsame_picture_from_frame`; `SELFSAME_FRAME` if its time is not after the last
// one's; `SELFSAME_FINISHED`; `SELFSAME_INFERENCE`. After an error the session goes on with the
// next frame.
selfsame_code selfsame_session_push(selfsame_session *session,
                                    const selfsame_frame *frame,
                                    selfsame_guidance *guidance,
                                    uint8_t *digit,
                                    selfsame_error **error);

// The same of a frame that a source gave. It may be freed afterwards, or pushed elsewhere too.
//
// Errors: `SELFSAME_FRAME` if its time is not after the last one's; `SELFSAME_FINISHED`;
// `SELFSAME_INFERENCE`. After an error the session goes on with the next frame.
selfsame_code selfsame_session_push_captured(selfsame_session *session,
                                             const selfsame_captured *captured,
                                             selfsame_guidance *guidance,
                                             uint8_t *digit,
                                             selfsame_error **error);

// Takes the next piece of the microphone's sound, `count` samples of -1 to 1 (one channel),
// `rate` of them a second (8000 to 48000), the first of them at `time_ns` on the clock of the
// frames. A session to which any is pushed has the channel `voice`. Sound may come later than the
// frames of its time.
//
// Errors: `SELFSAME_SOUND`; `SELFSAME_LIMIT` for more than 10 s at once; `SELFSAME_FINISHED`;
// `SELFSAME_NOT_BUILT`. After an error the session goes on.
selfsame_code selfsame_session_push_sound(selfsame_session *session,
                                          const float *samples,
                                          size_t count,
                                          uint32_t rate,
                                          uint64_t time_ns,
                                          selfsame_error **error);

// Sets the callback, or takes it back with NULL. `user_data` is handed to it and never looked at
// here; it must live until the callback is taken back or the session is freed, and bear the
// threads from which frames are pushed.
selfsame_code selfsame_session_on_guidance(selfsame_session *session,
                                           selfsame_guidance_callback callback,
                                           void *user_data,
                                           selfsame_error **error);

// What the last frame led to: the hint, and the digit to read (0 where none is).
// `SELFSAME_GUIDANCE_LOOK_HERE` before the first frame. Any thread may ask at any time, also while
// a frame is being looked at, and after the session is finished.
selfsame_code selfsame_session_guidance(const selfsame_session *session,
                                        selfsame_guidance *guidance,
                                        uint8_t *digit,
                                        selfsame_error **error);

// How far the session has come: how many digits were shown by the time of the last frame, and of
// how many. Any thread may ask at any time, as for `selfsame_session_guidance`.
selfsame_code selfsame_session_progress(const selfsame_session *session,
                                        size_t *shown,
                                        size_t *of,
                                        selfsame_error **error);

// When the prompts of this session were and will be shown, on the clock of its frames: to be kept
// beside a recording, or to show them from. Any thread may ask at any time, as for
// `selfsame_session_guidance`.
//
// Errors: `SELFSAME_ABSENT` before the challenge has started.
selfsame_code selfsame_session_prompts(const selfsame_session *session,
                                       selfsame_prompts **prompts,
                                       selfsame_error **error);

// The next frame, which is the caller's, or NULL at the end: the code is `SELFSAME_OK` for both.
// Times of frames grow. It waits for as long as the source takes: a camera for its next picture,
// at most 5 s.
//
// After the end it gives NULL again, however often it is asked; after an error as well: the source
// is over then.
//
// Errors, all about the data or the machine: `SELFSAME_FORMAT` for a file that is broken or cut
// off (the frames before that were given); `SELFSAME_IO`; `SELFSAME_FRAME` for a frame or a time
// that cannot be; `SELFSAME_LIMIT` for too many frames or too large ones;
// `SELFSAME_CAMERA_UNPLUGGED`, `SELFSAME_CAMERA_FAILED`.
selfsame_code selfsame_source_next(selfsame_source *source,
                                   selfsame_captured **captured,
                                   selfsame_error **error);

// What kind of source it is.
selfsame_code selfsame_source_kind_of(const selfsame_source *source,
                                      selfsame_source_kind *kind,
                                      selfsame_error **error);

// The camera's name, or the last part of the file's or folder's path: UTF-8, `length` bytes and a
// zero. It lives as long as the source.
selfsame_code selfsame_source_name(const selfsame_source *source,
                                   const char **name,
                                   size_t *length,
                                   selfsame_error **error);

// Frames a second, as the file says or on average: for a progress bar, and no promise.
//
// Errors: `SELFSAME_ABSENT` if it is not known (a camera's never is).
selfsame_code selfsame_source_fps(const selfsame_source *source,
                                  double *fps,
                                  selfsame_error **error);

// How many frames there are in all, from the first: no promise, a file may end early.
//
// Errors: `SELFSAME_ABSENT` if it is not known.
selfsame_code selfsame_source_frame_count(const selfsame_source *source,
                                          uint64_t *count,
                                          selfsame_error **error);

// Pixels in a stored row, and stored rows, before a frame is turned: no promise, frames carry
// their own.
//
// Errors: `SELFSAME_ABSENT` if they are not known.
selfsame_code selfsame_source_size(const selfsame_source *source,
                                   uint32_t *width,
                                   uint32_t *height,
                                   selfsame_error **error);

// Frees a source: file and camera are let go, by a call that still waits for a frame as soon as
// it has it. Frames that it gave live on. NULL is taken and does nothing.
selfsame_code selfsame_source_free(selfsame_source *source);

// Opens a camera and waits for its first picture: some seconds with some cameras. It runs on a
// thread of the library's until the source is freed; frames that nobody takes are dropped.
//
// Errors: `SELFSAME_STRUCT_SIZE`, `SELFSAME_STRUCT_VERSION`; `SELFSAME_ARGUMENT` for a member out
// of its range, and for a name that several cameras have (the message lists them);
// `SELFSAME_CAMERA_ABSENT`, `SELFSAME_CAMERA_BUSY`, `SELFSAME_CAMERA_FORBIDDEN`,
// `SELFSAME_CAMERA_UNPLUGGED`, `SELFSAME_CAMERA_FAILED`; `SELFSAME_NOT_BUILT`.
selfsame_code selfsame_source_open_camera(const selfsame_camera_options *options,
                                          selfsame_source **source,
                                          selfsame_error **error);

// Asks the system for its cameras; there may be none. On macOS the person is asked whether this
// program may use them.
//
// Errors: `SELFSAME_CAMERA_FORBIDDEN`, `SELFSAME_CAMERA_FAILED` if the system does not tell;
// `SELFSAME_NOT_BUILT`.
selfsame_code selfsame_cameras_list(selfsame_cameras **cameras, selfsame_error **error);

// How many cameras there are.
selfsame_code selfsame_cameras_count(const selfsame_cameras *cameras,
                                     size_t *count,
                                     selfsame_error **error);

// The number by which a camera is chosen: the system's, which may have gaps, and not `index`.
//
// Errors: `SELFSAME_INDEX`.
selfsame_code selfsame_cameras_number(const selfsame_cameras *cameras,
                                      size_t index,
                                      uint32_t *number,
                                      selfsame_error **error);

// A camera's name: UTF-8, `length` bytes and a zero. It lives as long as the list.
//
// Errors: `SELFSAME_INDEX`.
selfsame_code selfsame_cameras_name(const selfsame_cameras *cameras,
                                    size_t index,
                                    const char **name,
                                    size_t *length,
                                    selfsame_error **error);

// What the driver says of a camera, perhaps nothing: UTF-8, `length` bytes and a zero. It lives
// as long as the list.
//
// Errors: `SELFSAME_INDEX`.
selfsame_code selfsame_cameras_description(const selfsame_cameras *cameras,
                                           size_t index,
                                           const char **description,
                                           size_t *length,
                                           selfsame_error **error);

// Frees a list of cameras. NULL is taken and does nothing.
selfsame_code selfsame_cameras_free(selfsame_cameras *cameras);

// How the pixels lie: the format; pixels in a stored row and stored rows, before the picture is
// turned; bytes from the start of a row to that of the next; degrees clockwise by which it must be
// turned to stand upright (0, 90, 180 or 270); and the range, which says something of YUV formats
// only. A frame that came compressed is decoded already.
//
// Errors: `SELFSAME_ABSENT` for a format that is newer than this header.
selfsame_code selfsame_captured_shape(const selfsame_captured *captured,
                                      selfsame_pixels *format,
                                      uint32_t *width,
                                      uint32_t *height,
                                      size_t *stride,
                                      int32_t *rotation,
                                      selfsame_range *range,
                                      selfsame_error **error);

// The pixels: `length` bytes from the start of the uppermost row; of the last row the padding may
// be missing. They live as long as the frame.
selfsame_code selfsame_captured_data(const selfsame_captured *captured,
                                     const uint8_t **data,
                                     size_t *length,
                                     selfsame_error **error);

// When it was taken, in nanoseconds: from the first frame on (camera, pictures by a rate), or on
// the file's clock.
selfsame_code selfsame_captured_time(const selfsame_captured *captured,
                                     uint64_t *time_ns,
                                     selfsame_error **error);

// Whether it is of a test recording: a session that takes it gives a test's verdict.
selfsame_code selfsame_captured_is_test(const selfsame_captured *captured,
                                        bool *test,
                                        selfsame_error **error);

// The frame as an upright RGB picture, copied.
selfsame_code selfsame_captured_picture(const selfsame_captured *captured,
                                        selfsame_picture **picture,
                                        selfsame_error **error);

// Frees a frame. NULL is taken and does nothing.
selfsame_code selfsame_captured_free(selfsame_captured *captured);

// Opens a video file. H.264 in MP4, MOV or M4V is decoded here; everything else by an installed
// `ffmpeg`, which is looked for in `PATH` and started as a process of its own. Frames come in the
// order in which they are shown, with the file's times and its rotation.
//
// Errors: `SELFSAME_NOT_FOUND`; `SELFSAME_IO`; `SELFSAME_FORMAT` for an empty or broken file and
// for one without video; `SELFSAME_LIMIT`; `SELFSAME_NEEDS_FFMPEG`.
selfsame_code selfsame_source_open_video(const char *path,
                                         size_t path_length,
                                         selfsame_source **source,
                                         selfsame_error **error);

// Opens a folder of pictures (JPEG, PNG, WebP, BMP, PNM; other files are passed over), in the
// natural order of their names (2 before 10). Picture `n`, counted from 0, is shown at `n` times
// `fps_denominator / fps_numerator` seconds: 30000 and 1001 are 29.97 a second.
//
// Errors: `SELFSAME_ARGUMENT` unless the rate is between 0.1 and 1000 a second;
// `SELFSAME_NOT_FOUND`; `SELFSAME_IO`; `SELFSAME_FORMAT` for a folder without pictures;
// `SELFSAME_LIMIT`.
selfsame_code selfsame_source_open_images(const char *path,
                                          size_t path_length,
                                          uint32_t fps_numerator,
                                          uint32_t fps_denominator,
                                          selfsame_source **source,
                                          selfsame_error **error);

// The same with the times that are in the names, as in a recording: `000012_480000000.jpg` is
// frame 12 at 480000000 ns.
//
// Errors: `SELFSAME_FORMAT` for a folder without pictures, and for a picture without a time in
// its name; `SELFSAME_FRAME` if the times do not grow; `SELFSAME_NOT_FOUND`; `SELFSAME_IO`;
// `SELFSAME_LIMIT`.
selfsame_code selfsame_source_open_images_by_name(const char *path,
                                                  size_t path_length,
                                                  selfsame_source **source,
                                                  selfsame_error **error);

// Starts a recording of a challenge in a folder, which must be absent or empty. What was stored
// survives a crash. `encoding` is a `selfsame_encoding`; `test` says that no real person is
// recorded, and marks all frames. The challenge may be freed at once.
//
// Errors: `SELFSAME_ENUM`; `SELFSAME_ARGUMENT` if something is there already, and for an empty path;
// `SELFSAME_IO`.
selfsame_code selfsame_recorder_create(const char *path,
                                       size_t path_length,
                                       const selfsame_challenge *challenge,
                                       int32_t encoding,
                                       bool test,
                                       selfsame_recorder **recorder,
                                       selfsame_error **error);

// The same in one file, sealed with age for whoever holds the identity that belongs to
// `recipient` (`age1...`). The file must be absent; it appears when the recording is finished,
// until then it is called `<path>.partial`. Nothing of it lies on the disk in plain.
//
// Errors: as `selfsame_recorder_create`; `SELFSAME_ARGUMENT` for what is no recipient too;
// `SELFSAME_NOT_BUILT`.
selfsame_code selfsame_recorder_create_for_recipient(const char *path,
                                                     size_t path_length,
                                                     const selfsame_challenge *challenge,
                                                     int32_t encoding,
                                                     bool test,
                                                     const char *recipient,
                                                     size_t recipient_length,
                                                     selfsame_recorder **recorder,
                                                     selfsame_error **error);

// The same for whoever knows a passphrase. It is not kept.
//
// Errors: as `selfsame_recorder_create`; `SELFSAME_ARGUMENT` for an empty passphrase too;
// `SELFSAME_NOT_BUILT`.
selfsame_code selfsame_recorder_create_with_passphrase(const char *path,
                                                       size_t path_length,
                                                       const selfsame_challenge *challenge,
                                                       int32_t encoding,
                                                       bool test,
                                                       const char *passphrase,
                                                       size_t passphrase_length,
                                                       selfsame_recorder **recorder,
                                                       selfsame_error **error);

// Stores a frame of the caller's, upright. Its buffer may be used again at once.
//
// Errors: as `selfsame_picture_from_frame`; `SELFSAME_FRAME` if its time is not after the last
// one's; `SELFSAME_LIMIT` for more frames than a session holds; `SELFSAME_ARGUMENT` for a test's
// frame in a recording that is none; `SELFSAME_IO`; `SELFSAME_FINISHED`. Frames stored before
// stay, and the recorder goes on.
selfsame_code selfsame_recorder_push(selfsame_recorder *recorder,
                                     const selfsame_frame *frame,
                                     selfsame_error **error);

// Stores a frame that a source gave, upright.
//
// Errors: as `selfsame_recorder_push`.
selfsame_code selfsame_recorder_push_captured(selfsame_recorder *recorder,
                                              const selfsame_captured *captured,
                                              selfsame_error **error);

// How many frames are stored.
//
// Errors: `SELFSAME_FINISHED`.
selfsame_code selfsame_recorder_frame_count(const selfsame_recorder *recorder,
                                            uint64_t *count,
                                            selfsame_error **error);

// Completes the recording. `prompts` says when the digits were shown, on the clock of the frames
// (`selfsame_session_prompts`); NULL if nobody showed any. Afterwards the recorder answers
// `SELFSAME_FINISHED`; it must still be freed.
//
// Errors: `SELFSAME_CHALLENGE` for more times than digits: the recorder goes on. `SELFSAME_IO`:
// it is over, and what was stored in a folder stays. `SELFSAME_FINISHED`.
selfsame_code selfsame_recorder_finish(selfsame_recorder *recorder,
                                       const selfsame_prompts *prompts,
                                       selfsame_error **error);

// Frees a recorder. One that is not finished leaves what a crash would leave: a folder with the
// frames so far, of a sealed file nothing. NULL is taken and does nothing.
//
// `SELFSAME_BUSY` while a call uses the recorder: it is not freed then.
selfsame_code selfsame_recorder_free(selfsame_recorder *recorder);

// Opens a recording in a folder. One that a crash left unfinished opens with the frames that were
// stored, and without prompt times.
//
// Errors: `SELFSAME_NOT_FOUND`; `SELFSAME_IO`; `SELFSAME_FORMAT` for one that is broken or
// contradicts itself; `SELFSAME_LIMIT`; `SELFSAME_SEALED` for one that needs a key.
selfsame_code selfsame_recording_open(const char *path,
                                      size_t path_length,
                                      selfsame_recording **recording,
                                      selfsame_error **error);

// Opens a recording that was sealed for a recipient, with the age identity that belongs to it
// (`AGE-SECRET-KEY-1...`). It is opened whole and in memory; nothing of it touches the disk. The
// identity is not kept. A recording in a folder opens as well.
//
// Errors: as `selfsame_recording_open`; `SELFSAME_SEALED` for another's identity,
// `SELFSAME_ARGUMENT` for what is none; `SELFSAME_NOT_BUILT`.
selfsame_code selfsame_recording_open_with_identity(const char *path,
                                                    size_t path_length,
                                                    const char *identity,
                                                    size_t identity_length,
                                                    selfsame_recording **recording,
                                                    selfsame_error **error);

// The same of one that was sealed with a passphrase; it takes about a second on purpose.
//
// Errors: as `selfsame_recording_open`; `SELFSAME_SEALED` for another passphrase;
// `SELFSAME_NOT_BUILT`.
selfsame_code selfsame_recording_open_with_passphrase(const char *path,
                                                      size_t path_length,
                                                      const char *passphrase,
                                                      size_t passphrase_length,
                                                      selfsame_recording **recording,
                                                      selfsame_error **error);

// What the person was asked to read. The caller owns it.
selfsame_code selfsame_recording_challenge(const selfsame_recording *recording,
                                           selfsame_challenge **challenge,
                                           selfsame_error **error);

// When it was shown, on the clock of the frames: for `selfsame_session_set_prompts`. The caller
// owns it.
//
// Errors: `SELFSAME_ABSENT` if the recording broke off, or nobody showed anything.
selfsame_code selfsame_recording_prompts(const selfsame_recording *recording,
                                         selfsame_prompts **prompts,
                                         selfsame_error **error);

// Whether it is a test recording: no real person's. Its frames carry the mark too.
selfsame_code selfsame_recording_is_test(const selfsame_recording *recording,
                                         bool *test,
                                         selfsame_error **error);

// Takes the frames out, once: the source is the caller's, and lives on when the recording is
// freed. What was asked can still be read of the recording.
//
// Errors: `SELFSAME_FINISHED` if they were taken before.
selfsame_code selfsame_recording_source(selfsame_recording *recording,
                                        selfsame_source **source,
                                        selfsame_error **error);

// Frees a recording, not the source that was taken out of it. NULL is taken and does nothing.
selfsame_code selfsame_recording_free(selfsame_recording *recording);

// The template of one of the faces of a picture: a face of `selfsame_engine_faces` on the same picture.
//
// Errors: `SELFSAME_ARGUMENT` for faces that were found on another picture; `SELFSAME_INDEX`;
// `SELFSAME_ABSENT` for faces without landmarks; `SELFSAME_PORTRAIT` if the face has no extent;
// `SELFSAME_INFERENCE`.
selfsame_code selfsame_engine_template(const selfsame_engine *engine,
                                       const selfsame_picture *picture,
                                       const selfsame_faces *faces,
                                       size_t index,
                                       selfsame_template **template_,
                                       selfsame_error **error);

// A template from its stored form, `SELFSAME_TEMPLATE_BYTES` bytes.
//
// Errors: `SELFSAME_TEMPLATE` that names the field.
selfsame_code selfsame_template_from_bytes(const uint8_t *data,
                                           size_t length,
                                           selfsame_template **template_,
                                           selfsame_error **error);

// The stored form, `SELFSAME_TEMPLATE_BYTES` bytes. It is not encrypted: see
// `selfsame_template_key_seal`.
selfsame_code selfsame_template_to_bytes(const selfsame_template *template_,
                                         selfsame_bytes **bytes,
                                         selfsame_error **error);

// How much of a face the network saw, 0 to 100 (ISO/IEC 29794-5, unified quality score). Below 50 ask
// for another picture.
selfsame_code selfsame_template_quality(const selfsame_template *template_,
                                        uint8_t *quality,
                                        selfsame_error **error);

// The sum of `count` templates of one person, at least one.
//
// Errors: `SELFSAME_ARGUMENT` for none, and for templates of different models; `SELFSAME_LENGTH` for more
// than 4096; `SELFSAME_TEMPLATE` if they cancel each other out.
selfsame_code selfsame_template_fused(const selfsame_template *const *templates,
                                      size_t count,
                                      selfsame_template **template_,
                                      selfsame_error **error);

// Compares two templates.
//
// Errors: `SELFSAME_ARGUMENT` if different models made them.
selfsame_code selfsame_template_compare(const selfsame_template *a,
                                        const selfsame_template *b,
                                        selfsame_comparison **comparison,
                                        selfsame_error **error);

// Overwrites and frees a template. NULL is taken and does nothing.
selfsame_code selfsame_template_free(selfsame_template *template_);

// The caller's key: 32 random bytes, never a password.
//
// Errors: `SELFSAME_LENGTH` for another length.
selfsame_code selfsame_template_key_new(const uint8_t *data,
                                        size_t length,
                                        selfsame_template_key **key,
                                        selfsame_error **error);

// A new random key.
//
// Errors: `SELFSAME_IO` if the system has no random numbers.
selfsame_code selfsame_template_key_generate(selfsame_template_key **key, selfsame_error **error);

// The key's 32 bytes, for the caller's key store.
selfsame_code selfsame_template_key_bytes(const selfsame_template_key *key,
                                          selfsame_bytes **bytes,
                                          selfsame_error **error);

// Encrypts a template for its owner: `SELFSAME_SEALED_TEMPLATE_BYTES` bytes. `owner` is what the caller
// knows the person by; it may be empty, and is needed to open the template again.
//
// Errors: `SELFSAME_IO` if the system has no random numbers.
selfsame_code selfsame_template_key_seal(const selfsame_template_key *key,
                                         const selfsame_template *template_,
                                         const uint8_t *owner,
                                         size_t owner_length,
                                         selfsame_bytes **sealed,
                                         selfsame_error **error);

// Decrypts a template.
//
// Errors: `SELFSAME_TEMPLATE` for bytes that are none, and, without a hint at which, for another key,
// another owner, or bytes that were altered.
selfsame_code selfsame_template_key_open(const selfsame_template_key *key,
                                         const uint8_t *sealed,
                                         size_t sealed_length,
                                         const uint8_t *owner,
                                         size_t owner_length,
                                         selfsame_template **template_,
                                         selfsame_error **error);

// Overwrites and frees a key. NULL is taken and does nothing.
selfsame_code selfsame_template_key_free(selfsame_template_key *template_key);

// Pass only if liveness and, where a portrait was given, the match pass.
selfsame_code selfsame_verdict_outcome(const selfsame_verdict *verdict,
                                       selfsame_outcome *outcome,
                                       selfsame_error **error);

// Liveness alone.
selfsame_code selfsame_verdict_liveness(const selfsame_verdict *verdict,
                                        selfsame_outcome *outcome,
                                        selfsame_error **error);

// The comparison with the portrait alone.
//
// Errors: `SELFSAME_ABSENT` if no portrait was given or no face could be compared.
selfsame_code selfsame_verdict_match(const selfsame_verdict *verdict,
                                     selfsame_outcome *outcome,
                                     selfsame_error **error);

// The comparison itself: evidence, with a score. Not for the person before the camera.
//
// Errors: `SELFSAME_ABSENT` as `selfsame_verdict_match`.
selfsame_code selfsame_verdict_comparison(const selfsame_verdict *verdict,
                                          selfsame_comparison **comparison,
                                          selfsame_error **error);

// Whether the subject was simulated or recorded for a test: such a verdict says nothing about
// anybody.
selfsame_code selfsame_verdict_is_test(const selfsame_verdict *verdict,
                                       bool *test,
                                       selfsame_error **error);

// How many reasons there are; none on a pass.
selfsame_code selfsame_verdict_reason_count(const selfsame_verdict *verdict,
                                            size_t *count,
                                            selfsame_error **error);

// A reason, the gravest first. `selfsame_reason_advice` tells what a person can do about it.
//
// Errors: `SELFSAME_INDEX`.
selfsame_code selfsame_verdict_reason(const selfsame_verdict *verdict,
                                      size_t index,
                                      selfsame_reason *reason,
                                      selfsame_error **error);

// How many digits were shown.
selfsame_code selfsame_verdict_digit_count(const selfsame_verdict *verdict,
                                           size_t *count,
                                           selfsame_error **error);

// A digit, and when it was read, in milliseconds of the frames' clock: when it was shown, whether
// a reading was found, and from when to when that was (both 0 if none was found).
//
// Errors: `SELFSAME_INDEX`.
selfsame_code selfsame_verdict_digit(const selfsame_verdict *verdict,
                                     size_t index,
                                     uint8_t *digit,
                                     uint64_t *prompted_ms,
                                     bool *found,
                                     uint64_t *start_ms,
                                     uint64_t *end_ms,
                                     selfsame_error **error);

// How many channels of liveness there are.
selfsame_code selfsame_verdict_channel_count(const selfsame_verdict *verdict,
                                             size_t *count,
                                             selfsame_error **error);

// A channel, and what it says.
//
// Errors: `SELFSAME_INDEX`.
selfsame_code selfsame_verdict_channel(const selfsame_verdict *verdict,
                                       size_t index,
                                       selfsame_channel *channel,
                                       selfsame_finding *finding,
                                       selfsame_error **error);

// The whole verdict as JSON (`selfsame.verdict/1`, docs/json.md).
selfsame_code selfsame_verdict_to_json(const selfsame_verdict *verdict,
                                       selfsame_bytes **json,
                                       selfsame_error **error);

// What may be signed of the session, as JSON (`selfsame.statement/1`): what
// `selfsame_issuer_sign` takes.
selfsame_code selfsame_verdict_statement(const selfsame_verdict *verdict,
                                         selfsame_bytes **json,
                                         selfsame_error **error);

// Frees a verdict, and the evidence of its session with it. NULL is taken and does nothing.
selfsame_code selfsame_verdict_free(selfsame_verdict *verdict);

// The `SELFSAME_ABI_VERSION` of the library that is loaded: compare it with the header's when
// the program starts. Never fails, may be called at any time, from any thread.
uint32_t selfsame_abi_version(void);

// The release, as `0.1.0`, ended by a zero. Never fails, may be called at any time, from any
// thread.
const char *selfsame_version(void);

// Whether the library was built with a feature: `camera`, `evidence`, `mp4`, `ort`, `pkcs11`,
// `rten`, `sealed`, `sm2`, `sqlite` or `voice`. A feature that it does not know is not built in.
selfsame_code selfsame_has(const char *feature,
                           size_t feature_length,
                           bool *present,
                           selfsame_error **error);

// How many handles of this library are alive in the process, errors among them: for tests that
// nothing is leaked. Never fails, may be called at any time, from any thread.
size_t selfsame_handles(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* SELFSAME_H */
