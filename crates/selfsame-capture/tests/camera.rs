//! A camera that is not there, and fake ones that misbehave.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use selfsame::PixelFormat;
use selfsame_capture::camera::{CameraDevice, Grabbed, GrabbedLayout, Moment, classify};
use selfsame_capture::{
    CameraChoice, CameraOptions, CameraSource, Error, ErrorKind, FrameSource, list_cameras,
    open_camera,
};

/// Gives grey pictures every 10 ms, and then the error of a camera that left.
struct Fake {
    left: u32,
    layout: GrabbedLayout,
    ends_with: &'static str,
}

impl CameraDevice for Fake {
    fn grab(&mut self) -> Result<Grabbed, Error> {
        std::thread::sleep(Duration::from_millis(10));
        if self.left == 0 {
            let kind = classify(self.ends_with, Moment::Reading);
            return Err(Error::new(kind, self.ends_with));
        }
        self.left -= 1;
        Ok(Grabbed {
            layout: self.layout,
            width: 32,
            height: 24,
            data: vec![self.left as u8; 32 * 24],
        })
    }
}

fn fake(left: u32, layout: GrabbedLayout) -> Result<CameraSource, Error> {
    CameraSource::start("Fake", move || {
        Ok(Box::new(Fake {
            left,
            layout,
            ends_with: "No such device (os error 19)",
        }))
    })
}

#[test]
fn a_camera_unplugged_in_mid_session_is_named_after_its_frames() {
    let mut source = fake(60, GrabbedLayout::Pixels(PixelFormat::Grey)).unwrap();
    assert_eq!(source.describe().width, Some(32));
    let mut times = Vec::new();
    let error = loop {
        match source.next_frame() {
            Ok(Some(frame)) => times.push(frame.time()),
            Ok(None) => panic!("a camera does not end"),
            Err(error) => break error,
        }
    };
    // 60 frames of 10 ms, of which 300 ms are dropped while it warms up.
    assert!((10..=32).contains(&times.len()), "{} frames", times.len());
    assert_eq!(times[0], Duration::ZERO);
    assert!(times.windows(2).all(|t| t[0] < t[1]));
    assert_eq!(error.kind(), ErrorKind::CameraUnplugged);
    assert!(error.to_string().contains("'Fake'"), "{error}");
    assert!(source.next_frame().unwrap().is_none());
}

#[test]
fn a_camera_that_leaves_while_it_warms_up() {
    let error = fake(3, GrabbedLayout::Pixels(PixelFormat::Grey)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CameraUnplugged);
}

#[test]
fn a_camera_that_does_not_open() {
    for (text, kind) in [
        (
            "Device or resource busy (os error 16)",
            ErrorKind::CameraBusy,
        ),
        (
            "Permission denied (os error 13)",
            ErrorKind::CameraForbidden,
        ),
    ] {
        let opened = CameraSource::start("Fake", move || {
            Err(Error::new(classify(text, Moment::Opening), text))
        });
        assert_eq!(opened.unwrap_err().kind(), kind);
    }
}

#[test]
fn broken_pictures_are_passed_over_but_not_for_ever() {
    let mut source = fake(200, GrabbedLayout::Mjpeg).unwrap();
    let error = source.next_frame().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CameraFailed);
    assert!(
        error.to_string().contains("broken frames in a row"),
        "{error}"
    );
}

#[test]
fn the_machines_own_cameras() {
    if cfg!(feature = "camera") {
        let cameras = list_cameras().unwrap();
        let options = CameraOptions {
            choice: CameraChoice::Name("no camera has this name".into()),
            ..CameraOptions::default()
        };
        let error = open_camera(&options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::CameraAbsent);
        if cameras.is_empty() {
            let error = open_camera(&CameraOptions::default()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::CameraAbsent);
        }
    } else {
        assert_eq!(list_cameras().unwrap_err().kind(), ErrorKind::NotBuilt);
        let error = open_camera(&CameraOptions::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotBuilt);
    }
}
