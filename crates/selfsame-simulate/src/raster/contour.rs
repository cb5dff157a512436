//! Outlines of what is solid.
//!
//! Enters: lines on the canvas of which one side is solid. Leaves: pixels that the lines
//! cross, mixed of both sides by how much each has of them (geometric anti-aliasing,
//! after Persson, GPU Pro 2).

use glam::Vec3A;

use super::{Canvas, Light};

/// How much the depths of a line and of the solid pixel beside it differ at most, as a
/// share: round things fall off steeply at their outline. What differs by more is in the
/// way.
const STEEP: f32 = 0.04;
/// What is behind an outline is so much farther at least, as a share.
const BEHIND: f32 = 0.006;

impl Canvas<Light> {
    /// Smooths an outline. As one goes from `a` to `b`, the solid side is where a
    /// triangle has it that turns clockwise on the canvas' downward axis.
    pub(super) fn soften(&mut self, [a, b]: [Vec3A; 2]) {
        let way = b - a;
        // The axis that it rather follows is the first.
        let across = way.x.abs() >= way.y.abs();
        let turned = |p: Vec3A| match across {
            true => p,
            false => Vec3A::new(p.y, p.x, p.z),
        };
        let (length, breadth) = match across {
            true => (self.width, self.height),
            false => (self.height, self.width),
        };
        // Leftwards what is solid is below, downwards it is on the right.
        let solid_after = if across { way.x < 0.0 } else { way.y > 0.0 };
        let [mut a, mut b] = [a, b].map(turned);
        if a.x > b.x {
            std::mem::swap(&mut a, &mut b);
        }
        let slope = (b - a) / (b.x - a.x);
        let middle = |v: f32| (v + 0.5).max(0.0) as usize;
        for i in middle(a.x)..middle(b.x).min(length) {
            let at = a + slope * (i as f32 + 0.5 - a.x);
            if !(at.y >= 0.0 && at.y < breadth as f32) {
                continue;
            }
            let crossed = at.y as usize;
            let before = at.y - crossed as f32;
            let solid = if solid_after { 1.0 - before } else { before };
            // The side that has the pixel's middle has the pixel so far.
            let is_solid = solid >= 0.5;
            let Some(other) = (match is_solid == solid_after {
                true => crossed.checked_sub(1),
                false => Some(crossed + 1).filter(|&other| other < breadth),
            }) else {
                continue;
            };
            let place = |j: usize| if across { [i, j] } else { [j, i] };
            let [crossed, other] = [place(crossed), place(other)];
            let (near, far) = match is_solid {
                true => (crossed, other),
                false => (other, crossed),
            };
            if self.is_outline(near, far, at.z) {
                let part = solid.min(1.0 - solid) * 256.0;
                let [x, y] = crossed;
                self.solid.spans.add(y, &(x..x + 1));
                let [at, other] = [crossed, other].map(|[x, y]| y * self.width + x);
                let [here, other] = [at, other].map(|at| Light::joined(self.light[at]));
                self.light[at] = here.mixed(other, part as u32).split();
            }
        }
    }

    /// Whether a line that is so far away ends what is seen at `near` towards `far`.
    fn is_outline(&self, near: [usize; 2], far: [usize; 2], depth: f32) -> bool {
        let [x, y] = near;
        let is_solid = Light::joined(self.light[y * self.width + x]).drawn() == Light::SOLID;
        let [near, far] = [near, far].map(|[x, y]| self.solid.depth[y * self.solid.stride + x]);
        is_solid && (near - depth).abs() < depth * STEEP && far > near * (1.0 + BEHIND)
    }
}
