//! What is solid gets its colour: once for each pixel that is still seen.
//!
//! Enters: a canvas with surfaces, and how they look. Leaves: their light.

use glam::{Vec2, Vec4};

use super::solid::Solid;
use super::{Canvas, Light};

impl Canvas<Light> {
    /// Shades what was covered and is still seen. `look` and, for mixed materials,
    /// `mixed` make a colour, in [`super::STEPS`], of attribute and light; its fourth is
    /// not heeded.
    #[inline]
    pub(crate) fn shade(
        &mut self,
        look: impl Fn(Vec4, Vec4) -> Vec4,
        mixed: impl Fn(Vec4, Vec4) -> Vec4,
    ) {
        self.forget_hidden();
        let stride = self.solid.stride;
        let Solid {
            numbers,
            faces,
            spans,
            ..
        } = &mut self.solid;
        for (y, span) in spans.rows() {
            let mut centre = Vec2::new(span.start as f32 + 0.5, y as f32 + 0.5);
            let light = &mut self.light[y * self.width..][span.clone()];
            let numbers = &mut numbers[y * stride..][span];
            for (number, light) in numbers.iter_mut().zip(light) {
                // What is no face is one before the first.
                let face = number.to_bits().wrapping_sub(1);
                if let Some(face) = faces.get(face as usize) {
                    *number = 0.0;
                    let [attribute, lit] = face.at(centre);
                    let colour = match face.mixed {
                        true => mixed(attribute, lit),
                        false => look(attribute, lit),
                    };
                    *light = Light::solid(colour).split();
                }
                centre.x += 1.0;
            }
        }
        faces.clear();
    }

    /// What is behind something else is not shaded.
    fn forget_hidden(&mut self) {
        for (y, span) in self.spans.rows() {
            let cells = &self.cells[y * self.width..][span.clone()];
            let numbers = &mut self.solid.numbers[y * self.solid.stride..][span];
            for (number, cell) in numbers.iter_mut().zip(cells) {
                if cell.is_full() {
                    *number = 0.0;
                }
            }
        }
    }
}
