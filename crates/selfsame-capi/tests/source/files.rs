//! Video files and folders of pictures.

use std::path::Path;
use std::ptr::{null, null_mut, without_provenance_mut};

use selfsame_capi::*;

use crate::calls::*;

pub(crate) fn open_video(file: &Path) -> Owned<selfsame_source> {
    let (text, length) = path(file);
    made(selfsame_source_free, |out, error| unsafe {
        selfsame_source_open_video(text, length, out, error)
    })
}

/// What a source says of itself: kind, name, rate, frames, size; -1 where it does not know.
fn described(source: &Owned<selfsame_source>) -> (selfsame_source_kind, String, f64, i64, i64) {
    let source = source.0;
    let mut kind = selfsame_source_kind::SELFSAME_SOURCE_OTHER;
    ok(c!(selfsame_source_kind_of(source, &mut kind)));
    let (mut text, mut length) = (null(), 0);
    ok(c!(selfsame_source_name(source, &mut text, &mut length)));
    let (mut fps, mut frames, mut width, mut height) = (-1.0, 77, 88, 99);
    let rate = unsafe { selfsame_source_fps(source, &mut fps, null_mut()) };
    let count = unsafe { selfsame_source_frame_count(source, &mut frames, null_mut()) };
    let size = unsafe { selfsame_source_size(source, &mut width, &mut height, null_mut()) };
    for (code, written) in [
        (rate, fps != -1.0),
        (count, frames != 77),
        (size, (width, height) != (88, 99)),
    ] {
        match code {
            SELFSAME_OK => assert!(written),
            code => assert_eq!((code, written), (SELFSAME_ABSENT, false)),
        }
    }
    let frames = if count == SELFSAME_OK {
        frames as i64
    } else {
        -1
    };
    let pixels = i64::from(width) * i64::from(height);
    let pixels = if size == SELFSAME_OK { pixels } else { -1 };
    (kind, string(text, length), fps, frames, pixels)
}

#[test]
#[cfg_attr(not(feature = "mp4"), ignore = "no decoder is built in")]
fn a_video_gives_c_the_frames_that_it_gives_rust() {
    let mut expected = selfsame_capture::open_video(clip()).unwrap();
    let source = open_video(&clip());
    let info = expected.describe();
    let (kind, name, fps, frames, size) = described(&source);
    assert_eq!(kind, selfsame_source_kind::SELFSAME_SOURCE_VIDEO);
    assert_eq!(name, info.name);
    assert_eq!(fps, info.fps.unwrap_or(-1.0));
    assert_eq!(frames, info.frames.map_or(-1, |frames| frames as i64));
    let stated = info.width.zip(info.height);
    assert_eq!(
        size,
        stated.map_or(-1, |(w, h)| i64::from(w) * i64::from(h))
    );
    for n in 0..20 {
        let frame = expected.next_frame().unwrap().unwrap();
        let captured = next(source.0).unwrap();
        let (mut format, mut range) = (
            selfsame_pixels::SELFSAME_PIXELS_JPEG,
            selfsame_range::SELFSAME_RANGE_FULL,
        );
        let (mut width, mut height, mut stride, mut rotation) = (0, 0, 0, -1);
        ok(c!(selfsame_captured_shape(
            captured.0,
            &mut format,
            &mut width,
            &mut height,
            &mut stride,
            &mut rotation,
            &mut range
        )));
        assert_eq!((width, height), (frame.width(), frame.height()), "{n}");
        assert_eq!(stride, frame.view().stride());
        let names = (format!("{:?}", frame.format()), format!("{format:?}"));
        assert!(names.1.ends_with(&names.0.to_uppercase()), "{names:?}");
        let full = range == selfsame_range::SELFSAME_RANGE_FULL;
        assert_eq!(
            full,
            frame.view().range() == selfsame::frame::YuvRange::Full
        );
        let turn = selfsame::Rotation::from_degrees(rotation).unwrap();
        assert_eq!(turn, frame.rotation());
        assert_eq!(u128::from(time(&captured)), frame.time().as_nanos());
        assert!(pixels(&captured) == frame.view().data(), "pixels of {n}");
        let mut test = true;
        ok(c!(selfsame_captured_is_test(captured.0, &mut test)));
        assert!(!test);
    }
}

#[test]
fn pictures_come_at_their_rate_and_then_nothing_more() {
    let folder = pictures();
    let source = open_images(folder.path());
    let name = folder.path().file_name().unwrap().to_str().unwrap();
    let kind = selfsame_source_kind::SELFSAME_SOURCE_IMAGES;
    assert_eq!(described(&source), (kind, name.to_owned(), 25.0, 3, -1));
    let frames: Vec<_> = std::iter::from_fn(|| next(source.0)).collect();
    let times: Vec<_> = frames.iter().map(time).collect();
    assert_eq!(times, [0, 40_000_000, 80_000_000]);
    for _ in 0..3 {
        assert!(next(source.0).is_none(), "the end stays the end");
    }
    // What it said of itself and what it gave do not end with it.
    assert_eq!(described(&source).3, 3);
    drop(source);
    assert_eq!(pixels(&frames[2])[..3], [100, 100, 7]);
}

#[test]
fn names_may_carry_the_times() {
    let folder = tempfile::tempdir().unwrap();
    let source = |name: &str| std::fs::write(folder.path().join(name), ppm([9; 3])).unwrap();
    source("000000_5.png");
    source("000001_2000000007.jpg");
    let (text, length) = path(folder.path());
    let open =
        |out, error| unsafe { selfsame_source_open_images_by_name(text, length, out, error) };
    let opened = made(selfsame_source_free, open);
    let times: Vec<_> = std::iter::from_fn(|| next(opened.0))
        .map(|f| time(&f))
        .collect();
    assert_eq!(times, [5, 2_000_000_007]);
    let mut out = without_provenance_mut(8);
    let place = "selfsame_source_open_images_by_name, path";
    source("000002_6.jpg");
    fails(SELFSAME_FRAME, place, |error| open(&mut out, error));
    source("holiday.png");
    let message = fails(SELFSAME_FORMAT, place, |error| open(&mut out, error));
    assert!(message.contains("holiday.png"), "{message}");
    assert_eq!(out.addr(), 8);
}

#[test]
fn after_an_error_a_source_is_over() {
    let folder = pictures();
    std::fs::write(folder.path().join("1.ppm"), b"P6 32 24 255\nshort").unwrap();
    let source = open_images(folder.path());
    assert!(next(source.0).is_some());
    let mut captured = without_provenance_mut(8);
    let call = c!(selfsame_source_next(source.0, &mut captured));
    let message = fails(SELFSAME_FORMAT, "selfsame_source_next, source", call);
    assert!(message.contains("frame 1"), "{message}");
    assert_eq!(captured.addr(), 8, "written on failure");
    for _ in 0..3 {
        assert!(next(source.0).is_none());
    }
}

#[test]
fn what_cannot_be_opened_is_told_by_name() {
    let folder = pictures();
    let empty = folder.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    let text = folder.path().join("text.mp4");
    std::fs::write(&text, "").unwrap();
    let mut out = without_provenance_mut(8);
    let absent = folder.path().join("absent");
    for (file, code) in [
        (&absent, SELFSAME_NOT_FOUND),
        (&empty, SELFSAME_IO),
        (&text, SELFSAME_FORMAT),
    ] {
        let (text, length) = path(file);
        let call = c!(selfsame_source_open_video(text, length, &mut out));
        let message = fails(code, "selfsame_source_open_video, path", call);
        let name = file.file_name().unwrap().to_str().unwrap();
        assert!(message.starts_with(name), "{message}");
    }
    for (file, code) in [(&absent, SELFSAME_NOT_FOUND), (&empty, SELFSAME_FORMAT)] {
        let (text, length) = path(file);
        let call = c!(selfsame_source_open_images(text, length, 25, 1, &mut out));
        fails(code, "selfsame_source_open_images, path", call);
        let call = c!(selfsame_source_open_images_by_name(text, length, &mut out));
        fails(code, "selfsame_source_open_images_by_name, path", call);
    }
    let (text, length) = path(folder.path());
    for (numerator, denominator) in [(0, 1), (1, 0), (0, 0), (1, 11), (1001, 1), (u32::MAX, 1)] {
        let call = c!(selfsame_source_open_images(
            text,
            length,
            numerator,
            denominator,
            &mut out
        ));
        let place = "selfsame_source_open_images, fps_numerator";
        fails(SELFSAME_ARGUMENT, place, call);
    }
    assert_eq!(out.addr(), 8, "written on failure");
}

#[test]
fn openers_take_no_bad_text_and_no_null() {
    let mut out = without_provenance_mut(8);
    bad_texts(
        "selfsame_source_open_video, path",
        |text, length, error| unsafe { selfsame_source_open_video(text, length, &mut out, error) },
    );
    bad_texts(
        "selfsame_source_open_images, path",
        |text, length, error| unsafe {
            selfsame_source_open_images(text, length, 25, 1, &mut out, error)
        },
    );
    let place = "selfsame_source_open_images_by_name, path";
    bad_texts(place, |text, length, error| unsafe {
        selfsame_source_open_images_by_name(text, length, &mut out, error)
    });
    assert_eq!(out.addr(), 8, "written on failure");
    let (text, length) = path(Path::new("nowhere"));
    let call = c!(selfsame_source_open_video(text, length, null_mut()));
    fails(SELFSAME_NULL, "selfsame_source_open_video, source", call);
    let call = c!(selfsame_source_open_images(text, length, 25, 1, null_mut()));
    fails(SELFSAME_NULL, "selfsame_source_open_images, source", call);
    let call = c!(selfsame_source_open_images_by_name(
        text,
        length,
        null_mut()
    ));
    fails(
        SELFSAME_NULL,
        "selfsame_source_open_images_by_name, source",
        call,
    );
}

#[test]
fn sources_take_no_bad_handle_and_no_null() {
    let mut captured = without_provenance_mut(8);
    bad_handles("selfsame_source_next, source", |source, error| unsafe {
        selfsame_source_next(source, &mut captured, error)
    });
    assert_eq!(captured.addr(), 8);
    let mut kind = selfsame_source_kind::SELFSAME_SOURCE_OTHER;
    bad_handles("selfsame_source_kind_of, source", |source, error| unsafe {
        selfsame_source_kind_of(source, &mut kind, error)
    });
    assert_eq!(kind, selfsame_source_kind::SELFSAME_SOURCE_OTHER);
    let (mut text, mut length) = (null(), 55);
    bad_handles("selfsame_source_name, source", |source, error| unsafe {
        selfsame_source_name(source, &mut text, &mut length, error)
    });
    assert!(text.is_null() && length == 55);
    let (mut fps, mut count, mut width, mut height) = (-1.0, 77, 88, 99);
    bad_handles("selfsame_source_fps, source", |source, error| unsafe {
        selfsame_source_fps(source, &mut fps, error)
    });
    bad_handles(
        "selfsame_source_frame_count, source",
        |source, error| unsafe { selfsame_source_frame_count(source, &mut count, error) },
    );
    bad_handles("selfsame_source_size, source", |source, error| unsafe {
        selfsame_source_size(source, &mut width, &mut height, error)
    });
    assert_eq!((fps, count, width, height), (-1.0, 77, 88, 99));
    bad_frees(selfsame_source_free);

    let folder = pictures();
    let source = open_images(folder.path());
    let source = source.0;
    let no_place = |place, call: &dyn Fn(Error) -> selfsame_code| {
        fails(SELFSAME_NULL, place, call);
    };
    no_place(
        "selfsame_source_next, captured",
        &c!(selfsame_source_next(source, null_mut())),
    );
    no_place(
        "selfsame_source_kind_of, kind",
        &c!(selfsame_source_kind_of(source, null_mut())),
    );
    no_place(
        "selfsame_source_fps, fps",
        &c!(selfsame_source_fps(source, null_mut())),
    );
    let call = c!(selfsame_source_frame_count(source, null_mut()));
    no_place("selfsame_source_frame_count, count", &call);
    let call = c!(selfsame_source_name(source, null_mut(), &mut length));
    fails(SELFSAME_NULL, "selfsame_source_name, name", call);
    let call = c!(selfsame_source_name(source, &mut text, null_mut()));
    fails(SELFSAME_NULL, "selfsame_source_name, length", call);
    let call = c!(selfsame_source_size(source, null_mut(), &mut height));
    fails(SELFSAME_NULL, "selfsame_source_size, width", call);
    let call = c!(selfsame_source_size(source, &mut width, null_mut()));
    fails(SELFSAME_NULL, "selfsame_source_size, height", call);
    assert!(text.is_null() && (length, width, height) == (55, 88, 99));
    // None of this has taken a frame.
    assert_eq!(time(&next(source).unwrap()), 0);
}
