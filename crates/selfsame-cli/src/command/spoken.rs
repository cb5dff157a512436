//! Recordings of people who say known words at known times.
//!
//! Enters: a CSV table with a row a word, or alignment files beside it. Leaves: a
//! [`Clip`] a recording, and, measured, a [`Recording`]: the mouth over time and which
//! word it says when.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use selfsame::Engine;
use selfsame::signal::MouthSignal;
use selfsame::words::{RATE, Sample, Speech};

use super::eval::table;
use super::mouths;
use crate::failure::{Failure, Result};

/// Longest word, seconds: more is a broken table.
const LONGEST: f32 = 5.0;
/// Latest end of a word, seconds.
const LATEST: f32 = 36_000.0;
/// Units of the alignment files, a second: thousandths of a frame at 25 a second.
const ALIGN_UNITS: f32 = 25_000.0;
/// Largest alignment file, bytes.
const MOST_ALIGN: u64 = 1 << 20;
/// The English digits, for tables that write them out.
const DIGITS: [&str; 10] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];

/// A word, and when it sounds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Said {
    /// In lower case; digits as 0 to 9.
    pub(super) word: String,
    /// Which word of its recording it is.
    pub(super) place: usize,
    /// Seconds.
    pub(super) start: f32,
    pub(super) end: f32,
}

impl Said {
    /// Which words may stand in its place: digits are one group wherever they stand.
    pub(super) fn group(&self) -> String {
        let is_digit = matches!(self.word.as_bytes(), [b'0'..=b'9']);
        match is_digit {
            true => "digit".into(),
            false => format!("place-{}", self.place + 1),
        }
    }
}

/// A recording that is not measured yet.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Clip {
    pub(super) path: PathBuf,
    pub(super) speaker: String,
    pub(super) words: Vec<Said>,
}

/// A measured recording.
#[derive(Debug, Clone)]
pub(super) struct Recording {
    pub(super) speaker: String,
    pub(super) speech: Speech,
    /// Only those during which the mouth was seen.
    pub(super) words: Vec<Said>,
    /// How many there were.
    pub(super) asked: usize,
}

impl Recording {
    /// The samples of a word.
    pub(super) fn samples(&self, said: &Said) -> &[Sample] {
        let [from, to] = [said.start, said.end].map(|t| self.speech.index(t));
        // Shorter than two samples is no movement.
        let to = to.max(from + 2).min(self.speech.samples().len());
        &self.speech.samples()[from.min(to)..to]
    }
}

/// Where words come from.
#[derive(clap::Args, Debug)]
pub(super) struct SpokenArgs {
    /// Folder that the files of the table are named from [default: the table's]
    #[arg(long, value_name = "DIR", requires = "manifest")]
    root: Option<PathBuf>,
    /// CSV table of words: file, speaker, digit or word, start_s, end_s
    #[arg(long, value_name = "FILE")]
    pub(super) manifest: Option<PathBuf>,
    /// Only rows of this split: the table's column split
    #[arg(long, value_name = "NAME", requires = "manifest")]
    split: Option<String>,
    /// Folder of alignment files that name all words of a clip, STEM.align with lines
    /// "start end word" in thousandths of a frame at 25 a second, instead of the table's
    #[arg(long, value_name = "DIR", requires = "manifest")]
    align: Option<PathBuf>,
}

impl SpokenArgs {
    /// The clips of the table; none without one.
    pub(super) fn clips(&self) -> Result<Vec<Clip>> {
        let Some(manifest) = &self.manifest else {
            return Ok(Vec::new());
        };
        let beside = manifest.parent().unwrap_or(Path::new("."));
        let root = self.root.as_deref().unwrap_or(beside);
        let mut clips = read(root, manifest, self.split.as_deref())?;
        if let Some(folder) = &self.align {
            for clip in &mut clips {
                clip.words = aligned(folder, &clip.path)?;
            }
        }
        Ok(clips)
    }
}

/// The clips of a table, of one split or of all.
fn read(root: &Path, manifest: &Path, split: Option<&str>) -> Result<Vec<Clip>> {
    let columns = |word| table::read(manifest, ["file", "speaker", word, "start_s", "end_s"]);
    let rows = columns("digit").or_else(|digit| columns("word").map_err(|_| digit))?;
    let splits = match split {
        Some(_) => table::read(manifest, ["split"])?,
        None => Vec::new(),
    };
    let mut clips: Vec<Clip> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (row, [file, speaker, word, start, end]) in rows.into_iter().enumerate() {
        if split.is_some_and(|wanted| splits.get(row).is_none_or(|[s]| s != wanted)) {
            continue;
        }
        let at = *known.entry(file.clone()).or_insert_with(|| {
            clips.push(Clip {
                path: root.join(&file),
                speaker,
                words: Vec::new(),
            });
            clips.len() - 1
        });
        let words = &mut clips[at].words;
        let said = Said {
            word: name(&word),
            place: words.len(),
            start: table::number(manifest, row, &start)?,
            end: table::number(manifest, row, &end)?,
        };
        check(&said, words.last()).map_err(|what| {
            let place = manifest.display();
            Failure::new("format", format!("{place}: line {}: {what}", row + 2))
        })?;
        words.push(said);
    }
    if clips.is_empty() {
        let (place, split) = (manifest.display(), split.unwrap_or_default());
        let what = format!("{place}: no rows of split '{split}'");
        return Err(Failure::new("not_found", what));
    }
    Ok(clips)
}

/// All words of a clip, silence left out.
fn aligned(folder: &Path, clip: &Path) -> Result<Vec<Said>> {
    let stem = clip.file_stem().unwrap_or_default();
    let path = folder.join(stem).with_extension("align");
    let place = path.display();
    let meta = std::fs::metadata(&path).map_err(|e| Failure::io(&place, &e))?;
    if meta.len() > MOST_ALIGN {
        let what = format!("{place}: {} bytes", meta.len());
        return Err(Failure::new("limit", what));
    }
    let text = std::fs::read_to_string(&path).map_err(|e| Failure::io(&place, &e))?;
    let mut words: Vec<Said> = Vec::new();
    for (line, row) in text.lines().enumerate() {
        let wrong =
            |what: &str| Failure::new("format", format!("{place}: line {}: {what}", line + 1));
        let fields: Vec<&str> = row.split_whitespace().collect();
        let [start, end, word] = fields[..] else {
            return Err(wrong("not a start, an end and a word"));
        };
        if matches!(word, "sil" | "sp") {
            continue;
        }
        let time = |text: &str| match text.parse::<f32>() {
            Ok(units) => Ok(units / ALIGN_UNITS),
            Err(_) => Err(wrong(&format!("'{text}' is no number"))),
        };
        let said = Said {
            word: name(word),
            place: words.len(),
            start: time(start)?,
            end: time(end)?,
        };
        check(&said, words.last()).map_err(|what| wrong(&what))?;
        words.push(said);
    }
    Ok(words)
}

/// Digits as figures, the rest in lower case. Of a dictionary's second pronunciation,
/// `with(2)`, the word.
fn name(word: &str) -> String {
    let variant = word.strip_suffix(')').and_then(|w| w.rsplit_once('('));
    let word = match variant {
        Some((word, n)) if !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) => word,
        _ => word,
    };
    let word = word.to_lowercase();
    match DIGITS.iter().position(|digit| *digit == word) {
        Some(digit) => digit.to_string(),
        None => word,
    }
}

fn check(said: &Said, before: Option<&Said>) -> Result<(), String> {
    let Said {
        word, start, end, ..
    } = said;
    if word.is_empty() || !word.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err("a word is one or more letters or a digit".into());
    }
    // Written so that what is no number is refused.
    if !(*start >= 0.0 && end > start && end - start <= LONGEST && *end <= LATEST) {
        return Err(format!(
            "a word lasts up to {LONGEST} seconds, this one is from {start} to {end}"
        ));
    }
    if before.is_some_and(|b| b.end > start + 0.01) {
        return Err(format!("begins at {start}, before the last word ended"));
    }
    Ok(())
}

impl Clip {
    /// The mouth over time, as it is measured.
    pub(super) fn watch(&self, engine: &Engine) -> Result<MouthSignal> {
        mouths::of_video(engine, &self.path)
    }

    /// Measures a clip, normalised by the whole of it.
    pub(super) fn measure(&self, engine: &Engine) -> Result<Recording> {
        let signal = self.watch(engine)?;
        let speech = Speech::of(&signal, 0.0..f32::MAX);
        let seen = |said: &&Said| {
            !signal.is_empty()
                && signal.time(0) <= said.start + 1.0 / RATE
                && signal.time(signal.len() - 1) >= said.end - 2.0 / RATE
                && signal.seen()[signal.index(said.start)..=signal.index(said.end)]
                    .iter()
                    .all(|seen| *seen)
        };
        Ok(Recording {
            speaker: self.speaker.clone(),
            words: self.words.iter().filter(seen).cloned().collect(),
            asked: self.words.len(),
            speech,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &str, column: &str) -> (tempfile::TempDir, SpokenArgs) {
        let folder = tempfile::tempdir().unwrap();
        let manifest = folder.path().join("t.csv");
        let head = format!("file,speaker,{column},start_s,end_s,split\n");
        std::fs::write(&manifest, head + rows).unwrap();
        let args = SpokenArgs {
            root: None,
            manifest: Some(manifest),
            split: None,
            align: None,
        };
        (folder, args)
    }

    #[test]
    fn rows_become_clips_with_their_words_in_order() {
        let rows = "v/a.mp4,s1,Bin(2),0.4,0.7,dev\nv/b.mp4,s2,now,1.0,1.2,val\n\
                    v/a.mp4,s1,seven,0.7,1.1,dev\n";
        let (folder, mut args) = table(rows, "word");
        let clips = args.clips().unwrap();
        assert_eq!(clips.len(), 2);
        let words: Vec<_> = clips[0]
            .words
            .iter()
            .map(|w| (w.word.as_str(), w.place))
            .collect();
        assert_eq!(words, [("bin", 0), ("7", 1)]);
        assert_eq!(clips[1].path, folder.path().join("v/b.mp4"));
        args.split = Some("val".into());
        assert_eq!(args.clips().unwrap().len(), 1);
        args.split = Some("test".into());
        assert_eq!(args.clips().unwrap_err().kind, "not_found");
    }

    #[test]
    fn alignments_take_the_place_of_the_tables_words() {
        let (folder, mut args) = table("v/a.mp4,s1,2,1.6,1.9,dev\n", "digit");
        args.align = Some(folder.path().into());
        assert!(args.clips().unwrap_err().message.contains("a.align"));
        let path = folder.path().join("a.align");
        std::fs::write(&path, "0 25000 sil\n25000 37500 two\n37500 50000 now\n").unwrap();
        let words = args.clips().unwrap()[0].words.clone();
        assert_eq!(words.len(), 2);
        assert_eq!(
            (words[0].word.as_str(), words[0].start, words[0].end),
            ("2", 1.0, 1.5)
        );
        for broken in ["1 2", "a 5 two", "9 5 two", "0 9000 two\n5000 20000 now"] {
            std::fs::write(&path, broken).unwrap();
            let failure = args.clips().unwrap_err();
            assert!(failure.message.contains("line"), "{failure}");
        }
    }

    #[test]
    fn broken_rows_are_named() {
        for row in [
            "a,s,3,2,1,d",
            "a,s,3,1,NaN,d",
            "a,s,3,-1,1,d",
            "a,s,3,1,99,d",
            "a,s,x y,1,2,d",
        ] {
            let (_folder, args) = table(&format!("{row}\n"), "digit");
            let failure = args.clips().unwrap_err();
            assert!(failure.message.contains("line 2"), "{failure}");
        }
    }
}
