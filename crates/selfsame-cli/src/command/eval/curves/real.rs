//! Real digits: words of clips, measured.
//!
//! Enters: a CSV table of clips and words. Leaves: a [`Reading`] for each word
//! whose clip shows the face all the time.

use std::path::{Path, PathBuf};

use selfsame::Engine;
use selfsame_capture::open_video;

use super::super::table;
use super::align::{self, Reading};
use crate::command::mouths::Mouths;
use crate::failure::{Failure, Result};

/// Longest word, seconds: more is a broken table.
const LONGEST: f64 = 5.0;

/// One word of a clip.
#[derive(Debug, PartialEq)]
pub(super) struct Word {
    clip: PathBuf,
    speaker: String,
    digit: u8,
    /// Start and end of the sound, seconds.
    span: (f64, f64),
}

/// The words of a table, of one split or of all.
pub(super) fn words(path: &Path, split: Option<&str>) -> Result<Vec<Word>> {
    let rows = table::read(path, ["file", "speaker", "digit", "start_s", "end_s"])?;
    let splits = match split {
        Some(_) => table::read(path, ["split"])?,
        None => Vec::new(),
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut words = Vec::new();
    for (row, [file, speaker, digit, start, end]) in rows.into_iter().enumerate() {
        if split.is_some_and(|wanted| splits.get(row).is_none_or(|[s]| s != wanted)) {
            continue;
        }
        let span: (f64, f64) = (
            table::number(path, row, &start)?,
            table::number(path, row, &end)?,
        );
        let digit: u8 = table::number(path, row, &digit)?;
        let lasts = span.1 - span.0;
        // Written so that what is no number is refused.
        if digit > 9 || !(span.0 >= 0.0 && lasts > 0.0 && lasts <= LONGEST) {
            return Err(Failure::new(
                "format",
                format!(
                    "{}: line {}: a digit is 0 to 9 and lasts up to {LONGEST} seconds, this is \
                     {digit} from {} to {}",
                    path.display(),
                    row + 2,
                    span.0,
                    span.1
                ),
            ));
        }
        words.push(Word {
            clip: folder.join(file),
            speaker,
            digit,
            span,
        });
    }
    if words.is_empty() {
        return Err(Failure::new(
            "not_found",
            format!(
                "{}: no rows of split '{}'",
                path.display(),
                split.unwrap_or_default()
            ),
        ));
    }
    Ok(words)
}

/// Measures a word; none if the face is lost at rest or during it.
pub(super) fn measure(engine: &Engine, word: &Word) -> Result<Option<Reading>> {
    let (start, end) = word.span;
    let mut source = open_video(&word.clip)?;
    let mut mouths = Mouths::new(engine);
    // One sample more, so that the last point lies between two.
    let enough = end + align::margin(end - start) + 0.1;
    while let Some(frame) = source.next_frame()? {
        mouths.add(&frame.to_picture(), frame.time())?;
        if frame.time().as_secs_f64() > enough {
            break;
        }
    }
    let signal = mouths.signal();
    let Some(rest) = align::rest(&signal) else {
        return Ok(None);
    };
    Ok(
        align::curve(&signal, word.span, rest[1]).map(|curve| Reading {
            digit: word.digit,
            person: word.speaker.clone(),
            seconds: end - start,
            curve,
            rest,
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_give_words_by_split_and_name_what_is_wrong() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("digits.csv");
        let head = "file,speaker,digit,start_s,end_s,split\n";
        let write = |rows: &str| std::fs::write(&path, format!("{head}{rows}")).unwrap();
        write("v/a.mp4,s1,2,1.64,1.89,dev\nv/b.mp4,s2,3,1.0,1.2,val\n");
        assert_eq!(words(&path, None).unwrap().len(), 2);
        let dev = words(&path, Some("dev")).unwrap();
        assert_eq!(
            dev,
            [Word {
                clip: folder.path().join("v/a.mp4"),
                speaker: "s1".into(),
                digit: 2,
                span: (1.64, 1.89),
            }]
        );
        assert_eq!(words(&path, Some("x")).unwrap_err().kind, "not_found");
        for row in [
            "a,s,10,1,2,dev",
            "a,s,3,2,1,dev",
            "a,s,3,1,NaN,dev",
            "a,s,3,-1,1,dev",
            "a,s,3,1,99,dev",
            "a,s,x,1,2,dev",
        ] {
            write(row);
            let failure = words(&path, None).unwrap_err();
            assert!(failure.message.contains("line 2"), "{failure}");
        }
    }
}
