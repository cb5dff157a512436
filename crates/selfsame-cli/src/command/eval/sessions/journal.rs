//! What is done already, in a file that grows by a line a session.
//!
//! Enters: the file, if there is one, and by what the sessions are judged. Leaves: each
//! session judged once. A last line that was cut short is done again; a file of another
//! release or other models is refused, for its judgements are not those of this one.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::judged::Judged;
use crate::failure::{Failure, Result};

/// Largest file.
const MOST: u64 = 1 << 30;

pub(super) struct Journal {
    done: HashMap<String, Judged>,
    file: Option<Mutex<File>>,
}

impl Journal {
    pub(super) fn open(path: Option<&Path>, made_by: &str) -> Result<Self> {
        let Some(path) = path else {
            return Ok(Self {
                done: HashMap::new(),
                file: None,
            });
        };
        let io = |e: std::io::Error| Failure::io(path.display(), &e);
        let head =
            format!("{{\"schema\":\"selfsame.eval.sessions.journal/1\",\"made_by\":{made_by}}}\n");
        let before = match path.exists() {
            true if std::fs::metadata(path).map_err(io)?.len() > MOST => {
                return Err(Failure::new(
                    "limit",
                    format!("{}: too large", path.display()),
                ));
            }
            true => std::fs::read_to_string(path).map_err(io)?,
            false => String::new(),
        };
        let mut done = HashMap::new();
        // What the last run did not finish to write ends without a line end.
        let whole = before.rfind('\n').map_or("", |end| &before[..=end]);
        if !whole.is_empty() {
            let Some(lines) = whole.strip_prefix(&head) else {
                let what =
                    "it was made by another release, engine or other models, or is no journal";
                return Err(Failure::new(
                    "format",
                    format!("{}: {what}", path.display()),
                ));
            };
            for (i, line) in lines.lines().enumerate() {
                let judged: Judged = serde_json::from_str(line).map_err(|e| {
                    Failure::new("format", format!("{}: line {}: {e}", path.display(), i + 2))
                })?;
                done.insert(judged.session.clone(), judged);
            }
        }
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(io)?;
        file.set_len(whole.len() as u64).map_err(io)?;
        std::io::Seek::seek(&mut file, std::io::SeekFrom::End(0)).map_err(io)?;
        if whole.is_empty() {
            file.write_all(head.as_bytes()).map_err(io)?;
        }
        Ok(Self {
            done,
            file: Some(Mutex::new(file)),
        })
    }

    /// How many sessions are done.
    pub(super) fn done(&self) -> usize {
        self.done.len()
    }

    /// A session as it was judged before, or as it is judged now.
    pub(super) fn or(&self, name: &str, judge: impl FnOnce() -> Result<Judged>) -> Result<Judged> {
        if let Some(judged) = self.done.get(name) {
            return Ok(judged.clone());
        }
        let judged = judge()?;
        if let Some(file) = &self.file {
            let mut line = serde_json::to_string(&judged)
                .map_err(|e| Failure::new("io", format!("JSON: {e}")))?;
            line.push('\n');
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            file.write_all(line.as_bytes())
                .map_err(|e| Failure::io("--resume", &e))?;
        }
        Ok(judged)
    }
}

#[cfg(test)]
mod tests {
    use super::super::judged::tests::judged;
    use super::*;

    #[test]
    fn what_was_done_is_not_done_again_and_half_a_line_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("j.jsonl");
        let open = |made_by: &str| Journal::open(Some(&path), made_by);
        let journal = open("\"a\"").unwrap();
        for name in ["one", "two"] {
            let mut session = judged(None, &[], 1.0);
            session.session = name.into();
            journal.or(name, || Ok(session)).unwrap();
        }
        drop(journal);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, &text[..text.len() - 7]).unwrap();
        let journal = open("\"a\"").unwrap();
        assert_eq!(journal.done(), 1);
        journal.or("one", || panic!("it is done")).unwrap();
        let mut again = judged(None, &[], 2.0);
        again.session = "two".into();
        journal.or("two", || Ok(again)).unwrap();
        drop(journal);
        assert_eq!(open("\"a\"").unwrap().done(), 2);
        assert!(
            open("\"b\"")
                .err()
                .unwrap()
                .message
                .contains("another release")
        );
        std::fs::write(&path, format!("{text}nonsense\n")).unwrap();
        assert!(open("\"a\"").err().unwrap().message.contains("line 4"));
    }
}
