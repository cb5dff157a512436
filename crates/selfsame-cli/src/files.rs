//! Files: folders walked in a fixed order, results written whole or not at all.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::failure::{Failure, Result};

/// Extensions of video files that an evaluation picks up.
pub(crate) const VIDEOS: &[&str] = &["mp4", "m4v", "mov", "mkv", "webm", "avi", "mpg", "y4m"];
/// Folders are walked this deep, so that a loop of links ends.
const DEPTH: usize = 8;

/// Writes a file whole or not at all: beside it first, then renamed.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    by_way_of(path, |partial| std::fs::write(partial, bytes))
}

/// The same, on the disk when it returns, and readable by its owner alone: for what must not
/// be lost, and not be seen.
pub(crate) fn write_secret(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write as _;
    by_way_of(path, |partial| {
        // Left behind by a run that was killed.
        let _ = std::fs::remove_file(partial);
        let mut file = new_secret(partial)?;
        file.write_all(bytes).and_then(|()| file.sync_all())
    })?;
    // The new name is durable when its folder is; not every system opens folders.
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
        let folder = std::fs::File::open(folder.unwrap_or(Path::new(".")));
        folder
            .and_then(|f| f.sync_all())
            .map_err(|e| Failure::io(path.display(), &e))?;
    }
    Ok(())
}

fn by_way_of(path: &Path, write: impl FnOnce(&Path) -> std::io::Result<()>) -> Result<()> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    write(&partial)
        .and_then(|()| std::fs::rename(&partial, path))
        .map_err(|e| {
            // What could not be finished is of no use; the first error counts.
            let _ = std::fs::remove_file(&partial);
            Failure::io(path.display(), &e)
        })
}

/// Creates a file that its owner alone can read; never one that is there, since a key that is
/// lost takes with it what it sealed or signed.
pub(crate) fn create_secret(path: &Path) -> Result<std::fs::File> {
    new_secret(path).map_err(|e| Failure::io(path.display(), &e))
}

fn new_secret(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// All bytes of a file that has at most so many.
pub(crate) fn read_bounded(path: &Path, most: u64) -> Result<Vec<u8>> {
    use std::io::Read as _;
    let failed = |e: std::io::Error| Failure::io(path.display(), &e);
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(failed)?;
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > most {
        let what = format!("{}: more than {most} bytes", path.display());
        return Err(Failure::new("limit", what));
    }
    Ok(bytes)
}

/// All files below `root` with one of the extensions, sorted by path.
pub(crate) fn below(root: &Path, extensions: &[&str]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    walk(root, extensions, DEPTH, &mut found)?;
    found.sort();
    Ok(found)
}

fn walk(folder: &Path, extensions: &[&str], depth: usize, found: &mut Vec<PathBuf>) -> Result<()> {
    let fail = |e: std::io::Error| Failure::io(folder.display(), &e);
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        if path.is_dir() {
            if depth > 0 {
                walk(&path, extensions, depth - 1, found)?;
            }
        } else if has_extension(&path, extensions) {
            found.push(path);
        }
    }
    Ok(())
}

/// Whether a path ends in one of the extensions, in upper or lower case.
pub(crate) fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension()
        .and_then(|e| e.to_str())
        .is_some_and(|e| extensions.iter().any(|x| x.eq_ignore_ascii_case(e)))
}

/// A path below `root` as results name it: relative, with `/`.
pub(crate) fn relative(root: &Path, path: &Path) -> String {
    path.strip_prefix(root)
        .unwrap_or(path)
        .components()
        .map(|c| c.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

/// A secret of one line: a passphrase, an age identity file (whose comments
/// start with `#`).
pub(crate) fn secret(path: &Path) -> Result<String> {
    const MOST: u64 = 64 << 10;
    let bytes = Zeroizing::new(read_bounded(path, MOST)?);
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| Failure::usage(format!("{}: the key file is no text", path.display())))?;
    let line = text
        .lines()
        .map(str::trim_end)
        .find(|line| !line.is_empty() && !line.starts_with('#'));
    line.map(str::to_owned)
        .ok_or_else(|| Failure::usage(format!("{}: the key file holds no key", path.display())))
}

/// 32 bytes of a key file, written as 64 hexadecimal digits.
pub(crate) fn hex_key(path: &Path, what: &str) -> Result<Zeroizing<[u8; 32]>> {
    let digits = Zeroizing::new(secret(path)?);
    let wrong = || {
        let place = path.display();
        Failure::usage(format!(
            "{place}: not {what}: 64 hexadecimal digits are one"
        ))
    };
    if digits.len() != 64 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(wrong());
    }
    let mut bytes = Zeroizing::new([0; 32]);
    for (i, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[2 * i..2 * i + 2], 16).map_err(|_| wrong())?;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_walked_in_order_and_by_extension() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("b")).unwrap();
        for name in ["b/2.MP4", "a.mp4", "c.txt"] {
            std::fs::write(root.path().join(name), "").unwrap();
        }
        let names: Vec<_> = below(root.path(), VIDEOS)
            .unwrap()
            .iter()
            .map(|p| relative(root.path(), p))
            .collect();
        assert_eq!(names, ["a.mp4", "b/2.MP4"]);
        assert_eq!(
            below(&root.path().join("x"), VIDEOS).unwrap_err().kind,
            "not_found"
        );
    }

    #[test]
    fn a_secret_is_the_first_line_that_is_no_comment() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("key");
        std::fs::write(&path, "# created today\n\npass phrase\n").unwrap();
        assert_eq!(secret(&path).unwrap(), "pass phrase");
        std::fs::write(&path, "\n").unwrap();
        assert_eq!(secret(&path).unwrap_err().kind, "usage");
    }
}
