//! YUV4MPEG2 (y4m), 8 bits: what `ffmpeg -f yuv4mpegpipe` writes.
//!
//! Enters: a stream, untrusted. Leaves: NV12 or grey frames with times by the
//! stream's rate. Chroma of 4:2:2 and 4:4:4 is averaged down to 4:2:0.

use std::io::Read;

use selfsame::frame::YuvRange;
use selfsame::limits as frame_limits;
use selfsame::{Frame, PixelFormat};

use super::{Rate, check_frame_number, cut_off, fill};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::source::{FrameSource, SourceInfo, SourceKind};

/// How many chroma samples there are: divisors of the width and the height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chroma {
    None,
    Planes { across: u32, down: u32 },
}

/// What the stream's header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Header {
    width: u32,
    height: u32,
    rate: Rate,
    chroma: Chroma,
    range: YuvRange,
}

/// Frames of a y4m stream.
pub struct Y4mSource<R> {
    name: String,
    input: R,
    header: Header,
    next: u64,
    over: bool,
}

impl<R: Read + Send> Y4mSource<R> {
    /// Reads the stream's header. `input` should be buffered; `name` is for
    /// messages.
    ///
    /// # Errors
    /// [`Format`](ErrorKind::Format) for no y4m, interlaced or more than 8 bits;
    /// [`Limit`](ErrorKind::Limit) for frames beyond the limits.
    pub fn new(name: impl Into<String>, mut input: R) -> Result<Self> {
        let name = name.into();
        let header = line(&mut input)
            .and_then(|text| match text {
                Some(text) => parse(&text),
                None => Err(Error::new(ErrorKind::Format, "the input is empty")),
            })
            .map_err(|e| e.at(&name))?;
        Ok(Self {
            name,
            input,
            header,
            next: 0,
            over: false,
        })
    }

    fn read(&mut self) -> Result<Option<Frame>> {
        let n = self.next;
        let Some(mark) = line(&mut self.input).map_err(|e| e.at(format!("frame {n}")))? else {
            return Ok(None);
        };
        if mark.split(' ').next() != Some("FRAME") {
            return Err(Error::new(
                ErrorKind::Format,
                format!("frame {n}: it does not start with FRAME"),
            ));
        }
        check_frame_number(n)?;
        let Header { width, height, .. } = self.header;
        let mut plane = |w: u32, h: u32| -> Result<Vec<u8>> {
            let mut data = vec![0; w as usize * h as usize];
            match fill(&mut self.input, &mut data) {
                Ok(true) => Ok(data),
                Ok(false) => Err(cut_off(n, std::io::ErrorKind::UnexpectedEof.into())),
                Err(e) => Err(cut_off(n, e)),
            }
        };
        let luma = plane(width, height)?;
        let (format, data) = match self.header.chroma {
            Chroma::None => (PixelFormat::Grey, luma),
            Chroma::Planes { across, down } => {
                let (w, h) = (width.div_ceil(across), height.div_ceil(down));
                let (u, v) = (plane(w, h)?, plane(w, h)?);
                let shape = (width as usize, height as usize);
                let step = ((2 / across) as usize, (2 / down) as usize);
                (
                    PixelFormat::Nv12,
                    to_nv12(shape, &luma, [&u, &v], w as usize, step),
                )
            }
        };
        self.next += 1;
        let time = self.header.rate.time(n);
        let frame = Frame::new(format, width, height, time, data)
            .map_err(|e| Error::from(e).at(format!("frame {n}")))?;
        Ok(Some(frame.with_range(self.header.range)))
    }
}

impl<R: Read + Send> FrameSource for Y4mSource<R> {
    fn next_frame(&mut self) -> Result<Option<Frame>> {
        if self.over {
            return Ok(None);
        }
        let frame = self.read();
        self.over = !matches!(frame, Ok(Some(_)));
        frame.map_err(|e| e.at(&self.name))
    }

    fn describe(&self) -> SourceInfo {
        SourceInfo {
            fps: Some(self.header.rate.fps()),
            width: Some(self.header.width),
            height: Some(self.header.height),
            ..SourceInfo::new(SourceKind::Pipe, self.name.clone())
        }
    }
}

/// A header line without its end; `None` at the end of the input.
fn line(input: &mut impl Read) -> Result<Option<String>> {
    let mut text = Vec::new();
    let mut byte = [0];
    while fill(input, &mut byte).map_err(|e| Error::io("the input", e))? {
        if byte[0] == b'\n' {
            return Ok(Some(String::from_utf8_lossy(&text).into_owned()));
        }
        text.push(byte[0]);
        if text.len() > limits::Y4M_LINE_BYTES {
            return Err(Error::new(
                ErrorKind::Limit,
                format!(
                    "a header line of more than {} bytes",
                    limits::Y4M_LINE_BYTES
                ),
            ));
        }
    }
    match text.is_empty() {
        true => Ok(None),
        false => Err(Error::new(ErrorKind::Format, "the input ends in a header")),
    }
}

fn parse(text: &str) -> Result<Header> {
    let wrong = |what: String| Error::new(ErrorKind::Format, format!("y4m: {what}"));
    let mut words = text.split(' ');
    if words.next() != Some("YUV4MPEG2") {
        return Err(wrong("the input does not start with YUV4MPEG2".into()));
    }
    let (mut width, mut height) = (0u32, 0u32);
    let mut rate = None;
    let mut chroma = Chroma::Planes { across: 2, down: 2 };
    let mut range = YuvRange::Limited;
    for word in words.filter(|w| !w.is_empty()) {
        let mut letters = word.chars();
        let tag = letters.next().unwrap_or(' ');
        let value = letters.as_str();
        let number = || {
            value
                .parse::<u32>()
                .map_err(|_| wrong(format!("'{tag}' is no number")))
        };
        match tag {
            'W' => width = number()?,
            'H' => height = number()?,
            'F' => rate = Some(parse_rate(value).ok_or_else(|| wrong("frame rate".into()))?),
            'I' if !matches!(value, "p" | "?") => {
                return Err(wrong("interlaced video is not taken".into()));
            }
            'C' => chroma = parse_chroma(value).ok_or_else(|| wrong(unknown_chroma(value)))?,
            'X' if value == "COLORRANGE=FULL" => range = YuvRange::Full,
            _ => {}
        }
    }
    if width == 0 || height == 0 {
        return Err(wrong("width or height is missing".into()));
    }
    if width.max(height) > frame_limits::FRAME_SIDE
        || u64::from(width) * u64::from(height) > frame_limits::FRAME_PIXELS
    {
        return Err(Error::new(
            ErrorKind::Limit,
            format!("y4m: frames of {width}x{height} pixels are too large"),
        ));
    }
    Ok(Header {
        width,
        height,
        rate: rate.ok_or_else(|| wrong("the frame rate is missing".into()))?,
        chroma,
        range,
    })
}

fn parse_rate(text: &str) -> Option<Rate> {
    let (num, den) = text.split_once(':')?;
    Rate::new(num.parse().ok()?, den.parse().ok()?).ok()
}

fn parse_chroma(text: &str) -> Option<Chroma> {
    let (across, down) = match text {
        "mono" => return Some(Chroma::None),
        "420" | "420jpeg" | "420mpeg2" | "420paldv" => (2, 2),
        "422" => (2, 1),
        "444" => (1, 1),
        _ => return None,
    };
    Some(Chroma::Planes { across, down })
}

fn unknown_chroma(value: &str) -> String {
    let short: String = value
        .chars()
        .filter(|c| c.is_ascii_graphic())
        .take(16)
        .collect();
    format!("chroma '{short}' is not taken (8-bit mono, 420, 422 and 444 are)")
}

/// Luma and two chroma planes as NV12; each chroma sample is the mean of a block
/// of `step` samples.
fn to_nv12(
    (width, height): (usize, usize),
    luma: &[u8],
    planes: [&[u8]; 2],
    plane_width: usize,
    step: (usize, usize),
) -> Vec<u8> {
    let row = width.div_ceil(2) * 2;
    let mut data = Vec::with_capacity(row * (height + height.div_ceil(2)));
    for line in luma.chunks_exact(width) {
        data.extend_from_slice(line);
        data.resize(data.len() + row - width, 0);
    }
    let plane_height = planes[0].len() / plane_width;
    for y in 0..height.div_ceil(2) {
        let rows = y * step.1..((y + 1) * step.1).min(plane_height);
        for x in 0..width.div_ceil(2) {
            let columns = x * step.0..((x + 1) * step.0).min(plane_width);
            for plane in planes {
                let (mut sum, mut count) = (0u32, 0u32);
                for r in rows.clone() {
                    for c in columns.clone() {
                        sum += u32::from(plane[r * plane_width + c]);
                        count += 1;
                    }
                }
                data.push(((sum + count / 2) / count.max(1)) as u8);
            }
        }
    }
    data
}
