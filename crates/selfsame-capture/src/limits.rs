//! Limits for untrusted video and session files, beside those for frames in
//! [`selfsame::limits`]. Nothing larger is decoded or kept.

/// Most frames of one video, image folder or pipe: an hour at 60 frames a second.
/// A session ends far earlier, at [`selfsame::limits::SESSION_FRAMES`].
pub const VIDEO_FRAMES: usize = 216_000;
/// Largest time stamp of a frame, in seconds. The clock of an MPEG transport
/// stream wraps at 2^33 / 90 000 = 95 444 s and may start anywhere before.
pub const VIDEO_SECONDS: u64 = 100_000;
/// Most bytes of one index (`moov` or `moof`) of an MP4 file; an hour of video
/// with sound needs about 5 MB.
pub const MP4_INDEX_BYTES: u64 = 64 << 20;
/// Most fragments (`moof`) of an MP4 file.
pub const MP4_FRAGMENTS: usize = 100_000;
/// Most boxes on the top level of an MP4 file (a fragment has two or three).
pub const MP4_BOXES: usize = 4 * MP4_FRAGMENTS;
/// Most bytes of one compressed video sample.
pub const SAMPLE_BYTES: u32 = 32 << 20;
/// Longest header line of a y4m stream or frame, in bytes.
pub const Y4M_LINE_BYTES: usize = 1024;
/// How long a started `ffmpeg` may be silent before it is given up, in seconds.
pub const FFMPEG_SILENCE_SECONDS: u64 = 60;
/// Most bytes of a `session.json`.
pub const SESSION_JSON_BYTES: u64 = 1 << 20;
/// Most bytes of one sealed session once opened: its compressed frames are kept
/// in memory, never on disk.
pub const SEALED_BYTES: u64 = 256 << 20;
/// Largest work factor (log2 of scrypt's N) taken from a sealed file: opening
/// with a passphrase must stay a matter of seconds. age itself writes about 18.
pub const SEALED_WORK_FACTOR: u8 = 20;
