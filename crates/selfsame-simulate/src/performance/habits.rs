//! What may go wrong, and how much people move. Enters nothing, leaves a type.

/// How somebody behaves in one take. Probabilities outside 0..=1 act as the
/// nearest of these; rates are a minute and held to 0..=30; what is no number
/// acts as 0. All presets are chosen by eye, not tuned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Habits {
    /// Probability that another digit is read than the one shown.
    pub wrong_digit: f32,
    /// Probability that a prompt is not read.
    pub silence: f32,
    /// Probability that a reaction takes 1.0 to 1.4 s.
    pub slow: f32,
    /// Laughs a minute.
    pub laughs: f32,
    /// Yawns a minute.
    pub yawns: f32,
    /// Lickings of the lips a minute.
    pub licks: f32,
    /// Pressings of the lips a minute.
    pub presses: f32,
    /// Bouts of chewing a minute.
    pub chews: f32,
    /// Glances away from the screen a minute.
    pub glances: f32,
    /// Blinks, as a multiple of the person's own rate of 12 to 20 a minute; held
    /// to 0..=4.
    pub blinking: f32,
    /// Movement of the head, as a multiple of somebody's who sits before a
    /// laptop; held to 0..=5.
    pub motion: f32,
}

impl Habits {
    /// Somebody who wants to be done: small slips now and then.
    pub const USUAL: Self = Self {
        wrong_digit: 0.01,
        silence: 0.01,
        slow: 0.03,
        laughs: 0.3,
        yawns: 0.1,
        licks: 1.0,
        presses: 1.0,
        chews: 0.0,
        glances: 2.0,
        blinking: 1.0,
        motion: 1.0,
    };

    /// Somebody who makes no mistake; they breathe, blink and sway all the same.
    pub const CAREFUL: Self = Self {
        wrong_digit: 0.0,
        silence: 0.0,
        slow: 0.0,
        laughs: 0.0,
        yawns: 0.0,
        licks: 0.0,
        presses: 0.0,
        chews: 0.0,
        glances: 0.0,
        blinking: 1.0,
        motion: 0.7,
    };

    /// Somebody with other things in mind.
    pub const RESTLESS: Self = Self {
        wrong_digit: 0.06,
        silence: 0.06,
        slow: 0.12,
        laughs: 2.0,
        yawns: 0.5,
        licks: 4.0,
        presses: 4.0,
        chews: 0.0,
        glances: 8.0,
        blinking: 1.3,
        motion: 2.0,
    };
}

impl Default for Habits {
    fn default() -> Self {
        Self::USUAL
    }
}
