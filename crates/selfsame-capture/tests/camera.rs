//! A camera that is not there, and fake ones that misbehave.
#![allow(clippy::unwrap_used)]

use std::cmp::Ordering;
use std::sync::mpsc::channel;
use std::time::Duration;

use selfsame::PixelFormat;
use selfsame_capture::camera::{
    CameraDevice, Grabbed, GrabbedLayout, Moment, WARM_UP_FRAMES, WARM_UP_TIME, classify,
};
use selfsame_capture::{
    CameraChoice, CameraOptions, CameraSource, Error, ErrorKind, FrameSource, list_cameras,
    open_camera,
};

/// Whether picture `n`, counted from 0, still comes; may wait. No test leans on how
/// fast this machine is.
type Comes = Box<dyn FnMut(u32) -> bool + Send>;

/// Gives grey pictures, each of its own shade, and then the error of a camera that
/// left.
struct Fake {
    count: u32,
    comes: Comes,
    layout: GrabbedLayout,
}

impl CameraDevice for Fake {
    fn grab(&mut self) -> Result<Grabbed, Error> {
        std::thread::sleep(Duration::from_millis(1));
        if !(self.comes)(self.count) {
            let text = "No such device (os error 19)";
            return Err(Error::new(classify(text, Moment::Reading), text));
        }
        self.count += 1;
        Ok(Grabbed {
            layout: self.layout,
            width: 32,
            height: 24,
            data: vec![self.count as u8; 32 * 24],
        })
    }
}

fn fake(
    layout: GrabbedLayout,
    comes: impl FnMut(u32) -> bool + Send + 'static,
) -> Result<CameraSource, Error> {
    let comes = Box::new(comes);
    CameraSource::start("Fake", move || {
        Ok(Box::new(Fake {
            count: 0,
            comes,
            layout,
        }))
    })
}

#[test]
fn a_camera_unplugged_in_mid_session_is_named_after_its_frames() {
    // Warm-up takes the least number of frames and the least time; after the first
    // frame that counts, each comes when it is asked for, until the sender is gone.
    let (ask, asked) = channel::<()>();
    let mut source = fake(GrabbedLayout::Pixels(PixelFormat::Grey), move |n| {
        match n.cmp(&WARM_UP_FRAMES) {
            Ordering::Less => true,
            Ordering::Equal => {
                std::thread::sleep(WARM_UP_TIME);
                true
            }
            Ordering::Greater => asked.recv().is_ok(),
        }
    })
    .unwrap();
    assert_eq!(source.describe().width, Some(32));
    let mut frames = vec![source.next_frame().unwrap().unwrap()];
    for _ in 0..20 {
        ask.send(()).unwrap();
        frames.push(source.next_frame().unwrap().unwrap());
    }
    drop(ask);
    let error = source.next_frame().unwrap_err();

    let first = WARM_UP_FRAMES as u8 + 1;
    let shades: Vec<u8> = frames
        .iter()
        .map(|f| f.to_picture().pixel(0, 0)[0])
        .collect();
    assert_eq!(shades, (first..=first + 20).collect::<Vec<u8>>());
    assert_eq!(frames[0].time(), Duration::ZERO);
    assert!(frames.windows(2).all(|f| f[0].time() < f[1].time()));
    assert_eq!(error.kind(), ErrorKind::CameraUnplugged);
    assert!(error.to_string().contains("'Fake'"), "{error}");
    assert!(source.next_frame().unwrap().is_none());
}

#[test]
fn a_slow_caller_gets_fresh_frames() {
    let (given, shown) = channel();
    let mut source = fake(GrabbedLayout::Pixels(PixelFormat::Grey), move |n| {
        let _ = given.send(n);
        true
    })
    .unwrap();
    // While the caller does nothing the camera goes on, far beyond what may wait.
    while shown.recv().unwrap() < 2000 {}
    let times: Vec<Duration> = (0..8)
        .map(|_| source.next_frame().unwrap().unwrap().time())
        .collect();
    let gap = times.windows(2).map(|t| t[1] - t[0]).max().unwrap();
    // 2000 pictures of a millisecond and more, less those of the warm-up.
    assert!(gap > Duration::from_secs(1), "{gap:?}");
}

#[test]
fn a_camera_that_leaves_while_it_warms_up() {
    let error = fake(GrabbedLayout::Pixels(PixelFormat::Grey), |n| n < 3).unwrap_err();
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
    let mut source = fake(GrabbedLayout::Mjpeg, |_| true).unwrap();
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
