//! A screen as a camera sees it. Enters: what it plays, and how it stands. Leaves: the
//! screen on a canvas, with its pixels, its refresh, its bezel and what it mirrors.

use glam::{Vec2, Vec3A};

use super::sheet::Sheet;
use super::texture::Texture;
use crate::figure::View;
use crate::noise::step;
use crate::raster::{Canvas, Fragment};
use crate::scene::Scene;

/// A white picture's linear light against a white wall's in a room's light of 1; a
/// black one's; what is mirrored of the room (a laptop at full brightness, chosen by
/// eye).
const WHITE: [f32; 3] = [0.92, 0.98, 1.06];
const BLACK: f32 = 0.012;
const MIRRORS: f32 = 0.02;
/// Hertz at which the bright band of the refresh runs down, and bands on the screen:
/// what is left of 60 Hz and a shutter that does not fit it (chosen by eye).
const BAND: (f32, f32) = (1.7, 0.8);

/// How much is to be seen that is not the picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Screen {
    /// Width of the bezel, as a share of the screen's width.
    pub(super) bezel: f32,
    /// Columns of pixels. Where they are nearly as many as the canvas' own, the two
    /// grids beat: moire.
    pub(super) columns: f32,
    /// How dark it is between pixels, 0..1.
    pub(super) grid: f32,
    /// How strong the refresh's band is.
    pub(super) flicker: f32,
    /// Light of a mirrored lamp, where on the screen, and its half width and height.
    pub(super) glare: f32,
    pub(super) glare_at: Vec2,
    pub(super) glare_half: Vec2,
}

impl Screen {
    /// Draws it at a time, seconds. `sheet` is the screen with its bezel.
    pub(super) fn draw(
        &self,
        plays: &Texture,
        sheet: &Sheet,
        time: f32,
        (scene, view, canvas): (&Scene, &View, &mut Canvas),
    ) {
        let rows = self.columns * sheet.size.y / sheet.size.x;
        let frame = Vec2::new(self.bezel, self.bezel * sheet.size.x / sheet.size.y);
        let white = Vec3A::from(WHITE);
        sheet.draw(scene, view, canvas, |place, light| {
            let room = Vec3A::from_vec4(light) * MIRRORS + Vec3A::splat(light.w * 0.6);
            let glare = Vec3A::splat(self.glare * self.glares(place));
            let at = (place - frame) / (Vec2::ONE - 2.0 * frame);
            if at.min_element() < 0.0 || at.max_element() > 1.0 {
                return Fragment::solid(room + Vec3A::splat(0.01) + glare * 0.4);
            }
            let x = at.x * self.columns;
            let row = wave(at.y * rows);
            // Red, green and blue are stripes side by side.
            let stripes = Vec3A::new(wave(x), wave(x - 1.0 / 3.0), wave(x - 2.0 / 3.0));
            let pixels = Vec3A::ONE + self.grid * (stripes + Vec3A::splat(0.5 * row));
            let band = 1.0 + self.flicker * wave(at.y * BAND.1 - time * BAND.0);
            let picture = plays.at(at) * white * (1.0 - BLACK) + Vec3A::splat(BLACK);
            Fragment::solid(picture * pixels * band + room + glare)
        });
    }

    /// How much of the lamp is mirrored at a place.
    fn glares(&self, place: Vec2) -> f32 {
        if self.glare <= 0.0 {
            return 0.0;
        }
        let off = ((place - self.glare_at) / self.glare_half).length();
        step(1.6, 0.2, off)
    }
}

/// Like a cosine with a period of 1, from 1 to -1, and far cheaper.
#[inline]
fn wave(x: f32) -> f32 {
    let part = x - (x as i32) as f32;
    let part = part + f32::from(u8::from(part < 0.0));
    1.0 - 8.0 * part * (1.0 - part)
}
