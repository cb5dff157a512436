//! The report: one self-contained HTML page that a reviewer looks at.
//!
//! Enters: a verdict and its evidence, the name of the source, the portrait.
//! Leaves: a page without script and without any outside resource (a strict
//! content security policy says so as well), readable in light and dark, on a
//! telephone and on A4. It holds pictures of a person and scores: it is written
//! only when somebody asks, readable by its owner alone.

mod channels;
mod conditions;
mod curve;
mod digits;
mod faces;
mod html;
mod provenance;
mod summary;
#[cfg(test)]
mod tests;
mod words;

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use selfsame::{Evidence, Picture, Verdict};

use html::Text;

/// What a report is made of.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The verdict.
    pub verdict: &'a Verdict,
    /// What it rests on.
    pub evidence: &'a Evidence,
    /// Where the frames came from: a file's or a camera's name, shown as text.
    pub source: &'a str,
    /// The portrait that was compared, if any.
    pub portrait: Option<&'a Picture>,
    /// When the report was made, shown as it is.
    pub generated: &'a str,
}

const STYLE: &str = include_str!("report/page.css");

/// Nothing may be loaded and nothing may run; pictures are in the page itself.
const POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; \
                      base-uri 'none'; form-action 'none'";

/// The page.
#[must_use]
pub fn render(input: &Input<'_>) -> String {
    let verdict = input.verdict;
    let mut page = String::with_capacity(512 << 10);
    page.push_str(&format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"robots\" content=\"noindex\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{} · {} · selfsame report</title>\n<style>\n{STYLE}</style>\n</head>\n",
        words::outcome(verdict.outcome),
        Text(input.source),
    ));
    page.push_str(&format!(
        "<body class=\"{}\">\n",
        words::outcome_class(verdict.outcome)
    ));
    page.push_str(html::SYMBOLS);
    if verdict.test {
        page.push_str(
            "<div class=\"test-banner\" role=\"note\"><strong>TEST</strong> The subject was \
             simulated or recorded for a test. No relying party may accept this verdict.</div>\n",
        );
    }
    page.push_str("<main>\n");
    for section in [
        summary::section(input),
        summary::reasons(verdict),
        faces::section(input),
        curve::section(input),
        digits::section(input),
        channels::section(input),
        conditions::section(input),
        provenance::section(input),
    ] {
        page.push_str(&section);
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

/// Writes the page beside its final place and then moves it there, so that no
/// half page is ever seen and a former report survives a failure.
///
/// # Errors
/// When the folder cannot be written to.
pub fn write(path: impl AsRef<Path>, input: &Input<'_>) -> io::Result<()> {
    let path = path.as_ref();
    let (temporary, mut file) = beside(path)?;
    let done = file
        .write_all(render(input).as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&temporary, path));
    if done.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(&temporary);
    }
    done
}

/// A new file in the same folder, readable by its owner alone.
fn beside(path: &Path) -> io::Result<(PathBuf, fs::File)> {
    let name = path.file_name().ok_or_else(|| {
        io::Error::new(io::ErrorKind::InvalidInput, "the report needs a file name")
    })?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    for attempt in 0..100 {
        let mut temporary = name.to_owned();
        temporary.push(format!(".{}-{attempt}.part", std::process::id()));
        let temporary = path.with_file_name(temporary);
        match options.open(&temporary) {
            Ok(file) => return Ok((temporary, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(
        io::ErrorKind::AlreadyExists,
        "too many unfinished reports beside it",
    ))
}

/// A moment as the report shows it: `2026-01-31 12:34 UTC`.
#[must_use]
pub fn timestamp(time: SystemTime) -> String {
    let text = selfsame_verdict::Time::from(time).to_string();
    // Always 2026-01-31T12:34:56Z.
    format!("{} UTC", text[..16].replace('T', " "))
}
