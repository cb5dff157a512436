//! Still pictures from files: an ID portrait, a folder of frames, one MJPEG frame.
//!
//! Enters: the bytes of a JPEG, PNG, WebP, BMP or PNM file, untrusted. Leaves: an
//! upright RGB [`Picture`] (EXIF orientation applied, 16-bit samples cut to 8,
//! CMYK and grey converted, alpha laid over white), or an error that names what
//! is wrong. A file that holds an animation is refused: a portrait with several
//! pictures in it would leave open which one was compared.

mod whole;

use std::io::Cursor;
use std::path::Path;

use image::codecs::{
    bmp::BmpDecoder, jpeg::JpegDecoder, png::PngDecoder, pnm::PnmDecoder, webp::WebPDecoder,
};
use image::error::{ImageError, ImageResult};
use image::{DynamicImage, ImageDecoder, ImageFormat, Limits, RgbImage, RgbaImage};

use super::picture::{Picture, check_still_size};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;

/// Most bytes of the decoded samples: the largest picture with four channels of
/// 8 bits, or half as many pixels of 16 bits.
const MOST_DECODED_BYTES: u64 = limits::IMAGE_PIXELS * 4;
/// Most bytes that a PNG's colour profile and texts may unpack to. None of them
/// is used, and a deflated profile can grow a thousandfold; the decoder leaves
/// out one that is too long. Print profiles have about 3 MB.
const MOST_METADATA_BYTES: u64 = 16 << 20;

/// Opens and decodes a picture file.
///
/// # Errors
/// [`ErrorKind::Io`] when it cannot be read, else as [`decode_still`]; the
/// message starts with the path.
pub fn open_still(path: impl AsRef<Path>) -> Result<Picture> {
    let path = path.as_ref();
    let place = path.display();
    let io = |e| Error::new(ErrorKind::Io, format!("{place}: cannot be read")).caused_by(e);
    let meta = std::fs::metadata(path).map_err(io)?;
    if !meta.is_file() {
        return Err(Error::new(
            ErrorKind::Io,
            format!("{place}: not a regular file"),
        ));
    }
    too_long(meta.len()).map_err(|e| e.at(&place))?;
    let bytes = std::fs::read(path).map_err(io)?;
    decode_still(&bytes).map_err(|e| e.at(&place))
}

/// Decodes the bytes of a picture file.
///
/// # Errors
/// [`ErrorKind::Limit`] for a file or picture beyond the
/// [limits]; [`ErrorKind::Image`] for an empty, truncated,
/// animated or unknown one.
pub fn decode_still(bytes: &[u8]) -> Result<Picture> {
    too_long(bytes.len() as u64)?;
    if bytes.is_empty() {
        return Err(Error::new(ErrorKind::Image, "the file is empty"));
    }
    let format = image::guess_format(bytes).map_err(|e| {
        Error::new(
            ErrorKind::Image,
            "not a JPEG, PNG, WebP, BMP or PNM picture",
        )
        .caused_by(e)
    })?;
    if format == ImageFormat::Jpeg && !whole::Jpeg::walk(bytes).ended {
        return Err(Error::new(
            ErrorKind::Image,
            "Jpeg picture: the file is truncated",
        ));
    }
    decode(bytes, format, check_still_size)
}

/// Decodes one MJPEG frame. A frame whose end is missing is taken, since some
/// cameras never write the end marker; what is missing is grey.
///
/// # Errors
/// As [`decode_still`], and [`ErrorKind::Limit`] for a frame beyond the limits
/// for frames.
pub fn decode_mjpeg(bytes: &[u8]) -> Result<Picture> {
    if bytes.len() > limits::FRAME_FILE_BYTES {
        return Err(Error::new(
            ErrorKind::Limit,
            format!("an MJPEG frame of {} bytes", bytes.len()),
        ));
    }
    decode(bytes, ImageFormat::Jpeg, super::check_size)
}

/// `check` refuses sizes before anything is allocated for the pixels.
fn decode(bytes: &[u8], format: ImageFormat, check: fn(u32, u32) -> Result<()>) -> Result<Picture> {
    let mut decoder = open(bytes, format).map_err(|e| failed(format, e))??;
    let (width, height) = decoder.dimensions();
    check(width, height)?;
    let pixels = u64::from(width) * u64::from(height);
    if format == ImageFormat::Jpeg && !whole::Jpeg::walk(bytes).can_hold(pixels) {
        return Err(Error::new(
            ErrorKind::Image,
            format!("{width}x{height} Jpeg picture: far too few bytes for its size"),
        ));
    }
    let needed = decoder.total_bytes();
    if needed > MOST_DECODED_BYTES {
        return Err(Error::new(
            ErrorKind::Limit,
            format!("{width}x{height} {format:?} picture: {needed} bytes when decoded"),
        ));
    }
    let orientation = decoder.orientation().map_err(|e| failed(format, e))?;
    let image = DynamicImage::from_decoder(decoder).map_err(|e| failed(format, e))?;
    // Down to three bytes a pixel first: turning takes a second copy.
    let mut upright = DynamicImage::ImageRgb8(if image.color().has_alpha() {
        over_white(&image.into_rgba8())
    } else {
        image.into_rgb8()
    });
    upright.apply_orientation(orientation);
    let (width, height) = (upright.width(), upright.height());
    Picture::from_rgb(width, height, upright.into_rgb8().into_raw())
}

/// A decoder whose header is read and whose pixels are not. The outer error is
/// the decoder's, the inner one ours.
fn open<'a>(
    bytes: &'a [u8],
    format: ImageFormat,
) -> ImageResult<Result<Box<dyn ImageDecoder + 'a>>> {
    let refused = |what: &str| {
        Ok(Err(Error::new(
            ErrorKind::Image,
            format!("{format:?} picture: {what}"),
        )))
    };
    let reader = Cursor::new(bytes);
    Ok(Ok(match format {
        ImageFormat::Jpeg => Box::new(JpegDecoder::new(reader)?),
        ImageFormat::Png => {
            let mut limits = Limits::no_limits();
            limits.max_alloc = Some(MOST_METADATA_BYTES);
            let decoder = PngDecoder::with_limits(reader, limits)?;
            if decoder.is_apng()? {
                return refused(ANIMATED);
            }
            Box::new(decoder)
        }
        ImageFormat::WebP => {
            // Before the decoder: it allocates what a chunk claims to hold.
            if !whole::webp(bytes) {
                return refused("the file is truncated");
            }
            let decoder = WebPDecoder::new(reader)?;
            if decoder.has_animation() {
                return refused(ANIMATED);
            }
            Box::new(decoder)
        }
        ImageFormat::Bmp => Box::new(BmpDecoder::new(reader)?),
        ImageFormat::Pnm => Box::new(PnmDecoder::new(reader)?),
        _ => return refused("a JPEG, PNG, WebP, BMP or PNM is needed"),
    }))
}

const ANIMATED: &str = "an animation; give a single still picture";

/// A decoder's error by kind: beyond a limit, or broken.
fn failed(format: ImageFormat, error: ImageError) -> Error {
    match error {
        ImageError::Limits(_) => Error::new(
            ErrorKind::Limit,
            format!("{format:?} picture beyond a limit"),
        ),
        _ => Error::new(ErrorKind::Image, format!("broken {format:?} picture")),
    }
    .caused_by(error)
}

/// Photographs have no holes; cut-outs do, and white is what they are shown on.
fn over_white(image: &RgbaImage) -> RgbImage {
    let mut out = RgbImage::new(image.width(), image.height());
    for (to, from) in out.pixels_mut().zip(image.pixels()) {
        let alpha = u32::from(from.0[3]);
        let blend = |v: u8| ((u32::from(v) * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
        to.0 = [blend(from.0[0]), blend(from.0[1]), blend(from.0[2])];
    }
    out
}

fn too_long(bytes: u64) -> Result<()> {
    if bytes > limits::IMAGE_FILE_BYTES {
        return Err(Error::new(
            ErrorKind::Limit,
            format!(
                "a picture file of {bytes} bytes: at most {} are taken",
                limits::IMAGE_FILE_BYTES
            ),
        ));
    }
    Ok(())
}
