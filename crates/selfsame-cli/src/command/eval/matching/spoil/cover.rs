//! What stands before a face, and light that falls on half of it. Enters: a picture and its
//! face. Leaves: the picture with patches of one colour.

use selfsame::Picture;
use selfsame::landmark::Mesh;

use crate::failure::Result;

/// Corners of the subject's right and left eye.
const EYES: [[usize; 2]; 2] = [[33, 133], [263, 362]];
const NOSE_TIP: usize = 1;
const MOUTH: usize = 13;
const CHIN: usize = 152;
const CHEEK: usize = 50;
const FOREHEAD: usize = 10;

/// An ellipse along the face's own directions.
struct Patch {
    centre: [f32; 2],
    /// To its right end and its lower one.
    right: [f32; 2],
    down: [f32; 2],
}

impl Patch {
    fn holds(&self, x: f32, y: f32) -> bool {
        let along = |axis: [f32; 2]| {
            let squared = axis[0] * axis[0] + axis[1] * axis[1];
            ((x - self.centre[0]) * axis[0] + (y - self.centre[1]) * axis[1]) / squared
        };
        along(self.right).powi(2) + along(self.down).powi(2) <= 1.0
    }
}

fn painted(picture: &Picture, colour: impl Fn(f32, f32) -> Option<[u8; 3]>) -> Result<Picture> {
    let (width, height) = (picture.width(), picture.height());
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let pixel = |(x, y)| {
        let painted = colour(x as f32 + 0.5, y as f32 + 0.5);
        painted.unwrap_or_else(|| picture.pixel(x, y))
    };
    let rgb = places.flat_map(pixel).collect();
    Ok(Picture::from_rgb(width, height, rgb)?)
}

fn at(mesh: &Mesh, index: usize) -> [f32; 2] {
    let [x, y, _] = mesh.points()[index];
    [x, y]
}

fn between(a: [f32; 2], b: [f32; 2], share: f32) -> [f32; 2] {
    [0, 1].map(|i| a[i] + (b[i] - a[i]) * share)
}

fn times(v: [f32; 2], factor: f32) -> [f32; 2] {
    v.map(|v| v * factor)
}

/// From one outer corner of the eyes to the other, and as far down.
fn axes(mesh: &Mesh) -> [[f32; 2]; 2] {
    let (a, b) = (at(mesh, EYES[0][0]), at(mesh, EYES[1][0]));
    let right = [b[0] - a[0], b[1] - a[1]];
    [right, [-right[1], right[0]]]
}

/// Over both eyes; half of the patch's width and height in widths of the eye.
pub(super) fn eyes(
    picture: &Picture,
    mesh: &Mesh,
    [wide, high]: [f32; 2],
    colour: [u8; 3],
) -> Result<Picture> {
    let [right, down] = axes(mesh);
    let patches = EYES.map(|[outer, inner]| {
        let (outer, inner) = (at(mesh, outer), at(mesh, inner));
        let width = (outer[0] - inner[0]).hypot(outer[1] - inner[1]);
        let whole = right[0].hypot(right[1]).max(1.0);
        Patch {
            centre: between(outer, inner, 0.5),
            right: times(right, wide * width / whole),
            down: times(down, high * width / whole),
        }
    });
    painted(picture, |x, y| {
        patches.iter().any(|p| p.holds(x, y)).then_some(colour)
    })
}

/// From the bridge of the nose to below the chin, from cheek to cheek.
pub(super) fn mask(picture: &Picture, mesh: &Mesh) -> Result<Picture> {
    let [right, _] = axes(mesh);
    let (nose, chin) = (at(mesh, NOSE_TIP), at(mesh, CHIN));
    let patch = Patch {
        centre: between(nose, chin, 0.45),
        right: times(right, 0.68),
        down: times([chin[0] - nose[0], chin[1] - nose[1]], 0.75),
    };
    painted(picture, |x, y| patch.holds(x, y).then_some([120, 170, 200]))
}

/// Before the mouth, a little darker than the cheek.
pub(super) fn hand(picture: &Picture, mesh: &Mesh) -> Result<Picture> {
    let [right, down] = axes(mesh);
    let [x, y] = at(mesh, CHEEK);
    let inside = |v: f32, side: u32| (v.max(0.0) as u32).min(side - 1);
    let skin = picture.pixel(inside(x, picture.width()), inside(y, picture.height()));
    let patch = Patch {
        centre: at(mesh, MOUTH),
        right: times(right, 0.55),
        down: times(down, 0.45),
    };
    let colour = skin.map(|level| (f32::from(level) * 0.9) as u8);
    painted(picture, |x, y| patch.holds(x, y).then_some(colour))
}

/// What is left of the light on the picture's left, up to the middle of the face.
pub(super) fn half(picture: &Picture, mesh: &Mesh, left: f32) -> Result<Picture> {
    let (top, chin) = (at(mesh, FOREHEAD), at(mesh, CHIN));
    painted(picture, |x, y| {
        let side = (chin[0] - top[0]) * (y - top[1]) - (chin[1] - top[1]) * (x - top[0]);
        (side > 0.0).then(|| {
            let pixel = picture.pixel(x as u32, y as u32);
            pixel.map(|level| (f32::from(level) * left) as u8)
        })
    })
}
