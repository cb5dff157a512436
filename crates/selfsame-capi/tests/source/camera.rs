//! Cameras. Machines that test this have none: what is looked at is how that is told.

use std::ptr::{null, null_mut, without_provenance_mut};

use selfsame_capi::*;

use crate::calls::*;

const NAME: &str = "no camera has such a name";

fn options() -> selfsame_camera_options {
    selfsame_camera_options {
        size: size_of::<selfsame_camera_options>() as u32,
        version: SELFSAME_CAMERA_OPTIONS_VERSION,
        width: 640,
        height: 480,
        fps: 30,
        camera_length: NAME.len(),
        camera: NAME.as_ptr().cast(),
    }
}

/// Opens what must not open.
fn refused(code: selfsame_code, place: &str, options: &selfsame_camera_options) -> String {
    let mut source = without_provenance_mut(8);
    let place = format!("selfsame_source_open_camera, {place}");
    let call = c!(selfsame_source_open_camera(options, &mut source));
    let message = fails(code, &place, call);
    assert_eq!(source.addr(), 8, "written on failure");
    message
}

#[cfg(not(feature = "camera"))]
#[test]
fn a_build_without_cameras_says_so() {
    refused(SELFSAME_NOT_BUILT, "options", &options());
    let first = selfsame_camera_options {
        camera: null(),
        camera_length: 0,
        ..options()
    };
    refused(SELFSAME_NOT_BUILT, "options", &first);
    let mut cameras = without_provenance_mut(8);
    let call = c!(selfsame_cameras_list(&mut cameras));
    let message = fails(SELFSAME_NOT_BUILT, "selfsame_cameras_list", call);
    assert!(message.contains("'camera'"), "{message}");
    assert_eq!(cameras.addr(), 8, "written on failure");
}

#[cfg(feature = "camera")]
#[test]
fn a_camera_that_is_not_there_is_told() {
    let cameras = made(selfsame_cameras_free, |out, error| unsafe {
        selfsame_cameras_list(out, error)
    });
    let mut count = usize::MAX;
    ok(c!(selfsame_cameras_count(cameras.0, &mut count)));
    for index in 0..count {
        let mut number = 0;
        ok(c!(selfsame_cameras_number(cameras.0, index, &mut number)));
    }
    let message = refused(SELFSAME_CAMERA_ABSENT, "options", &options());
    assert_eq!(message.contains(NAME), count > 0, "{message}");
}

#[test]
fn options_that_cannot_be_meant_are_refused_first() {
    let good = options();
    type Change = fn(&mut selfsame_camera_options);
    let cases: [(selfsame_code, &str, Change); 16] = [
        (SELFSAME_STRUCT_SIZE, "options", |o| o.size = 0),
        (SELFSAME_STRUCT_SIZE, "options", |o| o.size -= 1),
        (SELFSAME_STRUCT_SIZE, "options", |o| o.size = u32::MAX),
        (SELFSAME_STRUCT_VERSION, "options", |o| o.version = 0),
        (SELFSAME_STRUCT_VERSION, "options", |o| o.version = 2),
        (SELFSAME_ARGUMENT, "options.width", |o| o.width = 0),
        (SELFSAME_ARGUMENT, "options.width", |o| o.width = 8193),
        (SELFSAME_ARGUMENT, "options.height", |o| o.height = 19),
        (SELFSAME_ARGUMENT, "options.height", |o| o.height = u32::MAX),
        (SELFSAME_ARGUMENT, "options.fps", |o| o.fps = 0),
        (SELFSAME_ARGUMENT, "options.fps", |o| o.fps = 1001),
        (SELFSAME_NULL, "options.camera", |o| o.camera = null()),
        (SELFSAME_UTF8, "options.camera", |o| {
            (o.camera, o.camera_length) = (b"\xff".as_ptr().cast(), 1);
        }),
        (SELFSAME_LENGTH, "options.camera", |o| {
            o.camera_length = usize::MAX
        }),
        (SELFSAME_ARGUMENT, "options.camera", |o| o.camera_length = 0),
        (SELFSAME_ARGUMENT, "options.camera", |o| {
            (o.camera, o.camera_length) = (b"  ".as_ptr().cast(), 2);
        }),
    ];
    for (code, place, change) in cases {
        let mut options = good;
        change(&mut options);
        refused(code, place, &options);
    }
    let mut source = without_provenance_mut(8);
    let call = c!(selfsame_source_open_camera(null(), &mut source));
    fails(SELFSAME_NULL, "selfsame_source_open_camera, options", call);
    assert_eq!(source.addr(), 8, "written on failure");
    let call = c!(selfsame_source_open_camera(&good, null_mut()));
    fails(SELFSAME_NULL, "selfsame_source_open_camera, source", call);
}

#[test]
fn lists_take_no_bad_handle_and_no_null() {
    let call = c!(selfsame_cameras_list(null_mut()));
    fails(SELFSAME_NULL, "selfsame_cameras_list, cameras", call);
    let (mut count, mut number, mut text, mut length) = (66, 77, null(), 55);
    bad_handles("selfsame_cameras_count, cameras", |cameras, error| unsafe {
        selfsame_cameras_count(cameras, &mut count, error)
    });
    bad_handles(
        "selfsame_cameras_number, cameras",
        |cameras, error| unsafe { selfsame_cameras_number(cameras, 0, &mut number, error) },
    );
    bad_handles("selfsame_cameras_name, cameras", |cameras, error| unsafe {
        selfsame_cameras_name(cameras, 0, &mut text, &mut length, error)
    });
    bad_handles(
        "selfsame_cameras_description, cameras",
        |cameras, error| unsafe {
            selfsame_cameras_description(cameras, 0, &mut text, &mut length, error)
        },
    );
    assert!(text.is_null() && (count, number, length) == (66, 77, 55));
    bad_frees(selfsame_cameras_free);
    // Places are looked at before the list is.
    let none: *const selfsame_cameras = null();
    let call = c!(selfsame_cameras_count(none, null_mut()));
    fails(SELFSAME_NULL, "selfsame_cameras_count, count", call);
    let call = c!(selfsame_cameras_number(none, 0, null_mut()));
    fails(SELFSAME_NULL, "selfsame_cameras_number, number", call);
    let call = c!(selfsame_cameras_name(none, 0, null_mut(), &mut length));
    fails(SELFSAME_NULL, "selfsame_cameras_name, name", call);
    let call = c!(selfsame_cameras_name(none, 0, &mut text, null_mut()));
    fails(SELFSAME_NULL, "selfsame_cameras_name, length", call);
    let call = c!(selfsame_cameras_description(
        none,
        0,
        null_mut(),
        &mut length
    ));
    fails(
        SELFSAME_NULL,
        "selfsame_cameras_description, description",
        call,
    );
    let call = c!(selfsame_cameras_description(none, 0, &mut text, null_mut()));
    fails(SELFSAME_NULL, "selfsame_cameras_description, length", call);
}
