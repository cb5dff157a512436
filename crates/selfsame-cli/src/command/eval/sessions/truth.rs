//! What is known of a recorded session: `truth.json` beside its `session.json`.
//!
//! Enters: the file, as `selfsame simulate` or a person wrote it (docs/json.md); whatever
//! it does not say is unknown. Leaves: [`Truth`].

use std::path::Path;

use serde::Deserialize;

use crate::failure::{Failure, Result};

/// Its name.
pub(super) const FILE: &str = "truth.json";
/// Largest file: an hour of frames.
const MOST: u64 = 16 << 20;

/// What really happened.
#[derive(Deserialize)]
pub(super) struct Truth {
    schema: String,
    /// The attack; none for an honest session.
    pub(super) attack: Option<String>,
    /// Who is (said to be) before the camera: a seed or a name of the tester's.
    person: Option<serde_json::Value>,
    pub(super) traits: Option<Traits>,
    #[serde(default)]
    pub(super) readings: Vec<Reading>,
}

/// What error rates may depend on.
#[derive(Deserialize, Clone, Copy)]
pub(super) struct Traits {
    /// Monk's scale of skin tones, 1 (light) to 10 (dark).
    tone: Option<f32>,
    /// 0 (female) to 1 (male).
    sex: Option<f32>,
    glasses: Option<bool>,
    beard: Option<bool>,
}

/// What was said when a digit was seen.
#[derive(Deserialize)]
pub(super) struct Reading {
    asked: String,
    said: Option<String>,
    seen_ms: f64,
    sound: Option<Span>,
}

#[derive(Deserialize, Clone, Copy)]
pub(super) struct Span {
    pub(super) start_ms: f64,
    pub(super) end_ms: f64,
}

impl Truth {
    /// Of the session in a folder.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let wrong = |what: String| Failure::new("format", format!("{}: {what}", path.display()));
        let meta = std::fs::metadata(&path).map_err(|e| Failure::io(path.display(), &e))?;
        if meta.len() > MOST {
            return Err(Failure::new(
                "limit",
                format!("{}: {} bytes", path.display(), meta.len()),
            ));
        }
        let text = std::fs::read(&path).map_err(|e| Failure::io(path.display(), &e))?;
        let truth: Self = serde_json::from_slice(&text).map_err(|e| wrong(e.to_string()))?;
        if truth.schema != "selfsame.truth/1" {
            return Err(wrong(format!("its schema is '{}'", truth.schema)));
        }
        Ok(truth)
    }

    /// Seed or name of the person.
    pub(super) fn person(&self) -> Option<String> {
        self.person.as_ref().map(|person| match person {
            serde_json::Value::String(name) => name.clone(),
            other => other.to_string(),
        })
    }

    /// When the digit that was shown at a time was heard, if it was said rightly.
    pub(super) fn heard(&self, digit: u8, prompted_ms: u64) -> Option<Span> {
        const LATEST: f64 = 800.0;
        let reading = self.readings.iter().find(|reading| {
            // The person sees a prompt a frame after it was decided to show it.
            let late = reading.seen_ms - prompted_ms as f64;
            (-50.0..LATEST).contains(&late) && reading.asked == digit.to_string()
        })?;
        let right = reading.said.as_ref() == Some(&reading.asked);
        reading.sound.filter(|_| right)
    }
}

impl Traits {
    /// The groups somebody belongs to: kind and name.
    pub(super) fn groups(&self) -> Vec<String> {
        let tone = self.tone.map(|tone| match tone {
            tone if tone <= 4.0 => "skin light",
            tone if tone <= 7.0 => "skin medium",
            _ => "skin dark",
        });
        let sex = self.sex.map(|sex| match sex < 0.5 {
            true => "female",
            false => "male",
        });
        let glasses = self.glasses.map(|with| match with {
            true => "glasses",
            false => "no glasses",
        });
        let beard = self.beard.map(|with| match with {
            true => "beard",
            false => "no beard",
        });
        let all = [tone, sex, glasses, beard];
        all.into_iter().flatten().map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Truth> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), text).unwrap();
        Truth::read(folder.path())
    }

    #[test]
    fn little_is_enough() {
        let truth = read(r#"{"schema":"selfsame.truth/1","attack":null}"#).unwrap();
        assert!(truth.attack.is_none() && truth.person().is_none());
        assert!(truth.heard(3, 1000).is_none());
    }

    #[test]
    fn readings_are_found_by_digit_and_time() {
        let truth = read(
            r#"{"schema":"selfsame.truth/1","attack":"spliced","person":7,"more":[1],
            "traits":{"tone":8.5,"sex":0.2,"age":40,"glasses":true},
            "readings":[
              {"asked":"3","said":"3","seen_ms":1020.0,"mouth":null,
               "sound":{"start_ms":1400.0,"end_ms":1900.0}},
              {"asked":"5","said":"9","seen_ms":3020.0,"mouth":null,
               "sound":{"start_ms":3400.0,"end_ms":3900.0}}]}"#,
        )
        .unwrap();
        assert_eq!(truth.person().as_deref(), Some("7"));
        assert_eq!(truth.attack.as_deref(), Some("spliced"));
        assert_eq!(truth.heard(3, 1000).map(|s| s.end_ms), Some(1900.0));
        assert!(truth.heard(4, 1000).is_none() && truth.heard(3, 3000).is_none());
        // A slip of the tongue is no reading of the digit.
        assert!(truth.heard(5, 3000).is_none());
        let groups = truth.traits.unwrap().groups();
        assert_eq!(groups, ["skin dark", "female", "glasses"]);
    }

    #[test]
    fn what_is_no_truth_is_named() {
        for text in ["{", r#"{"schema":"selfsame.truth/9","attack":null}"#, "[]"] {
            let failure = read(text).err().unwrap();
            assert!(failure.message.contains(FILE), "{failure}");
        }
        let folder = tempfile::tempdir().unwrap();
        assert!(Truth::read(folder.path()).is_err());
    }
}
