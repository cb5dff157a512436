//! The resting shape of a head.
//!
//! Enters: a seed, origin, sex, age. Leaves: vertices, the middle between the eyes
//! at the origin.

use std::collections::BTreeMap;

use glam::Vec3;

use super::proportions::Proportions;
use crate::dice::Dice;
use crate::head::{Head, Part};

/// Parts of a face's ancestry, together 1; MakeHuman's three corners.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Origin {
    /// African.
    pub african: f32,
    /// Asian.
    pub asian: f32,
    /// European.
    pub european: f32,
}

impl Origin {
    /// Mostly of one corner; dark tones lean to the first and light ones away from
    /// it, as people do, but every mixture occurs.
    pub(super) fn draw(tone: f32, dice: &mut Dice) -> Self {
        let lean = (tone - 1.0) / 9.0;
        let mut part = |mean: f32| mean * dice.unit().powi(2) + 0.02;
        let (african, asian, european) = (
            part(0.15 + 2.0 * lean * lean),
            part(1.0 - 0.6 * lean),
            part(1.0 - 0.8 * lean),
        );
        let all = african + asian + european;
        Self {
            african: african / all,
            asian: asian / all,
            european: european / all,
        }
    }
}

/// How far details leave the mean: all of them at once make a face, so each little
/// (chosen by eye: far enough to tell people apart, not so far that lips part).
const DETAIL: f32 = 0.36;
/// The same of skull, forehead and neck, which look strange sooner.
const SKULL: f32 = 0.2;
/// No detail farther than this.
const MOST_DETAIL: f32 = 0.75;
/// The two halves of a face differ by so much of the asymmetry targets.
const ASYMMETRY: f32 = 0.45;

pub(super) fn of(seed: u64, origin: &Origin, sex: f32, age: f32) -> Vec<Vec3> {
    let head = Head::get();
    let mut shape = head.rest.clone();
    let mut add = |name: &str, weight: f32| {
        if let Some(morph) = head.morph(name) {
            morph.apply(weight, &mut shape);
        }
    };
    let mut dice = Dice::new(seed, "build");
    let weight = dice.normal(0.0, 0.45).clamp(-0.9, 0.9);
    for (sex_name, sex) in [("female", 1.0 - sex), ("male", sex)] {
        for (age_name, age) in [("young", 1.0 - age), ("old", age)] {
            for (name, part) in [
                ("african", origin.african),
                ("asian", origin.asian),
                ("caucasian", origin.european),
            ] {
                add(
                    &format!("origin/{name}-{sex_name}-{age_name}"),
                    part * sex * age,
                );
            }
            for (name, part) in [
                ("min", (-weight).max(0.0)),
                ("average", 1.0 - weight.abs()),
                ("max", weight.max(0.0)),
            ] {
                let name = format!("build/{sex_name}-{age_name}-averagemuscle-{name}weight");
                add(&name, part * sex * age);
            }
        }
    }
    details(seed, head, &mut shape);
    centre(head, &mut shape);
    Proportions::of(seed).apply(&mut shape);
    shape
}

/// Draws each detail once; both sides of the face share it.
fn details(seed: u64, head: &Head, shape: &mut [Vec3]) {
    let mut drawn = BTreeMap::new();
    for morph in &head.morphs {
        let Some(name) = morph.name.strip_prefix("detail/") else {
            continue;
        };
        let (key, sign) = key(name);
        let value = *drawn.entry(key.clone()).or_insert_with(|| {
            let spread = match key.split('/').next() {
                Some("asym") => ASYMMETRY,
                Some("head" | "forehead" | "neck") => SKULL,
                _ => DETAIL,
            };
            Dice::new(seed, &key)
                .normal(0.0, spread)
                .clamp(-MOST_DETAIL, MOST_DETAIL)
        });
        morph.apply((value * sign).max(0.0), shape);
    }
}

/// What is drawn together, and in which direction a target goes.
fn key(name: &str) -> (String, f32) {
    const ENDS: [(&str, f32); 16] = [
        ("-decr", -1.0),
        ("-incr", 1.0),
        ("-in", -1.0),
        ("-out", 1.0),
        ("-down", -1.0),
        ("-up", 1.0),
        ("-backward", -1.0),
        ("-forward", 1.0),
        ("-concave", -1.0),
        ("-convex", 1.0),
        ("-compress", -1.0),
        ("-uncompress", 1.0),
        ("-l", -1.0),
        ("-r", 1.0),
        ("-pointed", 0.3),
        ("-triangle", 0.3),
    ];
    let name = name.replace("/l-", "/").replace("/r-", "/");
    for (end, sign) in ENDS {
        if let Some(key) = name.strip_suffix(end) {
            return (key.to_owned(), sign);
        }
    }
    (name, 0.7)
}

/// Puts the middle between the eyes at the origin, whatever the body's height.
fn centre(head: &Head, shape: &mut [Vec3]) {
    let middle = |part| {
        let vertices = head.vertices_of(part);
        let sum: Vec3 = vertices.iter().map(|&v| shape[usize::from(v)]).sum();
        sum / vertices.len() as f32
    };
    let middle = (middle(Part::EyeLeft) + middle(Part::EyeRight)) / 2.0;
    for vertex in shape {
        *vertex -= middle;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_share_a_detail_and_directions_are_opposite() {
        assert_eq!(key("eyes/l-eye-scale-incr"), key("eyes/r-eye-scale-incr"));
        let (a, b) = (key("chin/chin-width-incr"), key("chin/chin-width-decr"));
        assert_eq!((a.0, a.1), (b.0, -b.1));
        assert_ne!(key("head/head-oval").0, key("head/head-round").0);
    }

    #[test]
    fn a_seed_is_a_shape() {
        let origin = Origin {
            african: 0.2,
            asian: 0.5,
            european: 0.3,
        };
        let make = |seed| of(seed, &origin, 0.1, 0.4);
        assert_eq!(make(3), make(3));
        let far = make(3)
            .iter()
            .zip(make(4))
            .map(|(a, b)| a.distance(b))
            .fold(0.0, f32::max);
        assert!((0.03..3.0).contains(&far), "{far}");
    }
}
