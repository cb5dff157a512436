//! Pictures made worse, to see what that costs. Enters: a picture, its face, and how. Leaves: the
//! picture that a poor camera, light, file or something before the face would have given.
//!
//! Simulations: what is painted before a face is a patch of one colour, and says what the
//! network makes of what it no longer sees, not how people's masks and hands fare.

mod chip;
mod cover;

use std::fmt;
use std::str::FromStr;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use selfsame::Picture;
use selfsame::frame::decode_still;
use selfsame::landmark::Mesh;
use selfsame_simulate::dice::Dice;
use serde::{Serialize, Serializer};

use crate::failure::{Failure, Result};

/// How a picture is made worse.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Spoil {
    /// The photo of an ID card's chip.
    Chip,
    /// Out of focus: a Gaussian's standard deviation, hundredths of the distance of the eyes'
    /// outer corners.
    Blur(f32),
    /// Made so many times smaller, and large again.
    Small(f32),
    /// JPEG of this quality.
    Jpeg(f32),
    /// Noise of this standard deviation, levels.
    Noise(f32),
    /// What is left of the light, per cent.
    Dark(f32),
    /// What is left of the contrast, per cent; the rest is white.
    Pale(f32),
    /// What is left of the light on one half of the face, per cent.
    Shadow(f32),
    /// Dark glasses.
    Sunglasses,
    /// Light on glasses.
    Glare,
    /// A mask over mouth and nose.
    Mask,
    /// A hand, or something else of the skin's colour, before the mouth.
    Hand,
}

/// Names, and the numbers that they take.
const KINDS: [(&str, Option<[f32; 2]>); 12] = [
    ("chip", None),
    ("blur", Some([0.1, 100.0])),
    ("small", Some([1.0, 50.0])),
    ("jpeg", Some([1.0, 100.0])),
    ("noise", Some([0.0, 255.0])),
    ("dark", Some([0.0, 100.0])),
    ("pale", Some([0.0, 100.0])),
    ("shadow", Some([0.0, 100.0])),
    ("sunglasses", None),
    ("glare", None),
    ("mask", None),
    ("hand", None),
];

impl Spoil {
    fn name_and_number(self) -> (&'static str, Option<f32>) {
        match self {
            Self::Chip => ("chip", None),
            Self::Blur(n) => ("blur", Some(n)),
            Self::Small(n) => ("small", Some(n)),
            Self::Jpeg(n) => ("jpeg", Some(n)),
            Self::Noise(n) => ("noise", Some(n)),
            Self::Dark(n) => ("dark", Some(n)),
            Self::Pale(n) => ("pale", Some(n)),
            Self::Shadow(n) => ("shadow", Some(n)),
            Self::Sunglasses => ("sunglasses", None),
            Self::Glare => ("glare", None),
            Self::Mask => ("mask", None),
            Self::Hand => ("hand", None),
        }
    }

    /// The picture, made worse around a face.
    pub(super) fn apply(self, picture: &Picture, mesh: &Mesh) -> Result<Picture> {
        let (width, height) = (picture.width(), picture.height());
        let levels = |change: &mut dyn FnMut(f32) -> f32| {
            let changed = picture.rgb().iter().map(|&v| change(f32::from(v)));
            let rgb = changed.map(|v| v.round().clamp(0.0, 255.0) as u8).collect();
            Ok(Picture::from_rgb(width, height, rgb)?)
        };
        let resized = |image: &RgbImage, width, height| {
            imageops::resize(image, width, height, FilterType::Triangle)
        };
        match self {
            Self::Chip => chip::of(picture, mesh),
            Self::Blur(of) => {
                let sigma = mesh.eye_distance() * of / 100.0;
                from_image(imageops::blur(&to_image(picture)?, sigma))
            }
            Self::Small(times) => {
                let side = |v: u32| ((v as f32 / times) as u32).max(1);
                let small = resized(&to_image(picture)?, side(width), side(height));
                from_image(resized(&small, width, height))
            }
            Self::Jpeg(quality) => Ok(decode_still(&jpeg(&to_image(picture)?, quality as u8)?)?),
            Self::Noise(deviation) => {
                // Another one for every picture: pictures with the same noise are alike.
                let mut dice = Dice::new(seed(picture), "noise");
                levels(&mut |v| v + dice.normal(0.0, deviation))
            }
            Self::Dark(left) => levels(&mut |v| v * left / 100.0),
            Self::Pale(left) => levels(&mut |v| 255.0 - (255.0 - v) * left / 100.0),
            Self::Shadow(left) => cover::half(picture, mesh, left / 100.0),
            Self::Sunglasses => cover::eyes(picture, mesh, [0.75, 0.6], [15, 15, 18]),
            Self::Glare => cover::eyes(picture, mesh, [0.55, 0.35], [255; 3]),
            Self::Mask => cover::mask(picture, mesh),
            Self::Hand => cover::hand(picture, mesh),
        }
    }
}

impl FromStr for Spoil {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let (name, number) = match text.split_once('=') {
            Some((name, number)) => (name, Some(number)),
            None => (text, None),
        };
        let kind = KINDS.into_iter().find(|(kind, _)| *kind == name);
        let Some((_, range)) = kind else {
            let names = KINDS.map(|(name, range)| match range {
                Some(_) => format!("{name}=N"),
                None => name.to_owned(),
            });
            return Err(format!("one of {}", names.join(", ")));
        };
        let n = match (range, number) {
            (None, None) => 0.0,
            (None, Some(_)) => return Err(format!("{name} takes no number")),
            (Some([least, most]), number) => number
                .and_then(|number| number.parse::<f32>().ok())
                .filter(|n| (least..=most).contains(n))
                .ok_or_else(|| format!("{name}=N, with a number of {least} to {most}"))?,
        };
        Ok(match name {
            "blur" => Self::Blur(n),
            "small" => Self::Small(n),
            "jpeg" => Self::Jpeg(n),
            "noise" => Self::Noise(n),
            "dark" => Self::Dark(n),
            "pale" => Self::Pale(n),
            "shadow" => Self::Shadow(n),
            "sunglasses" => Self::Sunglasses,
            "glare" => Self::Glare,
            "mask" => Self::Mask,
            "hand" => Self::Hand,
            _ => Self::Chip,
        })
    }
}

impl fmt::Display for Spoil {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name_and_number() {
            (name, None) => f.write_str(name),
            (name, Some(number)) => write!(f, "{name}={number}"),
        }
    }
}

impl Serialize for Spoil {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A number that differs between pictures (FNV-1a).
fn seed(picture: &Picture) -> u64 {
    let bytes = picture.rgb().iter();
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn to_image(picture: &Picture) -> Result<RgbImage> {
    let (width, height) = (picture.width(), picture.height());
    RgbImage::from_raw(width, height, picture.rgb().to_vec())
        .ok_or_else(|| Failure::new("image", "a picture is not what it says"))
}

fn from_image(image: RgbImage) -> Result<Picture> {
    let (width, height) = image.dimensions();
    Ok(Picture::from_rgb(width, height, image.into_raw())?)
}

fn jpeg(image: &RgbImage, quality: u8) -> Result<Vec<u8>> {
    let mut jpeg = Vec::new();
    let (width, height) = image.dimensions();
    JpegEncoder::new_with_quality(&mut jpeg, quality)
        .write_image(image, width, height, ExtendedColorType::Rgb8)
        .map_err(|e| Failure::new("image", e.to_string()))?;
    Ok(jpeg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_and_wrong_ones_are_explained() {
        for (name, range) in KINDS {
            let text = match range {
                Some([_, most]) => format!("{name}={most}"),
                None => name.to_owned(),
            };
            let spoil: Spoil = text.parse().expect("a kind");
            assert_eq!(spoil.to_string(), text);
        }
        for (text, told) in [
            ("fog", "one of chip, blur=N"),
            ("blur", "0.1 to 100"),
            ("blur=x", "0.1 to 100"),
            ("jpeg=0", "1 to 100"),
            ("dark=NaN", "0 to 100"),
            ("mask=2", "no number"),
        ] {
            let error = text.parse::<Spoil>().expect_err(text);
            assert!(error.contains(told), "{error}");
        }
    }
}
