//! H.264 in MP4 without a system package: counts, times, rotation, and files that
//! are cut off, broken or hostile.
#![cfg(feature = "mp4")]
#![allow(clippy::unwrap_used)]

mod common;

use std::time::Duration;

use common::clip::{Clip, luma};
use common::{Dice, Drained, drain, example, shared};
use selfsame_capture::video::open_video_bytes;
use selfsame_capture::{ErrorKind, VideoOptions, open_video, open_video_with};

/// Options with which nothing can fall back on ffmpeg.
fn alone() -> VideoOptions {
    VideoOptions {
        ffmpeg: "no-such-ffmpeg".into(),
        ..VideoOptions::default()
    }
}

fn play(bytes: Vec<u8>) -> Drained {
    match open_video_bytes("clip.mp4", bytes) {
        Ok(mut source) => drain(&mut *source),
        Err(error) => Drained {
            times: vec![],
            sizes: vec![],
            means: vec![],
            error: Some(error),
        },
    }
}

/// The grey of the frames says that they came whole and in order.
fn in_order(out: &Drained, first: usize) {
    for (n, mean) in out.means.iter().enumerate() {
        let grey = (f64::from(luma(n + first)) - 16.0) * 255.0 / 219.0;
        assert!((mean - grey).abs() < 4.0, "frame {n}: {mean} is not {grey}");
    }
}

#[test]
fn every_frame_at_its_time() {
    let out = play(Clip::plain(30).bytes());
    assert!(out.error.is_none(), "{:?}", out.error);
    assert_eq!(out.times.len(), 30);
    assert_eq!(out.times[29], Duration::from_millis(29 * 40));
    assert!(out.sizes.iter().all(|&s| s == (64, 48)));
    in_order(&out, 0);
}

#[test]
fn a_variable_frame_rate_is_kept() {
    let deltas = vec![3000, 9000, 1, 90_000, 4500, 4500];
    let clip = Clip {
        deltas,
        ..Clip::plain(0)
    };
    let out = play(clip.bytes());
    let nanos: Vec<u128> = out.times.iter().map(Duration::as_nanos).collect();
    let expected = [
        0,
        33_333_333,
        133_333_333,
        133_344_444,
        1_133_344_444,
        1_183_344_444,
    ];
    assert_eq!(nanos, expected);
}

#[test]
fn the_tracks_matrix_turns_the_picture() {
    for (matrix, size) in [
        ([1, 0, 0, 1], (64, 48)),
        ([0, 1, -1, 0], (48, 64)),
        ([-1, 0, 0, -1], (64, 48)),
        ([0, -1, 1, 0], (48, 64)),
    ] {
        let clip = Clip {
            matrix,
            ..Clip::plain(3)
        };
        assert_eq!(play(clip.bytes()).sizes, [size; 3]);
    }
}

#[test]
fn an_edit_list_cuts_the_start_and_moves_the_rest() {
    let clip = Clip {
        elst: Some(vec![(500, -1), (10_000, 3 * 3600)]),
        ..Clip::plain(10)
    };
    let out = play(clip.bytes());
    assert_eq!(out.times.len(), 7);
    assert_eq!(out.times[0], Duration::from_millis(500));
    in_order(&out, 3);
}

#[test]
fn fragments_are_joined() {
    let clip = Clip {
        fragment: 4,
        ..Clip::plain(10)
    };
    let out = play(clip.bytes());
    assert!(out.error.is_none(), "{:?}", out.error);
    assert_eq!(out.times.len(), 10);
    assert_eq!(out.times[9], Duration::from_millis(360));
    in_order(&out, 0);
}

#[test]
fn frames_may_change_their_size() {
    let clip = Clip {
        change: Some((5, 96, 64)),
        ..Clip::plain(10)
    };
    let out = play(clip.bytes());
    assert!(out.error.is_none(), "{:?}", out.error);
    assert_eq!(out.sizes[..5], [(64, 48); 5]);
    assert_eq!(out.sizes[5..], [(96, 64); 5]);
    in_order(&out, 0);
}

#[test]
fn two_frames_at_one_time_are_an_error_that_names_the_frame() {
    let mut clip = Clip::plain(6);
    clip.deltas[3] = 0;
    let out = play(clip.bytes());
    assert_eq!(out.times.len(), 4);
    let error = out.error.unwrap();
    assert_eq!(error.kind(), ErrorKind::Frame);
    assert!(error.to_string().contains("frame 4"), "{error}");
}

#[test]
fn a_file_cut_anywhere_delivers_what_is_there_and_names_the_sample() {
    for fragment in [0, 4] {
        let clip = Clip {
            fragment,
            ..Clip::plain(12)
        };
        let bytes = clip.bytes();
        let mut most = 0;
        for length in (0..bytes.len()).step_by(7) {
            let out = play(bytes[..length].to_vec());
            in_order(&out, 0);
            most = most.max(out.times.len());
            let whole_fragments = fragment > 0 && out.times.len().is_multiple_of(fragment);
            match out.error {
                Some(error) if !out.times.is_empty() => {
                    let text = error.to_string();
                    assert!(text.contains("cut off"), "{length}: {text}");
                    assert!(text.contains("sample ") || text.contains("moof"), "{text}");
                }
                Some(error) => assert!(error.to_string().starts_with("clip.mp4"), "{error}"),
                // Nothing tells that a fragmented file should have gone on.
                None => assert!(whole_fragments, "{length} of {}", bytes.len()),
            }
        }
        assert!(most >= 11);
    }
}

#[test]
fn broken_bytes_are_errors_and_never_a_panic() {
    let mut dice = Dice(7);
    for fragment in [0, 4] {
        let clip = Clip {
            fragment,
            elst: Some(vec![(400, 0)]),
            ..Clip::plain(8)
        };
        let good = clip.bytes();
        for _ in 0..400 {
            let mut bad = good.clone();
            for _ in 0..=dice.below(4) {
                let at = dice.below(bad.len());
                bad[at] = [0, 0xff, 0x7f, 0x80, dice.below(256) as u8][dice.below(5)];
            }
            let out = play(bad);
            if let Some(error) = out.error {
                assert!(error.to_string().starts_with("clip.mp4"), "{error}");
            }
        }
    }
}

#[test]
fn empty_and_foreign_files_say_so() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("clip.mp4");
    let open = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        open_video_with(&path, &alone()).err().unwrap()
    };
    let empty = open(b"");
    assert_eq!(empty.kind(), ErrorKind::Format);
    assert_eq!(empty.to_string(), "clip.mp4: the file is empty");
    let no_frames = open(&Clip::no_frames());
    assert!(no_frames.to_string().contains("no frames"), "{no_frames}");
    let no_index = open(b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x08mdat");
    assert!(no_index.to_string().contains("no index"), "{no_index}");
    let webm = open(b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x82\x84webm");
    assert_eq!(webm.kind(), ErrorKind::NeedsFfmpeg);
    let text = webm.to_string();
    assert!(
        text.contains("WebM") && text.contains("install ffmpeg"),
        "{text}"
    );
    let text = open(b"hello, world").to_string();
    assert!(text.contains("unknown format"), "{text}");
    let absent = open_video(dir.path().join("none.mp4")).err().unwrap();
    assert_eq!(absent.kind(), ErrorKind::NotFound);
    let folder = open_video(dir.path()).err().unwrap();
    assert!(
        folder.to_string().contains("not a regular file"),
        "{folder}"
    );
}

#[test]
fn a_table_that_claims_four_billion_samples_is_refused() {
    let mut bytes = Clip::plain(4).bytes();
    let at = bytes.windows(4).position(|w| w == b"stsz").unwrap();
    // One size for all, and a count without a table to hold it.
    bytes[at + 8..at + 12].copy_from_slice(&9u32.to_be_bytes());
    bytes[at + 12..at + 16].copy_from_slice(&u32::MAX.to_be_bytes());
    let error = play(bytes).error.unwrap();
    assert_eq!(error.kind(), ErrorKind::Limit);
}

#[test]
fn real_clips_give_every_frame() {
    if let Some(folder) = shared("digits_one_speaker/video") {
        let mut clips: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().path())
            .collect();
        clips.sort();
        for clip in clips.iter().step_by(40) {
            let out = drain(&mut *open_video_with(clip, &alone()).unwrap());
            assert!(out.error.is_none(), "{:?}", out.error);
            assert_eq!(out.times.len(), 75);
            assert!(out.sizes.iter().all(|&s| s == (360, 288)));
            let span = out.times[74] - out.times[0];
            assert_eq!(span, Duration::from_millis(74 * 40));
        }
    }
    if let Some(clip) = example("crying_woman.mp4") {
        let mut source = open_video_with(clip, &alone()).unwrap();
        let info = source.describe();
        assert_eq!((info.frames, info.width), (Some(472), Some(640)));
        assert!((info.fps.unwrap() - 24.0).abs() < 0.1, "{info:?}");
        let out = drain(&mut *source);
        assert!(out.error.is_none(), "{:?}", out.error);
        assert_eq!(out.times.len(), 472);
        assert!(out.sizes.iter().all(|&s| s == (640, 360)));
    }
}
