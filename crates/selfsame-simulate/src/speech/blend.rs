//! Coarticulation: from targets one after another to one smooth movement.
//!
//! Enters: [`Segment`]s, each a shape to be reached about then. Leaves: the
//! mouth's [`Shape`] at any time.
//!
//! Dominance blending after Cohen and Massaro, "Modeling coarticulation in
//! synthetic visual speech" (1993): each segment's say over a part of the mouth
//! is greatest in its core and decays before and after it; the mouth is the mean
//! of the targets, weighted by their say. Two changes. The exponential decay has a
//! rounded top, so that speed has no jumps. And since a mean never reaches its
//! extremes (the method's known weakness), what shuts the lips is not blended but
//! laid over the rest, in full for the whole length of its sound.

use super::visemes::{FIRM, Hold, REST, Shape, Shut};

/// Time constants of the decay before and after a segment's core, seconds.
/// Lips that are to be round or wide know it early ("two" is round before its t,
/// pinyin "liu" not before its i); the others come and go alike. Chosen by eye so that preparation is seen 0.1 to
/// 0.3 s ahead and a vowel of 0.1 s between consonants falls a little short.
const JAW: (f32, f32) = (0.04, 0.045);
const SPREAD: (f32, f32) = (0.045, 0.05);
const ROUND: (f32, f32) = (0.09, 0.05);
const TONGUE: (f32, f32) = (0.03, 0.03);

/// Funnel and pucker, or stretch, from which a sound decides what lips do.
const DECIDED: f32 = 0.3;

/// How long lips take to shut and to part, seconds; lip closures in running
/// speech take 0.05 to 0.1 s (chosen by eye).
const SHUTTING: f32 = 0.06;
const PARTING: f32 = 0.05;

/// One target on the way.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    /// The sound, seconds from the start of movement.
    start: f32,
    end: f32,
    /// Where its say is full.
    core: (f32, f32),
    /// Where the lips are shut, if this shuts them.
    sealed: (f32, f32),
    /// [`ROUND`], if this decides what lips do.
    rounding: (f32, f32),
    shape: Shape,
    hold: Hold,
}

impl Segment {
    /// A sound; its core is its middle half.
    pub(super) fn sound(start: f32, end: f32, shape: Shape, hold: Hold) -> Self {
        let quarter = (end - start) / 4.0;
        Self {
            start,
            end,
            core: (start + quarter, end - quarter),
            sealed: (start, end),
            rounding: if (shape.funnel + shape.pucker).max(shape.stretch) > DECIDED {
                ROUND
            } else {
                SPREAD
            },
            shape,
            hold,
        }
    }

    /// The resting mouth, from `start` to `end`.
    pub(super) fn rest(start: f32, end: f32) -> Self {
        Self {
            core: (start, end),
            ..Self::sound(start, end, REST, FIRM)
        }
    }

    /// Lips that shut first in a word were shut before it, from rest on.
    pub(super) fn shut_from(&mut self, rest: f32) {
        self.sealed.0 = rest;
    }

    /// Lips that shut last in a word stay shut.
    pub(super) fn shut_until(&mut self, rest: f32) {
        self.sealed.1 = rest;
    }

    /// The last sound of a word gives way to rest while it still sounds.
    pub(super) fn fade(&mut self) {
        self.core.1 = (self.start + self.end) / 2.0;
    }

    /// How much say it has at a time, of 1 in its core.
    fn say(&self, (before, after): (f32, f32), time: f32) -> f32 {
        let away = if time < self.core.0 {
            (self.core.0 - time) / before
        } else {
            (time - self.core.1).max(0.0) / after
        };
        // Saves most of a sentence's exponentials; they would add 1e-11.
        if away > 26.0 {
            0.0
        } else {
            (1.0 - (1.0 + away * away).sqrt()).exp()
        }
    }
}

/// 1 in an interval, and smoothly to 0 around it.
fn within((start, end): (f32, f32), time: f32) -> f32 {
    smooth((time - (start - SHUTTING)) / SHUTTING) * smooth((end + PARTING - time) / PARTING)
}

/// From 0 at 0 to 1 at 1 without a corner.
pub(crate) fn smooth(x: f32) -> f32 {
    let x = x.clamp(0.0, 1.0);
    x * x * (3.0 - 2.0 * x)
}

/// The mouth at a time.
pub(super) fn blend(segments: &[Segment], time: f32) -> Shape {
    let mut sum = REST;
    // Far from everything the mouth rests; also keeps the division defined.
    let (mut jaw, mut spread, mut round, mut tongue) = (1e-6, 1e-6, 1e-6, 1e-6);
    for segment in segments {
        let (s, h) = (&segment.shape, &segment.hold);
        let w = h.jaw * segment.say(JAW, time);
        jaw += w;
        sum.jaw += w * s.jaw;
        let w = h.spread * segment.say(SPREAD, time);
        spread += w;
        sum.stretch += w * s.stretch;
        sum.smile += w * s.smile;
        sum.lower_down += w * s.lower_down;
        sum.upper_up += w * s.upper_up;
        let w = h.round * segment.say(segment.rounding, time);
        round += w;
        sum.funnel += w * s.funnel;
        sum.pucker += w * s.pucker;
        let w = h.tongue * segment.say(TONGUE, time);
        tongue += w;
        sum.tongue += w * s.tongue;
        let (a, b) = (&mut sum.shut, s.shut);
        if b.seal > 0.0 {
            let on = within((segment.start, segment.end), time);
            *a = Shut {
                seal: a.seal.max(b.seal * within(segment.sealed, time)),
                roll: a.roll.max(on * b.roll),
                lift: a.lift.max(on * b.lift),
                press: a.press.max(on * b.press),
            };
        }
    }
    // What parts the lips gives way to what shuts them.
    let open = 1.0 - sum.shut.seal;
    Shape {
        jaw: sum.jaw / jaw,
        stretch: sum.stretch / spread,
        smile: sum.smile / spread,
        lower_down: sum.lower_down / spread * open,
        upper_up: sum.upper_up / spread * open,
        funnel: sum.funnel / round * open,
        pucker: sum.pucker / round,
        tongue: sum.tongue / tongue * open,
        shut: sum.shut,
    }
}

#[cfg(test)]
mod tests {
    use super::super::visemes::Viseme;
    use super::*;

    fn word(sounds: &[Viseme]) -> Vec<Segment> {
        let mut segments = vec![Segment::rest(-1.0, 0.0)];
        for (i, v) in sounds.iter().enumerate() {
            let start = 0.2 + 0.15 * i as f32;
            segments.push(Segment::sound(start, start + 0.15, v.shape(), v.hold()));
        }
        segments
    }

    #[test]
    fn rounding_spreads_ahead_through_a_tongue_sound_but_not_through_a_vowel() {
        let round = |sounds: &[Viseme]| blend(&word(sounds), 0.25).pucker;
        let two = round(&[Viseme::Ridge, Viseme::U]);
        let through_vowel = round(&[Viseme::I, Viseme::U]);
        let none = round(&[Viseme::Ridge, Viseme::I]);
        assert!(two > 0.3, "{two}");
        assert!(two > 1.5 * through_vowel, "{two} {through_vowel}");
        assert!(none < 0.01, "{none}");
    }

    #[test]
    fn a_closure_between_open_vowels_is_complete_for_its_whole_length() {
        let segments = word(&[Viseme::A, Viseme::Lips, Viseme::A]);
        for i in 0..=150 {
            let s = blend(&segments, 0.35 + i as f32 / 1000.0);
            assert!(s.shut.seal > 0.999 && s.lower_down < 0.001, "{s:?}");
        }
        // Else there would be nothing to close.
        assert!(blend(&segments, 0.275).jaw > 0.3);
    }

    #[test]
    fn neighbours_hold_a_short_vowel_back() {
        let jaw = |sounds: &[Viseme]| blend(&word(sounds), 0.425).jaw;
        let alone = jaw(&[Viseme::A, Viseme::A, Viseme::A]);
        let between = jaw(&[Viseme::Hiss, Viseme::A, Viseme::Hiss]);
        assert!(between < 0.95 * alone, "{between} {alone}");
    }
}
