//! The photo on the chip of an ID card, simulated. Enters: a picture and its face. Leaves: 102
//! x 126 pixels as Chinese cards hold them: pale, compressed, the head upright in the middle.
//!
//! A simulation: its numbers are guesses after the published size of such photos, and say how
//! much the size costs, not how people's cards fare.

use image::imageops::{self, FilterType};
use image::{Rgb, RgbImage};
use selfsame::frame::{Picture, decode_still};
use selfsame::landmark::Mesh;

use super::{jpeg, to_image};
use crate::failure::Result;

const WIDTH: u32 = 102;
const HEIGHT: u32 = 126;
/// Between the outer corners of the eyes, pixels of the photo.
const EYES: f32 = 44.0;
/// Where the middle between them lies, of the height.
const EYE_LINE: f32 = 0.45;
/// What is left of the contrast; the rest is white.
const CONTRAST: f32 = 0.65;
const QUALITY: u8 = 50;
const WHITE: Rgb<u8> = Rgb([255; 3]);
/// Outer corners of the eyes in the mesh.
const EYE_CORNERS: [usize; 2] = [33, 263];

pub(super) fn of(picture: &Picture, mesh: &Mesh) -> Result<Picture> {
    let scale = mesh.eye_distance() / EYES;
    let corner = |index: usize| mesh.points()[index];
    let (right, left) = (corner(EYE_CORNERS[0]), corner(EYE_CORNERS[1]));
    let [x, y] = [0, 1].map(|i| f32::midpoint(right[i], left[i]));
    let (width, height) = (WIDTH as f32 * scale, HEIGHT as f32 * scale);
    let (left, top) = (x - width / 2.0, y - height * EYE_LINE);
    // What the picture does not show is as white as the wall behind people's portraits.
    let mut part = RgbImage::from_pixel(width.max(1.0) as u32, height.max(1.0) as u32, WHITE);
    imageops::replace(&mut part, &to_image(picture)?, -left as i64, -top as i64);
    let mut photo = imageops::resize(&part, WIDTH, HEIGHT, FilterType::Triangle);
    for level in photo.iter_mut() {
        *level = (255.0 - (255.0 - f32::from(*level)) * CONTRAST).round() as u8;
    }
    Ok(decode_still(&jpeg(&photo, QUALITY)?)?)
}
