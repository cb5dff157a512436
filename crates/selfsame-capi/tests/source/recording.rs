//! Recordings: written through C, read back through C and through Rust.

use std::path::Path;
use std::ptr::{null, null_mut, without_provenance_mut};

use selfsame_capi::*;

use crate::calls::*;

const PNG: i32 = selfsame_encoding::SELFSAME_ENCODING_PNG as i32;

pub(crate) fn create(
    folder: &Path,
    challenge: &Owned<selfsame_challenge>,
    test: bool,
) -> Owned<selfsame_recorder> {
    let (text, length) = path(folder);
    made(selfsame_recorder_free, |out, error| unsafe {
        selfsame_recorder_create(text, length, challenge.0, PNG, test, out, error)
    })
}

pub(crate) fn open(folder: &Path) -> Owned<selfsame_recording> {
    let (text, length) = path(folder);
    made(selfsame_recording_free, |out, error| unsafe {
        selfsame_recording_open(text, length, out, error)
    })
}

fn source(recording: &Owned<selfsame_recording>) -> Owned<selfsame_source> {
    made(selfsame_source_free, |out, error| unsafe {
        selfsame_recording_source(recording.0, out, error)
    })
}

pub(crate) fn prompts(shown: &[u64]) -> Owned<selfsame_prompts> {
    made(selfsame_prompts_free, |out, error| unsafe {
        selfsame_prompts_new(1, 2, shown.as_ptr(), shown.len(), out, error)
    })
}

fn challenge_json(challenge: &Owned<selfsame_challenge>) -> String {
    json(|out, error| unsafe { selfsame_challenge_to_json(challenge.0, out, error) })
}

fn prompts_json(prompts: &Owned<selfsame_prompts>) -> String {
    json(|out, error| unsafe { selfsame_prompts_to_json(prompts.0, out, error) })
}

/// Stores a frame of C's and one of a source's, and finishes.
fn record(recorder: &Owned<selfsame_recorder>, prompts: &Owned<selfsame_prompts>) {
    let grey: Vec<u8> = (0..32 * 24).map(|n| (n % 251) as u8).collect();
    let turned = selfsame_frame {
        rotation: 90,
        ..frame(&grey, 3)
    };
    ok(c!(selfsame_recorder_push(recorder.0, &turned)));
    let folder = pictures();
    let images = open_images(folder.path());
    next(images.0).unwrap();
    let captured = next(images.0).unwrap();
    ok(c!(selfsame_recorder_push_captured(recorder.0, captured.0)));
    let mut count = 0;
    ok(c!(selfsame_recorder_frame_count(recorder.0, &mut count)));
    assert_eq!(count, 2);
    ok(c!(selfsame_recorder_finish(recorder.0, prompts.0)));
}

/// Holds a recording against what `record` stored.
fn as_recorded(
    recording: &Owned<selfsame_recording>,
    challenge: &Owned<selfsame_challenge>,
    prompts: &Owned<selfsame_prompts>,
    test: bool,
) {
    let read = made(selfsame_challenge_free, |out, error| unsafe {
        selfsame_recording_challenge(recording.0, out, error)
    });
    assert!(challenge_json(&read) == challenge_json(challenge));
    let shown = made(selfsame_prompts_free, |out, error| unsafe {
        selfsame_recording_prompts(recording.0, out, error)
    });
    assert_eq!(prompts_json(&shown), prompts_json(prompts));
    let mut marked = !test;
    ok(c!(selfsame_recording_is_test(recording.0, &mut marked)));
    assert_eq!(marked, test);
    let frames = source(recording);
    let mut kind = selfsame_source_kind::SELFSAME_SOURCE_OTHER;
    ok(c!(selfsame_source_kind_of(frames.0, &mut kind)));
    assert_eq!(kind, selfsame_source_kind::SELFSAME_SOURCE_RECORDING);
    let [first, second] = [(); 2].map(|()| next(frames.0).unwrap());
    assert!(next(frames.0).is_none());
    for captured in [&first, &second] {
        let mut marked = !test;
        ok(c!(selfsame_captured_is_test(captured.0, &mut marked)));
        assert_eq!(marked, test);
    }
    assert_eq!((time(&first), time(&second)), (3, 40_000_000));
    // Upright: what was the lowest pixel of the first column is the first one now.
    let lowest = (23 * 32 % 251) as u8;
    assert_eq!(pixels(&first)[..3], [lowest; 3]);
    assert_eq!(pixels(&first).len(), 24 * 32 * 3);
    assert!(pixels(&second) == [50, 150, 7].repeat(32 * 24));
}

#[test]
fn a_recording_reads_back_as_it_was_written() {
    for test in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let (challenge, prompts) = (challenge(), prompts(&[3, 4, 5]));
        let recorder = create(folder.path(), &challenge, test);
        record(&recorder, &prompts);
        as_recorded(&open(folder.path()), &challenge, &prompts, test);
        let mut session = selfsame_capture::open_session(folder.path(), None).unwrap();
        assert_eq!(session.header.test, test);
        assert!(session.source.next_frame().unwrap().is_some());
    }
}

#[test]
fn frames_are_taken_out_of_a_recording_once_and_outlive_it() {
    let folder = tempfile::tempdir().unwrap();
    let challenge = challenge();
    let recorder = create(folder.path(), &challenge, false);
    record(&recorder, &prompts(&[]));
    let recording = open(folder.path());
    let frames = source(&recording);
    let mut out = without_provenance_mut(8);
    for _ in 0..2 {
        let call = c!(selfsame_recording_source(recording.0, &mut out));
        let place = "selfsame_recording_source, recording";
        fails(SELFSAME_FINISHED, place, call);
    }
    assert_eq!(out.addr(), 8, "written on failure");
    // What was asked is still there.
    let mut test = true;
    ok(c!(selfsame_recording_is_test(recording.0, &mut test)));
    drop(recording);
    assert_eq!(time(&next(frames.0).unwrap()), 3);
}

#[test]
fn what_breaks_off_keeps_its_frames_and_has_no_prompts() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = create(folder.path(), &challenge(), false);
    ok(c!(selfsame_recorder_push(
        recorder.0,
        &frame(&[9; 32 * 24], 0)
    )));
    drop(recorder);
    let recording = open(folder.path());
    let mut out = without_provenance_mut(8);
    let call = c!(selfsame_recording_prompts(recording.0, &mut out));
    fails(SELFSAME_ABSENT, "selfsame_recording_prompts", call);
    assert_eq!(out.addr(), 8, "written on failure");
    let frames = source(&recording);
    assert!(next(frames.0).is_some() && next(frames.0).is_none());
}

#[cfg(feature = "sealed")]
#[test]
fn a_sealed_recording_opens_with_its_identity_only() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sealed");
    let (text, length) = path(&file);
    let (challenge, prompts) = (challenge(), prompts(&[3, 4, 5, 6]));
    let (identity, recipient) = selfsame_capture::session::generate_identity();
    let recipient = (recipient.as_ptr().cast(), recipient.len());
    let create = |out, error| unsafe {
        let (key, key_length) = recipient;
        selfsame_recorder_create_for_recipient(
            text,
            length,
            challenge.0,
            PNG,
            true,
            key,
            key_length,
            out,
            error,
        )
    };
    drop(made(selfsame_recorder_free, create));
    let left = folder.path().read_dir().unwrap().count();
    assert_eq!(left, 0, "what breaks off leaves nothing");
    record(&made(selfsame_recorder_free, create), &prompts);
    let open = |identity: &str, out, error| unsafe {
        let key = identity.as_ptr().cast();
        selfsame_recording_open_with_identity(text, length, key, identity.len(), out, error)
    };
    let opened = made(selfsame_recording_free, |out, error| {
        open(&identity, out, error)
    });
    as_recorded(&opened, &challenge, &prompts, true);
    let mut out = without_provenance_mut(8);
    let (other, _) = selfsame_capture::session::generate_identity();
    for (wrong, code, argument) in [
        (&*other, SELFSAME_SEALED, "path"),
        ("AGE-SECRET-KEY-1NONE", SELFSAME_ARGUMENT, "identity"),
        ("", SELFSAME_ARGUMENT, "identity"),
    ] {
        let place = format!("selfsame_recording_open_with_identity, {argument}");
        let message = fails(code, &place, |error| open(wrong, &mut out, error));
        assert!(
            wrong.is_empty() || !message.contains(wrong),
            "a key in a message"
        );
    }
    let call = c!(selfsame_recording_open(text, length, &mut out));
    fails(SELFSAME_SEALED, "selfsame_recording_open, path", call);
    let key = b"guess".as_ptr().cast();
    let call = c!(selfsame_recording_open_with_passphrase(
        text, length, key, 5, &mut out
    ));
    let place = "selfsame_recording_open_with_passphrase, path";
    let message = fails(SELFSAME_SEALED, place, call);
    assert!(!message.contains("guess"), "a passphrase in a message");
    assert_eq!(out.addr(), 8, "written on failure");
}

#[cfg(feature = "sealed")]
#[test]
fn a_sealed_recording_opens_with_its_passphrase_only() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sealed");
    let (text, length) = path(&file);
    let (challenge, prompts) = (challenge(), prompts(&[]));
    let key = b"correct horse".as_ptr().cast();
    let recorder = made(selfsame_recorder_free, |out, error| unsafe {
        selfsame_recorder_create_with_passphrase(
            text,
            length,
            challenge.0,
            PNG,
            false,
            key,
            13,
            out,
            error,
        )
    });
    record(&recorder, &prompts);
    let open = |key_length, out, error| unsafe {
        selfsame_recording_open_with_passphrase(text, length, key, key_length, out, error)
    };
    let opened = made(selfsame_recording_free, |out, error| open(13, out, error));
    as_recorded(&opened, &challenge, &prompts, false);
    let mut out = without_provenance_mut(8);
    let place = "selfsame_recording_open_with_passphrase, path";
    fails(SELFSAME_SEALED, place, |error| open(12, &mut out, error));
    assert_eq!(out.addr(), 8, "written on failure");
}

#[test]
fn what_is_no_recording_does_not_open() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "neither folder nor sealed").unwrap();
    let mut out = without_provenance_mut(8);
    let absent = folder.path().join("absent");
    let key = b"key".as_ptr().cast();
    for (place, code) in [
        (&absent, SELFSAME_NOT_FOUND),
        (&file, SELFSAME_FORMAT),
        (&folder.path().to_owned(), SELFSAME_NOT_FOUND),
    ] {
        let (text, length) = path(place);
        let call = c!(selfsame_recording_open(text, length, &mut out));
        fails(code, "selfsame_recording_open, path", call);
        let call = c!(selfsame_recording_open_with_identity(
            text, length, key, 3, &mut out
        ));
        fails(code, "selfsame_recording_open_with_identity, path", call);
        let call = c!(selfsame_recording_open_with_passphrase(
            text, length, key, 3, &mut out
        ));
        fails(code, "selfsame_recording_open_with_passphrase, path", call);
    }
    assert_eq!(out.addr(), 8, "written on failure");
}

#[test]
fn opening_takes_no_bad_text_and_no_null() {
    let mut out = without_provenance_mut(8);
    let key = b"key".as_ptr().cast();
    bad_texts(
        "selfsame_recording_open, path",
        |text, length, error| unsafe { selfsame_recording_open(text, length, &mut out, error) },
    );
    let place = "selfsame_recording_open_with_identity, path";
    bad_texts(place, |text, length, error| unsafe {
        selfsame_recording_open_with_identity(text, length, key, 3, &mut out, error)
    });
    let place = "selfsame_recording_open_with_identity, identity";
    bad_texts(place, |text, length, error| unsafe {
        selfsame_recording_open_with_identity(key, 3, text, length, &mut out, error)
    });
    let place = "selfsame_recording_open_with_passphrase, path";
    bad_texts(place, |text, length, error| unsafe {
        selfsame_recording_open_with_passphrase(text, length, key, 3, &mut out, error)
    });
    let place = "selfsame_recording_open_with_passphrase, passphrase";
    bad_texts(place, |text, length, error| unsafe {
        selfsame_recording_open_with_passphrase(key, 3, text, length, &mut out, error)
    });
    assert_eq!(out.addr(), 8, "written on failure");
    let call = c!(selfsame_recording_open(key, 3, null_mut()));
    fails(SELFSAME_NULL, "selfsame_recording_open, recording", call);
    let call = c!(selfsame_recording_open_with_identity(
        key,
        3,
        key,
        3,
        null_mut()
    ));
    let place = "selfsame_recording_open_with_identity, recording";
    fails(SELFSAME_NULL, place, call);
    let call = c!(selfsame_recording_open_with_passphrase(
        key,
        3,
        key,
        3,
        null_mut()
    ));
    let place = "selfsame_recording_open_with_passphrase, recording";
    fails(SELFSAME_NULL, place, call);
}

#[test]
fn recordings_take_no_bad_handle_and_no_null() {
    let mut challenge = without_provenance_mut(8);
    bad_handles(
        "selfsame_recording_challenge, recording",
        |recording, error| unsafe {
            selfsame_recording_challenge(recording, &mut challenge, error)
        },
    );
    assert_eq!(challenge.addr(), 8);
    let mut prompts = without_provenance_mut(8);
    bad_handles(
        "selfsame_recording_prompts, recording",
        |recording, error| unsafe { selfsame_recording_prompts(recording, &mut prompts, error) },
    );
    assert_eq!(prompts.addr(), 8);
    let (mut test, mut source) = (true, without_provenance_mut(8));
    bad_handles(
        "selfsame_recording_is_test, recording",
        |recording, error| unsafe { selfsame_recording_is_test(recording, &mut test, error) },
    );
    bad_handles(
        "selfsame_recording_source, recording",
        |recording, error| unsafe { selfsame_recording_source(recording, &mut source, error) },
    );
    assert!(test && source.addr() == 8);
    bad_frees(selfsame_recording_free);
    let none: *const selfsame_recording = null();
    let call = c!(selfsame_recording_challenge(none, null_mut()));
    fails(
        SELFSAME_NULL,
        "selfsame_recording_challenge, challenge",
        call,
    );
    let call = c!(selfsame_recording_prompts(none, null_mut()));
    fails(SELFSAME_NULL, "selfsame_recording_prompts, prompts", call);
    let call = c!(selfsame_recording_is_test(none, null_mut()));
    fails(SELFSAME_NULL, "selfsame_recording_is_test, test", call);
    // A place that is missing does not use the frames up.
    let folder = tempfile::tempdir().unwrap();
    drop(create(folder.path(), &crate::calls::challenge(), false));
    let recording = open(folder.path());
    let call = c!(selfsame_recording_source(recording.0, null_mut()));
    fails(SELFSAME_NULL, "selfsame_recording_source, source", call);
    assert!(next(crate::recording::source(&recording).0).is_none());
}
