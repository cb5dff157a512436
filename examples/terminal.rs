//! A terminal as the screen of a session: the camera's picture on the left, the
//! digit on the right, what to do below.
//!
//! Enters: a [`View`] a frame. Leaves: one write to the terminal a frame, so that
//! nothing flickers. The terminal is given back as it was, whatever happens.

mod font;
mod preview;
mod words;

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use crossterm::terminal::{self, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{cursor, execute};
use selfsame::{Guidance, Language, Picture};

/// What is shown at one moment.
#[derive(Debug)]
pub struct View<'a> {
    /// The camera's picture.
    pub picture: &'a Picture,
    /// What the person is told.
    pub guidance: Guidance,
    /// In which language.
    pub language: Language,
    /// How much of the session is over, 0..=1; none before it starts.
    pub progress: Option<f32>,
    /// How many digits were shown, of how many.
    pub digits: (usize, usize),
    /// A line at the bottom: where the pictures come from.
    pub footer: &'a str,
}

/// The terminal while a session runs.
#[derive(Debug)]
pub struct Screen {
    true_colour: bool,
    size: (u16, u16),
}

/// Rows below the picture: a gap, guidance, a gap, progress, footer.
const BELOW: u16 = 6;
/// Least width of the pane on the right of the picture.
const PANE: u16 = 30;

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// When standard output is no terminal.
    pub fn open() -> io::Result<Self> {
        if !io::stdout().is_terminal() {
            return Err(io::Error::other("this needs a terminal to draw on"));
        }
        terminal::enable_raw_mode()?;
        let screen = Self {
            true_colour: std::env::var("COLORTERM")
                .is_ok_and(|v| v.contains("truecolor") || v.contains("24bit")),
            size: (0, 0),
        };
        execute!(io::stdout(), EnterAlternateScreen, cursor::Hide)?;
        Ok(screen)
    }

    /// Whether the person wants to leave: `q`, Escape or Ctrl-C.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn wants_to_leave(&self) -> io::Result<bool> {
        while event::poll(Duration::ZERO)? {
            let Event::Key(key) = event::read()? else {
                continue;
            };
            let control = key.modifiers.contains(KeyModifiers::CONTROL);
            let leave = matches!(key.code, KeyCode::Char('q') | KeyCode::Esc)
                || (control && key.code == KeyCode::Char('c'));
            if leave && key.kind != KeyEventKind::Release {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Shows a view.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw(&mut self, view: &View<'_>) -> io::Result<()> {
        let size = terminal::size()?;
        let mut out = String::with_capacity(32 << 10);
        // Terminals that know it show the whole picture at once.
        out.push_str("\x1b[?2026h");
        if size != self.size {
            out.push_str("\x1b[2J");
            self.size = size;
        }
        self.compose(view, size, &mut out);
        out.push_str("\x1b[?2026l");
        let mut terminal = io::stdout().lock();
        terminal.write_all(out.as_bytes())?;
        terminal.flush()
    }

    fn compose(&self, view: &View<'_>, (columns, rows): (u16, u16), out: &mut String) {
        if columns < 40 || rows < 12 {
            goto(out, 0, 0);
            let text = words::guidance(view.guidance, view.language);
            let _ = write!(out, "\x1b[K{text}");
            return;
        }
        let height = rows - BELOW;
        let (width, tall) = preview::size(view.picture, (columns / 2).min(columns - PANE), height);
        preview::draw(
            view.picture,
            (2, 1 + (height - tall) / 2),
            (width, tall),
            self.true_colour,
            tint(view.guidance),
            out,
        );
        let left = width + 5;
        self.pane(
            view,
            (left, 1),
            (columns.saturating_sub(left + 2), height),
            out,
        );

        let text = words::guidance(view.guidance, view.language);
        let (r, g, b) = tint(view.guidance);
        goto(out, 2, height + 2);
        let _ = write!(out, "\x1b[1m{}{text}\x1b[0m\x1b[K", self.colour(r, g, b));
        goto(out, 2, height + 4);
        out.push_str(&progress(view, columns.saturating_sub(4)));
        out.push_str("\x1b[K");
        goto(out, 2, height + 5);
        // A hostile name must not steer the terminal.
        let footer: String = view.footer.chars().filter(|c| !c.is_control()).collect();
        let _ = write!(out, "\x1b[2m{footer} · q: leave\x1b[0m\x1b[K");
    }

    /// The pane on the right: a digit, the warm-up sentence, or nothing.
    fn pane(&self, view: &View<'_>, (x, y): (u16, u16), (w, h): (u16, u16), out: &mut String) {
        let lines: Vec<String> = match view.guidance {
            Guidance::Read(digit) => font::digit(digit, usize::from(w), usize::from(h)),
            Guidance::SayWarmUp => words::wrap(view.language.warm_up(), usize::from(w.min(34))),
            _ => Vec::new(),
        };
        let widest = lines.iter().map(|l| words::width(l)).max().unwrap_or(0) as u16;
        let top = h.saturating_sub(lines.len() as u16) / 2;
        let (r, g, b) = tint(view.guidance);
        for row in 0..h {
            goto(out, x, y + row);
            if let Some(line) = row.checked_sub(top).and_then(|i| lines.get(usize::from(i))) {
                let indent = usize::from(w.saturating_sub(widest) / 2);
                let _ = write!(
                    out,
                    "{:indent$}\x1b[1m{}{line}\x1b[0m",
                    "",
                    self.colour(r, g, b)
                );
            }
            out.push_str("\x1b[K");
        }
    }

    fn colour(&self, r: u8, g: u8, b: u8) -> String {
        match self.true_colour {
            true => format!("\x1b[38;2;{r};{g};{b}m"),
            false => format!("\x1b[38;5;{}m", preview::cube(r, g, b)),
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Nothing can be done if the terminal is gone.
        let _ = execute!(io::stdout(), cursor::Show, LeaveAlternateScreen);
        let _ = terminal::disable_raw_mode();
    }
}

/// Green: all well; blue: speak; amber: change something.
fn tint(guidance: Guidance) -> (u8, u8, u8) {
    match guidance {
        Guidance::Read(_) | Guidance::SayWarmUp => (95, 175, 255),
        Guidance::Rest | Guidance::HoldStill | Guidance::Done => (95, 215, 135),
        _ => (255, 175, 0),
    }
}

/// A bar and a dot a digit.
fn progress(view: &View<'_>, columns: u16) -> String {
    let (shown, all) = view.digits;
    let dots: String = (0..all)
        .map(|i| if i < shown { "● " } else { "○ " })
        .collect();
    let room = usize::from(columns).saturating_sub(2 * all + 2).min(60);
    let Some(share) = view.progress else {
        return format!("\x1b[2m{}\x1b[0m  {dots}", "─".repeat(room));
    };
    let done = ((share.clamp(0.0, 1.0) * room as f32).round() as usize).min(room);
    format!(
        "{}\x1b[2m{}\x1b[0m  {dots}",
        "━".repeat(done),
        "─".repeat(room - done)
    )
}

fn goto(out: &mut String, x: u16, y: u16) {
    let _ = write!(out, "\x1b[{};{}H", y + 1, x + 1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_size_of_terminal_can_be_drawn() {
        let picture = Picture::from_rgb(64, 48, vec![200; 64 * 48 * 3]).unwrap();
        for language in [Language::English, Language::Mandarin] {
            for guidance in [Guidance::Read(8), Guidance::SayWarmUp, Guidance::LookHere] {
                for size in [(1, 1), (39, 50), (40, 12), (80, 24), (300, 90)] {
                    let screen = Screen::detached();
                    let view = View {
                        picture: &picture,
                        guidance,
                        language,
                        progress: Some(0.5),
                        digits: (2, 6),
                        footer: "a file",
                    };
                    let mut out = String::new();
                    screen.compose(&view, size, &mut out);
                    assert!(out.contains("\x1b["));
                }
            }
        }
    }

    impl Screen {
        /// One that has no terminal and gives none back.
        fn detached() -> std::mem::ManuallyDrop<Self> {
            std::mem::ManuallyDrop::new(Self {
                true_colour: true,
                size: (0, 0),
            })
        }
    }
}
