//! Pictures as they come: grey, 8 bits, rows a stride apart. Enters: bytes of anybody.
//! Leaves: a view whose every row is there.

use crate::error::{Error, Result};

/// Longest side of a picture, pixels: more than any camera has, and what keeps every
/// place and sum here within 32 bits.
pub const MOST_SIDE: usize = 32_768;
/// Most pixels of a picture.
pub const MOST_PIXELS: usize = 1 << 27;

/// A view of a grey picture: 8 bits a pixel, 0 is black.
#[derive(Clone, Copy)]
pub struct Grey<'a> {
    data: &'a [u8],
    width: usize,
    height: usize,
    stride: usize,
}

impl<'a> Grey<'a> {
    /// Rows of `width` bytes that begin `stride` bytes apart. The last row need not be
    /// filled up to the stride.
    ///
    /// # Errors
    /// [`Error::Picture`] when a side is zero or above [`MOST_SIDE`], when there are more
    /// than [`MOST_PIXELS`], when the stride is smaller than the width, or when `data` ends
    /// before the last row does.
    pub fn new(data: &'a [u8], width: usize, height: usize, stride: usize) -> Result<Self> {
        let wrong = |what: String| Err(Error::Picture(what));
        if width == 0 || height == 0 {
            return wrong(format!("{width}x{height} is empty"));
        }
        if width > MOST_SIDE || height > MOST_SIDE || width * height > MOST_PIXELS {
            return wrong(format!(
                "{width}x{height} is larger than {MOST_SIDE} on a side or {MOST_PIXELS} pixels"
            ));
        }
        if stride < width {
            return wrong(format!(
                "a stride of {stride} is below the width of {width}"
            ));
        }
        let needs = (height - 1)
            .checked_mul(stride)
            .and_then(|n| n.checked_add(width));
        if needs.is_none_or(|needs| data.len() < needs) {
            return wrong(format!(
                "{width}x{height} with stride {stride} does not fit into {} bytes",
                data.len()
            ));
        }
        Ok(Self {
            data,
            width,
            height,
            stride,
        })
    }

    /// Rows without anything between them, whose sizes are known to be right.
    pub(crate) fn whole(data: &'a [u8], width: usize, height: usize) -> Self {
        debug_assert!(width > 0 && data.len() == width * height);
        Self {
            data,
            width,
            height,
            stride: width,
        }
    }

    /// Width in pixels, at least 1.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Height in pixels, at least 1.
    #[must_use]
    pub fn height(&self) -> usize {
        self.height
    }

    /// A row, `width` bytes.
    #[inline]
    pub(crate) fn row(&self, y: usize) -> &'a [u8] {
        &self.data[y * self.stride..][..self.width]
    }

    /// A part of the picture, without a copy. It must lie inside.
    pub(crate) fn part(&self, x: usize, y: usize, width: usize, height: usize) -> Self {
        debug_assert!(width > 0 && height > 0);
        debug_assert!(x + width <= self.width && y + height <= self.height);
        Self {
            data: &self.data[y * self.stride + x..],
            width,
            height,
            ..*self
        }
    }
}

impl std::fmt::Debug for Grey<'_> {
    /// Its shape; a picture of somebody does not belong into a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Grey {}x{}", self.width, self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_refused() {
        let data = [0u8; 100];
        for (width, height, stride) in [
            (0, 10, 10),
            (10, 0, 10),
            (10, 10, 9),
            (10, 11, 10),
            (10, 2, 100),
            (10, 3, usize::MAX),
            (MOST_SIDE + 1, 1, MOST_SIDE + 1),
            (1, MOST_SIDE + 1, 1),
            (MOST_SIDE, MOST_SIDE, MOST_SIDE),
            (usize::MAX, usize::MAX, usize::MAX),
        ] {
            let error = Grey::new(&data, width, height, stride).unwrap_err();
            assert!(matches!(error, Error::Picture(_)), "{error}");
        }
    }

    #[test]
    fn the_last_row_may_end_at_the_width() {
        let data: Vec<u8> = (0..28).collect();
        let grey = Grey::new(&data, 8, 3, 10).unwrap();
        assert_eq!(grey.row(2), &data[20..28]);
        assert_eq!(grey.part(2, 1, 3, 2).row(1), &data[22..25]);
        assert_eq!(format!("{grey:?}"), "Grey 8x3");
    }
}
