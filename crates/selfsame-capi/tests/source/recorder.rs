//! Recorders, used wrongly.

use std::ptr::{null, null_mut, without_provenance_mut};

use selfsame_capi::*;

use crate::calls::*;
use crate::recording::{create, open, prompts};

const JPEG: i32 = selfsame_encoding::SELFSAME_ENCODING_JPEG as i32;

#[test]
fn a_frame_that_is_refused_leaves_the_recording_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let owned = create(folder.path(), &challenge(), false);
    let recorder = owned.0;
    let grey = [9; 32 * 24];
    ok(c!(selfsame_recorder_push(
        recorder,
        &frame(&grey, 50_000_000)
    )));
    type Change = fn(&mut selfsame_frame);
    let cases: [(selfsame_code, &str, Change); 8] = [
        (SELFSAME_FRAME, "frame", |_| {}),
        (SELFSAME_FRAME, "frame", |f| f.time_ns = 0),
        (SELFSAME_FRAME, "frame", |f| f.height = 600),
        (SELFSAME_LIMIT, "frame", |f| f.width = u32::MAX),
        (SELFSAME_ARGUMENT, "frame", |f| {
            (f.test, f.time_ns) = (1, 60_000_000)
        }),
        (SELFSAME_ENUM, "frame.format", |f| f.format = 0),
        (SELFSAME_STRUCT_VERSION, "frame", |f| f.version = 9),
        (SELFSAME_NULL, "frame.data", |f| f.data = null()),
    ];
    for (code, place, change) in cases {
        let mut wrong = frame(&grey, 50_000_000);
        change(&mut wrong);
        let place = format!("selfsame_recorder_push, {place}");
        fails(code, &place, c!(selfsame_recorder_push(recorder, &wrong)));
    }
    let call = c!(selfsame_recorder_push(recorder, null()));
    fails(SELFSAME_NULL, "selfsame_recorder_push, frame", call);
    let pictures = pictures();
    let images = open_images(pictures.path());
    let captured = next(images.0).unwrap();
    let place = "selfsame_recorder_push_captured, captured";
    let call = c!(selfsame_recorder_push_captured(recorder, captured.0));
    fails(SELFSAME_FRAME, place, call);
    bad_handles(place, |captured, error| unsafe {
        selfsame_recorder_push_captured(recorder, captured, error)
    });
    let mut count = 0;
    ok(c!(selfsame_recorder_frame_count(recorder, &mut count)));
    assert_eq!(count, 1);
    ok(c!(selfsame_recorder_push(
        recorder,
        &frame(&grey, 50_000_001)
    )));
}

#[test]
fn a_finished_recorder_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let owned = create(folder.path(), &challenge(), false);
    let recorder = owned.0;
    let place = "selfsame_recorder_finish, prompts";
    // Prompts that cannot be do not use it up.
    let many = prompts(&[3, 4, 5, 6, 7]);
    let call = c!(selfsame_recorder_finish(recorder, many.0));
    fails(SELFSAME_CHALLENGE, place, call);
    let stale = many.0;
    drop(many);
    let call = c!(selfsame_recorder_finish(recorder, stale));
    fails(SELFSAME_HANDLE_FREED, place, call);
    let call = c!(selfsame_recorder_finish(
        recorder,
        owned.0.cast_const().cast()
    ));
    fails(SELFSAME_HANDLE_TYPE, place, call);
    let call = c!(selfsame_recorder_finish(
        recorder,
        without_provenance_mut(4096)
    ));
    fails(SELFSAME_HANDLE, place, call);
    let grey = [9; 32 * 24];
    ok(c!(selfsame_recorder_push(recorder, &frame(&grey, 0))));
    ok(c!(selfsame_recorder_finish(recorder, null())));

    let call = c!(selfsame_recorder_finish(recorder, null()));
    fails(
        SELFSAME_FINISHED,
        "selfsame_recorder_finish, recorder",
        call,
    );
    let call = c!(selfsame_recorder_push(recorder, &frame(&grey, 1)));
    fails(SELFSAME_FINISHED, "selfsame_recorder_push, recorder", call);
    let pictures = pictures();
    let images = open_images(pictures.path());
    let captured = next(images.0).unwrap();
    let call = c!(selfsame_recorder_push_captured(recorder, captured.0));
    fails(
        SELFSAME_FINISHED,
        "selfsame_recorder_push_captured, recorder",
        call,
    );
    let mut count = 77;
    let call = c!(selfsame_recorder_frame_count(recorder, &mut count));
    fails(
        SELFSAME_FINISHED,
        "selfsame_recorder_frame_count, recorder",
        call,
    );
    assert_eq!(count, 77, "written on failure");
    open(folder.path());
}

#[test]
fn recorders_take_no_bad_handle_and_no_null() {
    let grey = [9; 32 * 24];
    bad_handles(
        "selfsame_recorder_push, recorder",
        |recorder, error| unsafe { selfsame_recorder_push(recorder, &frame(&grey, 0), error) },
    );
    let pictures = pictures();
    let images = open_images(pictures.path());
    let captured = next(images.0).unwrap();
    bad_handles(
        "selfsame_recorder_push_captured, recorder",
        |recorder, error| unsafe { selfsame_recorder_push_captured(recorder, captured.0, error) },
    );
    let mut count = 77;
    bad_handles(
        "selfsame_recorder_frame_count, recorder",
        |recorder, error| unsafe { selfsame_recorder_frame_count(recorder, &mut count, error) },
    );
    assert_eq!(count, 77, "written on failure");
    bad_handles(
        "selfsame_recorder_finish, recorder",
        |recorder, error| unsafe { selfsame_recorder_finish(recorder, null(), error) },
    );
    bad_frees(selfsame_recorder_free);
    let none: *const selfsame_recorder = null();
    let call = c!(selfsame_recorder_frame_count(none, null_mut()));
    fails(SELFSAME_NULL, "selfsame_recorder_frame_count, count", call);
}

/// One of the three functions that start a recording.
#[derive(Clone, Copy, PartialEq)]
enum Start {
    Plain,
    Recipient,
    Passphrase,
}

/// What they are handed.
#[derive(Clone)]
struct Handed {
    path: (*const std::ffi::c_char, usize),
    challenge: *const selfsame_challenge,
    encoding: i32,
    key: (*const std::ffi::c_char, usize),
    out: *mut *mut selfsame_recorder,
}

impl Start {
    const ALL: [Self; 3] = [Self::Plain, Self::Recipient, Self::Passphrase];

    fn place(self, argument: &str) -> String {
        let function = match self {
            Self::Plain => "selfsame_recorder_create",
            Self::Recipient => "selfsame_recorder_create_for_recipient",
            Self::Passphrase => "selfsame_recorder_create_with_passphrase",
        };
        format!("{function}, {argument}")
    }

    fn call(self, handed: &Handed, error: Error) -> selfsame_code {
        let Handed {
            path: (text, length),
            challenge,
            encoding,
            key: (key, key_length),
            out,
        } = handed.clone();
        unsafe {
            match self {
                Self::Plain => {
                    selfsame_recorder_create(text, length, challenge, encoding, false, out, error)
                }
                Self::Recipient => selfsame_recorder_create_for_recipient(
                    text, length, challenge, encoding, false, key, key_length, out, error,
                ),
                Self::Passphrase => selfsame_recorder_create_with_passphrase(
                    text, length, challenge, encoding, false, key, key_length, out, error,
                ),
            }
        }
    }
}

#[test]
fn a_recording_that_cannot_be_is_not_begun() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("recording");
    let challenge = challenge();
    let mut out = without_provenance_mut(8);
    let good = Handed {
        path: path(&target),
        challenge: challenge.0,
        encoding: JPEG,
        key: (b"no recipient".as_ptr().cast(), 12),
        out: &raw mut out,
    };
    for start in Start::ALL {
        bad_texts(&start.place("path"), |text, length, error| {
            let path = (text, length);
            start.call(
                &Handed {
                    path,
                    ..good.clone()
                },
                error,
            )
        });
        for path in [(null(), 0), (good.key.0, 0)] {
            let empty = Handed {
                path,
                ..good.clone()
            };
            let call = |error| start.call(&empty, error);
            fails(SELFSAME_ARGUMENT, &start.place("path"), call);
        }
        bad_handles(
            &start.place("challenge"),
            |challenge: *mut selfsame_challenge, error| {
                let challenge = challenge.cast_const();
                start.call(
                    &Handed {
                        challenge,
                        ..good.clone()
                    },
                    error,
                )
            },
        );
        for encoding in [0, 3, -1, i32::MAX] {
            let wrong = Handed {
                encoding,
                ..good.clone()
            };
            let call = |error| start.call(&wrong, error);
            fails(SELFSAME_ENUM, &start.place("encoding"), call);
        }
        let out = null_mut();
        let call = |error| {
            start.call(
                &Handed {
                    out,
                    ..good.clone()
                },
                error,
            )
        };
        fails(SELFSAME_NULL, &start.place("recorder"), call);
    }
    for (start, argument) in [
        (Start::Recipient, "recipient"),
        (Start::Passphrase, "passphrase"),
    ] {
        bad_texts(&start.place(argument), |text, length, error| {
            let key = (text, length);
            start.call(
                &Handed {
                    key,
                    ..good.clone()
                },
                error,
            )
        });
        let unusable = Handed {
            key: match start {
                Start::Recipient => good.key,
                _ => (null(), 0),
            },
            ..good.clone()
        };
        let (code, argument) = match cfg!(feature = "sealed") {
            true => (SELFSAME_ARGUMENT, argument),
            false => (SELFSAME_NOT_BUILT, "path"),
        };
        fails(code, &start.place(argument), |error| {
            start.call(&unusable, error)
        });
    }
    assert_eq!(
        folder.path().read_dir().unwrap().count(),
        0,
        "nothing is left"
    );
    // It writes over nothing.
    std::fs::create_dir(&target).unwrap();
    std::fs::write(target.join("letter.txt"), "dear").unwrap();
    for start in Start::ALL {
        let code = match start != Start::Plain && cfg!(not(feature = "sealed")) {
            true => SELFSAME_NOT_BUILT,
            false => SELFSAME_ARGUMENT,
        };
        fails(code, &start.place("path"), |error| start.call(&good, error));
    }
    assert_eq!(target.read_dir().unwrap().count(), 1);
    assert_eq!(out.addr(), 8, "written on failure");
}
