//! Templates that were made before, so that a long list goes on where it stopped.
//!
//! Enters: a file, if one was named, and what makes its templates. Leaves: each picture enrolled
//! once. The file has a head and a line a picture, written as soon as it is enrolled; a last
//! line that was cut off is made anew. It holds templates as they are stored, which are
//! **personal data** and not encrypted: delete it when the figures are made.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use selfsame::Engine;
use selfsame::quality::Assessment;
use selfsame::template::{STORED_BYTES, Template};
use serde::{Deserialize, Serialize};

use super::templates::{Enrolled, How, Picture};
use crate::failure::{Failure, Result};

const SCHEMA: &str = "selfsame.eval.templates/1";
/// Longest line.
const LINE: usize = 64 << 10;

/// The file.
pub(super) struct Kept {
    before: HashMap<Picture, Line>,
    file: Option<Mutex<File>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    picture: String,
    spoilt: bool,
    /// In hexadecimal; none where no face could be enrolled.
    template: Option<String>,
    assessment: Option<Assessment>,
}

impl Kept {
    /// Opened, or begun.
    pub(super) fn open(path: Option<&Path>, engine: &Engine, how: &How<'_>) -> Result<Self> {
        let Some(path) = path else {
            return Ok(Self {
                before: HashMap::new(),
                file: None,
            });
        };
        let failed = |e: std::io::Error| Failure::io(path.display(), &e);
        let made_by = engine.made_by();
        let head = serde_json::json!({
            "schema": SCHEMA,
            "sdk": made_by.sdk,
            "engine": made_by.engine,
            "models": made_by.models,
            "root": how.root,
            "spoil": how.spoil,
            "once": how.once,
        })
        .to_string();
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        let mut file = options.open(path).map_err(failed)?;
        let mut lines = BufReader::new(&file).lines();
        let before = match lines.next().transpose().map_err(failed)? {
            None => {
                writeln!(file, "{head}").map_err(failed)?;
                HashMap::new()
            }
            Some(first) if first == head => read(lines).map_err(failed)?,
            Some(_) => {
                let what = "it is no file of templates, or holds those of other pictures, of \
                            another release, engine, models or wishes";
                return Err(Failure::new("format", what).at(path.display()));
            }
        };
        // After a line that was cut off a new one begins.
        writeln!(file).map_err(failed)?;
        Ok(Self {
            before,
            file: Some(Mutex::new(file)),
        })
    }

    /// What is kept of a picture, or what `enrol` makes of it.
    pub(super) fn or(
        &self,
        picture: &Picture,
        enrol: impl FnOnce() -> Result<Enrolled>,
    ) -> Result<Enrolled> {
        if let Some(enrolled) = self.before.get(picture).and_then(Line::enrolled) {
            return Ok(enrolled);
        }
        let enrolled = enrol()?;
        let Some(file) = &self.file else {
            return Ok(enrolled);
        };
        let Some(line) = Line::of(picture, &enrolled) else {
            return Ok(enrolled);
        };
        let text = serde_json::to_string(&line);
        let text = text.map_err(|e| Failure::new("io", format!("JSON: {e}")))?;
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(file, "{text}").map_err(|e| Failure::io("the file of --keep", &e))?;
        // As it will be read again.
        Ok(line.enrolled().unwrap_or(enrolled))
    }
}

/// Every line that can be read; of two of one picture the later.
fn read(
    lines: impl Iterator<Item = std::io::Result<String>>,
) -> std::io::Result<HashMap<Picture, Line>> {
    let mut before = HashMap::new();
    for line in lines {
        let line = line?;
        if line.len() > LINE {
            continue;
        }
        if let Ok(line) = serde_json::from_str::<Line>(&line) {
            let picture = Picture {
                path: line.picture.clone(),
                spoilt: line.spoilt,
            };
            before.insert(picture, line);
        }
    }
    Ok(before)
}

impl Line {
    /// None for a picture that could not be read: another time it may be.
    fn of(picture: &Picture, enrolled: &Enrolled) -> Option<Self> {
        let (template, assessment) = match enrolled {
            Enrolled::Unreadable => return None,
            Enrolled::NoFace => (None, None),
            Enrolled::Template(template, assessment) => {
                let bytes = template.to_bytes();
                let hex = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                (Some(hex), Some(assessment.clone()))
            }
        };
        Some(Self {
            picture: picture.path.clone(),
            spoilt: picture.spoilt,
            template,
            assessment,
        })
    }

    /// None for what is no template.
    fn enrolled(&self) -> Option<Enrolled> {
        let Some(hex) = &self.template else {
            return Some(Enrolled::NoFace);
        };
        if hex.len() != 2 * STORED_BYTES || !hex.is_ascii() {
            return None;
        }
        let byte = |i: usize| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).ok();
        let bytes: Option<Vec<u8>> = (0..STORED_BYTES).map(byte).collect();
        let template = Template::from_bytes(&bytes?).ok()?;
        Some(Enrolled::Template(template, self.assessment.clone()?))
    }
}
