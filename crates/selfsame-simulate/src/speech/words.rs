//! Which sounds each word is made of and how long they last.
//!
//! Enters: a language and a digit, or the wish for its warm-up sentence. Leaves:
//! sounds with lengths in milliseconds, at an ordinary rate.
//!
//! English: the words' lengths are 1.5 times those that one speaker of the GRID
//! corpus has in fast sentences (zero 0.35 s, two 0.24 s, eight 0.21 s; mean
//! 0.27 s), which puts digits read alone at 0.31 to 0.52 s. Their division among
//! the sounds follows the order of Klatt's inherent lengths (Allen, Hunnicutt and
//! Klatt, From Text to Speech, 1987), rounded by hand; where the same speaker's
//! lips round or shut clearly earlier or later in the word, it follows the lips.
//! Mandarin: syllables read alone, falling and dipping tones shorter and longer;
//! chosen by ear and by eye, not measured. Sentences: the same sounds at 0.6 to
//! 0.7 of these lengths.

use selfsame::Language;

use super::visemes::Viseme::{
    self, A, Back, Between, Buzz, Cup, E, Er, Hiss, I, Lateral, Lips, O, Or, Palatal, Pause, R,
    Retroflex, Ridge, Schwa, ShortI, ShortU, Teeth, U, W,
};

/// A sound and its length in milliseconds.
pub(super) type Phone = (Viseme, u16);

const ENGLISH: [&[Phone]; 10] = [
    // z-ih-r-oh
    &[(Hiss, 105), (ShortI, 130), (R, 80), (O, 105), (ShortU, 100)],
    // w-uh-n
    &[(W, 110), (Cup, 125), (Ridge, 95)],
    // t-oo
    &[(Ridge, 100), (U, 255)],
    // th-r-ee
    &[(Between, 80), (R, 75), (I, 220)],
    // f-or(-r)
    &[(Teeth, 115), (Or, 200), (R, 95)],
    // f-ah-ih-v
    &[(Teeth, 95), (A, 150), (ShortI, 110), (Teeth, 70)],
    // s-ih-k-s
    &[(Hiss, 115), (ShortI, 110), (Back, 90), (Hiss, 135)],
    // s-eh-v-uh-n
    &[(Hiss, 125), (E, 130), (Teeth, 70), (Schwa, 60), (Ridge, 95)],
    // eh-ih-t
    &[(E, 120), (I, 105), (Ridge, 85)],
    // n-ah-ih-n
    &[(Ridge, 75), (A, 145), (ShortI, 85), (Ridge, 85)],
];

const MANDARIN: [&[Phone]; 10] = [
    // l-i-ng
    &[(Lateral, 80), (I, 160), (Back, 130)],
    // yi
    &[(I, 320)],
    // e-r, which opens first
    &[(Cup, 150), (Er, 190)],
    // s-a-n
    &[(Hiss, 120), (A, 180), (Ridge, 110)],
    // s and its vowel
    &[(Hiss, 130), (Buzz, 190)],
    // w-u
    &[(W, 80), (U, 300)],
    // l-i-o-u
    &[(Lateral, 70), (I, 80), (O, 100), (ShortU, 120)],
    // q-i
    &[(Palatal, 140), (I, 220)],
    // b-a
    &[(Lips, 80), (A, 250)],
    // j-i-o-u
    &[(Palatal, 90), (I, 80), (O, 130), (ShortU, 150)],
];

/// The other reading of 1, used in telephone and door numbers: y-a-o.
const YAO: &[Phone] = &[(I, 90), (A, 160), (ShortU, 140)];

/// "Hello, how are you? I am ready now."
const ENGLISH_WARM_UP: &[Phone] = &[
    // hello
    (Back, 50),
    (E, 65),
    (Lateral, 65),
    (O, 85),
    (ShortU, 90),
    // how
    (Back, 55),
    (A, 95),
    (ShortU, 80),
    // are
    (A, 80),
    (R, 55),
    // you
    (I, 55),
    (U, 145),
    (Pause, 220),
    // I
    (A, 85),
    (ShortI, 60),
    // am
    (E, 75),
    (Lips, 75),
    // ready
    (R, 75),
    (E, 85),
    (Ridge, 50),
    (I, 85),
    // now
    (Ridge, 65),
    (A, 130),
    (ShortU, 130),
];

/// "Nǐ hǎo, wǒ zhǔnbèi hǎo le, wǒmen kāishǐ ba."
const MANDARIN_WARM_UP: &[Phone] = &[
    // nǐ hǎo
    (Ridge, 60),
    (I, 100),
    (Back, 60),
    (A, 95),
    (ShortU, 95),
    (Pause, 170),
    // wǒ
    (W, 60),
    (Or, 90),
    // zhǔnbèi
    (Retroflex, 70),
    (U, 75),
    (Ridge, 55),
    (Lips, 65),
    (E, 70),
    (I, 60),
    // hǎo le
    (Back, 55),
    (A, 85),
    (ShortU, 75),
    (Lateral, 50),
    (Schwa, 70),
    (Pause, 170),
    // wǒmen
    (W, 55),
    (Or, 70),
    (Lips, 60),
    (Schwa, 60),
    (Ridge, 50),
    // kāishǐ
    (Back, 65),
    (A, 80),
    (ShortI, 60),
    (Retroflex, 90),
    (Buzz, 70),
    // ba
    (Lips, 60),
    (A, 130),
];

/// The sounds of a digit; above 9 those of 9. `yao` says 1 the other way in
/// Mandarin. A language without a table of its own here is read in English.
pub(super) fn digit(language: Language, digit: u8, yao: bool) -> &'static [Phone] {
    let digit = usize::from(digit.min(9));
    match language {
        Language::Mandarin if yao && digit == 1 => YAO,
        Language::Mandarin => MANDARIN[digit],
        _ => ENGLISH[digit],
    }
}

/// The sounds of the warm-up sentence, [`Language::warm_up`].
pub(super) fn warm_up(language: Language) -> &'static [Phone] {
    match language {
        Language::Mandarin => MANDARIN_WARM_UP,
        _ => ENGLISH_WARM_UP,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(phones: &[Phone]) -> f32 {
        phones.iter().map(|p| f32::from(p.1)).sum::<f32>() / 1000.0
    }

    #[test]
    fn words_have_the_lengths_of_digits_read_alone() {
        for language in [Language::English, Language::Mandarin] {
            for d in 0..=9 {
                let length = seconds(digit(language, d, false));
                assert!((0.3..=0.53).contains(&length), "{language:?} {d} {length}");
            }
            // Shown for three seconds.
            let length = seconds(warm_up(language));
            assert!((1.7..=2.5).contains(&length), "{language:?} {length}");
        }
    }

    #[test]
    fn the_sentences_are_the_ones_that_are_shown() {
        // The tables above are of these words; other words need other tables.
        assert_eq!(
            Language::English.warm_up(),
            "Hello, how are you? I am ready now."
        );
        assert_eq!(
            Language::Mandarin.warm_up(),
            "你好，我准备好了，我们开始吧。"
        );
    }

    #[test]
    fn yao_is_another_one_in_mandarin_only() {
        let m = Language::Mandarin;
        assert_ne!(digit(m, 1, true), digit(m, 1, false));
        assert_eq!(digit(m, 2, true), digit(m, 2, false));
        let e = Language::English;
        assert_eq!(digit(e, 1, true), digit(e, 1, false));
    }
}
