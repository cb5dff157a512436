//! When a webcam takes pictures, when they arrive, and which never do.
//!
//! Enters: a rate, how steady the camera is, whether the light is dim, and a seed.
//! Leaves: for each frame when it was taken and when it arrives. What is done before
//! the camera is sampled when a frame is taken; the frame is stamped when it arrives,
//! a few milliseconds later. The stamps start at 0 and never go back or stand still.

use std::f64::consts::TAU;
use std::ops::RangeInclusive;
use std::time::Duration;

use crate::dice::Dice;
use crate::error::Error;

/// Frames a second that a camera can be asked for.
const RATES: RangeInclusive<f32> = 1.0..=240.0;
/// Frames that a burst loses (chosen by eye: a busy bus, a window that is moved).
const BURST: RangeInclusive<u32> = 2..=6;
/// Length of a wave of the drift, seconds.
const WAVE: (f32, f32) = (20.0, 60.0);
/// Queued frames arrive at least this share of an interval apart.
const APART: f64 = 0.2;
/// However many frames are lost, one of so many comes through.
const MOST_LOST: u64 = 200;

/// How steady a camera is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Timing {
    /// Delay of arrival, milliseconds, 0..=100: the standard deviation of a normal
    /// distribution of which the positive half is taken.
    pub jitter: f32,
    /// By which share the rate slowly wanders up and down, 0..=0.1.
    pub drift: f32,
    /// Single frames lost, a second, 0..=100.
    pub drops: f32,
    /// Bursts of 2 to 6 frames lost, a second, 0..=20.
    pub bursts: f32,
    /// The frames a second, 1..=240, to which the camera falls when the light is dim, to
    /// let in more of it; `None` if it keeps its rate. A higher rate than the camera's
    /// own changes nothing.
    pub dim_rate: Option<f32>,
}

impl Timing {
    /// Every frame arrives at once, at the same rate in any light.
    pub const STEADY: Self = Self {
        jitter: 0.0,
        drift: 0.0,
        drops: 0.0,
        bursts: 0.0,
        dim_rate: None,
    };

    /// A webcam at a slow, busy computer: about one frame in twenty is lost, and now and
    /// then several in a row (chosen by eye).
    pub const BUSY: Self = Self {
        jitter: 12.0,
        drift: 0.01,
        drops: 1.0,
        bursts: 0.12,
        dim_rate: Some(15.0),
    };

    /// A common webcam, drawn from a seed: milliseconds of jitter, a lost frame in 20
    /// seconds or fewer, hardly ever a burst; most fall to 15 or 20 frames a second in
    /// dim light. Chosen by eye.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        let dice = &mut Dice::new(seed, "timing");
        Self {
            jitter: dice.within(0.3, 4.0),
            drift: dice.within(0.0, 0.002),
            drops: dice.within(0.0, 0.05),
            bursts: dice.within(0.0, 0.004),
            dim_rate: match dice.below(4) {
                0 => None,
                1 => Some(20.0),
                _ => Some(15.0),
            },
        }
    }

    fn check(&self) -> Result<(), Error> {
        let numbers = [
            ("jitter, milliseconds", self.jitter, 100.0),
            ("drift of the rate, a share", self.drift, 0.1),
            ("frames lost a second", self.drops, 100.0),
            ("bursts of lost frames a second", self.bursts, 20.0),
        ];
        for (name, value, most) in numbers {
            if !(0.0..=most).contains(&value) {
                return Err(Error::Impossible(format!(
                    "timing: {name}: {value}: 0 to {most} are possible"
                )));
            }
        }
        self.dim_rate.map_or(Ok(()), |rate| {
            check_rate("timing: frames a second in dim light", rate)
        })
    }
}

fn check_rate(what: &str, rate: f32) -> Result<(), Error> {
    match RATES.contains(&rate) {
        true => Ok(()),
        false => Err(Error::Impossible(format!(
            "{what}: {rate}: {} to {} are possible",
            RATES.start(),
            RATES.end()
        ))),
    }
}

/// A frame that arrives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Tick {
    /// Number of the frame among all that were taken, the lost ones too.
    pub(crate) index: u64,
    /// When the first frame was taken after the one that arrived last, seconds: what the
    /// screen answers to that one is seen from then on. Later than that is `taken` if
    /// frames were lost in between.
    pub(crate) seen: f64,
    /// When it was taken, seconds.
    pub(crate) taken: f64,
    /// Its stamp.
    pub(crate) arrives: Duration,
}

/// The clock of a camera.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    rate: f32,
    timing: Timing,
    dice: Dice,
    /// Seconds of a wave of the drift, and where in it the clock starts, in turns.
    wave: (f64, f64),
    next: u64,
    /// Frames that are still to be lost.
    lost: u32,
    arrived: Option<f64>,
}

impl Clock {
    /// A camera that is asked for `fps` frames a second.
    pub(crate) fn new(seed: u64, fps: f32, timing: Timing, dim: bool) -> Result<Self, Error> {
        check_rate("frames a second", fps)?;
        timing.check()?;
        let mut dice = Dice::new(seed, "clock");
        Ok(Self {
            rate: timing.dim_rate.filter(|_| dim).unwrap_or(fps).min(fps),
            timing,
            wave: (
                f64::from(dice.within(WAVE.0, WAVE.1)),
                f64::from(dice.unit()),
            ),
            dice,
            next: 0,
            lost: 0,
            arrived: None,
        })
    }

    /// Frames a second that are taken, on the mean.
    pub(crate) fn rate(&self) -> f32 {
        self.rate
    }

    /// Number of the next frame that will be taken.
    pub(crate) fn index(&self) -> u64 {
        self.next
    }

    /// The next frame that arrives; there is no end.
    pub(crate) fn tick(&mut self) -> Tick {
        let first = self.next;
        // What is lost is drawn for each frame, so that a frame's fate does not hang on
        // when it is asked for.
        while self.loses() && self.next - first < MOST_LOST {
            self.next += 1;
        }
        let index = self.next;
        self.next += 1;
        let taken = self.taken(index);
        let delay = match self.arrived {
            // The stamps start at 0.
            None => 0.0,
            Some(_) => f64::from(self.dice.normal(0.0, self.timing.jitter).abs()) / 1e3,
        };
        let apart = APART / f64::from(self.rate);
        let arrives = self
            .arrived
            .map_or(0.0, |last| (taken + delay).max(last + apart));
        self.arrived = Some(arrives);
        Tick {
            index,
            seen: self.taken(first),
            taken,
            arrives: Duration::from_secs_f64(arrives),
        }
    }

    /// Whether the next frame is lost; the first never is.
    fn loses(&mut self) -> bool {
        if self.next == 0 {
            return false;
        }
        if self.lost > 0 {
            self.lost -= 1;
            return true;
        }
        if self.dice.chance(self.timing.bursts / self.rate) {
            let spread = BURST.end() - BURST.start() + 1;
            self.lost = BURST.start() + self.dice.below(spread as usize) as u32 - 1;
            return true;
        }
        self.dice.chance(self.timing.drops / self.rate)
    }

    /// When a frame is taken, seconds: even steps, and a slow wave of the rate.
    fn taken(&self, index: u64) -> f64 {
        let even = index as f64 / f64::from(self.rate);
        let (length, phase) = self.wave;
        let turn = |at: f64| (TAU * (at / length + phase)).cos();
        // The integral of drift * sin.
        even + f64::from(self.timing.drift) * length / TAU * (turn(0.0) - turn(even))
    }
}

#[cfg(test)]
mod tests;
