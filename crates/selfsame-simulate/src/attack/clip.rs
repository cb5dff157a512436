//! A piece of a recording that can be played again.
//!
//! Enters: a performance, and when in it the clip begins. Leaves: what was done at each
//! of its frames, as often as wanted. Nothing is stored: it is acted again.

use crate::performance::{Acting, Performance, Reading, Span};

pub(super) struct Clip {
    start: Performance,
    /// On the clock of the performance, seconds.
    from: f32,
    frames: u32,
    fps: f32,
    playing: Performance,
    next: u32,
    told: usize,
}

impl Clip {
    /// The clip of a performance that has not gone beyond `from`, seconds.
    pub(super) fn new(mut start: Performance, from: f32, seconds: f32, fps: f32) -> Self {
        start.at(from);
        Self {
            playing: start.clone(),
            start,
            from,
            frames: ((seconds * fps) as u32).max(1),
            fps,
            next: 0,
            told: 0,
        }
    }

    /// Number of frames, 1 or more.
    pub(super) fn frames(&self) -> u32 {
        self.frames
    }

    /// What is done at a frame.
    pub(super) fn at(&mut self, frame: u32) -> Acting {
        if frame < self.next {
            self.playing = self.start.clone();
            self.told = 0;
        }
        self.next = frame;
        self.playing.at(self.from + frame as f32 / self.fps)
    }

    /// What has been read since this was last asked, if frame 0 was shown at a time.
    pub(super) fn readings(&mut self, shown: f32) -> impl Iterator<Item = Reading> {
        let readings = &self.playing.truth().readings;
        let first = self.told.min(readings.len());
        self.told = readings.len();
        let by = shown - self.from;
        let moved = move |span: Span| Span {
            start: span.start + by,
            end: span.end + by,
        };
        readings[first..].iter().map(move |reading| Reading {
            seen: reading.seen + by,
            mouth: reading.mouth.map(moved),
            sound: reading.sound.map(moved),
            ..*reading
        })
    }
}
