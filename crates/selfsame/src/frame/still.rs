//! Still pictures from files: an ID portrait, a folder of frames, one MJPEG frame.
//!
//! Enters: the bytes of a JPEG, PNG, WebP, BMP or PNM file, untrusted. Leaves: an
//! upright RGB [`Picture`] (EXIF orientation applied, 16-bit samples cut to 8,
//! CMYK and grey converted, alpha laid over white), or an error that names what
//! is wrong. A file that holds an animation is refused: a portrait with several
//! pictures in it would leave open which one was compared.

use std::io::Cursor;
use std::path::Path;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::picture::{Picture, check_still_size};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;

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
/// [limits](crate::limits); [`ErrorKind::Image`] for an empty, truncated,
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
    decode(bytes, format)
}

/// Decodes one MJPEG frame.
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
    let picture = decode(bytes, ImageFormat::Jpeg)?;
    super::check_size(picture.width(), picture.height())?;
    Ok(picture)
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<Picture> {
    let broken = |e: image::ImageError| {
        Error::new(ErrorKind::Image, format!("broken {format:?} picture")).caused_by(e)
    };
    refuse_animation(bytes, format)?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut bounds = Limits::no_limits();
    // Decoders may need the picture several times over (16 bit, four channels).
    bounds.max_alloc = Some(limits::IMAGE_PIXELS * 8 + (64 << 20));
    reader.limits(bounds);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    check_still_size(width, height)?;
    let orientation = decoder.orientation().map_err(broken)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(broken)?;
    image.apply_orientation(orientation);
    let rgb = if image.color().has_alpha() {
        over_white(&image.into_rgba8())
    } else {
        image.into_rgb8().into_raw()
    };
    let (width, height) = match orientation_swaps(orientation) {
        true => (height, width),
        false => (width, height),
    };
    Picture::from_rgb(width, height, rgb)
}

const fn orientation_swaps(orientation: image::metadata::Orientation) -> bool {
    use image::metadata::Orientation as O;
    matches!(
        orientation,
        O::Rotate90 | O::Rotate270 | O::Rotate90FlipH | O::Rotate270FlipH
    )
}

/// Refuses APNG and animated WebP by name.
fn refuse_animation(bytes: &[u8], format: ImageFormat) -> Result<()> {
    let animated = match format {
        ImageFormat::Png => image::codecs::png::PngDecoder::new(Cursor::new(bytes))
            .and_then(|d| d.is_apng())
            .unwrap_or(false),
        ImageFormat::WebP => image::codecs::webp::WebPDecoder::new(Cursor::new(bytes))
            .map(|d| d.has_animation())
            .unwrap_or(false),
        _ => false,
    };
    if animated {
        return Err(Error::new(
            ErrorKind::Image,
            format!("an animated {format:?}: give a single still picture"),
        ));
    }
    Ok(())
}

/// Photographs have no holes; cut-outs do, and white is what they are shown on.
fn over_white(image: &image::RgbaImage) -> Vec<u8> {
    image
        .pixels()
        .flat_map(|p| {
            let alpha = u32::from(p.0[3]);
            let blend = |v: u8| ((u32::from(v) * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
            [blend(p.0[0]), blend(p.0[1]), blend(p.0[2])]
        })
        .collect()
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
