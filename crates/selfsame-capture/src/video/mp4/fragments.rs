//! Fragmented files (`moof`), as browsers and phones write while they record.
//!
//! Enters: the body of a `moof` box and where it starts, untrusted. Leaves: its
//! samples, appended to the track's list.

use super::boxes::{Atom, Cut, atoms, need};
use super::samples::{Sample, check_count};
use super::track::Track;
use crate::error::Result;

/// Appends the samples of one fragment. `start` is where the `moof` box starts
/// in the file; `clock` the decoding time that the last fragment ended with.
pub(super) fn append(track: &mut Track, moof: &[u8], start: u64, clock: &mut i64) -> Result<()> {
    let mut data_end = start;
    for traf in atoms(moof)?.iter().filter(|a| &a.kind == b"traf") {
        let inside = atoms(traf.body)?;
        let header = Header::read(need(&inside, b"tfhd")?)?;
        if let Some(tfdt) = inside.iter().find(|a| &a.kind == b"tfdt")
            && header.track == track.id
        {
            let mut cut = Cut(tfdt.body);
            let (version, _) = cut.full()?;
            let time = if version == 1 {
                cut.u64()?
            } else {
                u64::from(cut.u32()?)
            };
            // Times beyond half the range are refused with the frame.
            *clock = i64::try_from(time / 2).unwrap_or(i64::MAX / 4) * 2 + (time % 2) as i64;
        }
        let base = match header.base {
            Some(base) => base,
            None if header.base_is_moof => start,
            // Without either the data follows that of the track before.
            None => data_end,
        };
        let mut at = base;
        for trun in inside.iter().filter(|a| &a.kind == b"trun") {
            at = run(track, &header, trun, base, at, clock)?;
        }
        data_end = at;
    }
    Ok(())
}

/// What `tfhd` says.
struct Header {
    track: u32,
    base: Option<u64>,
    base_is_moof: bool,
    entry: Option<u32>,
    duration: Option<u32>,
    size: Option<u32>,
}

impl Header {
    fn read(body: &[u8]) -> Result<Self> {
        let mut cut = Cut(body);
        let (_, flags) = cut.full()?;
        let track = cut.u32()?;
        let base = (flags & 0x01 != 0).then(|| cut.u64()).transpose()?;
        let entry = (flags & 0x02 != 0).then(|| cut.u32()).transpose()?;
        let duration = (flags & 0x08 != 0).then(|| cut.u32()).transpose()?;
        let size = (flags & 0x10 != 0).then(|| cut.u32()).transpose()?;
        Ok(Self {
            track,
            base,
            base_is_moof: flags & 0x02_0000 != 0,
            entry,
            duration,
            size,
        })
    }
}

/// One `trun`; answers where its data ends.
fn run(
    track: &mut Track,
    header: &Header,
    trun: &Atom<'_>,
    base: u64,
    follows: u64,
    clock: &mut i64,
) -> Result<u64> {
    let mut cut = Cut(trun.body);
    let (_, flags) = cut.full()?;
    let count = cut.u32()? as usize;
    let mut at = match flags & 0x01 != 0 {
        true => base.saturating_add_signed(i64::from(cut.i32()?)),
        false => follows,
    };
    if flags & 0x04 != 0 {
        cut.u32()?;
    }
    let ours = header.track == track.id;
    if ours {
        check_count(track.samples.len().saturating_add(count))?;
    } else {
        check_count(count)?;
    }
    let entry = header.entry.unwrap_or(track.defaults.entry);
    for _ in 0..count {
        let mut field = |bit: u32| (flags & bit != 0).then(|| cut.u32()).transpose();
        let duration = field(0x100)?
            .or(header.duration)
            .unwrap_or(track.defaults.duration);
        let size = field(0x200)?.or(header.size).unwrap_or(track.defaults.size);
        field(0x400)?;
        let shift = field(0x800)?.unwrap_or(0) as i32;
        if ours {
            track.samples.push(Sample {
                offset: at,
                size,
                decode: *clock,
                composition: clock.saturating_add(i64::from(shift)),
                entry: entry.saturating_sub(1),
            });
            *clock = clock.saturating_add(i64::from(duration));
        }
        at = at.saturating_add(u64::from(size));
    }
    Ok(at)
}
