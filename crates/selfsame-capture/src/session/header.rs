//! `session.json`: what was asked, when it was shown, where the frames are.
//!
//! Enters: JSON, untrusted. Leaves: a [`Header`] whose challenge, times and names
//! have been checked; unknown fields and other schema versions are refused.

use serde::{Deserialize, Serialize};

use selfsame::{Challenge, PromptTimes};

use crate::error::{Error, ErrorKind, Result};
use crate::limits;

/// Name and version of the schema.
pub const SCHEMA: &str = "selfsame.session/1";
/// Longest free text in a header, in bytes (chosen by eye).
const TEXT_BYTES: usize = 256;

/// What a recorded session says of itself.
#[derive(Clone, PartialEq)]
pub struct Header {
    /// What the person was asked to do.
    pub challenge: Challenge,
    /// When it was really shown, on the clock of the frames. Absent when the
    /// recording broke off, or when nobody showed anything.
    pub prompts: Option<PromptTimes>,
    /// Where the frames came from.
    pub source: Option<SourceNote>,
    /// Where the frames are.
    pub frames: Frames,
    /// When it was recorded, as the recorder wrote it (RFC 3339 is usual).
    pub created: Option<String>,
    /// Whether it is a test recording: no real person's.
    pub test: bool,
}

/// Shows the shape; never the digits, names or times.
impl std::fmt::Debug for Header {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Header({:?}, prompts: {}, test: {})",
            self.challenge,
            self.prompts.is_some(),
            self.test
        )
    }
}

/// Where the frames of a recording came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceNote {
    /// The kind of source, such as `camera`: see
    /// [`SourceKind::name`](crate::SourceKind::name).
    pub kind: String,
    /// Its name, if the recorder kept it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Where the frames of a recording are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Frames {
    /// Pictures in the folder `frames`.
    Images {
        /// How many; absent until the recording is finished.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        files: Option<u64>,
    },
    /// A video file beside `session.json`.
    Video {
        /// Its name: no path.
        file: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    schema: String,
    challenge: Challenge,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prompts: Option<PromptTimes>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<SourceNote>,
    frames: Frames,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    created: Option<String>,
    #[serde(default)]
    test: bool,
}

/// What is wrong with JSON: a member that is missing or not known, the SDK's own words about a
/// challenge, which name a rule, or the place alone: the parser's other words quote values, and those
/// may be anybody's.
fn broken(error: &serde_json::Error) -> String {
    let told = error.to_string();
    let kept = [
        "challenge: ",
        "prompt times: ",
        "missing field",
        "unknown field",
    ];
    match kept.iter().any(|own| told.starts_with(own)) {
        true => format!("broken: {told}"),
        false => format!("broken at line {}, column {}", error.line(), error.column()),
    }
}

/// Parses and checks a `session.json`.
///
/// # Errors
/// [`Limit`](ErrorKind::Limit) beyond [`limits::SESSION_JSON_BYTES`];
/// [`Format`](ErrorKind::Format) for anything that is not a session of this
/// schema version, or that names a file outside its folder.
pub fn parse_header(json: &[u8]) -> Result<Header> {
    let wrong = |what: String| Error::new(ErrorKind::Format, format!("session.json: {what}"));
    if json.len() as u64 > limits::SESSION_JSON_BYTES {
        return Err(Error::new(
            ErrorKind::Limit,
            format!("session.json: {} bytes", json.len()),
        ));
    }
    /// Only the version, so that a later one is named and not called broken.
    #[derive(Deserialize)]
    struct Version {
        schema: String,
    }
    let version: Version = serde_json::from_slice(json).map_err(|e| wrong(broken(&e)))?;
    if version.schema != SCHEMA {
        return Err(wrong(format!(
            "schema '{}' where '{SCHEMA}' is taken",
            printable(&version.schema)
        )));
    }
    let wire: Wire = serde_json::from_slice(json).map_err(|e| wrong(broken(&e)))?;
    let header = Header {
        challenge: wire.challenge,
        prompts: wire.prompts,
        source: wire.source,
        frames: wire.frames,
        created: wire.created,
        test: wire.test,
    };
    check(&header).map_err(|e| e.at("session.json"))?;
    Ok(header)
}

/// What holds for headers that are read and for those that are written.
pub(super) fn check(header: &Header) -> Result<()> {
    let wrong = |what: String| Error::new(ErrorKind::Format, what);
    let note = header.source.as_ref();
    let texts = [
        header.created.as_deref(),
        note.map(|s| s.kind.as_str()),
        note.and_then(|s| s.name.as_deref()),
    ];
    if texts.iter().flatten().any(|t| t.len() > TEXT_BYTES) {
        return Err(wrong(format!("a text longer than {TEXT_BYTES} bytes")));
    }
    match &header.frames {
        Frames::Images { files } => {
            if files.is_some_and(|n| n > selfsame::limits::SESSION_FRAMES as u64) {
                return Err(Error::new(
                    ErrorKind::Limit,
                    format!("more than {} frames", selfsame::limits::SESSION_FRAMES),
                ));
            }
        }
        Frames::Video { file } => check_name(file)?,
    }
    if let Some(prompts) = &header.prompts
        && prompts.shown().len() > header.challenge.digits().len()
    {
        return Err(wrong("more prompt times than digits".into()));
    }
    Ok(())
}

/// Refuses names that could leave the folder or hide in it.
pub(super) fn check_name(name: &str) -> Result<()> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | ' ' | '(' | ')');
    let reserved = [super::HEADER_FILE, super::FRAMES_FOLDER];
    let good = !name.is_empty()
        && name.len() <= 128
        && !name.starts_with('.')
        && !name.ends_with(['.', ' '])
        && name.chars().all(plain)
        && !reserved.contains(&name);
    if good {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Format,
        format!("'{}' is no plain file name", printable(name)),
    ))
}

/// The JSON of a header, with a line end.
pub(super) fn to_json(header: &Header) -> Result<Vec<u8>> {
    check(header)?;
    let wire = Wire {
        schema: SCHEMA.into(),
        challenge: header.challenge.clone(),
        prompts: header.prompts.clone(),
        source: header.source.clone(),
        frames: header.frames.clone(),
        created: header.created.clone(),
        test: header.test,
    };
    let mut json = serde_json::to_vec_pretty(&wire)
        .map_err(|e| Error::new(ErrorKind::Io, "session.json: cannot be written").caused_by(e))?;
    json.push(b'\n');
    Ok(json)
}

/// Untrusted text, short and without control characters, for a message.
fn printable(text: &str) -> String {
    text.chars()
        .take(40)
        .map(|c| if c.is_control() { '?' } else { c })
        .collect()
}
