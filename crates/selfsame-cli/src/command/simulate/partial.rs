//! Files and folders that are there whole or not at all.
//!
//! Enters: where to. Leaves: a place beside it, called `<name>.partial`, to write
//! to. It takes the right name when it is finished and goes when it is not.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Result};

/// What a simulated session consists of. A folder left by a process that was killed
/// is taken away only if it holds nothing else.
const OURS: [&str; 4] = [
    "session.json",
    "frames",
    super::session::PORTRAIT,
    super::session::TRUTH,
];

/// A place that is removed unless it is finished.
pub(super) struct Partial {
    path: PathBuf,
    done: PathBuf,
    is_finished: bool,
}

impl Partial {
    /// A new folder, to become `done`, which must be absent or empty.
    pub(super) fn folder(done: &Path) -> Result<Self> {
        match fs::read_dir(done) {
            Err(e) if e.kind() == ErrorKind::NotFound => {}
            Err(e) if e.kind() == ErrorKind::NotADirectory && done.exists() => {
                return Err(is_there(done));
            }
            Err(e) => return Err(Failure::io(done.display(), &e)),
            Ok(mut entries) => {
                if entries.next().is_some() {
                    return Err(is_there(done));
                }
            }
        }
        let path = beside(done)?;
        remove_left_over(&path)?;
        fs::create_dir(&path).map_err(|e| Failure::io(path.display(), &e))?;
        Ok(Self::at(path, done))
    }

    /// A new file, to become `done`, which must be absent.
    pub(super) fn file(done: &Path) -> Result<(Self, fs::File)> {
        if done.symlink_metadata().is_ok() {
            return Err(is_there(done));
        }
        let path = beside(done)?;
        let file = fs::File::create(&path).map_err(|e| Failure::io(path.display(), &e))?;
        Ok((Self::at(path, done), file))
    }

    fn at(path: PathBuf, done: &Path) -> Self {
        Self {
            path,
            done: done.to_owned(),
            is_finished: false,
        }
    }

    /// Where to write.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What a write that failed amounts to.
    pub(super) fn failure(&self, cause: &std::io::Error) -> Failure {
        self.removed(Failure::io("it cannot be written", cause))
    }

    /// A failure on the way, with its place.
    pub(super) fn removed(&self, failure: Failure) -> Failure {
        let mut failure = failure.at(self.done.display());
        failure.message += " (what was written of it is removed)";
        failure
    }

    /// Gives it its name.
    pub(super) fn finish(mut self) -> Result<()> {
        if self.path.is_dir() && self.done.is_dir() {
            // An empty folder: not every system renames onto one.
            fs::remove_dir(&self.done).map_err(|e| Failure::io(self.done.display(), &e))?;
        }
        fs::rename(&self.path, &self.done).map_err(|e| Failure::io(self.done.display(), &e))?;
        self.is_finished = true;
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.is_finished {
            // The error that led here counts; a second one can help nobody.
            let _ = match self.path.is_dir() {
                true => fs::remove_dir_all(&self.path),
                false => fs::remove_file(&self.path),
            };
        }
    }
}

fn is_there(path: &Path) -> Failure {
    Failure::usage(format!(
        "{}: something is there already, and nothing is overwritten",
        path.display()
    ))
}

/// `<name>.partial` beside a path.
fn beside(path: &Path) -> Result<PathBuf> {
    let Some(name) = path.file_name() else {
        return Err(Failure::usage(format!(
            "{}: a name is needed for what is written",
            path.display()
        )));
    };
    let mut name = name.to_owned();
    name.push(".partial");
    Ok(path.with_file_name(name))
}

/// Takes away what a process left that was killed; never what somebody else made.
fn remove_left_over(path: &Path) -> Result<()> {
    let fail = |e: std::io::Error| Failure::io(path.display(), &e);
    let entries = match fs::read_dir(path) {
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(()),
        other => other.map_err(fail)?,
    };
    for entry in entries {
        let name = entry.map_err(fail)?.file_name();
        let name = name.to_string_lossy();
        // The writer of sessions has partial files of its own.
        if !OURS.contains(&name.trim_end_matches(".partial")) {
            return Err(Failure::usage(format!(
                "{}: '{name}' in it is no part of a simulated session: the folder is in the way",
                path.display()
            )));
        }
    }
    fs::remove_dir_all(path).map_err(fail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_finished_is_gone_and_what_is_somebodys_stays() {
        let root = tempfile::tempdir().unwrap();
        let done = root.path().join("a");
        let partial = Partial::folder(&done).unwrap();
        fs::write(partial.path().join("session.json"), "{}").unwrap();
        drop(partial);
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);

        // Left by a process that was killed.
        let left = root.path().join("a.partial");
        fs::create_dir_all(left.join("frames")).unwrap();
        fs::create_dir(&done).unwrap();
        Partial::folder(&done).unwrap().finish().unwrap();
        assert!(done.is_dir() && !left.exists());

        // Made by somebody.
        fs::create_dir_all(left.join("photos")).unwrap();
        let refused = Partial::folder(&done).err().unwrap();
        assert!(refused.message.contains("photos"), "{refused}");
        assert!(left.join("photos").exists());
        fs::write(done.join("x"), "").unwrap();
        let refused = Partial::folder(&done).err().unwrap();
        assert!(refused.message.contains("already"), "{refused}");
    }

    #[test]
    fn a_path_without_a_name_is_refused() {
        assert!(Partial::folder(Path::new("..")).is_err());
        assert_eq!(beside(Path::new("a/b/")).unwrap(), Path::new("a/b.partial"));
    }
}
