//! What is solid gets its colour: once for each pixel that is still seen.
//!
//! Enters: a canvas with surfaces, and how they look. Leaves: their light.

use glam::{Vec2, Vec4};

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
        let Self {
            solid,
            cells,
            light,
            width,
            ..
        } = self;
        solid.drain(|[x, y], face| {
            let at = y * *width + x;
            if cells[at].is_full() {
                return;
            }
            let [attribute, lit] = face.at(Vec2::new(x as f32 + 0.5, y as f32 + 0.5));
            light[at] = Light::solid(match face.mixed {
                true => mixed(attribute, lit),
                false => look(attribute, lit),
            })
            .split();
        });
    }
}
