//! The video track of an MP4 index.
//!
//! Enters: the body of a `moov` box, untrusted. Leaves: one [`Track`]: codec,
//! rotation, clock, edits and the list of samples in decoding order.

use selfsame::Rotation;

use super::boxes::{Atom, Cut, atoms, broken, find, letters, need};
use super::edits::Edits;
use super::samples::{self, Sample};
use crate::error::Result;

/// How the samples are coded.
#[derive(Clone)]
pub(super) enum Codec {
    /// H.264; the bytes of the `avcC` box.
    H264(Vec<u8>),
    /// Anything else, by its four letters.
    Other(String),
}

/// What fragments leave out when it is the same for all of them (`trex`).
#[derive(Clone, Copy, Default)]
pub(super) struct Defaults {
    pub(super) entry: u32,
    pub(super) duration: u32,
    pub(super) size: u32,
}

/// One video track.
pub(super) struct Track {
    pub(super) id: u32,
    /// Units a second of all times of the samples.
    pub(super) timescale: u32,
    pub(super) rotation: Rotation,
    /// Whether the track's matrix mirrors or skews, which a rotation cannot say.
    pub(super) odd_matrix: bool,
    /// As stored, before rotation.
    pub(super) width: u16,
    /// As stored, before rotation.
    pub(super) height: u16,
    /// One for each sample description.
    pub(super) codecs: Vec<Codec>,
    pub(super) edits: Edits,
    pub(super) samples: Vec<Sample>,
    pub(super) defaults: Defaults,
}

/// Reads the first video track of a `moov` body.
///
/// # Errors
/// [`Format`](crate::ErrorKind::Format) when there is none or its tables
/// contradict themselves; [`Limit`](crate::ErrorKind::Limit) for too many samples.
pub(super) fn read(moov: &[u8]) -> Result<Track> {
    let top = atoms(moov)?;
    let movie_timescale = timescale(need(&top, b"mvhd")?)?;
    for trak in top.iter().filter(|a| &a.kind == b"trak") {
        let inside = atoms(trak.body)?;
        let mdia = atoms(need(&inside, b"mdia")?)?;
        let mut handler = Cut(need(&mdia, b"hdlr")?);
        handler.take(8)?;
        if &handler.kind()? == b"vide" {
            return video(&top, &inside, &mdia, movie_timescale);
        }
    }
    Err(broken("it holds no video track"))
}

fn video(
    top: &[Atom<'_>],
    trak: &[Atom<'_>],
    mdia: &[Atom<'_>],
    movie_timescale: u32,
) -> Result<Track> {
    let (id, rotation, odd_matrix) = track_header(need(trak, b"tkhd")?)?;
    let timescale = timescale(need(mdia, b"mdhd")?)?;
    let minf = atoms(need(mdia, b"minf")?)?;
    let stbl = atoms(need(&minf, b"stbl")?)?;
    let (codecs, width, height) = descriptions(need(&stbl, b"stsd")?)?;
    let edits = match find(trak, b"edts") {
        Some(edts) => match find(&atoms(edts)?, b"elst") {
            Some(elst) => Edits::read(elst, movie_timescale, timescale)?,
            None => Edits::default(),
        },
        None => Edits::default(),
    };
    Ok(Track {
        id,
        timescale,
        rotation,
        odd_matrix,
        width,
        height,
        codecs,
        edits,
        samples: samples::expand(&stbl)?,
        defaults: defaults(top, id)?,
    })
}

/// The timescale of an `mvhd` or `mdhd` box; both start alike.
fn timescale(body: &[u8]) -> Result<u32> {
    let mut cut = Cut(body);
    let (version, _) = cut.full()?;
    cut.take(if version == 1 { 16 } else { 8 })?;
    match cut.u32()? {
        0 => Err(broken("a clock of zero units a second")),
        units => Ok(units),
    }
}

/// Track number, rotation, and whether the matrix says more than a rotation.
fn track_header(body: &[u8]) -> Result<(u32, Rotation, bool)> {
    let mut cut = Cut(body);
    let (version, _) = cut.full()?;
    cut.take(if version == 1 { 16 } else { 8 })?;
    let id = cut.u32()?;
    cut.take(if version == 1 { 12 } else { 8 })?;
    cut.take(16)?;
    let mut matrix = [0i32; 9];
    for value in &mut matrix {
        *value = cut.i32()?;
    }
    // The picture's x axis goes to (a, b) and its y axis to (c, d), y downwards.
    let sign = |i: usize| matrix[i].signum();
    let (rotation, odd) = match (sign(0), sign(1), sign(3), sign(4)) {
        (1, 0, 0, 1) | (0, 0, 0, 0) => (Rotation::None, false),
        (0, 1, -1, 0) => (Rotation::Cw90, false),
        (-1, 0, 0, -1) => (Rotation::Cw180, false),
        (0, -1, 1, 0) => (Rotation::Cw270, false),
        _ => (Rotation::None, true),
    };
    Ok((id, rotation, odd))
}

/// Codecs and the size that the first one states.
fn descriptions(body: &[u8]) -> Result<(Vec<Codec>, u16, u16)> {
    let mut cut = Cut(body);
    cut.full()?;
    cut.u32()?;
    let mut codecs = Vec::new();
    let (mut width, mut height) = (0, 0);
    for entry in atoms(cut.0)? {
        let mut cut = Cut(entry.body);
        // Reserved and data reference; then what QuickTime once stored there.
        cut.take(24)?;
        let (w, h) = (cut.u16()?, cut.u16()?);
        if codecs.is_empty() {
            (width, height) = (w, h);
        }
        cut.take(50)?;
        codecs.push(match &entry.kind {
            b"avc1" | b"avc3" => Codec::H264(need(&atoms(cut.0)?, b"avcC")?.to_vec()),
            other => Codec::Other(letters(*other)),
        });
    }
    if codecs.is_empty() {
        return Err(broken("the video track does not say how it is coded"));
    }
    Ok((codecs, width, height))
}

fn defaults(top: &[Atom<'_>], id: u32) -> Result<Defaults> {
    let Some(mvex) = find(top, b"mvex") else {
        return Ok(Defaults::default());
    };
    for trex in atoms(mvex)?.iter().filter(|a| &a.kind == b"trex") {
        let mut cut = Cut(trex.body);
        cut.full()?;
        if cut.u32()? == id {
            return Ok(Defaults {
                entry: cut.u32()?,
                duration: cut.u32()?,
                size: cut.u32()?,
            });
        }
    }
    Ok(Defaults::default())
}
