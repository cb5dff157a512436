//! Voice: where the program supplies sound, does it go with the mouth?
//!
//! A voice must be heard in the readings, silence between them, and how loud it is must
//! follow how far the mouth is open. Whoever has no sound to supply has no such channel.
//! It does not enter the fused ratio: what it holds against a session, it says itself.

use super::{Channel, ChannelName, Finding, Material, Measure};
use crate::reason::Reason;
use crate::signal::RATE;
use crate::sound::{SideBySide, voiced};

/// At or below this ratio the sound does not go with the mouth. The ratio is calibrated
/// on one man; fluent speakers before other cameras have lower ones with their own sound,
/// of those whose sound is in step down to -1.3 (docs/liveness.md), and are not to be
/// turned down.
pub const VOICE_OUT_OF_STEP: f32 = -2.0;
/// Above this it speaks for the session.
const SUPPORTS: f32 = 1.0;
/// Of the time from warm-up to the last reading so much must have sound (chosen by eye).
const LEAST_COVERED: f32 = 0.8;
/// A voice in a reading lasts so long, seconds: the shortest digits of fast sentences
/// last 0.12 s.
const LEAST_VOICE: f32 = 0.08;
/// Lips move before and after the sound: so much around a reading is neither reading nor
/// rest, seconds.
const AROUND: f32 = 0.3;
/// One reading in so many may go unheard, as one may go unseen.
const DIGITS_PER_MISS: usize = 5;
/// Somebody may speak in so large a share of the rests, as the mouth may move in it.
const MOST_IN_RESTS: f32 = 0.35;
/// After the warm-up is hidden it may be said to its end: so many seconds are no rest.
const AFTER_WARM_UP: f32 = 0.6;

/// None without sound.
pub(super) fn judge(material: &Material<'_>) -> Option<Channel> {
    let sound = material.sound?;
    let prompts = material.prompts;
    let start = prompts.start().as_secs_f32();
    let found: Vec<[f32; 2]> = (material.readings.digits.iter())
        .filter(|r| r.found)
        .map(|r| [r.start, r.end].map(|t| t.as_secs_f32()))
        .collect();
    let last = prompts.shown().last().map_or(0.0, |t| t.as_secs_f32());
    let end = found.last().map_or(last, |r| r[1]).max(last) + AROUND;
    let beside = SideBySide::of(material.signal, sound, [start, end]);
    // What the first of these samples is.
    let first = material.signal.time(material.signal.index(start));
    let voice = voiced(beside.power());
    let heard = |from: f32, to: f32| {
        let at = |t: f32| (((t - first) * RATE).round().max(0.0) as usize).min(voice.len());
        let voice = &voice[at(from)..at(to).max(at(from))];
        voice.iter().filter(|v| **v == Some(true)).count() as f32 / RATE
    };
    let covered = voice.iter().flatten().count() as f32 / voice.len().max(1) as f32;
    let read_aloud = (found.iter())
        .filter(|[from, to]| heard(from - AROUND / 2.0, to + AROUND / 2.0) >= LEAST_VOICE)
        .count();
    let rests: Vec<bool> = (0..voice.len())
        .filter(|&i| {
            let time = first + i as f32 / RATE;
            time > prompts.warm_up_end().as_secs_f32() + AFTER_WARM_UP
                && !found
                    .iter()
                    .any(|[from, to]| time > from - AROUND && time < to + AROUND)
        })
        .filter_map(|i| voice[i])
        .collect();
    let in_rests = rests.iter().filter(|v| **v).count() as f32 / rests.len().max(1) as f32;
    let step = beside.in_step();
    let mut reasons = Vec::new();
    let unheard = found.len() - read_aloud;
    if covered < LEAST_COVERED || unheard > found.len() / DIGITS_PER_MISS {
        reasons.push(Reason::VoiceMissing);
    } else if in_rests > MOST_IN_RESTS || step.is_some_and(|s| s.llr <= VOICE_OUT_OF_STEP) {
        reasons.push(Reason::VoiceOutOfStep);
    }
    let measure = |name, value, unit| Measure { name, value, unit };
    let mut measures = vec![
        measure("time with sound", 100.0 * covered, "%"),
        measure("readings with a voice", read_aloud as f32, ""),
        measure("voice between the readings", 100.0 * in_rests, "%"),
    ];
    if let Some(step) = step {
        measures.extend([
            measure("mouth against loudness, correlation", step.correlation, ""),
            measure("sound after the mouth", step.lag, "s"),
        ]);
    }
    let against = reasons.contains(&Reason::VoiceOutOfStep);
    Some(Channel {
        name: ChannelName::Voice,
        finding: match step {
            _ if against => Finding::Contradicts,
            Some(step) if reasons.is_empty() && step.llr > SUPPORTS => Finding::Supports,
            _ => Finding::Unclear,
        },
        llr: step.map(|s| s.llr),
        reasons,
        measures,
    })
}
