//! Which of several cameras.
//!
//! Enters: a choice and the list of cameras. Leaves: one of them, or an error
//! that lists them all.

use crate::error::{Error, ErrorKind, Result};

/// A camera of this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CameraInfo {
    /// The number to choose it by: the operating system's, which may have gaps.
    pub index: u32,
    /// Its name.
    pub name: String,
    /// What the driver says of it.
    pub description: String,
}

/// Which camera is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CameraChoice {
    /// The first that gives pictures.
    #[default]
    First,
    /// The one with this number.
    Index(u32),
    /// The one whose name is this, or else contains it; upper and lower case are
    /// the same.
    Name(String),
}

impl CameraChoice {
    /// A number as a number, anything else as a name.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        match text.trim().parse() {
            Ok(index) => Self::Index(index),
            Err(_) => Self::Name(text.trim().to_owned()),
        }
    }
}

/// The cameras that a choice means, in the order to try: several only for
/// [`CameraChoice::First`].
///
/// # Errors
/// [`CameraAbsent`](ErrorKind::CameraAbsent) when there is none, naming those
/// that there are; [`Misuse`](ErrorKind::Misuse) when a name fits several.
pub fn choose<'a>(cameras: &'a [CameraInfo], choice: &CameraChoice) -> Result<Vec<&'a CameraInfo>> {
    if cameras.is_empty() {
        return Err(Error::new(
            ErrorKind::CameraAbsent,
            "no camera was found on this machine",
        ));
    }
    let found: Vec<&CameraInfo> = match choice {
        CameraChoice::First => return Ok(cameras.iter().collect()),
        CameraChoice::Index(index) => cameras.iter().filter(|c| c.index == *index).collect(),
        CameraChoice::Name(name) => {
            let wanted = name.to_lowercase();
            let named = |c: &&CameraInfo| c.name.to_lowercase() == wanted;
            let exact: Vec<_> = cameras.iter().filter(named).collect();
            match exact.len() {
                1 => exact,
                _ => cameras
                    .iter()
                    .filter(|c| c.name.to_lowercase().contains(&wanted))
                    .collect(),
            }
        }
    };
    let what = match choice {
        CameraChoice::Index(index) => format!("number {index}"),
        CameraChoice::Name(name) => format!("named '{name}'"),
        CameraChoice::First => String::new(),
    };
    match found.len() {
        1 => Ok(found),
        0 => Err(Error::new(
            ErrorKind::CameraAbsent,
            format!("no camera {what}; there are {}", names(cameras)),
        )),
        _ => Err(Error::new(
            ErrorKind::Misuse,
            format!(
                "several cameras {what}: choose one by its number: {}",
                names(cameras)
            ),
        )),
    }
}

fn names(cameras: &[CameraInfo]) -> String {
    let each: Vec<String> = cameras
        .iter()
        .map(|c| format!("{} '{}'", c.index, c.name))
        .collect();
    each.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn camera(index: u32, name: &str) -> CameraInfo {
        CameraInfo {
            index,
            name: name.into(),
            description: String::new(),
        }
    }

    #[test]
    fn by_number_by_name_or_an_error_that_lists_them() {
        let all = [
            camera(0, "HD Webcam"),
            camera(2, "HD Webcam IR"),
            camera(4, "Phone"),
        ];
        let pick = |text: &str| choose(&all, &CameraChoice::from_text(text));
        assert_eq!(pick("2").unwrap()[0].index, 2);
        assert_eq!(pick("phone").unwrap()[0].index, 4);
        // An exact name wins over one that contains it.
        assert_eq!(pick("hd webcam").unwrap()[0].index, 0);
        let several = pick("webcam").unwrap_err();
        assert_eq!(several.kind(), ErrorKind::Misuse);
        assert!(
            several.to_string().contains("2 'HD Webcam IR'"),
            "{several}"
        );
        for none in ["1", "Laptop"] {
            let error = pick(none).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::CameraAbsent);
            assert!(error.to_string().contains("4 'Phone'"), "{error}");
        }
        assert_eq!(choose(&all, &CameraChoice::First).unwrap().len(), 3);
        let empty = choose(&[], &CameraChoice::First).unwrap_err();
        assert_eq!(empty.kind(), ErrorKind::CameraAbsent);
    }
}
