//! Limits for untrusted input. Nothing larger is decoded, kept or computed on.

/// Largest side of a video frame, in pixels (8K video fits).
pub const FRAME_SIDE: u32 = 8192;
/// Smallest side of a video frame, in pixels: a face of the smallest size that
/// the cascade knows (20 px) must fit.
pub const FRAME_MIN_SIDE: u32 = 20;
/// Most pixels of one video frame.
pub const FRAME_PIXELS: u64 = 40_000_000;
/// Most bytes of one compressed frame (MJPEG).
pub const FRAME_FILE_BYTES: usize = 32 << 20;
/// Largest side of a still picture, in pixels.
pub const IMAGE_SIDE: u32 = 16_384;
/// Most pixels of a still picture (a 64-megapixel phone photo fits).
pub const IMAGE_PIXELS: u64 = 80_000_000;
/// Most bytes of a still picture's file.
pub const IMAGE_FILE_BYTES: u64 = 64 << 20;
/// Most frames of one session (2 minutes at 60 frames a second, and some).
pub const SESSION_FRAMES: usize = 10_000;
/// Longest session, in seconds.
pub const SESSION_SECONDS: u64 = 180;
/// Samples of supplied sound a second (feature `voice`).
pub const SOUND_RATES: std::ops::RangeInclusive<u32> = 8_000..=48_000;
/// Longest piece of supplied sound, in seconds; all of it together lasts at most
/// [`SESSION_SECONDS`].
pub const SOUND_PIECE_SECONDS: u64 = 10;
/// Most bytes of one model file.
pub const MODEL_BYTES: u64 = 256 << 20;
/// Most bytes of a model manifest.
pub const MANIFEST_BYTES: u64 = 1 << 20;
/// Most bytes of a file of word models.
pub const VOCABULARY_BYTES: usize = 4 << 20;
/// Most words of such a file.
pub const VOCABULARY_WORDS: usize = 1_000;
/// Most states of a word, and parts of the background.
pub const VOCABULARY_STATES: usize = 64;
/// Most ways to say a word.
pub const VOCABULARY_WAYS: usize = 16;
/// Most bytes of a lip reader's file.
pub const LIPREADER_BYTES: usize = 16 << 20;
/// Most networks of a lip reader.
pub const LIPREADER_NETWORKS: usize = 16;
/// Most channels of one of them.
pub const LIPREADER_CHANNELS: usize = 512;
/// Most bytes of a file that tells repeats.
pub const METRIC_BYTES: usize = 1 << 20;
