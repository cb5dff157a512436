//! What the mouth looks like in each kind of sound.
//!
//! Enters: a [`Viseme`]. Leaves: its target [`Shape`] and its [`Hold`], how
//! strongly it insists on that shape against its neighbours.
//!
//! Which sounds share a shape, and what is open, spread, rounded or shut in it,
//! is articulatory phonetics (Ladefoged and Johnson, A Course in Phonetics, for
//! English; Duanmu, The Phonology of Standard Chinese, for Mandarin). The numbers
//! are chosen by eye, and then moved where the measured mouth (`selfsame eval
//! curves`) was clearly another than a real speaker's; one speaker is no reason to
//! fit closer. `jaw` 1 would be a yawn, so clear open vowels stand near one half of
//! it.
//!
//! The head's lips lie on each other at rest: a jaw of 0.1 or a lowered lip alone
//! does not part them, a jaw of 0.2 by half a centimetre, and together with lowered
//! and raised lips by one. So what is said with the tongue has all three, else an
//! s is said with closed lips. Funnel opens as well as narrows: the open round
//! vowels need little of it.

/// Weights of the mouth's units in one shape, each 0..=1, left and right alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shape {
    pub(super) jaw: f32,
    pub(super) stretch: f32,
    pub(super) smile: f32,
    pub(super) lower_down: f32,
    pub(super) upper_up: f32,
    pub(super) funnel: f32,
    pub(super) pucker: f32,
    pub(super) tongue: f32,
    /// The part that a closure insists on.
    pub(super) shut: Shut,
}

/// What a closure of the lips does. Blending alone would leave the lips ajar, so
/// this is reached in full; see [`super::blend`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shut {
    /// Share of the jaw's opening that the lips take back: 1 is shut.
    pub(super) seal: f32,
    /// Lower lip drawn in, under the upper teeth.
    pub(super) roll: f32,
    /// Upper lip lifted off the upper teeth.
    pub(super) lift: f32,
    /// Lips pressed together.
    pub(super) press: f32,
}

/// Dominance of a sound over the parts of the mouth, 0..=1: a vowel is all that
/// a mouth does, while the tongue makes a "t" behind lips that are free to round.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Hold {
    pub(super) jaw: f32,
    pub(super) spread: f32,
    pub(super) round: f32,
    pub(super) tongue: f32,
}

const OPEN: Shut = Shut {
    seal: 0.0,
    roll: 0.0,
    lift: 0.0,
    press: 0.0,
};

/// All at rest, lips closed because the jaw is.
pub(super) const REST: Shape = Shape {
    jaw: 0.0,
    stretch: 0.0,
    smile: 0.0,
    lower_down: 0.0,
    upper_up: 0.0,
    funnel: 0.0,
    pucker: 0.0,
    tongue: 0.0,
    shut: OPEN,
};

/// Insists on everything: vowels, and silence.
pub(super) const FIRM: Hold = Hold {
    jaw: 1.0,
    spread: 1.0,
    round: 1.0,
    tongue: 1.0,
};

macro_rules! visemes {
    ($($(#[$doc:meta])* $name:ident { $($part:ident: $value:expr),* $(,)? } $hold:expr;)*) => {
        /// A kind of sound, told apart by its look.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Viseme { $($(#[$doc])* $name),* }

        impl Viseme {
            /// What the mouth aims at.
            pub(super) const fn shape(self) -> Shape {
                match self { $(Self::$name => Shape { $($part: $value,)* ..REST }),* }
            }

            /// How strongly.
            pub(super) const fn hold(self) -> Hold {
                match self { $(Self::$name => $hold),* }
            }

            #[cfg(test)]
            pub(super) const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

const fn hold(jaw: f32, spread: f32, round: f32) -> Hold {
    Hold {
        jaw,
        spread,
        round,
        tongue: 1.0,
    }
}

visemes! {
    /// A breath between two sentences: the mouth half relaxes.
    Pause { jaw: 0.05 } hold(0.7, 0.7, 0.7);

    // Consonants.

    /// b, p, m: lips shut.
    Lips {
        jaw: 0.08,
        shut: Shut { seal: 1.0, roll: 0.1, lift: 0.0, press: 0.25 },
    } hold(0.8, 0.5, 0.15);
    /// f, v: lower lip at the upper teeth.
    Teeth {
        jaw: 0.07,
        shut: Shut { seal: 0.85, roll: 0.5, lift: 0.18, press: 0.0 },
    } hold(0.9, 0.5, 0.15);
    /// th: tongue a little out, between the teeth.
    Between { jaw: 0.19, stretch: 0.08, lower_down: 0.3, upper_up: 0.12, tongue: 0.24 }
        hold(0.9, 0.6, 0.3);
    /// s, z: teeth together and seen.
    Hiss { jaw: 0.14, stretch: 0.16, smile: 0.05, lower_down: 0.4, upper_up: 0.22 }
        hold(0.9, 0.5, 0.2);
    /// Pinyin j, q, x: the same, wider.
    Palatal { jaw: 0.13, stretch: 0.26, smile: 0.1, lower_down: 0.4, upper_up: 0.22 }
        hold(0.9, 0.7, 0.4);
    /// Pinyin zh, sh: lips a little forward.
    Retroflex { jaw: 0.13, lower_down: 0.32, upper_up: 0.2, funnel: 0.3 }
        hold(0.9, 0.5, 0.6);
    /// t, d, n: tongue at the ridge; lips as they will be.
    Ridge { jaw: 0.16, stretch: 0.06, lower_down: 0.36, upper_up: 0.18 } hold(0.55, 0.25, 0.08);
    /// l: the same, jaw lower.
    Lateral { jaw: 0.2, stretch: 0.06, lower_down: 0.3, upper_up: 0.14 } hold(0.55, 0.25, 0.08);
    /// k, ng, h: far back, hardly seen.
    Back { jaw: 0.19, lower_down: 0.26, upper_up: 0.1 } hold(0.3, 0.15, 0.06);
    /// English r: lips forward, not small.
    R { jaw: 0.1, funnel: 0.16, pucker: 0.2, lower_down: 0.04 } hold(0.8, 0.7, 0.7);
    /// w, and the start of wu and wo: lips small and forward.
    W { jaw: 0.08, funnel: 0.12, pucker: 0.65 } hold(0.9, 0.9, 1.0);

    // Vowels; what a diphthong starts and ends with are two.

    /// The end of th-ree, pinyin yi, and y.
    I { jaw: 0.2, stretch: 0.32, smile: 0.16, lower_down: 0.36, upper_up: 0.2 } FIRM;
    /// s-i-x, and where n-i-ne ends.
    ShortI { jaw: 0.24, stretch: 0.22, smile: 0.1, lower_down: 0.34, upper_up: 0.18 } FIRM;
    /// s-e-ven, and where ei-ght starts.
    E { jaw: 0.37, stretch: 0.28, smile: 0.1, lower_down: 0.32, upper_up: 0.18 } FIRM;
    /// sev-e-n: the neutral vowel.
    Schwa { jaw: 0.2, stretch: 0.06, lower_down: 0.28, upper_up: 0.14 } hold(0.7, 0.6, 0.6);
    /// o-ne.
    Cup { jaw: 0.28, stretch: 0.08, lower_down: 0.2, upper_up: 0.08 } FIRM;
    /// Where n-i-ne starts, pinyin a.
    A { jaw: 0.44, stretch: 0.1, lower_down: 0.3, upper_up: 0.16 } FIRM;
    /// f-ou-r: open and round.
    Or { jaw: 0.2, lower_down: 0.08, upper_up: 0.04, funnel: 0.24, pucker: 0.24 } FIRM;
    /// Where zer-o starts, pinyin o in jiu.
    O { jaw: 0.17, lower_down: 0.05, funnel: 0.2, pucker: 0.28 } FIRM;
    /// t-wo, pinyin u.
    U { jaw: 0.13, funnel: 0.12, pucker: 0.58 } FIRM;
    /// Where zer-o, h-ow, and pinyin ao end: u, laxer.
    ShortU { jaw: 0.14, funnel: 0.16, pucker: 0.4 } FIRM;
    /// The end of pinyin er: tongue back, lips a little forward.
    Er { jaw: 0.24, lower_down: 0.16, upper_up: 0.06, funnel: 0.2, pucker: 0.1 } FIRM;
    /// The vowel of pinyin si: an s that sounds, teeth still together.
    Buzz { jaw: 0.14, stretch: 0.28, smile: 0.08, lower_down: 0.4, upper_up: 0.22 } FIRM;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_weights_and_closures_keep_the_jaw_near() {
        for viseme in Viseme::ALL {
            let s = viseme.shape();
            let parts = [
                s.jaw,
                s.stretch,
                s.smile,
                s.lower_down,
                s.upper_up,
                s.funnel,
                s.pucker,
                s.tongue,
                s.shut.seal,
                s.shut.roll,
                s.shut.lift,
                s.shut.press,
            ];
            assert!(
                parts.iter().all(|w| (0.0..=1.0).contains(w)),
                "{viseme:?} {s:?}"
            );
            // The corrective is made for small openings.
            assert!(s.shut.seal == 0.0 || s.jaw < 0.1, "{viseme:?}");
        }
    }
}
