//! The camera's picture in characters: two pixels each, the upper one as the
//! colour of a half block, the lower one as its background. Mirrored, as people
//! know themselves, with an outline to put the face into.

use std::fmt::Write as _;

use selfsame::Picture;

/// Columns and rows that show the whole picture in its shape within a room.
pub(super) fn size(picture: &Picture, columns: u16, rows: u16) -> (u16, u16) {
    let share = picture.width() as f32 / picture.height().max(1) as f32;
    let width = (f32::from(rows) * 2.0 * share).min(f32::from(columns));
    let height = (width / share / 2.0).round().min(f32::from(rows));
    (width.max(1.0) as u16, height.max(1.0) as u16)
}

/// Draws the picture at `place` (column, row), cropped to `size` characters.
pub(super) fn draw(
    picture: &Picture,
    (x, y): (u16, u16),
    (width, height): (u16, u16),
    true_colour: bool,
    outline: (u8, u8, u8),
    out: &mut String,
) {
    let outline = [outline.0, outline.1, outline.2];
    let size = (u32::from(width), u32::from(height) * 2);
    let pixels = shrink(picture, size, true_colour, outline);
    let at =
        |column: u16, row: u16| pixels[usize::from(row) * usize::from(width) + usize::from(column)];
    for row in 0..height {
        let _ = write!(out, "\x1b[{};{}H", y + row + 1, x + 1);
        let mut last = None;
        for column in 0..width {
            let pair = (at(column, 2 * row), at(column, 2 * row + 1));
            if last != Some(pair) {
                colour(pair.0, 38, true_colour, out);
                colour(pair.1, 48, true_colour, out);
                last = Some(pair);
            }
            out.push('▀');
        }
        out.push_str("\x1b[0m");
    }
}

fn colour([r, g, b]: [u8; 3], which: u8, true_colour: bool, out: &mut String) {
    let _ = match true_colour {
        true => write!(out, "\x1b[{which};2;{r};{g};{b}m"),
        false => write!(out, "\x1b[{which};5;{}m", cube(r, g, b)),
    };
}

/// The nearest of the 256 colours that nearly every terminal has.
pub(super) fn cube(r: u8, g: u8, b: u8) -> u8 {
    let (low, high) = (r.min(g).min(b), r.max(g).max(b));
    if high - low < 12 {
        // One of 24 greys, 8 to 238.
        let grey = (u16::from(r) + u16::from(g) + u16::from(b)) / 3;
        return 232 + (grey.saturating_sub(3) / 10).min(23) as u8;
    }
    // Steps of the cube: 0, 95, 135, 175, 215, 255.
    let step = |v: u8| match v {
        0..=47 => 0,
        48..=114 => 1,
        v => (v - 35) / 40,
    };
    16 + 36 * step(r) + 6 * step(g) + step(b)
}

/// The middle of the picture in another size, mirrored, with the outline. Skin
/// in 256 colours is blotchy, so without true colour the picture is grey.
fn shrink(
    picture: &Picture,
    (width, height): (u32, u32),
    true_colour: bool,
    outline: [u8; 3],
) -> Vec<[u8; 3]> {
    let (w, h) = (picture.width() as f32, picture.height() as f32);
    let scale = (w / width as f32).min(h / height as f32);
    let (left, top) = (
        (w - scale * width as f32) / 2.0,
        (h - scale * height as f32) / 2.0,
    );
    let mut pixels = Vec::with_capacity((width * height) as usize);
    for y in 0..height {
        for x in 0..width {
            let mirrored = width - 1 - x;
            let place = (left + mirrored as f32 * scale, top + y as f32 * scale);
            let seen = mean(picture, place, scale);
            pixels.push(match (on_outline(x, y, width, height), true_colour) {
                (true, true) => std::array::from_fn(|k| mix(seen[k], outline[k])),
                (true, false) => outline,
                (false, true) => seen,
                (false, false) => [luma(seen); 3],
            });
        }
    }
    pixels
}

/// Two thirds of the second.
fn mix(a: u8, b: u8) -> u8 {
    ((u16::from(a) + 2 * u16::from(b)) / 3) as u8
}

fn luma([r, g, b]: [u8; 3]) -> u8 {
    ((3 * u16::from(r) + 6 * u16::from(g) + u16::from(b)) / 10) as u8
}

/// Mean of at most 4 x 4 samples of a square.
fn mean(picture: &Picture, (x, y): (f32, f32), side: f32) -> [u8; 3] {
    let samples = (side.ceil() as u32).clamp(1, 4);
    let mut sum = [0u32; 3];
    for j in 0..samples {
        for i in 0..samples {
            let offset = |k: u32| (k as f32 + 0.5) / samples as f32 * side;
            let px = ((x + offset(i)) as u32).min(picture.width() - 1);
            let py = ((y + offset(j)) as u32).min(picture.height() - 1);
            let pixel = picture.pixel(px, py);
            for k in 0..3 {
                sum[k] += u32::from(pixel[k]);
            }
        }
    }
    sum.map(|v| (v / (samples * samples)) as u8)
}

/// An upright ellipse, three quarters as high as the picture.
fn on_outline(x: u32, y: u32, width: u32, height: u32) -> bool {
    let high = height as f32 * 0.37;
    let wide = (high * 0.75).min(width as f32 * 0.45);
    let (dx, dy) = (
        (x as f32 + 0.5 - width as f32 / 2.0) / wide,
        (y as f32 + 0.5 - height as f32 / 2.0) / high,
    );
    let inside = |dx: f32, dy: f32| dx * dx + dy * dy <= 1.0;
    inside(dx, dy) && (!inside(dx + dx.signum() / wide, dy) || !inside(dx, dy + dy.signum() / high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_find_their_place() {
        assert_eq!(cube(255, 0, 0), 196);
        assert_eq!(cube(0, 0, 0), 232);
        assert_eq!(cube(255, 255, 255), 255);
        assert_eq!(cube(0, 95, 215), 16 + 6 + 4);
    }

    #[test]
    fn the_picture_is_mirrored() {
        let mut rgb = vec![0; 40 * 20 * 3];
        for y in 0..20 {
            rgb[y * 40 * 3] = 255;
        }
        let picture = Picture::from_rgb(40, 20, rgb).unwrap();
        let pixels = shrink(&picture, (40, 20), true, [1, 1, 1]);
        assert_eq!((pixels[0], pixels[39]), ([0; 3], [255, 0, 0]));
    }
}
