//! The page as a whole, on evidence made up here and on a real face that stands
//! still (the portrait of the examples).

use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use selfsame::frame::open_still;
use selfsame::interval::{Reading, Readings};
use selfsame::liveness::{Channel, ChannelName, Finding, Measure};
use selfsame::models::Models;
use selfsame::mouth::{MEASURES, MouthMeasures};
use selfsame::observation::Observations;
use selfsame::signal::{MouthSignal, RATE};
use selfsame::verdict::{
    ChannelVerdict, DigitVerdict, FrameCounts, LivenessVerdict, MadeBy, SCHEMA,
};
use selfsame::{
    Challenge, Engine, Evidence, Frame, Language, Outcome, Picture, PromptTimes, Reason, Verdict,
};

use super::*;

const HOSTILE: &str = "</title><script>alert(1)</script>\" onload='x' \u{202E}4pm.exe";

fn verdict(reasons: Vec<Reason>) -> Verdict {
    Verdict {
        schema: SCHEMA,
        outcome: Outcome::of(&reasons),
        liveness: LivenessVerdict {
            outcome: Outcome::of(&reasons),
            channels: Vec::new(),
        },
        reasons,
        matching: None,
        language: Language::English,
        digits: Vec::new(),
        frames: FrameCounts {
            total: 0,
            with_face: 0,
            duration_ms: 0,
        },
        made_by: MadeBy {
            sdk: "0.0.0",
            engine: "none".into(),
            models: Vec::new(),
            policy: "standard/1".into(),
            level: selfsame::Level::Standard,
        },
        test: false,
    }
}

fn nothing() -> Evidence {
    Evidence {
        observations: Observations::default(),
        prompts: None,
        signal: MouthSignal::resample(&[]),
        readings: None,
        channels: Vec::new(),
        fused: None,
        comparison: None,
        best_frames: Vec::new(),
    }
}

/// Twelve seconds of a mouth, two digits of which one was read, and numbers that
/// are none.
fn something() -> (Verdict, Evidence) {
    let frames: Vec<_> = (0..300)
        .filter(|i| !(150..180).contains(i))
        .map(|i| {
            let time = i as f32 / 25.0;
            let value = if i == 40 {
                f32::NAN
            } else {
                (time * 9.0).sin()
            };
            (
                Duration::from_secs_f32(time),
                MouthMeasures([value; MEASURES]),
            )
        })
        .collect();
    let signal = MouthSignal::resample(&frames);
    let ms = Duration::from_millis;
    let reading = |prompted, found| Reading {
        prompted: ms(prompted),
        start: ms(prompted + 400),
        end: ms(prompted + 900),
        found,
        confidence: 0.87,
        against_others: None,
    };
    let mut verdict = verdict(vec![Reason::DigitsNotRead]);
    verdict.digits = [(7, 5000, true), (3, 9000, false)]
        .into_iter()
        .map(|(digit, at, found)| DigitVerdict {
            digit,
            prompted_ms: at,
            start_ms: found.then_some(at + 400),
            end_ms: found.then_some(at + 900),
            confidence: 0.87,
        })
        .collect();
    let channel = Channel {
        name: ChannelName::Timing,
        finding: Finding::Contradicts,
        llr: Some(f32::NEG_INFINITY),
        reasons: vec![Reason::DigitsNotRead],
        measures: vec![Measure {
            name: "readings found",
            value: f32::NAN,
            unit: "",
        }],
    };
    verdict.liveness.channels = vec![ChannelVerdict {
        name: channel.name,
        finding: channel.finding,
        reasons: channel.reasons.clone(),
    }];
    let evidence = Evidence {
        prompts: Some(PromptTimes::new(ms(0), ms(3000), vec![ms(5000), ms(9000)]).unwrap()),
        readings: Some(Readings {
            activity: (0..signal.len())
                .map(|i| (i as f32 * 0.1).cos() * 2.0)
                .collect(),
            digits: vec![reading(5000, true), reading(9000, false)],
            warm_up_gain: f32::INFINITY,
            unprompted: 0.5,
            normalised: vec![[0.0; MEASURES]; signal.len()],
        }),
        channels: vec![channel],
        signal,
        ..nothing()
    };
    (verdict, evidence)
}

fn page(
    verdict: &Verdict,
    evidence: &Evidence,
    source: &str,
    portrait: Option<&Picture>,
) -> String {
    render(&Input {
        verdict,
        evidence,
        source,
        portrait,
        generated: "2026-01-31 12:34 UTC",
    })
}

/// What every page must keep, whatever is in it.
fn check(page: &str) {
    for outside in [
        "http://", "https://", "url(http", "@import", "<script", "<link", "<iframe",
    ] {
        assert!(!page.contains(outside), "{outside}");
    }
    for part in page.split("src=\"").skip(1) {
        assert!(part.starts_with("data:image/jpeg;base64,"));
    }
    for part in page.split("href=\"").skip(1) {
        assert!(part.starts_with("#i-"));
    }
    assert!(page.contains("default-src 'none'"));
    // Pictures spell anything.
    let text: String = page
        .split("base64,")
        .enumerate()
        .map(|(i, part)| match i {
            0 => part,
            _ => &part[part.find('"').unwrap()..],
        })
        .collect();
    for wrong in ["NaN", "inf\"", ">inf", "-inf", "\u{202E}"] {
        assert!(!text.contains(wrong), "{wrong}");
    }
    for tag in [
        "section", "div", "svg", "figure", "li", "dl", "g", "p", "span",
    ] {
        let opened =
            page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        let closed = page.matches(&format!("</{tag}>")).count();
        assert_eq!(opened, closed, "<{tag}>");
    }
}

#[test]
fn no_face_at_all_still_makes_a_page() {
    let page = page(
        &verdict(vec![Reason::NoFace]),
        &nothing(),
        "empty.mp4",
        None,
    );
    check(&page);
    assert!(page.contains("Try again") && page.contains("No face was found"));
    assert!(page.contains("No frame was taken") && page.contains("No mouth could be measured"));
}

#[test]
fn hostile_names_stay_text() {
    let (mut verdict, evidence) = something();
    verdict.made_by.engine = HOSTILE.into();
    verdict.made_by.policy = HOSTILE.into();
    let page = page(&verdict, &evidence, HOSTILE, None);
    check(&page);
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(!page.contains("onload='"));
}

#[test]
fn every_reason_comes_with_its_advice() {
    for &reason in Reason::ALL {
        let page = page(&verdict(vec![reason]), &nothing(), "clip", None);
        check(&page);
        assert!(
            page.contains(&Text(reason.advice()).to_string()),
            "{reason:?}"
        );
        assert!(page.contains(reason.code()), "{reason:?}");
    }
    let all = page(&verdict(Reason::ALL.to_vec()), &nothing(), "clip", None);
    let others = Reason::ALL.len() - 1;
    assert!(others > 20 && all.contains(&format!("{others} more reasons")));
}

#[test]
fn curve_and_digits_are_drawn() {
    let (verdict, evidence) = something();
    let page = page(&verdict, &evidence, "clip", None);
    check(&page);
    assert!(page.contains("The mouth acted after only 1 of 2 digits"));
    assert!(page.contains("prompt hit") && page.contains("prompt miss"));
    assert!(page.contains("class=\"found\"") && page.contains(">0.87</text>"));
    assert!(page.contains("class=\"hole\"") && page.contains("class=\"unasked\""));
    assert!(page.contains("“seven” <span") && page.contains("begins <b>0.40 s</b>"));
    assert!(evidence.signal.len() as f32 > 11.0 * RATE);
}

#[test]
fn a_test_says_so() {
    let mut verdict = verdict(Vec::new());
    assert!(!page(&verdict, &nothing(), "clip", None).contains("class=\"test-banner\""));
    verdict.test = true;
    let page = page(&verdict, &nothing(), "clip", None);
    check(&page);
    assert!(page.contains("class=\"test-banner\""));
}

/// A real face that does not move, and a large portrait of noise: no page may
/// grow beyond two megabytes.
#[test]
fn a_still_photograph_makes_a_small_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let engine = Engine::builder()
        .models(Models::in_folder(root.join("models")).unwrap())
        .build()
        .unwrap();
    let still = open_still(root.join("examples/data/portrait.jpg")).unwrap();
    let challenge: Challenge = serde_json::from_str(
        r#"{"language":"en","digits":[1,2,1,3],"warm_up_end_ms":1000,
            "prompts_ms":[1700,2600,3500,4400],"end_ms":6400}"#,
    )
    .unwrap();
    let prompts = PromptTimes::scheduled(challenge.schedule(), Duration::ZERO);
    let mut session = engine
        .session(challenge)
        .with_portrait(engine.enrol(&still).unwrap())
        .with_prompts(prompts)
        .unwrap();
    for i in 0..70 {
        let time = Duration::from_millis(100 * i);
        session
            .push(&Frame::from_picture(still.clone(), time))
            .unwrap();
    }
    let done = session.finish().unwrap();
    let noise: Vec<u8> = (0..3000u32 * 2000 * 3)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    let noise = Picture::from_rgb(3000, 2000, noise).unwrap();
    let page = page(&done.verdict, &done.evidence, "photo", Some(&noise));
    check(&page);
    assert!(page.len() < 2_000_000, "{} bytes", page.len());
    assert!(page.contains("Same person") && page.contains("Rejected"));
    assert!(page.matches("<img ").count() > 30);
}

#[test]
fn writing_replaces_the_former_page_and_leaves_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.html");
    std::fs::write(&path, "old").unwrap();
    let (verdict, evidence) = (verdict(Vec::new()), nothing());
    let input = Input {
        verdict: &verdict,
        evidence: &evidence,
        source: "clip",
        portrait: None,
        generated: "now",
    };
    write(&path, &input).unwrap();
    assert!(
        std::fs::read_to_string(&path)
            .unwrap()
            .starts_with("<!doctype html>")
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(write(folder.path().join("no/such/folder.html"), &input).is_err());
    assert!(write("", &input).is_err());
}

#[test]
fn a_moment_is_written_as_people_write_it() {
    for (seconds, text) in [
        (0, "1970-01-01 00:00 UTC"),
        (951_782_399, "2000-02-28 23:59 UTC"),
        (951_782_400, "2000-02-29 00:00 UTC"),
        (1_798_761_599, "2026-12-31 23:59 UTC"),
    ] {
        assert_eq!(timestamp(UNIX_EPOCH + Duration::from_secs(seconds)), text);
    }
}
