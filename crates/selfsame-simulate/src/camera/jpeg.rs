//! What a webcam's cable does to a picture: motion JPEG.
//!
//! Enters: RGB bytes as the sensor gave them, and a quality. Leaves: the picture as
//! the SDK's own decoder reads it from the JPEG, the way it reads a webcam's frames.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use selfsame::Picture;
use selfsame::frame::decode_mjpeg;

use super::Camera;

/// One chroma sample to two pixels of a row: what UVC webcams send. Their Huffman
/// tables are the standard's, as the encoder's are.
const CHROMA: SamplingFactor = SamplingFactor::F_2_1;

/// What the computer gets of a camera's picture, `width * height * 3` bytes.
///
/// # Errors
/// [`selfsame::ErrorKind::Limit`] if the picture is larger than the SDK takes.
pub(crate) fn deliver(camera: &Camera, rgb: Vec<u8>) -> selfsame::Result<Picture> {
    let picture = Picture::from_rgb(camera.width, camera.height, rgb)?;
    compress(camera, picture)
}

/// A picture after its way through the camera's compression, if it has one.
///
/// # Errors
/// As [`deliver`].
pub(crate) fn compress(camera: &Camera, picture: Picture) -> selfsame::Result<Picture> {
    match camera.mjpeg {
        None => Ok(picture),
        Some(quality) => decode_mjpeg(&encode(&picture, quality)?),
    }
}

/// A JPEG of a quality, 1 to 100 (the scale of the IJG's library).
fn encode(picture: &Picture, quality: u8) -> selfsame::Result<Vec<u8>> {
    let (Ok(width), Ok(height)) = (picture.width().try_into(), picture.height().try_into()) else {
        return Err(refused("more than 65535 pixels a side"));
    };
    // Good pictures of webcams take about a byte for ten pixels.
    let mut bytes = Vec::with_capacity(picture.rgb().len() / 16);
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(CHROMA);
    encoder
        .encode(picture.rgb(), width, height, ColorType::Rgb)
        .map_err(|e| refused(&e.to_string()))?;
    Ok(bytes)
}

fn refused(what: &str) -> selfsame::Error {
    selfsame::Error::new(
        selfsame::ErrorKind::Limit,
        format!("a simulated webcam's JPEG: {what}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::Expression;
    use crate::performance::Head;
    use crate::person::Person;
    use crate::scene::Scene;
    use crate::studio::Studio;

    fn shot() -> Picture {
        let camera = Camera {
            width: 320,
            height: 240,
            noise: 1.5,
            mjpeg: None,
            ..Camera::of(3)
        };
        let mut studio = Studio::new(Person::of(3), Scene::of(3), camera).unwrap();
        studio.take(&Expression::REST, &Head::default()).unwrap()
    }

    fn through(picture: &Picture, quality: u8) -> Picture {
        let camera = Camera {
            mjpeg: Some(quality),
            ..Camera::of(0)
        };
        compress(&camera, picture.clone()).unwrap()
    }

    /// Peak signal to noise, decibels.
    fn psnr(a: &Picture, b: &Picture) -> f64 {
        let pairs = a.rgb().iter().zip(b.rgb());
        let sum: f64 = pairs.map(|(a, b)| f64::from(a.abs_diff(*b)).powi(2)).sum();
        10.0 * (255.0 * 255.0 * a.rgb().len() as f64 / sum.max(1e-9)).log10()
    }

    #[test]
    fn a_picture_gets_smaller_and_stays_close() {
        let raw = shot();
        let (mut bytes, mut near) = (Vec::new(), Vec::new());
        for quality in [30, 60, 90] {
            bytes.push(encode(&raw, quality).unwrap().len());
            let back = through(&raw, quality);
            assert_eq!((back.width(), back.height()), (320, 240));
            near.push(psnr(&raw, &back));
        }
        assert!(bytes[2] * 6 < raw.rgb().len(), "{bytes:?}");
        assert!(bytes[0] < bytes[1] && bytes[1] < bytes[2], "{bytes:?}");
        assert!(near[0] < near[1] && near[1] < near[2], "{near:?}");
        assert!(near[1] > 32.0 && near[2] < 60.0, "{near:?}");
    }

    #[test]
    fn chroma_has_half_the_columns() {
        let bytes = encode(&shot(), 80).unwrap();
        // The frame header: marker, length, depth, two sides, three components.
        let at = bytes.windows(2).position(|m| m == [0xFF, 0xC0]).unwrap();
        let factors = [11, 14, 17].map(|i| bytes[at + i]);
        assert_eq!(factors, [0x21, 0x11, 0x11]);
    }

    #[test]
    fn the_same_bytes_again_and_next_to_none_lost_the_second_time() {
        let raw = shot();
        let once = through(&raw, 70);
        assert_eq!(once, through(&raw, 70));
        let twice = through(&once, 70);
        assert!(psnr(&once, &twice) > psnr(&raw, &once) + 6.0);
        // Another quality does lose again.
        assert!(psnr(&once, &through(&once, 60)) < psnr(&once, &twice));
    }

    #[test]
    fn black_and_odd_sizes_come_back() {
        for (width, height) in [(640, 480), (64, 64), (67, 65), (1280, 720)] {
            let black = vec![0; (width * height * 3) as usize];
            let black = Picture::from_rgb(width, height, black).unwrap();
            // The lowest quality knows steps of many levels only.
            for (quality, off) in [(1, 20), (60, 3), (100, 1)] {
                let back = through(&black, quality);
                assert_eq!((back.width(), back.height()), (width, height));
                let brightest = back.rgb().iter().max();
                assert!(brightest <= Some(&off), "{width}x{height}: {brightest:?}");
            }
        }
    }
}
