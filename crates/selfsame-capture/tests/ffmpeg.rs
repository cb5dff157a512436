//! What ffmpeg makes and what ffmpeg reads: B-frames and rotation against its own
//! decoder, and every format that is not built in.
#![allow(clippy::unwrap_used)]

mod common;

use std::path::Path;
use std::time::Duration;

use common::{Drained, drain, ffmpeg, has_ffmpeg};
use selfsame_capture::{ErrorKind, VideoOptions, open_video, open_video_with};

const TEST_PICTURE: &str = "-f lavfi -i testsrc2=size=160x120:rate=25:duration=2";

fn built_in(path: &Path) -> Drained {
    let options = VideoOptions {
        ffmpeg: "no-such-ffmpeg".into(),
        ..VideoOptions::default()
    };
    drain(&mut *open_video_with(path, &options).unwrap())
}

fn through_ffmpeg(path: &Path) -> Drained {
    let options = VideoOptions {
        prefer_ffmpeg: true,
        ..VideoOptions::default()
    };
    drain(&mut *open_video_with(path, &options).unwrap())
}

/// Same number, same times to a microsecond, same pictures to two grey levels.
/// All times may differ by less than a frame: ffmpeg moves a file whose first
/// edit starts within a frame so that the next frame is at zero.
fn agree(a: &Drained, b: &Drained) {
    assert!(
        a.error.is_none() && b.error.is_none(),
        "{:?} {:?}",
        a.error,
        b.error
    );
    assert_eq!(a.times.len(), b.times.len());
    assert_eq!(a.sizes, b.sizes);
    assert!(a.times[0].abs_diff(b.times[0]) < Duration::from_millis(40));
    for n in 0..a.times.len() {
        let apart = (a.times[n] - a.times[0]).abs_diff(b.times[n] - b.times[0]);
        assert!(apart < Duration::from_micros(1), "frame {n}: {apart:?}");
        let grey = (a.means[n] - b.means[n]).abs();
        assert!(grey < 2.0, "frame {n}: {grey} grey levels apart");
    }
}

#[test]
fn the_built_in_decoder_agrees_with_ffmpeg() {
    if !has_ffmpeg() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    for (name, options) in [
        (
            "b-frames",
            "-c:v libx264 -bf 3 -b_strategy 0 -pix_fmt yuv420p",
        ),
        (
            "pyramid",
            "-c:v libx264 -bf 5 -b-pyramid normal -refs 4 -pix_fmt yuv420p",
        ),
        (
            "baseline",
            "-c:v libx264 -profile:v baseline -pix_fmt yuv420p",
        ),
        ("slices", "-c:v libx264 -slices 4 -bf 2 -pix_fmt yuv420p"),
        (
            "full-range",
            "-vf scale=out_range=full -c:v libx264 -pix_fmt yuvj420p",
        ),
        (
            "fragments",
            "-c:v libx264 -bf 2 -g 10 -pix_fmt yuv420p -movflags frag_keyframe+empty_moov",
        ),
        (
            "index-first",
            "-c:v libx264 -pix_fmt yuv420p -movflags +faststart",
        ),
        // Every third frame is left out, and the rest keep their times.
        (
            "variable",
            "-vf select='not(eq(mod(n,3),1))' -vsync passthrough -c:v libx264 -bf 2 -pix_fmt yuv420p",
        ),
    ] {
        let path = dir.path().join(format!("{name}.mp4"));
        ffmpeg(&format!("{TEST_PICTURE} {options}"), &path);
        let (a, b) = (built_in(&path), through_ffmpeg(&path));
        assert!(a.times.len() >= 33, "{name}: {} frames", a.times.len());
        agree(&a, &b);
    }
    // The same inside a QuickTime file, and cut at its start without re-encoding.
    let (whole, cut) = (dir.path().join("whole.mov"), dir.path().join("cut.mp4"));
    ffmpeg(
        &format!("{TEST_PICTURE} -c:v libx264 -g 25 -bf 2 -pix_fmt yuv420p"),
        &whole,
    );
    agree(&built_in(&whole), &through_ffmpeg(&whole));
    ffmpeg(&format!("-ss 0.5 -i {} -c copy", whole.display()), &cut);
    let (a, b) = (built_in(&cut), through_ffmpeg(&cut));
    assert!(a.times.len() < 50);
    agree(&a, &b);
}

#[test]
fn rotation_metadata_stands_the_picture_upright() {
    if !has_ffmpeg() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let flat = dir.path().join("flat.mp4");
    ffmpeg(
        &format!("{TEST_PICTURE} -c:v libx264 -pix_fmt yuv420p"),
        &flat,
    );
    for degrees in [90, 180, 270] {
        let turned = dir.path().join(format!("{degrees}.mp4"));
        let words = format!(
            "-i {} -c copy -metadata:s:v:0 rotate={degrees}",
            flat.display()
        );
        ffmpeg(&words, &turned);
        let (mut a, mut b) = (
            open_video(&turned).unwrap(),
            open_video_with(
                &turned,
                &VideoOptions {
                    prefer_ffmpeg: true,
                    ..VideoOptions::default()
                },
            )
            .unwrap(),
        );
        let (a, b) = (
            a.next_frame().unwrap().unwrap(),
            b.next_frame().unwrap().unwrap(),
        );
        let (a, b) = (a.to_picture(), b.to_picture());
        let size = if degrees == 180 {
            (160, 120)
        } else {
            (120, 160)
        };
        assert_eq!((a.width(), a.height()), size, "{degrees}");
        assert_eq!((b.width(), b.height()), size, "{degrees}");
        // Pixel by pixel, up to the rounding of colours: the same way up.
        let apart: u64 = a
            .rgb()
            .iter()
            .zip(b.rgb())
            .map(|(&x, &y)| u64::from(x.abs_diff(y)))
            .sum();
        let mean = apart as f64 / a.rgb().len() as f64;
        assert!(mean < 8.0, "{degrees}: {mean} grey levels apart");
    }
}

#[test]
fn other_formats_go_through_ffmpeg_with_their_times() {
    if !has_ffmpeg() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    for (name, options) in [
        ("a.webm", "-c:v libvpx -b:v 500k"),
        ("b.mkv", "-c:v libx264 -bf 2 -pix_fmt yuv420p"),
        ("c.avi", "-c:v mjpeg -q:v 3 -pix_fmt yuvj420p"),
        ("d.mp4", "-c:v mpeg4 -q:v 3"),
        ("e.ts", "-c:v libx264 -pix_fmt yuv420p"),
        ("f.mp4", "-c:v libx264 -pix_fmt yuv444p"),
        ("-y.webm", "-c:v libvpx -b:v 500k"),
    ] {
        let path = dir.path().join(name);
        ffmpeg(&format!("{TEST_PICTURE} {options}"), &path);
        let mut source = open_video(&path).unwrap();
        let info = source.describe();
        assert_eq!((info.width, info.height), (Some(160), Some(120)), "{name}");
        let out = drain(&mut *source);
        assert!(out.error.is_none(), "{name}: {:?}", out.error);
        assert_eq!(out.times.len(), 50, "{name}");
        let span = (out.times[49] - out.times[0]).as_secs_f64();
        assert!((span - 49.0 / 25.0).abs() < 0.002, "{name}: {span} s");
    }
}

#[test]
fn a_cut_or_broken_file_ends_with_an_error() {
    if !has_ffmpeg() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.webm");
    ffmpeg(&format!("{TEST_PICTURE} -c:v libvpx -b:v 500k"), &path);
    let whole = std::fs::read(&path).unwrap();
    for length in [8, 300, whole.len() / 2] {
        std::fs::write(&path, &whole[..length]).unwrap();
        let error = match open_video(&path) {
            Err(error) => error,
            Ok(mut source) => {
                let out = drain(&mut *source);
                assert!(out.times.len() < 50);
                out.error.unwrap()
            }
        };
        assert_eq!(error.kind(), ErrorKind::Format, "{error}");
        assert!(error.to_string().starts_with("a.webm"), "{error}");
    }
    // A list that names another file is not followed.
    let list = dir.path().join("list.txt");
    std::fs::write(&list, "ffconcat version 1.0\nfile 'a.webm'\n").unwrap();
    assert!(open_video(&list).is_err());
    // Sound without a picture.
    let sound = dir.path().join("sound.webm");
    ffmpeg("-f lavfi -i sine=duration=1 -c:a libvorbis", &sound);
    let error = open_video(&sound).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Format, "{error}");
}

#[test]
fn without_ffmpeg_the_error_names_the_format_and_the_remedy() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("clip.avi");
    std::fs::write(&path, b"RIFF\x10\0\0\0AVI LIST").unwrap();
    let options = VideoOptions {
        ffmpeg: dir.path().join("ffmpeg").into(),
        ..VideoOptions::default()
    };
    let error = open_video_with(&path, &options).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::NeedsFfmpeg);
    let text = error.to_string();
    assert!(text.contains("clip.avi: AVI"), "{text}");
    assert!(text.contains("install ffmpeg"), "{text}");
}
