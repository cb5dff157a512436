//! What a driver's error means for the person before the camera.
//!
//! Enters: the text of an error, since drivers give nothing else, and when it
//! happened. Leaves: an [`ErrorKind`].

use crate::error::ErrorKind;

/// When a camera failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// While it was being opened.
    Opening,
    /// While frames were read.
    Reading,
}

/// The kind of a camera error by its text.
///
/// Texts are those of Linux (`os error` numbers of errno.h and their messages),
/// AVFoundation and Media Foundation. What is unknown is
/// [`ErrorKind::CameraFailed`] on opening; on reading the camera is taken for
/// unplugged, since a camera that was open and stops has left in one way or
/// another.
#[must_use]
pub fn classify(text: &str, moment: Moment) -> ErrorKind {
    let text = text.to_lowercase();
    let has = |any: &[&str]| any.iter().any(|part| text.contains(part));
    let gone = has(&[
        "os error 2)",
        "os error 6)",
        "os error 19)",
        "no such file",
        "no such device",
        "not found",
        "disconnected",
        "0xc00d3ea2",
    ]);
    if has(&["os error 16)", "busy", "in use", "0xc00d3704", "0x80070020"]) {
        ErrorKind::CameraBusy
    } else if has(&[
        "os error 13)",
        "os error 1)",
        "permission denied",
        "not permitted",
        "not authorized",
        "access is denied",
        "access denied",
        "0x80070005",
    ]) {
        ErrorKind::CameraForbidden
    } else if moment == Moment::Reading {
        ErrorKind::CameraUnplugged
    } else if gone {
        ErrorKind::CameraAbsent
    } else {
        ErrorKind::CameraFailed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drivers_texts_become_kinds() {
        use ErrorKind::*;
        for (text, opening, reading) in [
            (
                "Device or resource busy (os error 16)",
                CameraBusy,
                CameraBusy,
            ),
            (
                "Permission denied (os error 13)",
                CameraForbidden,
                CameraForbidden,
            ),
            (
                "No such file or directory (os error 2)",
                CameraAbsent,
                CameraUnplugged,
            ),
            (
                "No such device (os error 19)",
                CameraAbsent,
                CameraUnplugged,
            ),
            (
                "Input/output error (os error 5)",
                CameraFailed,
                CameraUnplugged,
            ),
            (
                "Invalid argument (os error 22)",
                CameraFailed,
                CameraUnplugged,
            ),
            ("The video capture device is in use", CameraBusy, CameraBusy),
            (
                "Access is denied. (0x80070005)",
                CameraForbidden,
                CameraForbidden,
            ),
            ("", CameraFailed, CameraUnplugged),
        ] {
            assert_eq!(classify(text, Moment::Opening), opening, "{text}");
            assert_eq!(classify(text, Moment::Reading), reading, "{text}");
        }
    }
}
