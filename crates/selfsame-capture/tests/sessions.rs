//! Recorded sessions: written and read back, plain and sealed, and everything
//! that may be wrong with one.
#![allow(clippy::unwrap_used)]

mod common;

use std::path::Path;
use std::time::Duration;

use common::{Dice, drain};
use selfsame::challenge::{Challenge, Language, PromptTimes};
use selfsame::{Frame, PixelFormat};
use selfsame_capture::session::{Encoding, Frames, SourceNote, parse_header, read_archive};
use selfsame_capture::{
    Error, ErrorKind, NewSession, RecordedSession, SessionWriter, open_session,
};

fn new_session() -> NewSession {
    NewSession {
        source: Some(SourceNote {
            kind: "camera".into(),
            name: Some("Fake".into()),
        }),
        created: Some("2026-01-02T03:04:05Z".into()),
        test: true,
        encoding: Encoding::Png,
        ..NewSession::new(Challenge::draw(Language::English).unwrap())
    }
}

fn frame(n: u64) -> Frame {
    let data = vec![n as u8 * 10; 32 * 24];
    let time = Duration::from_nanos(n * 33_333_333);
    Frame::new(PixelFormat::Grey, 32, 24, time, data).unwrap()
}

fn prompts(challenge: &Challenge) -> PromptTimes {
    PromptTimes::scheduled(challenge.schedule(), Duration::from_millis(12))
}

/// Three frames and the prompts.
fn record(mut writer: SessionWriter, new: &NewSession) {
    for n in 0..3 {
        writer.push(&frame(n)).unwrap();
    }
    let header = writer.finish(Some(prompts(&new.challenge))).unwrap();
    assert_eq!(header.frames, Frames::Images { files: Some(3) });
}

fn as_recorded(mut session: RecordedSession, new: &NewSession) {
    let header = &session.header;
    assert_eq!(header.challenge, new.challenge);
    assert_eq!(header.prompts, Some(prompts(&new.challenge)));
    assert_eq!(header.created, new.created);
    assert_eq!(header.source, new.source);
    assert!(header.test);
    let first = session.source.next_frame().unwrap().unwrap();
    assert!(first.is_test());
    let out = drain(&mut *session.source);
    assert!(out.error.is_none(), "{:?}", out.error);
    assert_eq!(out.means, [10.0, 20.0]);
    assert_eq!(out.times[1], Duration::from_nanos(66_666_666));
}

/// The error of a session that does not open or play.
fn failure(path: &Path) -> Error {
    match open_session(path, None) {
        Err(error) => error,
        Ok(mut session) => drain(&mut *session.source).error.unwrap(),
    }
}

#[test]
fn a_folder_reads_back_as_it_was_written() {
    let dir = tempfile::tempdir().unwrap();
    let (path, new) = (dir.path().join("s"), new_session());
    record(SessionWriter::create(&path, new.clone()).unwrap(), &new);
    as_recorded(open_session(&path, None).unwrap(), &new);
    // It is not written over.
    let again = SessionWriter::create(&path, new.clone()).err().unwrap();
    assert_eq!(again.kind(), ErrorKind::Misuse);
    as_recorded(open_session(&path, None).unwrap(), &new);
}

#[test]
fn a_tests_frames_go_into_a_tests_session_only() {
    let dir = tempfile::tempdir().unwrap();
    let new = NewSession {
        test: false,
        ..new_session()
    };
    let mut writer = SessionWriter::create(dir.path().join("s"), new).unwrap();
    writer.push(&frame(0)).unwrap();
    let error = writer.push(&frame(1).for_test()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    assert!(error.to_string().contains("frame 1"), "{error}");
    writer.push(&frame(1)).unwrap();
    writer.finish(None).unwrap();
    let mut session = open_session(dir.path().join("s"), None).unwrap();
    assert!(!session.source.next_frame().unwrap().unwrap().is_test());
}

#[test]
fn jpeg_is_close_and_small() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("s");
    let new = NewSession {
        encoding: Encoding::Jpeg,
        ..new_session()
    };
    record(SessionWriter::create(&path, new).unwrap(), &new_session());
    let out = drain(&mut *open_session(&path, None).unwrap().source);
    assert!((out.means[2] - 20.0).abs() < 1.5, "{:?}", out.means);
}

#[test]
fn a_crash_loses_nothing_that_was_stored() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("s");
    let mut writer = SessionWriter::create(&path, new_session()).unwrap();
    writer.push(&frame(0)).unwrap();
    writer.push(&frame(1)).unwrap();
    drop(writer);
    std::fs::write(path.join("frames/000002_66666666.png.partial"), "half").unwrap();
    let mut session = open_session(&path, None).unwrap();
    assert_eq!(session.header.prompts, None);
    assert_eq!(drain(&mut *session.source).times.len(), 2);
}

#[test]
fn frames_that_go_back_are_refused_and_the_rest_stays() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("s");
    let mut writer = SessionWriter::create(&path, new_session()).unwrap();
    writer.push(&frame(1)).unwrap();
    let error = writer.push(&frame(1)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Frame);
    writer.push(&frame(2)).unwrap();
    writer.finish(None).unwrap();
    let out = drain(&mut *open_session(&path, None).unwrap().source);
    assert_eq!(out.times.len(), 2);
}

#[test]
fn frames_that_are_missing_broken_or_links_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let new = new_session();
    let fresh = |name: &str| {
        let path = dir.path().join(name);
        record(SessionWriter::create(&path, new.clone()).unwrap(), &new);
        path
    };
    let frames = ["000000_0.png", "000001_33333333.png", "000002_66666666.png"];
    let path = fresh("middle");
    std::fs::remove_file(path.join("frames").join(frames[1])).unwrap();
    assert!(failure(&path).to_string().contains("frame 1 is missing"));
    let path = fresh("last");
    std::fs::remove_file(path.join("frames").join(frames[2])).unwrap();
    assert!(failure(&path).to_string().contains("names 3 frames, 2"));
    let path = fresh("broken");
    std::fs::write(path.join("frames").join(frames[1]), b"\x89PNG").unwrap();
    let error = failure(&path);
    assert!(error.to_string().contains(frames[1]), "{error}");
    #[cfg(unix)]
    {
        let path = fresh("link");
        let picture = path.join("frames").join(frames[1]);
        std::fs::rename(&picture, dir.path().join("outside.png")).unwrap();
        std::os::unix::fs::symlink(dir.path().join("outside.png"), &picture).unwrap();
        assert!(failure(&path).to_string().contains("not a regular file"));
    }
}

fn header_json() -> String {
    let challenge = serde_json::to_string(&Challenge::draw(Language::Mandarin).unwrap()).unwrap();
    format!(
        r#"{{"schema":"selfsame.session/1","challenge":{challenge},"frames":{{"kind":"video","file":"clip.mp4"}},"test":true}}"#
    )
}

#[test]
fn headers_are_checked_field_by_field() {
    let good = header_json();
    parse_header(good.as_bytes()).unwrap();
    for (from, to, says) in [
        ("session/1", "session/2", "selfsame.session/2"),
        ("\"test\"", "\"text\"", "text"),
        ("clip.mp4", "../clip.mp4", "no plain file name"),
        ("clip.mp4", "/etc/passwd", "no plain file name"),
        ("clip.mp4", "a/b.mp4", "no plain file name"),
        ("clip.mp4", "a\\\\b.mp4", "no plain file name"),
        ("clip.mp4", "C:clip.mp4", "no plain file name"),
        ("clip.mp4", "..", "no plain file name"),
        ("clip.mp4", "", "no plain file name"),
        ("clip.mp4", "-\\u0000", "no plain file name"),
        ("clip.mp4", "session.json", "no plain file name"),
        // A value is not repeated.
        ("\"video\"", "\"film\"", "broken at line"),
        ("\"file\"", "\"path\"", "path"),
        ("{\"schema\"", "[\"schema\"", "broken"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good);
        let text = parse_header(bad.as_bytes()).unwrap_err().to_string();
        assert!(text.contains(says), "{to}: {text}");
    }
    let long = format!("{good}{}", " ".repeat(1 << 20));
    assert_eq!(
        parse_header(long.as_bytes()).unwrap_err().kind(),
        ErrorKind::Limit
    );
    let deep = "[".repeat(100_000);
    assert_eq!(
        parse_header(deep.as_bytes()).unwrap_err().kind(),
        ErrorKind::Format
    );
    let mut dice = Dice(11);
    for _ in 0..2000 {
        let mut bad = good.clone().into_bytes();
        let at = dice.below(bad.len());
        bad[at] = dice.below(256) as u8;
        let _ = parse_header(&bad);
    }
    // Debug shows no digits.
    let shown = format!("{:?}", parse_header(good.as_bytes()).unwrap());
    assert!(!shown.contains('['), "{shown}");
}

#[test]
fn a_video_beside_the_header() {
    let dir = tempfile::tempdir().unwrap();
    let clip = dir.path().join("my clip.y4m");
    let mut y4m = b"YUV4MPEG2 W24 H20 F25:1 Cmono\n".to_vec();
    for n in 0..3 {
        y4m.extend(b"FRAME\n");
        y4m.extend([n * 10; 480]);
    }
    std::fs::write(&clip, y4m).unwrap();
    let (path, new) = (dir.path().join("s"), new_session());
    let mut writer = SessionWriter::create(&path, new.clone()).unwrap();
    writer.add_video(&clip).unwrap();
    assert_eq!(
        writer.push(&frame(0)).unwrap_err().kind(),
        ErrorKind::Misuse
    );
    writer.finish(Some(prompts(&new.challenge))).unwrap();
    let mut session = open_session(&path, None).unwrap();
    assert_eq!(drain(&mut *session.source).means, [0.0, 10.0, 20.0]);
    std::fs::remove_file(path.join("my clip.y4m")).unwrap();
    assert_eq!(failure(&path).kind(), ErrorKind::NotFound);
}

#[test]
fn what_is_no_session_says_so() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(
        failure(&dir.path().join("none")).kind(),
        ErrorKind::NotFound
    );
    assert_eq!(failure(dir.path()).kind(), ErrorKind::NotFound);
    let file = dir.path().join("file");
    std::fs::write(&file, "hello").unwrap();
    assert!(failure(&file).to_string().contains("neither a session"));
}

/// A tar of (name, content) pairs.
fn tar_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in entries {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        // Names are written as they are: the reader must cope.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        builder.append(&header, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

#[test]
fn archives_hold_what_the_header_says_and_nothing_else() {
    let video = header_json();
    let first = video.replace(
        r#"{"kind":"video","file":"clip.mp4"}"#,
        r#"{"kind":"images"}"#,
    );
    let last = first.replace(r#""images""#, r#""images","files":1"#);
    let (first, last) = (first.as_bytes(), last.as_bytes());
    let mut png = std::io::Cursor::new(Vec::new());
    image::GrayImage::new(32, 24)
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    let png = png.into_inner();
    let (json, name) = ("session.json", "frames/000000_0.png");
    let good = tar_of(&[(json, first), (name, &png), (json, last)]);
    let mut session = read_archive(&good[..]).unwrap();
    assert_eq!(drain(&mut *session.source).times.len(), 1);
    for (entries, says) in [
        (
            vec![(json, first), (name, &png[..])],
            "finished header is missing",
        ),
        (vec![(json, first), (json, last)], "names 1 frames, 0"),
        (
            vec![(name, &png[..]), (json, first), (json, last)],
            "does not come first",
        ),
        (
            vec![(json, first), (name, &png), (json, last), (name, &png)],
            "follows the finished header",
        ),
        (
            vec![(json, first), ("frames/../../x", &png), (json, last)],
            "frame 0 is missing",
        ),
        (
            vec![(json, first), ("../x.png", &png), (json, last)],
            "no plain file name",
        ),
        (
            vec![(json, first), ("/etc/x", &png), (json, last)],
            "no plain file name",
        ),
        (
            vec![(json, first), ("x.mp4", &png), (json, last)],
            "do not agree",
        ),
    ] {
        let error = read_archive(&tar_of(&entries)[..]).unwrap_err();
        assert!(error.to_string().contains(says), "{says}: {error}");
    }
    let mut dice = Dice(5);
    for length in (0..good.len()).step_by(97) {
        let _ = read_archive(&good[..length]);
    }
    for _ in 0..500 {
        let mut bad = good.clone();
        let at = dice.below(bad.len());
        bad[at] = dice.below(256) as u8;
        if let Ok(mut session) = read_archive(&bad[..]) {
            drain(&mut *session.source);
        }
    }
}

#[cfg(feature = "sealed")]
mod sealed {
    use super::*;
    use selfsame_capture::session::generate_identity;
    use selfsame_capture::{Key, Seal};

    #[test]
    fn a_sealed_session_opens_with_its_key_only() {
        let dir = tempfile::tempdir().unwrap();
        let (path, new) = (dir.path().join("s.age"), new_session());
        let (secret, public) = generate_identity();
        let seal = Seal::Recipient(public);
        let writer = SessionWriter::create_sealed(&path, new.clone(), &seal).unwrap();
        assert!(!path.exists());
        record(writer, &new);
        // One file, and nothing of it in plain.
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
        let bytes = std::fs::read(&path).unwrap();
        let finds = |needle: &[u8]| bytes.windows(needle.len()).any(|w| w == needle);
        // All of its signature: three letters stand in as many random bytes now and then.
        assert!(!finds(b"selfsame.session") && !finds(b"\x89PNG\r\n\x1a\n"));
        let key = Key::Identity(secret);
        as_recorded(open_session(&path, Some(&key)).unwrap(), &new);
        assert_eq!(failure(&path).kind(), ErrorKind::Sealed);
        let other = Key::Identity(generate_identity().0);
        let error = open_session(&path, Some(&other)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Sealed, "{error}");
        let word = Key::Passphrase("hunter2".into());
        let error = open_session(&path, Some(&word)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Sealed, "{error}");
        let nonsense = Key::Identity("nonsense".into());
        let error = open_session(&path, Some(&nonsense)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Misuse);
        // Cut or changed anywhere: it does not open.
        for length in (0..bytes.len()).step_by(131) {
            std::fs::write(&path, &bytes[..length]).unwrap();
            assert!(open_session(&path, Some(&key)).is_err(), "{length}");
        }
        let mut dice = Dice(9);
        for _ in 0..60 {
            let mut bad = bytes.clone();
            bad[dice.below(bytes.len())] ^= 1 << dice.below(8);
            std::fs::write(&path, &bad).unwrap();
            assert!(open_session(&path, Some(&key)).is_err());
        }
        assert_eq!(format!("{key:?} {seal:?}"), "Key::Identity Seal::Recipient");
    }

    #[test]
    fn a_passphrase_seals_as_well() {
        let dir = tempfile::tempdir().unwrap();
        let (path, new) = (dir.path().join("s.age"), new_session());
        let seal = Seal::Passphrase("correct horse".into());
        record(
            SessionWriter::create_sealed(&path, new.clone(), &seal).unwrap(),
            &new,
        );
        let key = Key::Passphrase("correct horse".into());
        as_recorded(open_session(&path, Some(&key)).unwrap(), &new);
        let wrong = Key::Passphrase("battery staple".into());
        let error = open_session(&path, Some(&wrong)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Sealed, "{error}");
    }

    #[test]
    fn an_unfinished_seal_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("s.age");
        let seal = Seal::Recipient(generate_identity().1);
        let mut writer = SessionWriter::create_sealed(&path, new_session(), &seal).unwrap();
        writer.push(&frame(0)).unwrap();
        drop(writer);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
        let bad = Seal::Recipient("age1nonsense".into());
        let error = SessionWriter::create_sealed(&path, new_session(), &bad)
            .err()
            .unwrap();
        assert_eq!(error.kind(), ErrorKind::Misuse);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[cfg(feature = "mp4")]
    #[test]
    fn a_clip_is_sealed_whole_and_decoded_in_memory() {
        let dir = tempfile::tempdir().unwrap();
        let clip = dir.path().join("clip.mp4");
        std::fs::write(&clip, common::clip::Clip::plain(6).bytes()).unwrap();
        let path = dir.path().join("s.age");
        let (secret, public) = generate_identity();
        let seal = Seal::Recipient(public);
        let mut writer = SessionWriter::create_sealed(&path, new_session(), &seal).unwrap();
        writer.add_video(&clip).unwrap();
        writer.finish(None).unwrap();
        let key = Key::Identity(secret);
        let mut session = open_session(&path, Some(&key)).unwrap();
        assert_eq!(drain(&mut *session.source).times.len(), 6);
    }
}
