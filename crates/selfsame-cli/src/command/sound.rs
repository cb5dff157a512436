//! The sound of recordings.
//!
//! Enters: a file that an installed ffmpeg reads. Leaves: mono samples at a fixed rate.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::failure::{Failure, Result};

/// Samples a second.
pub(super) const RATE: u32 = 16_000;

/// The sound of a recording; empty if there is none.
pub(super) fn of(path: &Path) -> Result<Vec<f32>> {
    let told = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-i"])
        .arg(path)
        .args([
            "-map",
            "0:a:0?",
            "-ac",
            "1",
            "-ar",
            &RATE.to_string(),
            "-f",
            "f32le",
            "-",
        ])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .map_err(|e| {
            Failure::new(
                "needs_ffmpeg",
                format!("the sound of clips needs an installed ffmpeg: {e}"),
            )
        })?;
    Ok(told
        .stdout
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .map(|v| if v.is_finite() { v } else { 0.0 })
        .collect())
}
