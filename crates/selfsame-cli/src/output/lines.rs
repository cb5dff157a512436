//! Progress where no terminal is: a log, a pipe.
//!
//! Enters: what a progress bar draws, as often as it does. Leaves: a line now and then,
//! the first after a while, so that short work says nothing.

use std::fmt;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::TermLike;

/// From one line to the next.
pub(super) const EVERY: Duration = Duration::from_secs(60);

/// Prints lines of a progress bar to `out`.
pub(super) struct Lines<W> {
    state: Mutex<State<W>>,
    every: Duration,
}

struct State<W> {
    out: W,
    /// What is to be shown.
    line: String,
    said: Instant,
}

impl<W: Write> Lines<W> {
    pub(super) fn to(out: W, every: Duration) -> Self {
        let state = State {
            out,
            line: String::new(),
            said: Instant::now(),
        };
        Self {
            state: Mutex::new(state),
            every,
        }
    }
}

impl<W> fmt::Debug for Lines<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").finish_non_exhaustive()
    }
}

/// A terminal that nobody moves a cursor on.
impl<W: Write + Send> TermLike for Lines<W> {
    fn width(&self) -> u16 {
        // Nothing is to be wrapped.
        500
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        // What follows a line are blanks that clear the rest of it.
        let text = text.trim();
        if !text.is_empty() {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            text.clone_into(&mut state.line);
        }
        Ok(())
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.write_str(text)
    }

    fn flush(&self) -> io::Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !state.line.is_empty() && state.said.elapsed() >= self.every {
            state.said = Instant::now();
            let line = std::mem::take(&mut state.line);
            // Nobody can be told that standard error is closed.
            let _ = writeln!(state.out, "selfsame: {line}").and_then(|()| state.out.flush());
        }
        Ok(())
    }

    fn move_cursor_up(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_down(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_right(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_left(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn clear_line(&self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

    use super::*;

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl Write for Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn said(every: Duration) -> String {
        let log = Log::default();
        let lines = Lines::to(log.clone(), every);
        let target = ProgressDrawTarget::term_like(Box::new(lines));
        let bar = ProgressBar::with_draw_target(Some(4), target)
            .with_style(ProgressStyle::with_template("{msg}: {pos} of {len}").unwrap())
            .with_message("people");
        for _ in 0..4 {
            bar.inc(1);
        }
        bar.finish_and_clear();
        let bytes = log.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn lines_are_plain_and_come_now_and_then() {
        let text = said(Duration::ZERO);
        assert!(text.contains("selfsame: people: 3 of 4\n"), "{text}");
        for line in text.lines() {
            assert!(line.starts_with("selfsame: people: "), "{text}");
        }
        assert!(!text.contains(['\r', '\u{1b}']), "{text}");
        assert_eq!(said(EVERY), "");
    }
}
