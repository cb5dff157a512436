//! What a language's digits are called and which of them lips cannot tell apart.
//! The set is data: a language more is a row more.

use serde::{Deserialize, Serialize};

/// A language to read digits in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Language {
    /// English, zero to nine.
    #[serde(rename = "en")]
    English,
    /// Mandarin, líng to jiǔ.
    #[serde(rename = "zh")]
    Mandarin,
}

/// One language's digits.
struct Data {
    code: &'static str,
    words: [&'static str; 10],
    /// Digits that are asked.
    alphabet: &'static [u8],
    /// Groups within which lips look alike.
    groups: &'static [&'static [u8]],
    warm_up: &'static str,
    other_way: &'static str,
}

/// Confusables measured on one speaker with whole-word models; the eight best
/// separated digits are asked (feasibility study).
const ENGLISH: Data = Data {
    code: "en",
    words: [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ],
    alphabet: &[1, 2, 3, 4, 5, 7, 8, 9],
    groups: &[&[0, 2], &[6, 8], &[0, 7], &[6, 9], &[5, 6]],
    warm_up: "Hello, how are you? I am ready now.",
    other_way: "You need not show your face. If you cannot read digits aloud, have no camera \
                or would rather not, ask for the way without a face.",
};

/// Groups from phonetics (same lip shape and opening), not yet measured.
const MANDARIN: Data = Data {
    code: "zh",
    words: ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"],
    alphabet: &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    groups: &[&[1, 7, 4, 0], &[6, 9]],
    warm_up: "你好，我准备好了，我们开始吧。",
    other_way: "人脸不是唯一的方式。如果您不便朗读数字、没有摄像头或不愿使用人脸，请选择其他核验方式。",
};

impl Language {
    const fn data(self) -> &'static Data {
        match self {
            Self::English => &ENGLISH,
            Self::Mandarin => &MANDARIN,
        }
    }

    /// The language of a code (`en`, `zh`), if known.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::English, Self::Mandarin]
            .into_iter()
            .find(|l| l.code() == code)
    }

    /// ISO 639-1 code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.data().code
    }

    /// How a digit is said.
    ///
    /// # Panics
    /// If `digit` is not 0..=9.
    #[must_use]
    pub const fn word(self, digit: u8) -> &'static str {
        self.data().words[digit as usize]
    }

    /// The digits that are asked, in ascending order.
    #[must_use]
    pub const fn alphabet(self) -> &'static [u8] {
        self.data().alphabet
    }

    /// The sentence to say first: it opens, spreads and rounds the mouth, so
    /// that the session learns this person's range.
    #[must_use]
    pub const fn warm_up(self) -> &'static str {
        self.data().warm_up
    }

    /// What everybody must be told before they begin, and again when it did not work: a
    /// face is never the only way. Some people cannot read aloud (mute, an injured mouth),
    /// some have no camera, and nobody has to say why.
    #[must_use]
    pub const fn other_way(self) -> &'static str {
        self.data().other_way
    }

    /// Whether lips cannot tell two digits apart (a digit looks like itself).
    #[must_use]
    pub fn look_alike(self, a: u8, b: u8) -> bool {
        a == b
            || self
                .data()
                .groups
                .iter()
                .any(|group| group.contains(&a) && group.contains(&b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_are_symmetric_and_within_groups() {
        assert!(Language::English.look_alike(0, 7) && Language::English.look_alike(7, 0));
        assert!(!Language::English.look_alike(2, 7));
        assert!(Language::Mandarin.look_alike(6, 9));
        assert!(!Language::Mandarin.look_alike(8, 9));
    }

    #[test]
    fn codes_lead_back() {
        for language in [Language::English, Language::Mandarin] {
            assert_eq!(Language::from_code(language.code()), Some(language));
        }
        assert_eq!(Language::from_code("tlh"), None);
    }
}
