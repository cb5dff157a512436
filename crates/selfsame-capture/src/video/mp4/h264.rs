//! H.264 samples of an MP4 file through openh264.
//!
//! Enters: an `avcC` box and samples in decoding order, untrusted. Leaves:
//! pictures in presentation order as NV12, without times: the caller knows them.

use openh264::OpenH264API;
use openh264::decoder::{DecodedYUV, Decoder, DecoderConfig, Flush};
use openh264::formats::YUVSource;
use selfsame::frame::YuvRange;
use selfsame::limits as frame_limits;

use super::boxes::{Cut, broken};
use super::sps::{self, Sps};
use crate::error::{Error, ErrorKind, Result};

const START_CODE: [u8; 4] = [0, 0, 0, 1];
const NAL_SPS: u8 = 7;
const NAL_PPS: u8 = 8;

/// A decoded picture without a time: NV12, rows without padding.
pub(super) struct Decoded {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) range: YuvRange,
    pub(super) data: Vec<u8>,
}

/// The `avcC` box: parameter sets and how long the length of a NAL unit is.
#[derive(Clone)]
pub(super) struct Config {
    length_bytes: usize,
    /// Parameter sets with start codes.
    parameters: Vec<u8>,
    sps: Option<Sps>,
}

impl Config {
    pub(super) fn read(avcc: &[u8]) -> Result<Self> {
        let mut cut = Cut(avcc);
        if cut.u8()? != 1 {
            return Err(broken("an 'avcC' box of an unknown version"));
        }
        cut.take(3)?;
        let length_bytes = usize::from(cut.u8()? & 3) + 1;
        let mut parameters = Vec::new();
        let mut first = None;
        for mask in [0x1f, 0xff] {
            for _ in 0..cut.u8()? & mask {
                let length = usize::from(cut.u16()?);
                let nal = cut.take(length)?;
                if nal.first().is_some_and(|b| b & 0x1f == NAL_SPS) && first.is_none() {
                    first = sps::parse(nal);
                }
                parameters.extend(START_CODE);
                parameters.extend(nal);
            }
        }
        Ok(Self {
            length_bytes,
            parameters,
            sps: first,
        })
    }

    /// Whether openh264 decodes what the parameter sets announce. A stream that
    /// announces nothing yet (avc3) is tried.
    pub(super) fn plain(&self) -> bool {
        self.sps.is_none_or(|s| s.plain)
    }
}

/// The decoder and what the stream said last.
pub(super) struct H264 {
    decoder: Decoder,
    range: YuvRange,
    packet: Vec<u8>,
}

impl H264 {
    pub(super) fn new() -> Result<Self> {
        // With the default (flush after each sample) streams with B-frames fail
        // with native error 16384: the reordering buffer must stay filled.
        let config = DecoderConfig::new().flush_after_decode(Flush::NoFlush);
        let decoder = Decoder::with_api_config(OpenH264API::from_source(), config)
            .map_err(|e| broken("the H.264 decoder does not start").caused_by(e))?;
        Ok(Self {
            decoder,
            range: YuvRange::Limited,
            packet: Vec::new(),
        })
    }

    /// Decodes one sample; `config` is repeated where `announce` says so.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] for broken data, [`ErrorKind::Limit`] for a size
    /// beyond the limits of frames.
    pub(super) fn decode(
        &mut self,
        config: &Config,
        announce: bool,
        sample: &[u8],
    ) -> Result<Option<Decoded>> {
        self.packet.clear();
        if announce {
            if let Some(sps) = &config.sps {
                self.heed(sps)?;
            }
            self.packet.extend_from_slice(&config.parameters);
        }
        let mut cut = Cut(sample);
        while !cut.0.is_empty() {
            let length = cut
                .take(config.length_bytes)?
                .iter()
                .fold(0usize, |n, &b| n << 8 | usize::from(b));
            let nal = cut
                .take(length)
                .map_err(|_| broken("a NAL unit runs beyond its sample"))?;
            match nal.first().map(|b| b & 0x1f) {
                None => continue,
                Some(NAL_SPS) => {
                    let sps = sps::parse(nal).ok_or_else(|| broken("broken parameter set"))?;
                    if !sps.plain {
                        return Err(broken(
                            "the stream changes to a form of H.264 that is not built in",
                        ));
                    }
                    self.heed(&sps)?;
                }
                Some(1 | 5 | NAL_PPS) => {}
                // Hints, delimiters, padding, auxiliary pictures.
                Some(_) => continue,
            }
            self.packet.extend(START_CODE);
            self.packet.extend_from_slice(nal);
        }
        if self.packet.is_empty() {
            return Ok(None);
        }
        let range = self.range;
        let decoded = self
            .decoder
            .decode(&self.packet)
            .map_err(|e| broken("broken H.264 data").caused_by(e))?;
        decoded.map(|yuv| to_nv12(&yuv, range)).transpose()
    }

    /// The pictures that were waiting for their turn.
    pub(super) fn flush(&mut self) -> Result<Vec<Decoded>> {
        let range = self.range;
        self.decoder
            .flush_remaining()
            .map_err(|e| broken("broken H.264 data at the end").caused_by(e))?
            .iter()
            .map(|yuv| to_nv12(yuv, range))
            .collect()
    }

    fn heed(&mut self, sps: &Sps) -> Result<()> {
        let (width, height) = (sps.width, sps.height);
        let most = frame_limits::FRAME_SIDE;
        if width > most
            || height > most
            || u64::from(width) * u64::from(height) > frame_limits::FRAME_PIXELS
        {
            return Err(Error::new(
                ErrorKind::Limit,
                format!("{width}x{height} video: more than {most} pixels a side or too many"),
            ));
        }
        self.range = sps.range;
        Ok(())
    }
}

/// Copies the planes without their padding; interleaves the chroma.
fn to_nv12(yuv: &DecodedYUV<'_>, range: YuvRange) -> Result<Decoded> {
    let (width, height) = yuv.dimensions();
    let (y_stride, u_stride, v_stride) = yuv.strides();
    let (across, down) = (width.div_ceil(2), height.div_ceil(2));
    let row = across * 2;
    let mut data = Vec::with_capacity(row * (height + down));
    let short = || broken("the H.264 decoder answered less than a picture");
    for line in 0..height {
        let from = line * y_stride;
        let luma = yuv.y().get(from..from + width).ok_or_else(short)?;
        data.extend_from_slice(luma);
        data.resize(data.len() + row - width, 0);
    }
    for line in 0..down {
        let u = yuv.u().get(line * u_stride..line * u_stride + across);
        let v = yuv.v().get(line * v_stride..line * v_stride + across);
        let (u, v) = u.zip(v).ok_or_else(short)?;
        data.extend(u.iter().zip(v).flat_map(|(&u, &v)| [u, v]));
    }
    Ok(Decoded {
        width: u32::try_from(width).map_err(|_| short())?,
        height: u32::try_from(height).map_err(|_| short())?,
        range,
        data,
    })
}
