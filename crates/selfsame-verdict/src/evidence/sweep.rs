//! Deleting evidence when it is due, without a key.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::{Info, LINE_BYTES};
use crate::error::{Error, ErrorKind, Result};
use crate::time::Time;

/// What files of sealed evidence end in; the sweeper looks at no other.
pub const EXTENSION: &str = "evidence";

/// What a sweep did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Deleted.
    pub deleted: Vec<PathBuf>,
    /// Not due yet.
    pub kept: usize,
    /// Neither read nor deleted: a person should look at them. With the reason.
    pub unreadable: Vec<(PathBuf, String)>,
}

/// Deletes what is due of the files `*.evidence` in a folder (not in folders below it). A
/// date that somebody altered can only be told by the verdict's digest: whoever can write
/// the folder can delete as well.
///
/// # Errors
/// [`ErrorKind::Io`] if the folder cannot be read; a file that cannot is in
/// [`Swept::unreadable`], and the rest goes on.
pub fn sweep(folder: &Path, now: Time) -> Result<Swept> {
    let failed =
        |e: std::io::Error| Error::new(ErrorKind::Io, folder.display().to_string()).caused_by(e);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|e| e == EXTENSION) {
            paths.push(path);
        }
    }
    paths.sort();
    let mut swept = Swept::default();
    for path in paths {
        match due(&path, now) {
            Ok(false) => swept.kept += 1,
            Ok(true) => match fs::remove_file(&path) {
                Ok(()) => swept.deleted.push(path),
                Err(e) => swept.unreadable.push((path, e.to_string())),
            },
            Err(e) => swept.unreadable.push((path, e.to_string())),
        }
    }
    Ok(swept)
}

fn due(path: &Path, now: Time) -> Result<bool> {
    let failed = |e| Error::new(ErrorKind::Io, "not read").caused_by(e);
    let file = fs::File::open(path).map_err(failed)?;
    let mut head = Vec::new();
    file.take(LINE_BYTES as u64)
        .read_to_end(&mut head)
        .map_err(failed)?;
    Ok(Info::of(&head)?.retain_until < now)
}

#[cfg(test)]
mod tests {
    use super::super::{generate_identity, seal};
    use super::*;

    #[test]
    fn what_is_due_goes_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let (_, public) = generate_identity();
        for (name, until) in [
            ("a.evidence", 2000),
            ("b.evidence", 3000),
            ("c.other", 2000),
        ] {
            let info = Info {
                session: "s".into(),
                media_type: "text/html".into(),
                created: Time::from_seconds(1000),
                retain_until: Time::from_seconds(until),
            };
            // Longer than the first line may be.
            let sealed = seal(&[0; 9000], &info, &public).unwrap();
            fs::write(at(name), sealed.bytes).unwrap();
        }
        fs::write(at("d.evidence"), "what is this").unwrap();
        assert_eq!(
            sweep(folder.path(), Time::from_seconds(2000)).unwrap().kept,
            2
        );
        let swept = sweep(folder.path(), Time::from_seconds(2001)).unwrap();
        assert_eq!(swept.deleted, [at("a.evidence")]);
        assert_eq!(swept.kept, 1);
        assert_eq!(swept.unreadable.len(), 1);
        assert!(at("d.evidence").exists() && at("c.other").exists());
        assert!(sweep(&at("nowhere"), Time::from_seconds(1)).is_err());
    }
}
