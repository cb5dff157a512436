//! Frames of a source, pushed into a session.

use std::ptr::null_mut;

use selfsame_capi::*;

use crate::calls::*;
use crate::files::open_video;

fn engine() -> Owned<selfsame_engine> {
    let builder = made(selfsame_engine_builder_free, |out, error| unsafe {
        selfsame_engine_builder_new(out, error)
    });
    made(selfsame_engine_free, |out, error| unsafe {
        selfsame_engine_build(builder.0, out, error)
    })
}

fn session(engine: &Owned<selfsame_engine>) -> Owned<selfsame_session> {
    let challenge = challenge();
    made(selfsame_session_free, |out, error| unsafe {
        selfsame_session_new(engine.0, challenge.0, out, error)
    })
}

#[test]
#[cfg_attr(not(feature = "mp4"), ignore = "no decoder is built in")]
fn a_captured_frame_is_what_its_pixels_are() {
    let engine = engine();
    let [by_handle, by_pixels] = [(); 2].map(|()| session(&engine));
    let source = open_video(&clip());
    let none = selfsame_guidance::SELFSAME_GUIDANCE_OTHER;
    for n in 0..6 {
        let captured = next(source.0).unwrap();
        let (mut told, mut digit) = (none, 77);
        let session = by_handle.0;
        ok(c!(selfsame_session_push_captured(
            session, captured.0, &mut told, &mut digit
        )));
        assert_ne!((told, digit), (none, 77));

        let data = pixels(&captured);
        let mut same = frame(data, time(&captured));
        let (mut format, mut range) = (
            selfsame_pixels::SELFSAME_PIXELS_JPEG,
            selfsame_range::SELFSAME_RANGE_FULL,
        );
        ok(c!(selfsame_captured_shape(
            captured.0,
            &mut format,
            &mut same.width,
            &mut same.height,
            &mut same.stride,
            &mut same.rotation,
            &mut range
        )));
        (same.format, same.range) = (format as i32, range as i32);
        let (mut other, mut other_digit) = (none, 77);
        let session = by_pixels.0;
        ok(c!(selfsame_session_push(
            session,
            &same,
            &mut other,
            &mut other_digit
        )));
        assert_eq!((told, digit), (other, other_digit), "frame {n}");

        // The same frame again: time does not stand still.
        let (mut told, mut digit) = (none, 77);
        let call = c!(selfsame_session_push_captured(
            by_handle.0,
            captured.0,
            &mut told,
            &mut digit
        ));
        fails(SELFSAME_FRAME, "selfsame_session_push_captured", call);
        assert_eq!((told, digit), (none, 77), "written on failure");
    }
}

#[test]
fn pushing_takes_no_bad_handle_and_no_null() {
    let engine = engine();
    let owned = session(&engine);
    let session = owned.0;
    let folder = pictures();
    let images = open_images(folder.path());
    let frame = next(images.0).unwrap();
    let captured = frame.0;
    let none = selfsame_guidance::SELFSAME_GUIDANCE_OTHER;
    let (mut told, mut digit) = (none, 77);
    let place = "selfsame_session_push_captured, session";
    bad_handles(place, |session, error| unsafe {
        selfsame_session_push_captured(session, captured, &mut told, &mut digit, error)
    });
    bad_handles(
        "selfsame_session_push_captured, captured",
        |captured, error| unsafe {
            selfsame_session_push_captured(session, captured, &mut told, &mut digit, error)
        },
    );
    let call = c!(selfsame_session_push_captured(
        session,
        captured,
        null_mut(),
        &mut digit
    ));
    fails(
        SELFSAME_NULL,
        "selfsame_session_push_captured, guidance",
        call,
    );
    let call = c!(selfsame_session_push_captured(
        session,
        captured,
        &mut told,
        null_mut()
    ));
    fails(SELFSAME_NULL, "selfsame_session_push_captured, digit", call);
    let verdict = made(selfsame_verdict_free, |out, error| unsafe {
        selfsame_session_finish(session, out, error)
    });
    let call = c!(selfsame_session_push_captured(
        session, captured, &mut told, &mut digit
    ));
    fails(SELFSAME_FINISHED, place, call);
    assert_eq!((told, digit), (none, 77), "written on failure");
    drop(verdict);
}
