//! What really happened. Enters nothing, leaves types: plain fields, for others
//! to write to files.
//!
//! Times are seconds on the clock of [`super::Performance::at`].

/// From one time to another, seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// When it begins.
    pub start: f32,
    /// When it is over.
    pub end: f32,
}

impl Span {
    /// Whether a time lies in it.
    #[must_use]
    pub fn contains(&self, time: f32) -> bool {
        (self.start..=self.end).contains(&time)
    }
}

/// Something to be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prompt {
    /// The warm-up sentence.
    WarmUp,
    /// A digit, 0..=9.
    Digit(u8),
}

/// What became of one prompt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// What the screen showed.
    pub asked: Prompt,
    /// What was said; `None` if nothing was.
    pub said: Option<Prompt>,
    /// When the screen showed it.
    pub seen: f32,
    /// Visible movement of the mouth; `None` if nothing was said.
    pub mouth: Option<Span>,
    /// The sound within it; `None` if nothing was said.
    pub sound: Option<Span>,
}

/// A movement of the mouth that is not speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gesture {
    /// A laugh: smile, open mouth, the head shakes with it.
    Laugh,
    /// A yawn.
    Yawn,
    /// The tongue wets the lips.
    Lick,
    /// The lips are pressed together.
    Press,
    /// Something is chewed.
    Chew,
}

impl Gesture {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Laugh, Self::Yawn, Self::Lick, Self::Press, Self::Chew];
}

/// A gesture and when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Antic {
    /// What.
    pub gesture: Gesture,
    /// When the face moves for it.
    pub span: Span,
}

/// All that happened, each list in the order of time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Truth {
    /// One for each prompt seen.
    pub readings: Vec<Reading>,
    /// Both eyes each time.
    pub blinks: Vec<Span>,
    /// Laughs and the like.
    pub antics: Vec<Antic>,
}
