//! An upright picture: three bytes a pixel (RGB), rows without padding. Every
//! stage after the frame works on this, so no later stage asks about layouts.

use std::fmt;

use crate::error::{Error, ErrorKind, Result};
use crate::limits;

/// An upright RGB picture, 8 bits a sample, rows without padding.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

impl Picture {
    /// A picture from `width * height * 3` bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Image`] when the bytes do not fit the size or a side is
    /// zero; [`ErrorKind::Limit`] beyond the limits for stills.
    pub fn from_rgb(width: u32, height: u32, rgb: Vec<u8>) -> Result<Self> {
        check_still_size(width, height)?;
        let needed = width as usize * height as usize * 3;
        if rgb.len() != needed {
            return Err(Error::new(
                ErrorKind::Image,
                format!(
                    "{width}x{height} picture: {} bytes, {needed} needed",
                    rgb.len()
                ),
            ));
        }
        Ok(Self { width, height, rgb })
    }

    /// For conversions inside the crate whose sizes were checked already.
    pub(super) fn from_checked(width: u32, height: u32, rgb: Vec<u8>) -> Self {
        debug_assert_eq!(rgb.len(), width as usize * height as usize * 3);
        Self { width, height, rgb }
    }

    /// Pixels in a row.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Rows.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The bytes: red, green, blue, row by row.
    #[must_use]
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    /// The bytes, owned.
    #[must_use]
    pub fn into_rgb(self) -> Vec<u8> {
        self.rgb
    }

    /// The pixel at a column and row inside the picture.
    ///
    /// # Panics
    /// Outside the picture.
    #[must_use]
    pub fn pixel(&self, x: u32, y: u32) -> [u8; 3] {
        let at = (y as usize * self.width as usize + x as usize) * 3;
        [self.rgb[at], self.rgb[at + 1], self.rgb[at + 2]]
    }

    /// Luma by BT.601, rounded: what the cascade sees.
    #[must_use]
    pub fn to_grey(&self) -> GreyPicture {
        let grey = self.rgb.chunks_exact(3).map(luma).collect();
        GreyPicture {
            width: self.width,
            height: self.height,
            grey,
        }
    }

    /// A rectangle of the picture, clipped to it; `None` if nothing is left.
    #[must_use]
    pub fn crop(&self, x: i64, y: i64, width: u32, height: u32) -> Option<Self> {
        let left = x.clamp(0, i64::from(self.width)) as usize;
        let top = y.clamp(0, i64::from(self.height)) as usize;
        let right = x
            .saturating_add(i64::from(width))
            .clamp(0, i64::from(self.width)) as usize;
        let bottom = y
            .saturating_add(i64::from(height))
            .clamp(0, i64::from(self.height)) as usize;
        if right <= left || bottom <= top {
            return None;
        }
        let stride = self.width as usize * 3;
        let mut rgb = Vec::with_capacity((right - left) * (bottom - top) * 3);
        for row in top..bottom {
            rgb.extend_from_slice(&self.rgb[row * stride + left * 3..row * stride + right * 3]);
        }
        Some(Self {
            width: (right - left) as u32,
            height: (bottom - top) as u32,
            rgb,
        })
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({}x{})", self.width, self.height)
    }
}

/// A grey picture, 8 bits, rows without padding.
#[derive(Clone, PartialEq, Eq)]
pub struct GreyPicture {
    width: u32,
    height: u32,
    grey: Vec<u8>,
}

impl GreyPicture {
    /// Pixels in a row.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Rows.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The bytes, row by row.
    #[must_use]
    pub fn data(&self) -> &[u8] {
        &self.grey
    }

    /// A copy with each side divided by `factor`, each pixel the mean of a block.
    ///
    /// # Panics
    /// If `factor` is zero.
    #[must_use]
    pub fn shrunk(&self, factor: u32) -> Self {
        if factor == 1 || self.width < factor || self.height < factor {
            return self.clone();
        }
        let (width, height) = (self.width / factor, self.height / factor);
        // 64 bits: a block of 4105 white pixels a side is beyond 32.
        let area = u64::from(factor) * u64::from(factor);
        let mut grey = Vec::with_capacity((width * height) as usize);
        for y in 0..height {
            for x in 0..width {
                let mut sum = 0u64;
                for row in y * factor..(y + 1) * factor {
                    let from = (row * self.width + x * factor) as usize;
                    sum += self.grey[from..from + factor as usize]
                        .iter()
                        .map(|&v| u64::from(v))
                        .sum::<u64>();
                }
                grey.push(((sum + area / 2) / area) as u8);
            }
        }
        Self {
            width,
            height,
            grey,
        }
    }
}

impl fmt::Debug for GreyPicture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GreyPicture({}x{})", self.width, self.height)
    }
}

/// BT.601 luma with weights in 1/2^16, rounded to nearest.
fn luma(p: &[u8]) -> u8 {
    ((19_595 * u32::from(p[0]) + 38_470 * u32::from(p[1]) + 7_471 * u32::from(p[2]) + 32_768) >> 16)
        as u8
}

/// Refuses stills that are empty or beyond the limits.
pub(super) fn check_still_size(width: u32, height: u32) -> Result<()> {
    if width == 0 || height == 0 {
        return Err(Error::new(
            ErrorKind::Image,
            format!("{width}x{height} picture: a side is zero"),
        ));
    }
    if width > limits::IMAGE_SIDE
        || height > limits::IMAGE_SIDE
        || u64::from(width) * u64::from(height) > limits::IMAGE_PIXELS
    {
        return Err(Error::new(
            ErrorKind::Limit,
            format!(
                "{width}x{height} picture: more than {} pixels a side or {} in all",
                limits::IMAGE_SIDE,
                limits::IMAGE_PIXELS
            ),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn luma_keeps_grey_grey() {
        for v in 0..=255u8 {
            assert_eq!(luma(&[v, v, v]), v);
        }
    }

    #[test]
    fn a_crop_is_clipped_to_the_picture() {
        let picture = Picture::from_rgb(4, 3, (0..36).collect()).unwrap();
        let part = picture.crop(-1, 1, 3, 9).unwrap();
        assert_eq!((part.width(), part.height()), (2, 2));
        assert_eq!(part.pixel(0, 0), picture.pixel(0, 1));
        assert_eq!(part.pixel(1, 1), picture.pixel(1, 2));
        assert!(picture.crop(4, 0, 2, 2).is_none());
        assert!(
            picture
                .crop(i64::MAX, i64::MIN, u32::MAX, u32::MAX)
                .is_none()
        );
    }

    #[test]
    fn shrinking_averages_blocks() {
        let picture = Picture::from_rgb(4, 2, [10, 10, 10, 30, 30, 30].repeat(4)).unwrap();
        let small = picture.to_grey().shrunk(2);
        assert_eq!((small.width(), small.height()), (2, 1));
        assert_eq!(small.data(), [20, 20]);
        let large = Picture::from_rgb(4200, 4200, vec![255; 4200 * 4200 * 3]).unwrap();
        assert_eq!(large.to_grey().shrunk(4200).data(), [255]);
    }
}
