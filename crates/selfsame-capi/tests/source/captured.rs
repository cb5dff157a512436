//! Frames that a source gave, asked wrongly.

use std::ptr::{null, null_mut, without_provenance_mut};

use selfsame_capi::*;

use crate::calls::*;

/// Places for all that a frame's shape is.
struct Shape {
    format: selfsame_pixels,
    sizes: [u32; 2],
    stride: usize,
    rotation: i32,
    range: selfsame_range,
}

impl Shape {
    fn new() -> Self {
        Self {
            format: selfsame_pixels::SELFSAME_PIXELS_JPEG,
            sizes: [88, 99],
            stride: 77,
            rotation: -1,
            range: selfsame_range::SELFSAME_RANGE_LIMITED,
        }
    }

    /// Calls with all places but one, by its number.
    fn ask(
        &mut self,
        captured: *const selfsame_captured,
        without: usize,
        error: Error,
    ) -> selfsame_code {
        let [width, height] = &mut self.sizes;
        let mut format: *mut selfsame_pixels = &mut self.format;
        let (mut width, mut height): (*mut u32, *mut u32) = (width, height);
        let mut stride: *mut usize = &mut self.stride;
        let mut rotation: *mut i32 = &mut self.rotation;
        let mut range: *mut selfsame_range = &mut self.range;
        match without {
            0 => format = null_mut(),
            1 => width = null_mut(),
            2 => height = null_mut(),
            3 => stride = null_mut(),
            4 => rotation = null_mut(),
            5 => range = null_mut(),
            _ => {}
        }
        unsafe {
            selfsame_captured_shape(
                captured, format, width, height, stride, rotation, range, error,
            )
        }
    }

    fn untouched(&self) -> bool {
        self.format == selfsame_pixels::SELFSAME_PIXELS_JPEG
            && (self.sizes, self.stride, self.rotation) == ([88, 99], 77, -1)
            && self.range == selfsame_range::SELFSAME_RANGE_LIMITED
    }
}

#[test]
fn a_frame_becomes_a_picture_that_outlives_it() {
    let folder = pictures();
    let source = open_images(folder.path());
    let captured = next(source.0).unwrap();
    let picture = made(selfsame_picture_free, |out, error| unsafe {
        selfsame_captured_picture(captured.0, out, error)
    });
    let rgb = pixels(&captured).to_vec();
    drop((source, captured));
    let (mut data, mut length) = (null(), 0);
    ok(c!(selfsame_picture_rgb(picture.0, &mut data, &mut length)));
    assert!(unsafe { std::slice::from_raw_parts(data, length) } == rgb);
    // It is a picture, and no frame.
    let mut out = without_provenance_mut(8);
    let call = c!(selfsame_captured_picture(picture.0.cast(), &mut out));
    let place = "selfsame_captured_picture, captured";
    let message = fails(SELFSAME_HANDLE_TYPE, place, call);
    assert_eq!(message, "a picture where a captured frame is needed");
    assert_eq!(out.addr(), 8);
}

#[test]
fn frames_take_no_bad_handle() {
    let mut shape = Shape::new();
    bad_handles("selfsame_captured_shape, captured", |captured, error| {
        shape.ask(captured, usize::MAX, error)
    });
    assert!(shape.untouched());
    let (mut data, mut length, mut time, mut test) = (null(), 55, 66, true);
    bad_handles(
        "selfsame_captured_data, captured",
        |captured, error| unsafe {
            selfsame_captured_data(captured, &mut data, &mut length, error)
        },
    );
    bad_handles(
        "selfsame_captured_time, captured",
        |captured, error| unsafe { selfsame_captured_time(captured, &mut time, error) },
    );
    bad_handles(
        "selfsame_captured_is_test, captured",
        |captured, error| unsafe { selfsame_captured_is_test(captured, &mut test, error) },
    );
    assert!(data.is_null() && test && (length, time) == (55, 66));
    let mut picture = without_provenance_mut(8);
    bad_handles(
        "selfsame_captured_picture, captured",
        |captured, error| unsafe { selfsame_captured_picture(captured, &mut picture, error) },
    );
    assert_eq!(picture.addr(), 8);
    bad_frees(selfsame_captured_free);
}

#[test]
fn frames_take_no_null() {
    let folder = pictures();
    let source = open_images(folder.path());
    let owned = next(source.0).unwrap();
    let captured = owned.0;
    let places = ["format", "width", "height", "stride", "rotation", "range"];
    for (without, name) in places.into_iter().enumerate() {
        let mut shape = Shape::new();
        let place = format!("selfsame_captured_shape, {name}");
        fails(SELFSAME_NULL, &place, |error| {
            shape.ask(captured, without, error)
        });
        assert!(shape.untouched(), "{name}");
    }
    let (mut data, mut length) = (null(), 55);
    let call = c!(selfsame_captured_data(captured, null_mut(), &mut length));
    fails(SELFSAME_NULL, "selfsame_captured_data, data", call);
    let call = c!(selfsame_captured_data(captured, &mut data, null_mut()));
    fails(SELFSAME_NULL, "selfsame_captured_data, length", call);
    assert!(data.is_null() && length == 55);
    let call = c!(selfsame_captured_time(captured, null_mut()));
    fails(SELFSAME_NULL, "selfsame_captured_time, time_ns", call);
    let call = c!(selfsame_captured_is_test(captured, null_mut()));
    fails(SELFSAME_NULL, "selfsame_captured_is_test, test", call);
    let call = c!(selfsame_captured_picture(captured, null_mut()));
    fails(SELFSAME_NULL, "selfsame_captured_picture, picture", call);
    // A place that is not aligned.
    let mut places = [0u64; 2];
    let odd = places.as_mut_ptr().cast::<u8>().wrapping_add(1).cast();
    let call = c!(selfsame_captured_time(captured, odd));
    fails(SELFSAME_ALIGNMENT, "selfsame_captured_time, time_ns", call);
    assert_eq!(places, [0; 2]);
    let stale = owned.0;
    drop(owned);
    assert_eq!(selfsame_captured_free(stale), SELFSAME_HANDLE_FREED);
}
