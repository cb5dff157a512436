//! The head that every simulated person is made of: MakeHuman's, CC0.
//!
//! Enters: the packed asset (`assets/head.bin`, made by `tools/pack_head.py`).
//! Leaves: vertices in decimetres (x to the person's left, y up, z to the front),
//! triangles by part, masks, morph targets (the 52 face units and identity), and skins.

mod format;
pub(crate) mod occlusion;

use std::sync::OnceLock;

use glam::Vec3;
use selfsame::Picture;

use crate::expression::{UNITS, Unit};

/// What a triangle is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(usize)]
pub(crate) enum Part {
    Skin,
    EyeLeft,
    EyeRight,
    TeethUpper,
    TeethLower,
    Tongue,
    Lashes,
    Hair,
}

impl Part {
    pub(crate) const ALL: [(Self, &'static str); 8] = [
        (Self::Skin, "skin"),
        (Self::EyeLeft, "eye-left"),
        (Self::EyeRight, "eye-right"),
        (Self::TeethUpper, "teeth-upper"),
        (Self::TeethLower, "teeth-lower"),
        (Self::Tongue, "tongue"),
        (Self::Lashes, "lashes"),
        (Self::Hair, "hair"),
    ];
}

/// Moves of some vertices.
#[derive(Debug)]
pub(crate) struct Morph {
    pub(crate) name: String,
    pub(crate) moves: Vec<(u16, Vec3)>,
}

impl Morph {
    /// Adds `weight` times the moves.
    pub(crate) fn apply(&self, weight: f32, vertices: &mut [Vec3]) {
        if weight != 0.0 {
            for &(vertex, by) in &self.moves {
                vertices[usize::from(vertex)] += by * weight;
            }
        }
    }
}

/// The head as it is packed.
#[derive(Debug)]
pub(crate) struct Head {
    /// Resting, of no particular person.
    pub(crate) rest: Vec<Vec3>,
    /// By [`Part`].
    pub(crate) triangles: [Vec<[u16; 3]>; Part::ALL.len()],
    /// How much each vertex is of the lips, 0..=1.
    pub(crate) lips: Vec<f32>,
    /// How much each vertex is of the eyelids.
    pub(crate) eyelids: Vec<f32>,
    /// How much each vertex is of the ears.
    pub(crate) ears: Vec<f32>,
    /// How much each vertex lies in the mouth.
    pub(crate) cavity: Vec<f32>,
    pub(crate) morphs: Vec<Morph>,
    units: [usize; UNITS],
    /// Photographed skins, side by side; [`crate::skin`] knows how.
    pub(crate) skins: Picture,
}

impl Head {
    /// The one in this crate.
    pub(crate) fn get() -> &'static Self {
        static HEAD: OnceLock<Head> = OnceLock::new();
        HEAD.get_or_init(|| {
            let read = format::read(include_bytes!("../assets/head.bin"));
            read.unwrap_or_else(|what| panic!("assets/head.bin, compiled in: {what}"))
        })
    }

    /// The morph target of a face unit.
    pub(crate) fn unit(&self, unit: Unit) -> &Morph {
        &self.morphs[self.units[unit as usize]]
    }

    /// A morph target by its name.
    pub(crate) fn morph(&self, name: &str) -> Option<&Morph> {
        self.morphs.iter().find(|m| m.name == name)
    }

    /// Unit normals of the vertices when they stand like this.
    pub(crate) fn normals(&self, vertices: &[Vec3]) -> Vec<Vec3> {
        let mut normals = vec![Vec3::ZERO; vertices.len()];
        for triangle in self.triangles.iter().flatten() {
            let [a, b, c] = triangle.map(usize::from);
            // As long as the triangle is large, so that large ones count more.
            let across = (vertices[b] - vertices[a]).cross(vertices[c] - vertices[a]);
            for v in [a, b, c] {
                normals[v] += across;
            }
        }
        for normal in &mut normals {
            *normal = normal.normalize_or(Vec3::Z);
        }
        normals
    }

    /// The vertices of a part, each once.
    pub(crate) fn vertices_of(&self, part: Part) -> Vec<u16> {
        let mut all: Vec<u16> = self.triangles[part as usize]
            .iter()
            .flatten()
            .copied()
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_has_all_that_people_are_made_of() {
        let head = Head::get();
        assert_eq!(head.rest.len(), 6458);
        let triangles: usize = head.triangles.iter().map(Vec::len).sum();
        assert_eq!(triangles, 12176);
        for unit in Unit::ALL {
            assert!(!head.unit(unit).moves.is_empty(), "{}", unit.name());
        }
        assert_eq!((head.skins.width(), head.skins.height()), (1920, 768));
        // The jaw opens downwards, by centimetres.
        let chin = |moves: &[(u16, Vec3)]| moves.iter().map(|m| m.1.y).fold(0.0, f32::min);
        let open = chin(&head.unit(Unit::JawOpen).moves);
        assert!((-0.5..-0.2).contains(&open), "{open}");
        assert!(head.morph("origin/asian-female-young").is_some());
    }
}
