//! What is true of one frame. Enters: how the head is held. Leaves: types with plain
//! fields, for others to write to files.

use glam::Vec3;

use crate::performance::Head;

/// How a head is held, in degrees. The signs are those of [`Head`] and of the SDK's
/// measured pose, in a picture that is not mirrored.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Pose {
    /// Positive when turned to the picture's right, which is the person's left.
    pub yaw: f32,
    /// Positive when turned upwards.
    pub pitch: f32,
    /// Positive when tilted counter-clockwise in the picture.
    pub roll: f32,
    /// Way from its place, centimetres: x to the picture's right, y up, z to the camera.
    /// Heads turn about the neck, so that turns move the eyes as well.
    pub shift: Vec3,
}

impl From<Head> for Pose {
    fn from(head: Head) -> Self {
        Self {
            yaw: head.yaw.to_degrees(),
            pitch: head.pitch.to_degrees(),
            roll: head.roll.to_degrees(),
            shift: head.shift,
        }
    }
}

/// What is true of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Shot {
    /// When it was taken, seconds: some milliseconds before its stamp, as of all truth.
    pub taken: f64,
    /// How the head is held that is to be seen; `None` if there is none, but paper, a
    /// screen or nothing.
    pub pose: Option<Pose>,
}
