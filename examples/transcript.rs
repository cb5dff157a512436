//! What a session tells the person, as lines of text.
//!
//! Enters: the guidance after each frame. Leaves: a line whenever it changes, and on a
//! terminal the number of the frame.

use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use selfsame::{Guidance, Language};

/// Each so many frames the number on the terminal changes.
const EVERY: u64 = 5;

/// Lines on standard output.
pub struct Transcript {
    language: Language,
    total: Option<u64>,
    frames: u64,
    last: Option<Guidance>,
    is_watched: bool,
}

impl Transcript {
    /// Of a session in a language; with the number of frames, if it is known.
    #[must_use]
    pub fn new(language: Language, total: Option<u64>) -> Self {
        Self {
            language,
            total,
            frames: 0,
            last: None,
            is_watched: std::io::stdout().is_terminal(),
        }
    }

    /// What the session said to the frame of a time.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub fn tell(&mut self, time: Duration, guidance: Guidance) -> std::io::Result<()> {
        self.frames += 1;
        let mut out = std::io::stdout().lock();
        let is_new = self.last.replace(guidance) != Some(guidance);
        if self.is_watched && is_new {
            // The number's line goes.
            write!(out, "\r\x1b[K")?;
        }
        if is_new && let Some(text) = describe(guidance, self.language) {
            writeln!(out, "{:6.2} s   {text}", time.as_secs_f32())?;
        }
        if self.is_watched && guidance != Guidance::Done && self.frames.is_multiple_of(EVERY) {
            write!(out, "\r           frame {}", self.frames)?;
            if let Some(total) = self.total {
                write!(out, " of {total}")?;
            }
        }
        out.flush()
    }

    /// Takes the number's line away. Leaves how many frames there were.
    ///
    /// # Errors
    /// As [`Self::tell`].
    pub fn end(self) -> std::io::Result<u64> {
        if self.is_watched {
            let mut out = std::io::stdout().lock();
            write!(out, "\r\x1b[K")?;
            out.flush()?;
        }
        Ok(self.frames)
    }
}

/// What changed on the screen that the person sees, or would have seen.
fn describe(guidance: Guidance, language: Language) -> Option<String> {
    Some(match guidance {
        Guidance::SayWarmUp => format!("shown: \"{}\"", language.warm_up()),
        Guidance::Read(digit) => format!("shown: {digit}"),
        Guidance::Done => "the session is over".into(),
        Guidance::Rest => return None,
        Guidance::HoldStill => "a face is well placed: hold still".into(),
        other => format!("advice: {other:?}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_named_and_rests_are_not() {
        let says = |guidance| describe(guidance, Language::English);
        assert_eq!(says(Guidance::Read(7)).as_deref(), Some("shown: 7"));
        assert_eq!(says(Guidance::Rest), None);
        assert!(says(Guidance::LookHere).unwrap().contains("LookHere"));
    }

    #[test]
    fn frames_are_counted() {
        let mut transcript = Transcript::new(Language::English, Some(3));
        for n in 0..3u64 {
            let time = Duration::from_millis(40 * n);
            transcript.tell(time, Guidance::Rest).unwrap();
        }
        assert_eq!(transcript.end().unwrap(), 3);
    }
}
