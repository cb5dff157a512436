//! Enters: nothing. Leaves: the cameras, the `ffmpeg` and the processor of this machine.

use serde::Serialize;

use crate::camera::list_cameras;
use crate::error::ErrorKind;

/// Cameras of the machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Cameras {
    /// Whether this build has the cargo feature `camera`.
    pub built_in: bool,
    /// `index: name` of each.
    pub found: Vec<String>,
    /// Why they could not be listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

pub(super) fn cameras() -> Cameras {
    match list_cameras() {
        Ok(cameras) => Cameras {
            built_in: true,
            found: cameras
                .iter()
                .map(|c| format!("{}: {}", c.index, c.name))
                .collect(),
            problem: None,
        },
        Err(e) => Cameras {
            built_in: e.kind() != ErrorKind::NotBuilt,
            found: Vec::new(),
            problem: Some(e.to_string()),
        },
    }
}

/// The installed `ffmpeg`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Ffmpeg {
    /// Its version; none if it is not installed.
    pub version: Option<String>,
}

pub(super) fn ffmpeg() -> Ffmpeg {
    let told = std::process::Command::new("ffmpeg")
        .arg("-version")
        .stdin(std::process::Stdio::null())
        .output();
    let version = told
        .ok()
        .filter(|o| o.status.success())
        .and_then(|o| version(&String::from_utf8_lossy(&o.stdout)));
    Ffmpeg { version }
}

/// The version in what `ffmpeg -version` prints.
fn version(text: &str) -> Option<String> {
    let version = text.strip_prefix("ffmpeg version ")?.split(' ').next()?;
    Some(version.to_owned())
}

/// Instruction sets that the engines make use of.
pub(super) fn cpu_features() -> Vec<&'static str> {
    #[allow(unused_mut, reason = "processors without a list of features")]
    let mut found = Vec::new();
    #[cfg(target_arch = "x86_64")]
    for (name, has) in [
        ("sse4.1", std::arch::is_x86_feature_detected!("sse4.1")),
        ("avx", std::arch::is_x86_feature_detected!("avx")),
        ("avx2", std::arch::is_x86_feature_detected!("avx2")),
        ("fma", std::arch::is_x86_feature_detected!("fma")),
        ("f16c", std::arch::is_x86_feature_detected!("f16c")),
        ("avx512f", std::arch::is_x86_feature_detected!("avx512f")),
        (
            "avx512vnni",
            std::arch::is_x86_feature_detected!("avx512vnni"),
        ),
    ] {
        if has {
            found.push(name);
        }
    }
    #[cfg(target_arch = "aarch64")]
    for (name, has) in [
        ("neon", std::arch::is_aarch64_feature_detected!("neon")),
        ("fp16", std::arch::is_aarch64_feature_detected!("fp16")),
        (
            "dotprod",
            std::arch::is_aarch64_feature_detected!("dotprod"),
        ),
    ] {
        if has {
            found.push(name);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_third_word() {
        let told = "ffmpeg version 5.1.6-0+deb12u1 Copyright (c) 2000-2024\nbuilt with gcc";
        assert_eq!(version(told).as_deref(), Some("5.1.6-0+deb12u1"));
        assert_eq!(version("another program"), None);
    }
}
