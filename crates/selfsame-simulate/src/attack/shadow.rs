//! The shadow of a sheet with a hole on what is close behind it.
//!
//! Enters: the light of a scene, and where the sheet is open. Leaves: how much of the
//! light comes through, place by place; a canvas that is darker there.

use std::f32::consts::TAU;

use glam::{Vec2, Vec3A};

use super::sheet::Sheet;
use super::texture::Texture;
use crate::figure::View;
use crate::raster::Canvas;
use crate::scene::Scene;

/// Share of the light that thin paper lets through, and that comes back from its
/// white side (chosen by eye).
const SEEPS: f32 = 0.2;
/// Even light is tried in so many directions, half way from the normal.
const DIRECTIONS: usize = 8;
/// The shadow is worked out on so many places in each direction.
const PLACES: u32 = 24;

/// What comes through one hole.
pub(super) struct Shadow {
    light: Texture,
    /// The part of the sheet, 0..1 from its left and top.
    from: Vec2,
    to: Vec2,
}

impl Shadow {
    /// The light on what is `behind` a part of a sheet, decimetres. `size` is the
    /// sheet's; `open` is 1 at its places where it is open. The sheet faces the camera:
    /// what hands turn it by is not worth the work.
    pub(super) fn cast(
        scene: &Scene,
        (from, to): (Vec2, Vec2),
        size: Vec2,
        behind: f32,
        open: impl Fn(Vec2) -> f32,
    ) -> Self {
        // Green stands for all: lamps of one room differ little in colour.
        let even = (scene.sky.y + scene.ground.y) / 2.0;
        let light = Texture::painted(PLACES, PLACES, |at| {
            let place = from + at * (to - from);
            let towards = |way: Vec2| open(place + behind * way / size);
            let around = |i: usize| Vec2::from_angle(TAU * i as f32 / DIRECTIONS as f32);
            let seen: f32 = (0..DIRECTIONS).map(|i| towards(around(i))).sum();
            let mut all = even;
            let mut comes = even * seen / DIRECTIONS as f32;
            for lamp in &scene.lamps {
                let way = lamp.towards;
                // A lamp at the side or behind shines past the sheet.
                let through = match way.z {
                    z if z > 0.1 => towards(Vec2::new(way.x, -way.y) / z),
                    _ => 1.0,
                };
                let lamp = lamp.colour.y * way.z.abs();
                all += lamp;
                comes += lamp * through;
            }
            Vec3A::splat(comes / all.max(1e-3) * (1.0 - SEEPS) + SEEPS)
        });
        Self { light, from, to }
    }

    /// Darkens what has been drawn and will be seen through the hole.
    pub(super) fn fall(&self, sheet: &Sheet, view: &View, canvas: &mut Canvas) {
        let pixel = |x: f32, y: f32| view.project(sheet.point(Vec2::new(x, y))).truncate();
        let corner = pixel(self.from.x, self.from.y);
        let (across, down) = (
            pixel(self.to.x, self.from.y) - corner,
            pixel(self.from.x, self.to.y) - corner,
        );
        let area = across.perp_dot(down);
        let corners = [
            corner,
            corner + across,
            corner + down,
            corner + across + down,
        ];
        let low = corners.into_iter().fold(Vec2::INFINITY, Vec2::min);
        let high = corners.into_iter().fold(Vec2::NEG_INFINITY, Vec2::max);
        if area.abs() < 1.0 || !(low.is_finite() && high.is_finite()) {
            return;
        }
        let (low, high) = (low.max(Vec2::ZERO), high.max(Vec2::ZERO));
        for y in low.y as usize..(high.y as usize + 1).min(canvas.height) {
            for x in low.x as usize..(high.x as usize + 1).min(canvas.width) {
                let off = Vec2::new(x as f32 + 0.5, y as f32 + 0.5) - corner;
                let at = Vec2::new(off.perp_dot(down), across.perp_dot(off)) / area;
                if at.min_element() >= 0.0 && at.max_element() <= 1.0 {
                    let kept = 1.0 - self.light.at(at).x;
                    canvas.blend(y * canvas.width + x, Vec3A::ZERO, kept);
                }
            }
        }
    }
}
