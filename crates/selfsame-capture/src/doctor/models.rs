//! Enters: models, or none. Leaves: what became of each file of their manifest.

use selfsame::models::{Manifest, ModelEntry, Models};
use serde::Serialize;

/// One model: its entry in the manifest, and whether the file is there and unaltered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ModelState {
    /// The name that code asks for.
    pub name: String,
    /// The file's name.
    pub file: String,
    /// Size of the file.
    pub bytes: u64,
    /// SHA-256 of the file, lower-case hexadecimal digits.
    pub sha256: String,
    /// SPDX licence expression of the weights.
    pub licence: String,
    /// Who made the weights.
    pub origin: String,
    /// The registry package that carries them: `registry package==version`.
    pub source: String,
    /// Whether everything works without it.
    pub optional: bool,
    /// What became of the file.
    pub state: FileState,
    /// What is wrong, if anything that needs to be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// There, with the right hash.
    Good,
    /// Not there.
    Absent,
    /// There, with another size or hash.
    Altered,
}

/// The state of every model of the manifest; without models all of this release are
/// absent. Reads and hashes the files.
#[must_use]
pub fn model_states(models: Option<&Models>) -> Vec<ModelState> {
    let built_in;
    let manifest = match models {
        Some(models) => models.manifest(),
        None => {
            built_in = Manifest::built_in();
            &built_in
        }
    };
    let entries = manifest.models.iter();
    entries.map(|e| ModelState::of(e, models)).collect()
}

impl ModelState {
    fn of(entry: &ModelEntry, models: Option<&Models>) -> Self {
        let present = models.is_some_and(|models| models.has(&entry.name));
        let (state, problem) = match models.map(|m| m.read(&entry.name)) {
            Some(Ok(_)) => (FileState::Good, None),
            Some(Err(e)) if present => (FileState::Altered, Some(e.to_string())),
            Some(Err(_)) if entry.optional => (FileState::Absent, None),
            Some(Err(e)) => (FileState::Absent, Some(e.to_string())),
            None => (FileState::Absent, None),
        };
        let source = &entry.source;
        Self {
            name: entry.name.clone(),
            file: entry.file.clone(),
            bytes: entry.bytes,
            sha256: entry.sha256.clone(),
            licence: entry.licence.clone(),
            origin: entry.origin.clone(),
            source: format!("{} {}=={}", source.registry, source.package, source.version),
            optional: entry.optional,
            state,
            problem,
        }
    }

    /// Good, or not needed and not there. An altered file is never fine.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        match self.state {
            FileState::Good => true,
            FileState::Absent => self.optional,
            FileState::Altered => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_is_not_altered_and_altered_is_never_fine() {
        let folder = tempfile::tempdir().unwrap();
        let models = Models::in_folder(folder.path()).unwrap();
        let entries = Manifest::built_in().models;
        for model in model_states(Some(&models)) {
            assert_eq!(model.state, FileState::Absent, "{}", model.name);
            assert_eq!(model.is_fine(), model.optional, "{}", model.name);
            assert_eq!(model.problem.is_none(), model.optional, "{}", model.name);
        }
        // One that is needed and one that is not, both with other bytes.
        let needed = entries.iter().find(|e| !e.optional).unwrap();
        let optional = entries.iter().find(|e| e.optional).unwrap();
        for entry in [needed, optional] {
            std::fs::write(folder.path().join(&entry.file), "other bytes").unwrap();
        }
        let states = model_states(Some(&models));
        for entry in [needed, optional] {
            let model = states.iter().find(|m| m.name == entry.name).unwrap();
            assert_eq!(model.state, FileState::Altered, "{}", model.name);
            assert!(!model.is_fine() && model.problem.is_some());
        }
    }

    #[test]
    fn without_models_all_of_the_release_are_absent() {
        let states = model_states(None);
        assert_eq!(states.len(), Manifest::built_in().models.len());
        assert!(states.iter().all(|m| m.state == FileState::Absent));
        let json = serde_json::to_value(&states[0]).unwrap();
        assert_eq!(json["state"], "absent");
        assert_eq!(json.get("problem"), None);
    }
}
