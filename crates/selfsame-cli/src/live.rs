//! What a person before the camera sees: guidance in the terminal, digits large.
//!
//! Enters: guidance, frame by frame. Leaves: text on standard error, which is
//! drawn anew in place on a terminal and is a line a change elsewhere.

use std::io::Write as _;

use selfsame::{Guidance, Language};

/// Digits, five columns by five rows, a bit a cell.
const DIGITS: [[u8; 5]; 10] = [
    [0b01110, 0b10001, 0b10001, 0b10001, 0b01110],
    [0b00100, 0b01100, 0b00100, 0b00100, 0b01110],
    [0b11110, 0b00001, 0b01110, 0b10000, 0b11111],
    [0b11110, 0b00001, 0b01110, 0b00001, 0b11110],
    [0b10010, 0b10010, 0b11111, 0b00010, 0b00010],
    [0b11111, 0b10000, 0b11110, 0b00001, 0b11110],
    [0b01110, 0b10000, 0b11110, 0b10001, 0b01110],
    [0b11111, 0b00001, 0b00010, 0b00100, 0b00100],
    [0b01110, 0b10001, 0b01110, 0b10001, 0b01110],
    [0b01110, 0b10001, 0b01111, 0b00001, 0b01110],
];
/// Lines of the drawing: a sentence, a blank, five rows.
const LINES: usize = 7;

/// Draws guidance.
pub(crate) struct Screen {
    language: Language,
    /// Draw in place, or a line a change.
    terminal: bool,
    quiet: bool,
    shown: Option<Guidance>,
}

impl Screen {
    pub(crate) fn new(language: Language, terminal: bool, quiet: bool) -> Self {
        Self {
            language,
            terminal,
            quiet,
            shown: None,
        }
    }

    /// Shows guidance if it is not shown already.
    pub(crate) fn show(&mut self, guidance: Guidance) {
        if self.shown == Some(guidance) {
            return;
        }
        let first = self.shown.is_none();
        self.shown = Some(guidance);
        // The digits are the session: they are shown however quiet it shall be.
        if self.quiet && !self.terminal && !matches!(guidance, Guidance::Read(_)) {
            return;
        }
        let text = if self.terminal {
            drawing(guidance, self.language, first)
        } else {
            format!("{}\n", sentence(guidance, self.language))
        };
        let mut err = std::io::stderr().lock();
        // Without a screen the session goes on; nobody will read, and it says so.
        let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
    }
}

/// What to say to the person.
pub(crate) fn sentence(guidance: Guidance, language: Language) -> String {
    match guidance {
        Guidance::LookHere => "Look into the camera.".into(),
        Guidance::OnePersonOnly => "Only one person may be in the picture.".into(),
        Guidance::ComeCloser => "Come closer.".into(),
        Guidance::MoveIntoPicture => "Move so that the whole face is in the picture.".into(),
        Guidance::FaceTheCamera => "Face the camera.".into(),
        Guidance::MoreLight => "More light, please.".into(),
        Guidance::LessLight => "Too bright: turn away from the light.".into(),
        Guidance::Blurred => "Hold still: the picture is blurred.".into(),
        Guidance::HoldStill => "Hold still.".into(),
        Guidance::SayWarmUp => format!("Say: {}", language.warm_up()),
        Guidance::Rest => "Close the mouth and wait for the next digit.".into(),
        Guidance::Read(digit) => format!("Read: {digit} ({})", language.word(digit)),
        Guidance::Done => "Done.".into(),
        // Guidance of a later SDK that this command does not know.
        _ => "Wait.".into(),
    }
}

/// The sentence and below it the digit, if there is one, over the last drawing.
fn drawing(guidance: Guidance, language: Language, first: bool) -> String {
    let mut text = String::new();
    if !first {
        text += &format!("\x1b[{LINES}A");
    }
    // Each line is cleared to its end before it is written.
    text += &format!("\r\x1b[2K{}\n\x1b[2K\n", sentence(guidance, language));
    let rows = match guidance {
        Guidance::Read(digit) => DIGITS[usize::from(digit % 10)],
        _ => [0; 5],
    };
    for row in rows {
        text += "\x1b[2K    ";
        for column in (0..5).rev() {
            text += if row >> column & 1 == 1 {
                "███"
            } else {
                "   "
            };
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_always_has_the_same_height() {
        for guidance in [Guidance::Rest, Guidance::Read(7), Guidance::SayWarmUp] {
            let text = drawing(guidance, Language::Mandarin, true);
            assert_eq!(text.matches('\n').count(), LINES);
        }
        assert!(drawing(Guidance::Read(1), Language::English, false).starts_with("\x1b[7A"));
    }

    #[test]
    fn every_digit_looks_different() {
        for (i, digit) in DIGITS.iter().enumerate() {
            assert!(!DIGITS[..i].contains(digit));
        }
    }
}
