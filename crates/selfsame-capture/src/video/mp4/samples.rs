//! Sample tables: where each coded frame lies and when it is shown.
//!
//! Enters: the boxes of an `stbl`, untrusted. Leaves: the samples in decoding
//! order, bounded by the [limits](crate::limits).

use super::boxes::{Atom, Cut, broken, find, need};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;

/// One coded frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sample {
    /// Where it starts in the file, in bytes.
    pub(super) offset: u64,
    /// Its length, in bytes.
    pub(super) size: u32,
    /// When it is decoded, in track units.
    pub(super) decode: i64,
    /// When it is shown, in track units, before edits.
    pub(super) composition: i64,
    /// Which sample description it uses, from 0.
    pub(super) entry: u32,
}

/// Refuses one sample more than the limit.
pub(super) fn check_count(count: usize) -> Result<()> {
    if count > limits::VIDEO_FRAMES {
        return Err(Error::new(
            ErrorKind::Limit,
            format!(
                "{count} samples: at most {} are taken",
                limits::VIDEO_FRAMES
            ),
        ));
    }
    Ok(())
}

/// Joins the tables of an `stbl` into one list.
pub(super) fn expand(stbl: &[Atom<'_>]) -> Result<Vec<Sample>> {
    let mut sizes = Sizes::read(stbl)?;
    check_count(sizes.count)?;
    let mut deltas = Runs::read(need(stbl, b"stts")?)?;
    let mut offsets = find(stbl, b"ctts").map(Runs::read).transpose()?;
    let mut chunks = Chunks::read(stbl)?;
    let mut samples = Vec::with_capacity(sizes.count);
    let mut decode = 0i64;
    while samples.len() < sizes.count {
        let n = samples.len();
        let short = |table: &str| broken(format!("table '{table}' ends at sample {n}"));
        let size = sizes.next()?;
        let (offset, entry) = chunks.next(size).ok_or_else(|| short("stco"))?;
        let shift = match &mut offsets {
            Some(runs) => runs.next().ok_or_else(|| short("ctts"))?,
            None => 0,
        };
        samples.push(Sample {
            offset,
            size,
            decode,
            composition: decode + i64::from(shift),
            entry,
        });
        let delta = deltas.next().ok_or_else(|| short("stts"))?;
        // At most 216 000 samples of 2^32 units each: no overflow.
        decode += i64::from(delta as u32);
    }
    Ok(samples)
}

/// `stsz`: one size for all, or one for each.
struct Sizes<'a> {
    all: u32,
    count: usize,
    each: Cut<'a>,
}

impl<'a> Sizes<'a> {
    fn read(stbl: &[Atom<'a>]) -> Result<Self> {
        let mut cut = Cut(need(stbl, b"stsz")?);
        cut.full()?;
        let all = cut.u32()?;
        let count = if all == 0 {
            cut.count(4)?
        } else {
            cut.u32()? as usize
        };
        Ok(Self {
            all,
            count,
            each: cut,
        })
    }

    fn next(&mut self) -> Result<u32> {
        if self.all == 0 {
            self.each.u32()
        } else {
            Ok(self.all)
        }
    }
}

/// `stts` and `ctts`: a value for so many samples in a row.
struct Runs<'a> {
    runs: usize,
    cut: Cut<'a>,
    left: u32,
    value: i32,
}

impl<'a> Runs<'a> {
    fn read(body: &'a [u8]) -> Result<Self> {
        let mut cut = Cut(body);
        cut.full()?;
        Ok(Self {
            runs: cut.count(8)?,
            cut,
            left: 0,
            value: 0,
        })
    }

    fn next(&mut self) -> Option<i32> {
        while self.left == 0 {
            self.runs = self.runs.checked_sub(1)?;
            self.left = self.cut.u32().ok()?;
            // Version 0 of ctts is unsigned by the standard, and signed in
            // the files of many writers; no real offset needs the top bit.
            self.value = self.cut.i32().ok()?;
        }
        self.left -= 1;
        Some(self.value)
    }
}

/// `stsc` with `stco` or `co64`: samples lie one after the other in chunks.
struct Chunks<'a> {
    long: bool,
    chunks: Cut<'a>,
    chunks_left: usize,
    /// Number of the next chunk, from 1.
    next_chunk: u32,
    runs: Cut<'a>,
    runs_left: usize,
    /// First chunk of the next run.
    next_run: u32,
    per_chunk: u32,
    entry: u32,
    left_in_chunk: u32,
    at: u64,
}

impl<'a> Chunks<'a> {
    fn read(stbl: &[Atom<'a>]) -> Result<Self> {
        let (long, body) = match (find(stbl, b"stco"), find(stbl, b"co64")) {
            (Some(body), _) => (false, body),
            (None, Some(body)) => (true, body),
            (None, None) => return Err(broken("box 'stco' is missing")),
        };
        let mut chunks = Cut(body);
        chunks.full()?;
        let chunks_left = chunks.count(if long { 8 } else { 4 })?;
        let mut runs = Cut(need(stbl, b"stsc")?);
        runs.full()?;
        let runs_left = runs.count(12)?;
        let mut this = Self {
            long,
            chunks,
            chunks_left,
            next_chunk: 1,
            runs,
            runs_left,
            next_run: 0,
            per_chunk: 0,
            entry: 0,
            left_in_chunk: 0,
            at: 0,
        };
        this.next_run = this.peek_run();
        Ok(this)
    }

    fn peek_run(&self) -> u32 {
        match self.runs_left {
            0 => u32::MAX,
            _ => self.runs.clone().u32().unwrap_or(u32::MAX),
        }
    }

    /// Where the next sample of `size` bytes starts, and its description.
    fn next(&mut self, size: u32) -> Option<(u64, u32)> {
        while self.left_in_chunk == 0 {
            self.chunks_left = self.chunks_left.checked_sub(1)?;
            self.at = if self.long {
                self.chunks.u64().ok()?
            } else {
                u64::from(self.chunks.u32().ok()?)
            };
            while self.runs_left > 0 && self.next_run <= self.next_chunk {
                self.runs_left -= 1;
                self.runs.u32().ok()?;
                self.per_chunk = self.runs.u32().ok()?;
                self.entry = self.runs.u32().ok()?.saturating_sub(1);
                self.next_run = self.peek_run();
            }
            self.next_chunk = self.next_chunk.checked_add(1)?;
            self.left_in_chunk = self.per_chunk;
        }
        self.left_in_chunk -= 1;
        let at = self.at;
        self.at = at.checked_add(u64::from(size))?;
        Some((at, self.entry))
    }
}
