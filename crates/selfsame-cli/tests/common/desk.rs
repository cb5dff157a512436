//! An issuer's desk: a folder with keys, in which the command is run.

use std::path::PathBuf;
use std::process::Output;

use super::{code, json, run, selfsame, stderr, stdout};

pub(crate) const ISSUER: &str = "https://id.example";
pub(crate) const AUDIENCE: &str = "https://licences.example";

pub(crate) struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    /// A folder with an issuer's key, a test's key and their JWKS.
    pub(crate) fn new() -> Self {
        let desk = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        desk.tool(&["verdict", "key", "issuer.pem"]);
        desk.tool(&["verdict", "key", "test.pem", "--test"]);
        let args = ["verdict", "jwks", "issuer.pem", "test.pem"];
        desk.tool(&[&args[..], &["--out", "keys.json"]].concat());
        desk
    }

    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The command in the folder, which must end with 0.
    pub(crate) fn tool(&self, args: &[&str]) -> String {
        let output = self.try_tool(args);
        assert_eq!(code(&output), 0, "{args:?}: {}", stderr(&output));
        stdout(&output)
    }

    pub(crate) fn try_tool(&self, args: &[&str]) -> Output {
        run(selfsame().current_dir(self.folder.path()).args(args))
    }

    /// What a relying party finds in `token.jws`.
    pub(crate) fn check(&self, nonce: &str, more: &[&str]) -> serde_json::Value {
        let args = ["verdict", "verify", "token.jws", "--keys", "keys.json"];
        let parties = ["--issuer", ISSUER, "--audience", AUDIENCE];
        let rest = ["--nonce", nonce, "--json"];
        json(&self.try_tool(&[&args[..], &parties, &rest, more].concat()))
    }
}
