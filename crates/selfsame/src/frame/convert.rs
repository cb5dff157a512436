//! From any pixel format and rotation to an upright RGB picture.
//!
//! YUV follows ITU-R BT.601 with 16-bit fixed-point weights.

use super::{FrameView, Picture, PixelFormat, Rotation, YuvRange};

pub(super) fn to_picture(frame: &FrameView<'_>) -> Picture {
    let (width, height) = (frame.shape.width as usize, frame.shape.height as usize);
    let mut rgb = vec![0u8; width * height * 3];
    match frame.shape.format {
        PixelFormat::Grey => each_row(frame, &mut rgb, |row, out| {
            for (p, &v) in out.chunks_exact_mut(3).zip(row) {
                p.fill(v);
            }
        }),
        PixelFormat::Rgb => each_row(frame, &mut rgb, |row, out| {
            out.copy_from_slice(&row[..out.len()]);
        }),
        PixelFormat::Bgr => each_row(frame, &mut rgb, |row, out| {
            for (p, v) in out.chunks_exact_mut(3).zip(row.chunks_exact(3)) {
                p.copy_from_slice(&[v[2], v[1], v[0]]);
            }
        }),
        PixelFormat::Rgba => each_row(frame, &mut rgb, |row, out| {
            for (p, v) in out.chunks_exact_mut(3).zip(row.chunks_exact(4)) {
                p.copy_from_slice(&v[..3]);
            }
        }),
        PixelFormat::Yuyv => {
            let yuv = Yuv::new(frame.shape.range);
            each_row(frame, &mut rgb, |row, out| {
                for (p, v) in out.chunks_exact_mut(6).zip(row.chunks_exact(4)) {
                    p[..3].copy_from_slice(&yuv.rgb(v[0], v[1], v[3]));
                    p[3..].copy_from_slice(&yuv.rgb(v[2], v[1], v[3]));
                }
            });
        }
        PixelFormat::Nv12 => {
            let yuv = Yuv::new(frame.shape.range);
            let chroma = &frame.data[frame.shape.stride * height..];
            for (y, out) in rgb.chunks_exact_mut(width * 3).enumerate() {
                let luma = &frame.data[y * frame.shape.stride..];
                let uv = &chroma[(y / 2) * frame.shape.stride..];
                for (x, p) in out.chunks_exact_mut(3).enumerate() {
                    let pair = x / 2 * 2;
                    p.copy_from_slice(&yuv.rgb(luma[x], uv[pair], uv[pair + 1]));
                }
            }
        }
    }
    turn(
        frame.shape.rotation,
        frame.shape.width,
        frame.shape.height,
        rgb,
    )
}

/// Calls `convert` with each stored row and the row it becomes.
fn each_row(frame: &FrameView<'_>, rgb: &mut [u8], convert: impl Fn(&[u8], &mut [u8])) {
    let row_bytes = frame.shape.format.row_bytes(frame.shape.width);
    for (y, out) in rgb
        .chunks_exact_mut(frame.shape.width as usize * 3)
        .enumerate()
    {
        let from = y * frame.shape.stride;
        convert(&frame.data[from..from + row_bytes], out);
    }
}

/// BT.601 weights for one range, in 1/2^16.
struct Yuv {
    offset: i32,
    luma: i32,
    red_v: i32,
    green_u: i32,
    green_v: i32,
    blue_u: i32,
}

impl Yuv {
    const fn new(range: YuvRange) -> Self {
        match range {
            YuvRange::Limited => Self {
                offset: 16,
                luma: 76_309,
                red_v: 104_597,
                green_u: 25_675,
                green_v: 53_279,
                blue_u: 132_201,
            },
            YuvRange::Full => Self {
                offset: 0,
                luma: 65_536,
                red_v: 91_881,
                green_u: 22_554,
                green_v: 46_802,
                blue_u: 116_130,
            },
        }
    }

    fn rgb(&self, y: u8, u: u8, v: u8) -> [u8; 3] {
        let y = (i32::from(y) - self.offset) * self.luma + 32_768;
        let (u, v) = (i32::from(u) - 128, i32::from(v) - 128);
        let byte = |value: i32| (value >> 16).clamp(0, 255) as u8;
        [
            byte(y + self.red_v * v),
            byte(y - self.green_u * u - self.green_v * v),
            byte(y + self.blue_u * u),
        ]
    }
}

/// Turns the picture clockwise as the rotation says.
pub(super) fn turn(rotation: Rotation, width: u32, height: u32, rgb: Vec<u8>) -> Picture {
    let (w, h) = (width as usize, height as usize);
    let (new_width, new_height) = match rotation {
        Rotation::None => return Picture::from_checked(width, height, rgb),
        Rotation::Cw180 => (width, height),
        Rotation::Cw90 | Rotation::Cw270 => (height, width),
    };
    let mut out = Vec::with_capacity(rgb.len());
    for y in 0..new_height as usize {
        for x in 0..new_width as usize {
            let (from_x, from_y) = match rotation {
                Rotation::None => (x, y),
                Rotation::Cw90 => (y, h - 1 - x),
                Rotation::Cw180 => (w - 1 - x, h - 1 - y),
                Rotation::Cw270 => (w - 1 - y, x),
            };
            let at = (from_y * w + from_x) * 3;
            out.extend_from_slice(&rgb[at..at + 3]);
        }
    }
    Picture::from_checked(new_width, new_height, out)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::frame::Frame;

    const W: u32 = 22;
    const H: u32 = 20;

    /// A picture in which every pixel differs from its neighbours.
    fn rgb() -> Vec<u8> {
        (0..W * H)
            .flat_map(|i| [(i % W * 11) as u8, (i / W * 12) as u8, (i % 251) as u8])
            .collect()
    }

    fn picture(format: PixelFormat, stride: usize, data: Vec<u8>) -> Picture {
        Frame::with_stride(format, W, H, stride, Duration::ZERO, data)
            .unwrap()
            .to_picture()
    }

    #[test]
    fn rgb_bgr_and_rgba_agree_with_and_without_padding() {
        let rgb = rgb();
        let plain = picture(PixelFormat::Rgb, 66, rgb.clone());
        assert_eq!(plain.rgb(), rgb);
        let bgr: Vec<u8> = rgb.chunks(3).flat_map(|p| [p[2], p[1], p[0]]).collect();
        assert_eq!(picture(PixelFormat::Bgr, 66, bgr), plain);
        let rgba: Vec<u8> = rgb
            .chunks(66)
            .flat_map(|row| {
                let mut row: Vec<u8> = row.chunks(3).flat_map(|p| [p[0], p[1], p[2], 7]).collect();
                row.extend([99; 8]);
                row
            })
            .collect();
        assert_eq!(picture(PixelFormat::Rgba, 96, rgba), plain);
    }

    #[test]
    fn yuv_of_known_colours() {
        // BT.601 limited-range values of white, black, red and blue.
        for (yuv, rgb) in [
            ([235, 128, 128], [255, 255, 255]),
            ([16, 128, 128], [0, 0, 0]),
            ([81, 90, 240], [254, 0, 0]),
            ([41, 240, 110], [0, 0, 255]),
        ] {
            let got = Yuv::new(YuvRange::Limited).rgb(yuv[0], yuv[1], yuv[2]);
            for (a, b) in got.iter().zip(rgb) {
                assert!(a.abs_diff(b) <= 1, "{yuv:?} gave {got:?}, not {rgb:?}");
            }
        }
    }

    #[test]
    fn nv12_and_yuyv_put_chroma_where_it_belongs() {
        // Left half red, right half blue; odd height for the last chroma row.
        let mut yuyv = Vec::new();
        let mut luma = Vec::new();
        for _ in 0..H {
            for x in 0..W / 2 {
                let (y, u, v) = if x < 6 { (81, 90, 240) } else { (41, 240, 110) };
                yuyv.extend([y, u, y, v]);
                luma.extend([y, y]);
            }
        }
        let mut nv12 = luma;
        for _ in 0..H / 2 {
            for x in 0..W / 2 {
                nv12.extend(if x < 6 { [90, 240] } else { [240, 110] });
            }
        }
        let a = picture(PixelFormat::Yuyv, 44, yuyv);
        assert_eq!(a, picture(PixelFormat::Nv12, 22, nv12));
        assert!(a.pixel(11, 0)[0] > 250 && a.pixel(12, H - 1)[2] > 250);
    }

    #[test]
    fn four_quarter_turns_come_home() {
        let frame = Frame::new(PixelFormat::Rgb, W, H, Duration::ZERO, rgb()).unwrap();
        let upright = frame.to_picture();
        let quarter = frame.clone().rotated(Rotation::Cw90).to_picture();
        assert_eq!((quarter.width(), quarter.height()), (H, W));
        // The top-left pixel goes to the top right.
        assert_eq!(quarter.pixel(H - 1, 0), upright.pixel(0, 0));
        let half = turn(Rotation::Cw90, H, W, quarter.into_rgb());
        assert_eq!(half, frame.clone().rotated(Rotation::Cw180).to_picture());
        let home = turn(
            Rotation::Cw270,
            H,
            W,
            turn(Rotation::Cw90, W, H, rgb()).into_rgb(),
        );
        assert_eq!(home, upright);
    }
}
