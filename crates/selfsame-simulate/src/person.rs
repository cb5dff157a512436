//! Who it is: the same seed is the same person on every day.
//!
//! Enters: a seed. Leaves: a [`Person`]: the resting shape of the head, mixed from
//! origins, ages, builds and details, and the looks that go with it.

pub mod looks;
mod proportions;
mod shape;

use glam::Vec3;

pub use looks::Looks;
pub use shape::Origin;

use crate::dice::Dice;

/// A simulated person.
#[derive(Debug, Clone)]
pub struct Person {
    seed: u64,
    /// Parts of African, Asian and European ancestry in the face, together 1.
    pub origin: Origin,
    /// 0 is female, 1 is male.
    pub sex: f32,
    /// 0 is a young adult, 1 is old.
    pub age: f32,
    /// Colours, hair, glasses and the like.
    pub looks: Looks,
    shape: Vec<Vec3>,
}

impl Person {
    /// The person of a seed.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice::new(seed, "person");
        // The ten tones of the Monk scale alike; faces follow tones loosely.
        let tone = dice.within(0.5, 10.5);
        let origin = Origin::draw(tone, &mut dice);
        // Faces are seldom in the middle between the sexes.
        let sex = match dice.chance(0.5) {
            true => dice.within(0.75, 1.0),
            false => dice.within(0.0, 0.25),
        };
        let age = dice.unit().powf(1.4);
        let looks = Looks::draw(seed, tone, &origin, sex, age);
        Self {
            seed,
            shape: shape::of(seed, &origin, sex, age),
            origin,
            sex,
            age,
            looks,
        }
    }

    /// The seed.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Resting vertices; the middle between the eyes lies at the origin.
    pub(crate) fn shape(&self) -> &[Vec3] {
        &self.shape
    }
}
