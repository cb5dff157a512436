//! What is assessed of a face picture, under the standard's names, and what helps. Enters: a
//! measured value. Leaves: words.

use serde::{Deserialize, Serialize};

use crate::challenge::Language;

/// A quality measure of ISO/IEC 29794-5, in the order in which they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Measure {
    /// How much of a face the embedding network saw, 0..=100: the quality of the
    /// [`Template`](crate::template::Template::quality).
    UnifiedQualityScore,
    /// Area of the second largest face over that of the largest.
    SingleFacePresent,
    /// Distance of the eyes' middles over the cosine of the yaw, pixels.
    InterEyeDistance,
    /// Turn to a side, degrees.
    HeadPoseYaw,
    /// Turn up or down, degrees.
    HeadPosePitch,
    /// Tilt, degrees.
    HeadPoseRoll,
    /// Height from eyes to chin over the picture's.
    HeadSize,
    /// From the picture's left edge to the nearer eye, in distances of the eyes.
    LeftwardCrop,
    /// From the picture's right edge to the nearer eye, in distances of the eyes.
    RightwardCrop,
    /// From the upper edge to the eyes, in heights from eyes to chin.
    MarginAbove,
    /// From the lower edge to the eyes, in heights from eyes to chin.
    MarginBelow,
    /// The less open eye's opening, in heights from eyes to chin.
    EyesOpen,
    /// The lips' opening, in heights from eyes to chin.
    MouthClosed,
    /// The strongest expression, 0..=1: 0 is a face at rest.
    ExpressionNeutrality,
    /// How much of the more hidden eye is hidden by glare or dark glass, 0..=1.
    EyesVisible,
    /// Spread of the mouth's lightness over that of the face: what lies before it has none.
    MouthOcclusionPrevention,
    /// How little a further blur takes away, 0..=1.
    Sharpness,
    /// How much larger steps between pixels are at JPEG's blocks than within, as a share.
    CompressionArtifacts,
    /// Mean gradient of the luminance beside and above the head, levels.
    BackgroundUniformity,
    /// Mean luminance of the face, 0..=1, linear light.
    LuminanceMean,
    /// Variance of it.
    LuminanceVariance,
    /// Entropy of the face's luminance, bits.
    DynamicRange,
    /// How much of the histograms of both cheeks is shared, 0..=1.
    IlluminationUniformity,
    /// Share of the face that is nearly white, 0..=1.
    OverExposurePrevention,
    /// Share of the face that is nearly black, 0..=1.
    UnderExposurePrevention,
    /// How far the cheeks are from the colours of skin, units of CIELAB.
    NaturalColour,
}

impl Measure {
    /// The score below which something should be done about it. Ours: the standard gives
    /// scores only.
    #[must_use]
    pub const fn least(self) -> u8 {
        match self {
            // 20 degrees.
            Self::HeadPoseYaw | Self::HeadPosePitch | Self::HeadPoseRoll => 88,
            // A fifth of an eye under a reflection.
            Self::EyesVisible => 80,
            // A second face of more than a fifth of the first one's width.
            Self::SingleFacePresent => 95,
            // The photo of an ID card's chip has 15, simulated, and is all there is.
            Self::InterEyeDistance => 10,
            _ => 50,
        }
    }

    /// What makes it better, said to the person, in their language.
    #[must_use]
    pub fn advice(self, value: f32, language: Language) -> &'static str {
        let (english, mandarin) = self.words(value);
        match language {
            Language::Mandarin => mandarin,
            Language::English => english,
        }
    }

    fn words(self, value: f32) -> (&'static str, &'static str) {
        match self {
            Self::UnifiedQualityScore => (
                "Use a sharper and better lit picture of the face: this one says little of it.",
                "请使用更清晰、光线更好的照片：这张照片中的面部信息太少。",
            ),
            Self::SingleFacePresent => (
                "Show one face only, nobody else's and none on a picture.",
                "画面中只能有一个人的脸，也不要有其他人像。",
            ),
            Self::ExpressionNeutrality => (
                "Keep the face at rest: do not smile.",
                "请保持面部自然，不要微笑。",
            ),
            Self::EyesVisible => (
                "Take off dark glasses, and turn away from what shines in glasses.",
                "请摘下墨镜，避免眼镜反光。",
            ),
            Self::MouthOcclusionPrevention => (
                "Show the mouth: nothing may cover it.",
                "请露出嘴部，不要遮挡。",
            ),
            Self::Sharpness => (
                "Hold still, clean the lens and wait for the focus.",
                "请保持不动，擦净镜头，等待对焦。",
            ),
            Self::CompressionArtifacts => (
                "Use the original file: this picture was compressed too much.",
                "请使用原始照片：这张照片压缩过度。",
            ),
            Self::BackgroundUniformity => ("Use a plain background.", "请使用纯色背景。"),
            Self::InterEyeDistance => (
                "Come closer, or use a picture with more pixels.",
                "请靠近一些，或使用更清晰的照片。",
            ),
            Self::HeadPoseYaw => (
                "Face the camera, not to the side.",
                "请正对镜头，不要侧脸。",
            ),
            Self::HeadPosePitch => (
                "Hold the camera at the height of the eyes.",
                "请让镜头与眼睛同高，不要仰头或低头。",
            ),
            Self::HeadPoseRoll => ("Hold the head upright.", "请把头摆正，不要歪头。"),
            Self::HeadSize if value > 0.45 => ("Move back a little.", "请离远一些。"),
            Self::HeadSize => (
                "Let the face fill more of the picture.",
                "请让面部在画面中更大一些。",
            ),
            Self::LeftwardCrop | Self::RightwardCrop => {
                ("Move to the middle of the picture.", "请移到画面中间。")
            }
            Self::MarginAbove => (
                "Show the whole head: there is too little above it.",
                "请露出整个头部，头顶上方留出空间。",
            ),
            Self::MarginBelow => (
                "Show chin and neck: there is too little below.",
                "请露出下巴和颈部，下方留出空间。",
            ),
            Self::EyesOpen => ("Open both eyes.", "请睁开双眼。"),
            Self::MouthClosed => ("Close the mouth.", "请闭上嘴。"),
            Self::LuminanceMean if value > 0.5 => ("Less light on the face.", "请减少面部的光线。"),
            Self::LuminanceMean | Self::UnderExposurePrevention => {
                ("More light on the face.", "请增加面部的光线。")
            }
            Self::LuminanceVariance | Self::DynamicRange => (
                "Use even light from the front and a picture that is neither pale nor dull.",
                "请使用正面均匀的光线，避免照片发白或发灰。",
            ),
            Self::IlluminationUniformity => (
                "Turn to the light: one side of the face is darker.",
                "请面向光源，脸的一侧偏暗。",
            ),
            Self::OverExposurePrevention => (
                "Keep bright light off the face: parts of it are white.",
                "请避开强光，面部有过亮的部分。",
            ),
            Self::NaturalColour => (
                "Use white light and a picture in its own colours.",
                "请使用白光，照片颜色要自然。",
            ),
        }
    }
}
