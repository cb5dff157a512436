//! H.264 in MP4, MOV or M4V without a system package.
//!
//! Enters: a file or bytes, untrusted. Leaves: NV12 frames in presentation order
//! with the container's times and rotation, one sample in memory at a time.
//!
//! The index is read here and not by `re_mp4` 0.5: that crate panics on tables
//! that contradict themselves, reserves memory for as many samples as a four-byte
//! field claims, and refuses a file whose end is missing, of which the frames
//! before the break are wanted here.

mod boxes;
mod edits;
mod fragments;
mod h264;
mod index;
mod samples;
mod sps;
mod track;

use std::collections::VecDeque;
use std::io::{Read, Seek, SeekFrom};
use std::time::Duration;

use selfsame::{Frame, PixelFormat};

use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::source::{FrameSource, SourceInfo, SourceKind};
use boxes::broken;
use h264::{Config, Decoded, H264};
use index::Index;
use track::Codec;

/// Frames of an MP4 file.
pub(super) struct Mp4Source<R> {
    place: String,
    input: R,
    index: Index,
    configs: Vec<Config>,
    decoder: H264,
    /// When each picture is shown, in presentation order; `None`: cut by an edit.
    times: Vec<Option<Duration>>,
    /// Smallest presentation position among this sample and those after it.
    earliest_from: Vec<usize>,
    next_sample: usize,
    announced: Option<u32>,
    /// Pictures that left the decoder.
    pictures: usize,
    ready: VecDeque<Frame>,
    last: Option<Duration>,
    state: State,
}

enum State {
    Reading,
    /// Deliver what is ready, then this.
    Ending(Option<Error>),
}

/// Why the built-in decoder does not take a file that is no failure of the file:
/// `ffmpeg` may take it.
pub(super) struct Unsupported(pub(super) String);

impl<R: Read + Seek + Send> Mp4Source<R> {
    /// Reads the index. `Ok(Err(_))` means: a sound file of another codec.
    pub(super) fn open(
        place: impl Into<String>,
        mut input: R,
    ) -> Result<std::result::Result<Self, Unsupported>> {
        let place = place.into();
        let index = index::read(&mut input).map_err(|e| e.at(&place))?;
        match Self::with_index(place.clone(), input, index) {
            Ok(source) => Ok(source),
            Err(error) => Err(error.at(&place)),
        }
    }

    fn with_index(
        place: String,
        input: R,
        index: Index,
    ) -> Result<std::result::Result<Self, Unsupported>> {
        let track = &index.track;
        let mut configs = Vec::new();
        for codec in &track.codecs {
            match codec {
                Codec::H264(avcc) => configs.push(Config::read(avcc)?),
                Codec::Other(name) => return Ok(Err(Unsupported(format!("'{name}' in MP4")))),
            }
        }
        if !configs.iter().all(Config::plain) {
            let what = "H.264 that is interlaced, not 4:2:0, or not 8 bits, in MP4";
            return Ok(Err(Unsupported(what.into())));
        }
        if track.edits.several {
            return Ok(Err(Unsupported("MP4 with several edits".into())));
        }
        if track.odd_matrix {
            return Ok(Err(Unsupported("MP4 with a mirrored picture".into())));
        }
        if track.samples.is_empty() {
            return Err(match &index.cut_off {
                Some(what) => broken(what.clone()),
                None => broken("its video track holds no frames"),
            });
        }
        let (times, earliest_from) = presentation(&index)?;
        Ok(Ok(Self {
            place,
            input,
            configs,
            decoder: H264::new()?,
            times,
            earliest_from,
            next_sample: 0,
            announced: None,
            pictures: 0,
            ready: VecDeque::new(),
            last: None,
            state: State::Reading,
            index,
        }))
    }

    /// Feeds one sample to the decoder.
    fn step(&mut self) -> Result<()> {
        let n = self.next_sample;
        let sample = self.index.track.samples[n];
        let config = self
            .configs
            .get(sample.entry as usize)
            .ok_or_else(|| broken("it names a sample description that is not there"))?;
        if sample.size > limits::SAMPLE_BYTES {
            return Err(Error::new(
                ErrorKind::Limit,
                format!("{} bytes, more than {}", sample.size, limits::SAMPLE_BYTES),
            ));
        }
        let end = sample.offset.checked_add(u64::from(sample.size));
        if end.is_none_or(|end| end > self.index.file_bytes) {
            return Err(broken("it lies beyond the end: the file is cut off"));
        }
        let mut bytes = vec![0; sample.size as usize];
        self.input
            .seek(SeekFrom::Start(sample.offset))
            .and_then(|_| self.input.read_exact(&mut bytes))
            .map_err(|e| Error::io("reading", e))?;
        let announce = self.announced != Some(sample.entry);
        let decoded = self.decoder.decode(config, announce, &bytes)?;
        self.announced = Some(sample.entry);
        self.next_sample += 1;
        if let Some(picture) = decoded {
            self.deliver(picture)?;
        }
        Ok(())
    }

    /// Gives a picture the next presentation time and queues it.
    fn deliver(&mut self, picture: Decoded) -> Result<()> {
        let n = self.pictures;
        let time = *self
            .times
            .get(n)
            .ok_or_else(|| broken("more pictures than samples"))?;
        self.pictures += 1;
        let Some(time) = time else {
            return Ok(());
        };
        if self.last.is_some_and(|last| time <= last) {
            return Err(Error::new(
                ErrorKind::Frame,
                format!("frame {n}: its time {time:?} is not after that of the frame before"),
            ));
        }
        let frame = Frame::new(
            PixelFormat::Nv12,
            picture.width,
            picture.height,
            time,
            picture.data,
        )
        .map_err(|e| Error::from(e).at(format!("frame {n}")))?;
        self.last = Some(time);
        self.ready.push_back(
            frame
                .with_range(picture.range)
                .rotated(self.index.track.rotation),
        );
        Ok(())
    }

    /// Takes what waits in the decoder; `most` pictures are certain in all.
    fn drain(&mut self, most: usize) -> Result<()> {
        for picture in self.decoder.flush()? {
            if self.pictures >= most {
                break;
            }
            self.deliver(picture)?;
        }
        Ok(())
    }

    /// What comes after the last sample, or after the one that failed.
    fn finish(&mut self, failure: Option<Error>) -> Option<Error> {
        let n = self.next_sample;
        let total = self.index.track.samples.len();
        if let Some(error) = failure {
            let named = match error.kind() {
                // Its frame is named already.
                ErrorKind::Frame => error,
                _ => error.at(format!("sample {n} of {total}")),
            };
            // A picture shown after a lost one would get the lost one's time.
            let certain = self.earliest_from.get(n).copied().unwrap_or(total);
            let _ = self.drain(certain);
            return Some(named.at(&self.place));
        }
        if let Err(error) = self.drain(total) {
            return Some(error.at(&self.place));
        }
        if self.pictures < total {
            let gave = self.pictures;
            let what = format!("{total} samples gave only {gave} pictures: times are not certain");
            return Some(broken(what).at(&self.place));
        }
        let what = self.index.cut_off.clone()?;
        Some(broken(what).at(&self.place))
    }
}

impl<R: Read + Seek + Send> FrameSource for Mp4Source<R> {
    fn next_frame(&mut self) -> Result<Option<Frame>> {
        loop {
            if let Some(frame) = self.ready.pop_front() {
                return Ok(Some(frame));
            }
            if let State::Ending(error) = &mut self.state {
                return error.take().map_or(Ok(None), Err);
            }
            let ended = if self.next_sample < self.index.track.samples.len() {
                match self.step() {
                    Ok(()) => continue,
                    Err(error) => self.finish(Some(error)),
                }
            } else {
                self.finish(None)
            };
            self.state = State::Ending(ended);
        }
    }

    fn describe(&self) -> SourceInfo {
        let shown: Vec<Duration> = self.times.iter().flatten().copied().collect();
        let span = match (shown.first(), shown.last()) {
            (Some(first), Some(last)) => last.saturating_sub(*first).as_secs_f64(),
            _ => 0.0,
        };
        SourceInfo {
            fps: (span > 0.0).then(|| (shown.len() - 1) as f64 / span),
            frames: Some(shown.len() as u64),
            width: Some(u32::from(self.index.track.width)),
            height: Some(u32::from(self.index.track.height)),
            ..SourceInfo::new(SourceKind::Video, self.place.clone())
        }
    }
}

/// The times of all pictures in presentation order, and for each sample the
/// smallest position that it or a later one takes there.
fn presentation(index: &Index) -> Result<(Vec<Option<Duration>>, Vec<usize>)> {
    let track = &index.track;
    let mut order: Vec<usize> = (0..track.samples.len()).collect();
    order.sort_by_key(|&n| track.samples[n].composition);
    let mut times = Vec::with_capacity(order.len());
    let mut earliest = vec![0; order.len()];
    for (position, &n) in order.iter().enumerate() {
        earliest[n] = position;
        let shown = track.edits.shown_at(track.samples[n].composition);
        times.push(match shown {
            Some(units) => {
                to_time(units, track.timescale).map_err(|e| e.at(format!("frame {position}")))?
            }
            None => None,
        });
    }
    let mut least = usize::MAX;
    for position in earliest.iter_mut().rev() {
        least = least.min(*position);
        *position = least;
    }
    Ok((times, earliest))
}

/// Track units to time; `None` before the start.
fn to_time(units: i64, timescale: u32) -> Result<Option<Duration>> {
    let Ok(units) = u64::try_from(units) else {
        return Ok(None);
    };
    let scale = u64::from(timescale);
    let seconds = units / scale;
    if seconds > limits::VIDEO_SECONDS {
        return Err(Error::new(
            ErrorKind::Limit,
            format!(
                "its time of {seconds} s is beyond {}",
                limits::VIDEO_SECONDS
            ),
        ));
    }
    let nanos = (units % scale) * 1_000_000_000 / scale;
    Ok(Some(Duration::new(seconds, nanos as u32)))
}
