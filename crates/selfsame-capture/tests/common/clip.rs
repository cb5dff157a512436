//! Small H.264 clips in MP4, encoded and wrapped on the fly: frame `n` is plain
//! grey of a luma that tells its number.
#![allow(dead_code)]

use openh264::encoder::{Encoder, EncoderConfig};
use openh264::formats::YUVBuffer;

/// What a clip shall be.
#[derive(Clone)]
pub(crate) struct Clip {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// How long each frame is shown, in 1/90000 s; as many frames.
    pub(crate) deltas: Vec<u32>,
    /// Matrix of the track header, without the fixed third column: a, b, c, d.
    pub(crate) matrix: [i32; 4],
    pub(crate) elst: Option<Vec<(u32, i32)>>,
    /// The sizes change to this at the frame with this number.
    pub(crate) change: Option<(usize, usize, usize)>,
    /// One fragment for so many frames; 0: not fragmented.
    pub(crate) fragment: usize,
}

impl Clip {
    pub(crate) fn plain(frames: usize) -> Self {
        Self {
            width: 64,
            height: 48,
            deltas: vec![3600; frames],
            matrix: [1, 0, 0, 1],
            elst: None,
            change: None,
            fragment: 0,
        }
    }

    /// A sound index of a video track without samples.
    pub(crate) fn no_frames() -> Vec<u8> {
        let clip = Self::plain(1);
        let config = avcc(&encode(clip.width, clip.height, 0..1));
        [ftyp(), clip.moov(&[], &[], &[config], 0)].concat()
    }

    /// The MP4 file.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut coded = Vec::new();
        let change = self.change.unwrap_or((usize::MAX, 0, 0));
        let mut first = encode(self.width, self.height, 0..self.deltas.len().min(change.0));
        let mut configs = vec![avcc(&first)];
        let split = first.len();
        coded.append(&mut first);
        if split < self.deltas.len() {
            let mut second = encode(change.1, change.2, split..self.deltas.len());
            configs.push(avcc(&second));
            coded.append(&mut second);
        }
        let samples: Vec<Vec<u8>> = coded.iter().map(|s| length_prefixed(s)).collect();
        match self.fragment {
            0 => self.whole(&samples, &configs, split),
            n => self.fragmented(&samples, &configs, n),
        }
    }

    fn whole(&self, samples: &[Vec<u8>], configs: &[Vec<u8>], split: usize) -> Vec<u8> {
        let mut offsets = vec![0u32; samples.len()];
        // The index comes first, so its length decides the offsets: twice over.
        for _ in 0..2 {
            let head = [ftyp(), self.moov(samples, &offsets, configs, split)].concat();
            let mut at = head.len() as u32 + 8;
            for (offset, sample) in offsets.iter_mut().zip(samples) {
                *offset = at;
                at += sample.len() as u32;
            }
        }
        let moov = self.moov(samples, &offsets, configs, split);
        [ftyp(), moov, atom(b"mdat", &samples.concat())].concat()
    }

    fn fragmented(&self, samples: &[Vec<u8>], configs: &[Vec<u8>], per: usize) -> Vec<u8> {
        let mut file = [ftyp(), self.moov(&[], &[], configs, 0)].concat();
        let mut clock = 0u32;
        for (n, group) in samples.chunks(per).enumerate() {
            let deltas = &self.deltas[n * per..n * per + group.len()];
            let moof = |data_offset: u32| {
                let mut trun = words(&[0x301, group.len() as u32, data_offset]);
                for (sample, delta) in group.iter().zip(deltas) {
                    trun.extend(words(&[*delta, sample.len() as u32]));
                }
                let traf = [
                    atom(b"tfhd", &words(&[0x02_0000, 1])),
                    atom(b"tfdt", &words(&[0, clock])),
                    atom(b"trun", &trun),
                ];
                let mfhd = atom(b"mfhd", &words(&[0, n as u32 + 1]));
                atom(b"moof", &[mfhd, atom(b"traf", &traf.concat())].concat())
            };
            let length = moof(0).len() as u32;
            file.extend(moof(length + 8));
            file.extend(atom(b"mdat", &group.concat()));
            clock += deltas.iter().sum::<u32>();
        }
        file
    }

    fn moov(
        &self,
        samples: &[Vec<u8>],
        offsets: &[u32],
        configs: &[Vec<u8>],
        split: usize,
    ) -> Vec<u8> {
        let mvhd = atom(b"mvhd", &[words(&[0, 0, 0, 1000, 0]), vec![0; 80]].concat());
        let mdhd = atom(b"mdhd", &words(&[0, 0, 0, 90_000, 0, 0]));
        let hdlr = [words(&[0, 0]), b"vide".to_vec(), vec![0; 13]].concat();
        let entries: Vec<Vec<u8>> = configs.iter().map(|c| self.avc1(c)).collect();
        let stsd = [words(&[0, entries.len() as u32]), entries.concat()].concat();
        let deltas = if samples.is_empty() {
            &[]
        } else {
            &self.deltas[..]
        };
        let mut stts = words(&[0, deltas.len() as u32]);
        deltas.iter().for_each(|d| stts.extend(words(&[1, *d])));
        let stsc = match samples.len() {
            0 => words(&[0, 0]),
            n if n > split => words(&[0, 2, 1, 1, 1, split as u32 + 1, 1, 2]),
            _ => words(&[0, 1, 1, 1, 1]),
        };
        let sizes: Vec<u32> = samples.iter().map(|s| s.len() as u32).collect();
        let stsz = [words(&[0, 0, sizes.len() as u32]), words(&sizes)].concat();
        let stco = [words(&[0, offsets.len() as u32]), words(offsets)].concat();
        let stbl = [
            atom(b"stsd", &stsd),
            atom(b"stts", &stts),
            atom(b"stsc", &stsc),
            atom(b"stsz", &stsz),
            atom(b"stco", &stco),
        ];
        let minf = atom(b"minf", &atom(b"stbl", &stbl.concat()));
        let mdia = [mdhd, atom(b"hdlr", &hdlr), minf].concat();
        let mut trak = vec![atom(b"tkhd", &self.tkhd())];
        if let Some(edits) = &self.elst {
            let mut elst = words(&[0, edits.len() as u32]);
            for (duration, media) in edits {
                elst.extend(words(&[*duration, *media as u32, 0x0001_0000]));
            }
            trak.push(atom(b"edts", &atom(b"elst", &elst)));
        }
        trak.push(atom(b"mdia", &mdia));
        let mut moov = vec![mvhd, atom(b"trak", &trak.concat())];
        if self.fragment > 0 {
            let trex = atom(b"trex", &words(&[0, 1, 1, 0, 0, 0]));
            moov.push(atom(b"mvex", &trex));
        }
        atom(b"moov", &moov.concat())
    }

    fn tkhd(&self) -> Vec<u8> {
        let [a, b, c, d] = self.matrix.map(|v| (v * 0x1_0000) as u32);
        let mut body = words(&[3, 0, 0, 1, 0, 0]);
        body.extend([0; 16]);
        body.extend(words(&[a, b, 0, c, d, 0, 0, 0, 0x4000_0000]));
        body.extend(words(&[
            (self.width as u32) << 16,
            (self.height as u32) << 16,
        ]));
        body
    }

    fn avc1(&self, config: &[u8]) -> Vec<u8> {
        let mut body = vec![0; 24];
        body.extend((self.width as u16).to_be_bytes());
        body.extend((self.height as u16).to_be_bytes());
        body.extend([0; 50]);
        body.extend(atom(b"avcC", config));
        atom(b"avc1", &body)
    }
}

/// The luma of frame `n`: steps that survive compression.
pub(crate) fn luma(n: usize) -> u8 {
    (40 + n * 7 % 180) as u8
}

pub(crate) fn atom(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut out = words(&[body.len() as u32 + 8]);
    out.extend(kind);
    out.extend(body);
    out
}

pub(crate) fn words(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_be_bytes()).collect()
}

fn ftyp() -> Vec<u8> {
    atom(b"ftyp", b"isom\0\0\x02\0isomavc1")
}

/// Coded frames as lists of NAL units.
fn encode(width: usize, height: usize, frames: std::ops::Range<usize>) -> Vec<Vec<Vec<u8>>> {
    let api = openh264::OpenH264API::from_source();
    let config = EncoderConfig::new().rate_control_mode(openh264::encoder::RateControlMode::Off);
    let mut encoder = Encoder::with_api_config(api, config).unwrap();
    frames
        .map(|n| {
            let mut data = vec![luma(n); width * height];
            data.resize(width * height * 3 / 2, 128);
            let picture = YUVBuffer::from_vec(data, width, height);
            nal_units(&encoder.encode(&picture).unwrap().to_vec())
        })
        .collect()
}

/// The NAL units of a stream with start codes.
fn nal_units(stream: &[u8]) -> Vec<Vec<u8>> {
    let mut starts: Vec<usize> = Vec::new();
    for at in 0..stream.len().saturating_sub(2) {
        if stream[at..at + 3] == [0, 0, 1] {
            starts.push(at + 3);
        }
    }
    let end_of = |k: usize| match starts.get(k + 1) {
        Some(&next) if stream[next - 4] == 0 => next - 4,
        Some(&next) => next - 3,
        None => stream.len(),
    };
    (0..starts.len())
        .map(|k| stream[starts[k]..end_of(k)].to_vec())
        .collect()
}

fn avcc(frames: &[Vec<Vec<u8>>]) -> Vec<u8> {
    let of = |kind: u8| frames.iter().flatten().find(|n| n[0] & 31 == kind).unwrap();
    let (sps, pps) = (of(7), of(8));
    let mut out = vec![1, sps[1], sps[2], sps[3], 0xff, 0xe1];
    for (nal, count) in [(sps, None), (pps, Some(1))] {
        out.extend(count);
        out.extend((nal.len() as u16).to_be_bytes());
        out.extend(nal);
    }
    out
}

/// A sample without its parameter sets, which the index holds.
fn length_prefixed(units: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    for unit in units.iter().filter(|u| !matches!(u[0] & 31, 7 | 8)) {
        out.extend((unit.len() as u32).to_be_bytes());
        out.extend(unit);
    }
    out
}
