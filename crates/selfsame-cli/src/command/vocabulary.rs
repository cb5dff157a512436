//! The models of words that a command uses: a file's, or this release's.

use std::borrow::Cow;
use std::path::Path;

use selfsame::Language;
use selfsame::limits::{LIPREADER_BYTES, VOCABULARY_BYTES};
use selfsame::lipreader::Lipreader;
use selfsame::words::Vocabulary;

use crate::failure::{Failure, Result};

pub(super) fn open(file: Option<&Path>, language: Language) -> Result<Cow<'static, Vocabulary>> {
    let Some(path) = file else {
        return Ok(Cow::Borrowed(Vocabulary::digits(language)));
    };
    let place = path.display();
    let text = String::from_utf8(read(path, VOCABULARY_BYTES)?)
        .map_err(|_| Failure::new("model", format!("{place}: no text")))?;
    Ok(Cow::Owned(
        Vocabulary::parse(&text).map_err(|e| e.at(place))?,
    ))
}

pub(super) fn lipreader(
    file: Option<&Path>,
    language: Language,
) -> Result<Cow<'static, Lipreader>> {
    let Some(path) = file else {
        return Ok(Cow::Borrowed(Lipreader::of(language)));
    };
    let bytes = read(path, LIPREADER_BYTES)?;
    Ok(Cow::Owned(
        Lipreader::parse(&bytes).map_err(|e| e.at(path.display()))?,
    ))
}

/// A file that is not larger than it may be.
fn read(path: &Path, most: usize) -> Result<Vec<u8>> {
    let place = path.display();
    let meta = std::fs::metadata(path).map_err(|e| Failure::io(&place, &e))?;
    if meta.len() > most as u64 {
        let what = format!("{place}: {} bytes", meta.len());
        return Err(Failure::new("limit", what));
    }
    std::fs::read(path).map_err(|e| Failure::io(&place, &e))
}
