//! Writes YUV4MPEG2 (y4m), which every video tool reads.
//!
//! Enters: pictures, all of one size, at a steady rate. Leaves: a stream of 8-bit
//! 4:2:0 in the full range, chroma in the middle of its four pixels (`C420jpeg`),
//! ITU-R BT.601 as in JFIF.

use std::io::{Result, Write};

use selfsame::Picture;

/// A stream that has begun.
pub(super) struct Y4mWriter<W> {
    output: W,
    width: usize,
    height: usize,
}

impl<W: Write> Y4mWriter<W> {
    /// Writes the header. The rate is rounded to a thousandth.
    pub(super) fn new(mut output: W, width: u32, height: u32, fps: f32) -> Result<Self> {
        let rate = (f64::from(fps) * 1000.0).round() as u32;
        writeln!(
            output,
            "YUV4MPEG2 W{width} H{height} F{rate}:1000 Ip A1:1 C420jpeg XCOLORRANGE=FULL"
        )?;
        Ok(Self {
            output,
            width: width as usize,
            height: height as usize,
        })
    }

    pub(super) fn push(&mut self, picture: &Picture) -> Result<()> {
        if (picture.width() as usize, picture.height() as usize) != (self.width, self.height) {
            return Err(std::io::Error::other("a picture of another size"));
        }
        self.output.write_all(b"FRAME\n")?;
        self.output
            .write_all(&planes(picture.rgb(), self.width, self.height))
    }

    pub(super) fn finish(mut self) -> Result<W> {
        self.output.flush()?;
        Ok(self.output)
    }
}

/// Luma, then blue and red difference at half the size.
fn planes(rgb: &[u8], width: usize, height: usize) -> Vec<u8> {
    let pixels = rgb.as_chunks::<3>().0;
    // Weights in 1/2^16; each row's sum is 2^16 or 0, so that grey stays grey.
    let level = |[r, g, b]: [i32; 3], weights: [i32; 3]| {
        (r * weights[0] + g * weights[1] + b * weights[2] + (1 << 15)) >> 16
    };
    let mut out: Vec<u8> = pixels
        .iter()
        .map(|p| level(p.map(i32::from), [19_595, 38_470, 7_471]) as u8)
        .collect();
    for weights in [[-11_059, -21_709, 32_768], [32_768, -27_439, -5_329]] {
        for y in (0..height).step_by(2) {
            for x in (0..width).step_by(2) {
                // Odd sides end in half a block.
                let mut sum = [0; 3];
                let mut count = 0;
                for row in y..height.min(y + 2) {
                    for column in x..width.min(x + 2) {
                        for (sum, v) in sum.iter_mut().zip(pixels[row * width + column]) {
                            *sum += i32::from(v);
                        }
                        count += 1;
                    }
                }
                let mean = sum.map(|s| (s + count / 2) / count);
                out.push((level(mean, weights) + 128).clamp(0, 255) as u8);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use selfsame_capture::{FrameSource as _, Y4mSource};
    use std::time::Duration;

    #[test]
    fn colours_come_back_through_the_reader() {
        let (width, height) = (67, 65);
        // Smooth, so that 4:2:0 loses next to nothing; odd sides.
        let rgb: Vec<u8> = (0..width * height)
            .flat_map(|i| {
                let (x, y) = (i % width, i / width);
                [40 + 3 * x, 30 + 3 * y, 250 - 2 * x - y].map(|v| v as u8)
            })
            .collect();
        let picture = Picture::from_rgb(width, height, rgb).unwrap();
        let mut writer = Y4mWriter::new(Vec::new(), width, height, 29.97).unwrap();
        writer.push(&picture).unwrap();
        writer.push(&picture).unwrap();
        let bytes = writer.finish().unwrap();
        let mut source = Y4mSource::new("test", &bytes[..]).unwrap();
        let first = source.next_frame().unwrap().unwrap();
        let second = source.next_frame().unwrap().unwrap();
        assert!(source.next_frame().unwrap().is_none());
        assert_eq!(first.time(), Duration::ZERO);
        assert!((second.time().as_secs_f64() - 1.0 / 29.97).abs() < 1e-6);
        let back = second.to_picture();
        for (i, (a, b)) in picture.rgb().iter().zip(back.rgb()).enumerate() {
            assert!(a.abs_diff(*b) <= 6, "byte {i}: {a} came back as {b}");
        }
    }

    #[test]
    fn pictures_of_another_size_are_refused() {
        let mut writer = Y4mWriter::new(Vec::new(), 64, 64, 30.0).unwrap();
        let small = Picture::from_rgb(64, 62, vec![0; 64 * 62 * 3]).unwrap();
        assert!(writer.push(&small).is_err());
    }
}
