//! Where the head is: enters nothing, leaves a type.

use glam::Vec3;

/// A head's turn and place against a head that looks straight at the camera
/// from the middle of the picture. The signs are those of [`selfsame`]'s pose in
/// a picture that is not mirrored.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Head {
    /// Turn to the picture's right, which is the person's left, radians.
    pub yaw: f32,
    /// Turn upwards, radians.
    pub pitch: f32,
    /// Tilt counter-clockwise in the picture, radians.
    pub roll: f32,
    /// Way from its place, centimetres: x to the picture's right, y up, z to
    /// the camera.
    pub shift: Vec3,
}

impl Head {
    /// Both movements at once; angles are small and add.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        Self {
            yaw: self.yaw + other.yaw,
            pitch: self.pitch + other.pitch,
            roll: self.roll + other.roll,
            shift: self.shift + other.shift,
        }
    }

    /// Only a nod, degrees upwards.
    pub(super) fn nod(degrees: f32) -> Self {
        Self {
            pitch: degrees.to_radians(),
            ..Self::default()
        }
    }
}
