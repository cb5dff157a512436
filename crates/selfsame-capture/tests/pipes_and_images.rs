//! y4m and raw frames on a pipe, folders of pictures: shapes, times, and what is
//! cut off or broken.
#![allow(clippy::unwrap_used)]

mod common;

use std::time::Duration;

use common::{Dice, drain};
use selfsame::PixelFormat;
use selfsame_capture::{
    ErrorKind, FrameSource, ImageTimes, Rate, RawShape, RawSource, Y4mSource, open_images,
    open_video,
};

/// A y4m stream of red 24x20 frames.
fn y4m(tag: &str, chroma: usize, frames: usize) -> Vec<u8> {
    let mut out = format!("YUV4MPEG2 W24 H20 F30000:1001 Ip A1:1{tag}\n").into_bytes();
    for _ in 0..frames {
        out.extend(b"FRAME\n");
        out.extend([81; 24 * 20]);
        out.extend(vec![90; chroma]);
        out.extend(vec![240; chroma]);
    }
    out
}

#[test]
fn y4m_of_every_layout_gives_the_same_red() {
    for (tag, chroma) in [
        ("", 12 * 10),
        (" C420jpeg", 12 * 10),
        (" C420mpeg2 XCOLORRANGE=LIMITED", 12 * 10),
        (" C422", 12 * 20),
        (" C444", 24 * 20),
    ] {
        let bytes = y4m(tag, chroma, 4);
        let mut source = Y4mSource::new("stdin", &bytes[..]).unwrap();
        assert!((source.describe().fps.unwrap() - 29.97).abs() < 0.01);
        let mut count = 0;
        while let Some(frame) = source.next_frame().unwrap() {
            let [r, g, b] = frame.to_picture().pixel(23, 19);
            assert!(r > 250 && g < 5 && b < 5, "{tag}: {r} {g} {b}");
            assert_eq!(frame.time().as_nanos(), count * 1_001_000_000 / 30);
            count += 1;
        }
        assert_eq!(count, 4);
    }
    let mono = y4m(" Cmono", 0, 2);
    let out = drain(&mut Y4mSource::new("stdin", &mono[..]).unwrap());
    assert_eq!((out.times.len(), out.means[0]), (2, 81.0));
}

#[test]
fn y4m_that_is_broken_names_the_frame() {
    let good = y4m("", 120, 3);
    let cut = drain(&mut Y4mSource::new("stdin", &good[..good.len() - 1]).unwrap());
    assert_eq!(cut.times.len(), 2);
    let error = cut.error.unwrap();
    assert_eq!(error.kind(), ErrorKind::Format);
    assert!(error.to_string().contains("stdin: frame 2"), "{error}");
    for (header, kind) in [
        ("", ErrorKind::Format),
        ("hello\n", ErrorKind::Format),
        ("YUV4MPEG2 W24 H20\n", ErrorKind::Format),
        ("YUV4MPEG2 W24 F25:1\n", ErrorKind::Format),
        ("YUV4MPEG2 W24 H20 F0:0\n", ErrorKind::Format),
        ("YUV4MPEG2 W-1 H20 F25:1\n", ErrorKind::Format),
        ("YUV4MPEG2 W24 H20 F25:1 C420p10\n", ErrorKind::Format),
        ("YUV4MPEG2 W24 H20 F25:1 It\n", ErrorKind::Format),
        ("YUV4MPEG2 W100000 H20 F25:1\n", ErrorKind::Limit),
        ("YUV4MPEG2 W8192 H8192 F25:1\n", ErrorKind::Limit),
        ("YUV4MPEG2 W24 H20 F25:1", ErrorKind::Format),
    ] {
        let error = Y4mSource::new("stdin", header.as_bytes()).err().unwrap();
        assert_eq!(error.kind(), kind, "{header}: {error}");
    }
    let endless = std::io::repeat(b'x');
    let error = Y4mSource::new("stdin", endless).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Limit);
    let mut dice = Dice(3);
    for _ in 0..300 {
        let mut bad = good.clone();
        let near_start = dice.below(60);
        bad[near_start] = dice.below(256) as u8;
        if let Ok(mut source) = Y4mSource::new("stdin", &bad[..]) {
            drain(&mut source);
        }
    }
}

#[test]
fn a_y4m_file_opens_as_video() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("clip.y4m");
    std::fs::write(&path, y4m("", 120, 5)).unwrap();
    assert_eq!(drain(&mut *open_video(&path).unwrap()).times.len(), 5);
}

#[test]
fn raw_frames_of_a_stated_shape() {
    let shape = |format, width| RawShape {
        format,
        width,
        height: 20,
        rate: Rate::new(25, 1).unwrap(),
    };
    for (format, bytes) in [
        (PixelFormat::Grey, 24 * 20),
        (PixelFormat::Rgb, 24 * 20 * 3),
        (PixelFormat::Nv12, 24 * 30),
        (PixelFormat::Yuyv, 48 * 20),
    ] {
        let data = vec![128; bytes * 3 + 5];
        let out = drain(&mut RawSource::new("stdin", &data[..], shape(format, 24)).unwrap());
        assert_eq!(out.times.len(), 3);
        assert_eq!(out.times[2], Duration::from_millis(80));
        let error = out.error.unwrap();
        assert!(error.to_string().contains("frame 3"), "{error}");
    }
    let wrong = |format, width| RawSource::new("stdin", &b""[..], shape(format, width)).err();
    assert_eq!(
        wrong(PixelFormat::Yuyv, 25).unwrap().kind(),
        ErrorKind::Frame
    );
    assert_eq!(
        wrong(PixelFormat::Grey, u32::MAX).unwrap().kind(),
        ErrorKind::Limit
    );
    assert_eq!(
        wrong(PixelFormat::Grey, 0).unwrap().kind(),
        ErrorKind::Frame
    );
}

fn write_picture(path: &std::path::Path, grey: u8) {
    image::GrayImage::from_pixel(32, 24, image::Luma([grey]))
        .save(path)
        .unwrap();
}

#[test]
fn a_folder_of_pictures_in_natural_order() {
    let dir = tempfile::tempdir().unwrap();
    for n in [10u8, 9, 2, 1] {
        write_picture(&dir.path().join(format!("shot {n}.png")), n * 10);
    }
    std::fs::write(dir.path().join("notes.txt"), "x").unwrap();
    std::fs::write(dir.path().join(".hidden.png"), "x").unwrap();
    let rate = ImageTimes::Rate(Rate::new(10, 1).unwrap());
    let mut source = open_images(dir.path(), rate).unwrap();
    assert_eq!(source.describe().frames, Some(4));
    let out = drain(&mut *source);
    assert_eq!(out.means, [10.0, 20.0, 90.0, 100.0]);
    assert_eq!(out.times[3], Duration::from_millis(300));
    let error = open_images(dir.path(), ImageTimes::Names).err().unwrap();
    assert!(error.to_string().contains("shot 1.png"), "{error}");
}

#[test]
fn a_broken_picture_is_named_and_those_before_it_are_delivered() {
    let dir = tempfile::tempdir().unwrap();
    let rate = ImageTimes::Rate(Rate::new(10, 1).unwrap());
    let none = open_images(dir.path(), rate).err().unwrap();
    assert!(none.to_string().contains("holds no pictures"), "{none}");
    let gone = open_images(dir.path().join("none"), rate).err().unwrap();
    assert_eq!(gone.kind(), ErrorKind::NotFound);
    write_picture(&dir.path().join("1.png"), 10);
    std::fs::write(dir.path().join("2.png"), b"\x89PNG\r\n\x1a\n").unwrap();
    let out = drain(&mut *open_images(dir.path(), rate).unwrap());
    assert_eq!(out.times.len(), 1);
    let text = out.error.unwrap().to_string();
    assert!(text.contains("frame 1: 2.png"), "{text}");
    // Names that carry times: they must increase.
    let named = tempfile::tempdir().unwrap();
    write_picture(&named.path().join("000000_500.png"), 10);
    write_picture(&named.path().join("000001_500.png"), 10);
    let error = open_images(named.path(), ImageTimes::Names).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Frame);
}
