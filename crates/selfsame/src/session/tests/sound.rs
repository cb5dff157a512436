//! Sessions with sound, and that those without are what they always were.

use super::*;
use crate::challenge::Random;

/// A verdict as JSON and the likelihood ratio of all channels, of a person who reads and
/// of whom so loud a sound is heard at a time, when the mouth is so far open.
fn listen(loud: Option<&dyn Fn(f32, f32) -> f32>) -> (serde_json::Value, Option<f32>) {
    let script = Arc::new(Script::default());
    let engine = engine(&script);
    let challenge = Challenge::draw_with(Language::English, 6, &mut Fixed(7)).unwrap();
    let mut session = engine.session(challenge);
    let scene = scene();
    for i in 0..600usize {
        let time = i as f32 / FPS;
        let opening = session
            .prompts()
            .map_or(0.0, |p| reads(time, &p, session.challenge().digits()));
        script
            .opening
            .store((opening * 1000.0) as u32, Ordering::Relaxed);
        script.shut.store(blinking(time), Ordering::Relaxed);
        let mut rgb = scene.rgb().to_vec();
        rgb[..8].copy_from_slice(&(i as u64).to_le_bytes());
        let picture = Picture::from_rgb(WIDTH, HEIGHT, rgb).unwrap();
        let at = Duration::from_secs_f32(time);
        if let Some(loud) = loud {
            hear(&mut session, at, loud(time, opening));
        }
        if session.push(&Frame::from_picture(picture, at)).unwrap() == Guidance::Done {
            break;
        }
    }
    let done = session.finish().unwrap();
    (
        serde_json::to_value(&done.verdict).unwrap(),
        done.evidence.fused,
    )
}

/// The same challenge each time.
struct Fixed(u64);

impl Random for Fixed {
    fn bits(&mut self) -> crate::Result<u32> {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        Ok((self.0 >> 32) as u32)
    }
}

/// What a microphone hands over between two frames.
#[cfg(feature = "voice")]
fn hear(session: &mut Session, at: Duration, loud: f32) {
    use crate::sound::Sound;
    let samples: Vec<f32> = (0..400)
        .map(|i| (0.001 + 0.2 * loud) * (i as f32 * 0.7).sin())
        .collect();
    let sound = Sound::new(&samples, 8_000, at).unwrap();
    session.push_sound(&sound).unwrap();
}

#[cfg(not(feature = "voice"))]
fn hear(_: &mut Session, _: Duration, _: f32) {}

fn channels(verdict: &serde_json::Value) -> Vec<&str> {
    let channels = verdict["liveness"]["channels"].as_array().unwrap();
    channels
        .iter()
        .map(|c| c["name"].as_str().unwrap())
        .collect()
}

/// Holds in builds with the feature `voice` and without: CI runs both.
#[test]
fn without_sound_there_is_no_such_channel() {
    let (verdict, fused) = listen(None);
    assert_eq!(verdict["outcome"], "pass", "{verdict}");
    assert_eq!(
        channels(&verdict),
        [
            "timing",
            "content",
            "consistency",
            "plausibility",
            "integrity",
            "texture"
        ]
    );
    assert!(fused.is_some());
}

#[cfg(feature = "voice")]
mod supplied {
    use super::*;

    fn voice(verdict: &serde_json::Value) -> &serde_json::Value {
        let channels = verdict["liveness"]["channels"].as_array().unwrap();
        channels.iter().find(|c| c["name"] == "voice").unwrap()
    }

    #[test]
    fn the_own_voice_supports_and_changes_nothing_else() {
        let (silent, without) = listen(None);
        let (mut verdict, with) = listen(Some(&|_, opening| opening));
        assert_eq!(voice(&verdict)["finding"], "supports");
        assert_eq!(with, without);
        let all = &mut verdict["liveness"]["channels"];
        all.as_array_mut().unwrap().retain(|c| c["name"] != "voice");
        assert_eq!(verdict, silent);
    }

    #[test]
    fn silence_and_a_microphone_that_is_off_mean_try_again() {
        let off = |_: f32, _: f32| 0.0f32;
        // Off from the first digits on: what there was is not enough.
        let fails = |time: f32, opening: f32| match time < 6.0 {
            true => opening,
            false => 0.0,
        };
        for loud in [&off as &dyn Fn(f32, f32) -> f32, &fails] {
            let (verdict, _) = listen(Some(loud));
            assert_eq!(verdict["outcome"], "retry");
            assert_eq!(verdict["reasons"][0], "voice_missing");
            assert_eq!(voice(&verdict)["finding"], "unclear");
        }
    }

    #[test]
    fn somebody_elses_speech_is_not_taken_for_the_own() {
        // Loud just where the mouth is shut.
        let against = |_: f32, opening: f32| 1.0 - opening.min(1.0);
        let (verdict, _) = listen(Some(&against));
        assert_eq!(verdict["outcome"], "fail", "{verdict}");
        assert_eq!(verdict["reasons"][0], "voice_out_of_step");
        assert_eq!(voice(&verdict)["finding"], "contradicts");
        // It never rests, or only when the mouth does, and goes its own way otherwise: too
        // near to what some people's own voice does to turn them down, but no support.
        let never = |time: f32, _: f32| (time * 4.3).sin().abs();
        let own_way = |time: f32, opening: f32| match opening > 0.0 {
            true => (1.0 - opening) * (time * 9.0).cos().abs(),
            false => 0.0,
        };
        for loud in [&never as &dyn Fn(f32, f32) -> f32, &own_way] {
            let (verdict, _) = listen(Some(loud));
            assert_ne!(voice(&verdict)["finding"], "supports", "{verdict}");
        }
    }

    #[test]
    fn sound_that_goes_back_is_an_error_and_the_session_goes_on() {
        use crate::sound::Sound;
        let engine = engine(&Arc::new(Script::default()));
        let mut session = engine.session(Challenge::draw(Language::English).unwrap());
        let samples = [0.1; 160];
        let mut push = |ms| {
            let time = Duration::from_millis(ms);
            session.push_sound(&Sound::new(&samples, 8_000, time).unwrap())
        };
        push(1_000).unwrap();
        assert_eq!(push(500).unwrap_err().kind(), ErrorKind::Sound);
        push(1_020).unwrap();
        let frame = Frame::from_picture(scene(), Duration::from_millis(40));
        assert_eq!(session.push(&frame).unwrap(), Guidance::HoldStill);
    }
}
