//! How far each muscle group of the face is drawn: weights of the 52 face units.
//!
//! The names are ARKit's, in which the head's morph targets are made and which
//! animation tools share.

macro_rules! units {
    ($($name:ident $text:literal),* $(,)?) => {
        /// A face unit; left and right are the person's own.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        #[allow(missing_docs)]
        pub enum Unit { $($name),* }

        impl Unit {
            /// All of them, in the order of [`Expression::weights`].
            pub const ALL: [Self; UNITS] = [$(Self::$name),*];

            /// ARKit's name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }
        }
    };
}

/// Number of face units.
pub const UNITS: usize = 52;

units! {
    BrowDownLeft "browDownLeft", BrowDownRight "browDownRight", BrowInnerUp "browInnerUp",
    BrowOuterUpLeft "browOuterUpLeft", BrowOuterUpRight "browOuterUpRight",
    CheekPuff "cheekPuff", CheekSquintLeft "cheekSquintLeft",
    CheekSquintRight "cheekSquintRight", EyeBlinkLeft "eyeBlinkLeft",
    EyeBlinkRight "eyeBlinkRight", EyeLookDownLeft "eyeLookDownLeft",
    EyeLookDownRight "eyeLookDownRight", EyeLookInLeft "eyeLookInLeft",
    EyeLookInRight "eyeLookInRight", EyeLookOutLeft "eyeLookOutLeft",
    EyeLookOutRight "eyeLookOutRight", EyeLookUpLeft "eyeLookUpLeft",
    EyeLookUpRight "eyeLookUpRight", EyeSquintLeft "eyeSquintLeft",
    EyeSquintRight "eyeSquintRight", EyeWideLeft "eyeWideLeft", EyeWideRight "eyeWideRight",
    JawForward "jawForward", JawLeft "jawLeft", JawOpen "jawOpen", JawRight "jawRight",
    MouthClose "mouthClose", MouthDimpleLeft "mouthDimpleLeft",
    MouthDimpleRight "mouthDimpleRight", MouthFrownLeft "mouthFrownLeft",
    MouthFrownRight "mouthFrownRight", MouthFunnel "mouthFunnel", MouthLeft "mouthLeft",
    MouthLowerDownLeft "mouthLowerDownLeft", MouthLowerDownRight "mouthLowerDownRight",
    MouthPressLeft "mouthPressLeft", MouthPressRight "mouthPressRight",
    MouthPucker "mouthPucker", MouthRight "mouthRight", MouthRollLower "mouthRollLower",
    MouthRollUpper "mouthRollUpper", MouthShrugLower "mouthShrugLower",
    MouthShrugUpper "mouthShrugUpper", MouthSmileLeft "mouthSmileLeft",
    MouthSmileRight "mouthSmileRight", MouthStretchLeft "mouthStretchLeft",
    MouthStretchRight "mouthStretchRight", MouthUpperUpLeft "mouthUpperUpLeft",
    MouthUpperUpRight "mouthUpperUpRight", NoseSneerLeft "noseSneerLeft",
    NoseSneerRight "noseSneerRight", TongueOut "tongueOut",
}

/// Weights of all face units; 0 is a resting face.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expression([f32; UNITS]);

impl Expression {
    /// A resting face, lips closed.
    pub const REST: Self = Self([0.0; UNITS]);

    /// From some units and their weights.
    #[must_use]
    pub fn of(units: &[(Unit, f32)]) -> Self {
        let mut all = Self::REST;
        for &(unit, weight) in units {
            all.set(unit, weight);
        }
        all
    }

    /// One weight.
    #[must_use]
    pub fn get(&self, unit: Unit) -> f32 {
        self.0[unit as usize]
    }

    /// Sets one weight.
    pub fn set(&mut self, unit: Unit, weight: f32) {
        self.0[unit as usize] = weight;
    }

    /// All weights, in the order of [`Unit::ALL`].
    #[must_use]
    pub fn weights(&self) -> &[f32; UNITS] {
        &self.0
    }

    /// On the way from this to another, 0..=1.
    #[must_use]
    pub fn towards(&self, other: &Self, share: f32) -> Self {
        Self(std::array::from_fn(|i| {
            self.0[i] + (other.0[i] - self.0[i]) * share
        }))
    }

    /// Both at once: the weights are added and held to 0..=1.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|i| {
            (self.0[i] + other.0[i]).clamp(0.0, 1.0)
        }))
    }

    /// All weights times a factor.
    #[must_use]
    pub fn scaled(&self, factor: f32) -> Self {
        Self(self.0.map(|w| w * factor))
    }
}

impl Default for Expression {
    fn default() -> Self {
        Self::REST
    }
}
