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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::Expression;
    use crate::figure::{Figure, Landmarks};
    use crate::person::Person;

    #[test]
    fn the_signs_are_those_that_are_promised() {
        let figure = Figure::new(Person::of(6));
        let at = |head: Head| figure.landmarks(&figure.pose(&Expression::REST, &head));
        let straight = at(Head::default());
        // x is the picture's right and y is up; the face lies before the neck.
        let turned = |head: Head, moved: &dyn Fn(&Landmarks) -> f32| {
            let by = moved(&at(head)) - moved(&straight);
            let pose = Pose::from(head);
            (by, [pose.yaw, pose.pitch, pose.roll])
        };
        let part = 0.2f32;
        let some = |yaw, pitch, roll| Head {
            yaw,
            pitch,
            roll,
            ..Head::default()
        };
        let (right, yaw) = turned(some(part, 0.0, 0.0), &|l| l.mouth.x);
        let (up, pitch) = turned(some(0.0, part, 0.0), &|l| l.mouth.y);
        let (tilt, roll) = turned(some(0.0, 0.0, part), &|l| l.eyes[0].y - l.eyes[1].y);
        assert!(straight.eyes[0].x > straight.eyes[1].x);
        for by in [right, up, tilt] {
            assert!(by > 0.05, "{right} {up} {tilt}");
        }
        let degrees = part.to_degrees();
        assert_eq!(yaw, [degrees, 0.0, 0.0]);
        assert_eq!(pitch, [0.0, degrees, 0.0]);
        assert_eq!(roll, [0.0, 0.0, degrees]);
    }
}
