//! The word models that a command uses: a file's, or this release's.

use std::borrow::Cow;
use std::path::Path;

use selfsame::Language;
use selfsame::limits::VOCABULARY_BYTES;
use selfsame::words::Vocabulary;

use crate::failure::{Failure, Result};

pub(super) fn open(file: Option<&Path>, language: Language) -> Result<Cow<'static, Vocabulary>> {
    let Some(path) = file else {
        return Ok(Cow::Borrowed(Vocabulary::digits(language)));
    };
    let place = path.display();
    let meta = std::fs::metadata(path).map_err(|e| Failure::io(&place, &e))?;
    if meta.len() > VOCABULARY_BYTES as u64 {
        let what = format!("{place}: {} bytes", meta.len());
        return Err(Failure::new("limit", what));
    }
    let text = std::fs::read_to_string(path).map_err(|e| Failure::io(&place, &e))?;
    Ok(Cow::Owned(
        Vocabulary::parse(&text).map_err(|e| e.at(place))?,
    ))
}
