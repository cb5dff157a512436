//! `verify --sign`, `verdict`, `evidence`, `audit`: from a session to what a
//! relying party and an auditor find.

mod common;

use std::path::Path;
use std::process::Output;

use common::desk::{AUDIENCE, Desk, ISSUER};
use common::{assert_error, code, json, run, stdout, with_models};
use serde_json::Value;

/// A desk with a pepper, a folder for evidence, and a clip in which nobody is.
fn desk() -> Desk {
    let desk = Desk::new();
    std::fs::write(desk.at("pepper"), "07".repeat(32)).expect("written");
    std::fs::create_dir(desk.at("kept")).expect("made");
    common::grey_y4m(&desk.at("grey.y4m"), 30);
    desk
}

/// A session of whatever is named, signed.
fn sign_what(desk: &Desk, what: &[&str], key: &str, more: &[&str]) -> Option<Output> {
    let mut command = with_models()?;
    command.current_dir(desk.at(""));
    if what.contains(&"-") {
        command.stdin(std::fs::File::open(desk.at("grey.y4m")).expect("the clip"));
    }
    command.args(["verify", "--json", "--quiet"]).args(what);
    command.args(["--sign", "token.jws", "--signing-key", key]);
    command.args(["--issuer", ISSUER, "--audience", AUDIENCE]);
    Some(run(command.args(["--subject", "somebody"]).args(more)))
}

/// A session with the clip.
fn sign(desk: &Desk, key: &str, more: &[&str]) -> Option<Output> {
    sign_what(desk, &["--video", "grey.y4m"], key, more)
}

/// What a test system finds.
fn check(desk: &Desk, nonce: &str, more: &[&str]) -> Value {
    desk.check(nonce, &[&["--tests"][..], more].concat())
}

fn flip(path: &Path, from_the_end: usize) {
    let mut bytes = std::fs::read(path).expect("read");
    let at = bytes.len() - from_the_end;
    bytes[at] ^= 1;
    std::fs::write(path, bytes).expect("written");
}

#[test]
fn a_session_is_signed_kept_audited_and_checked() {
    let desk = desk();
    let told: Value =
        serde_json::from_str(&desk.tool(&["evidence", "key", "reviewer.age", "--json"]))
            .expect("JSON");
    let recipient = told["recipient"].as_str().expect("a recipient");
    let keep = [
        "--keep",
        "kept/a.evidence",
        "--keep-days",
        "30",
        "--keep-to",
        recipient,
    ];
    let audit = [
        "--audit",
        "audit.jsonl",
        "--purpose",
        "a licence",
        "--case",
        "7",
    ];
    let Some(output) = sign(&desk, "test.pem", &[&keep[..], &audit].concat()) else {
        return;
    };
    assert_eq!(code(&output), 2, "{}", common::stderr(&output));
    let verdict = json(&output);
    let signed = &verdict["signed"];
    let nonce = signed["nonce"].as_str().expect("a nonce");

    // The token.
    let checked = check(&desk, nonce, &["--evidence", "kept/a.evidence"]);
    assert_eq!(checked["valid"], true, "{checked}");
    assert_eq!(checked["outcome"], "retry");
    assert_eq!(checked["claims"]["selfsame"]["reasons"], verdict["reasons"]);
    assert_eq!(checked["claims"]["jti"], signed["jti"]);
    assert_eq!(checked["evidence"], "unaltered");
    let models = checked["claims"]["selfsame"]["models"]
        .as_object()
        .expect("models");
    assert_eq!(
        models.len(),
        verdict["made_by"]["models"]
            .as_array()
            .expect("models")
            .len()
    );
    let refused = |checked: &Value| checked["rejection"]["code"].as_str().map(str::to_owned);
    assert_eq!(
        refused(&check(&desk, "another", &[])).as_deref(),
        Some("wrong_nonce")
    );
    let late = check(&desk, nonce, &["--at", "2030-01-01T00:00:00Z"]);
    assert_eq!(refused(&late).as_deref(), Some("expired"));
    assert_eq!(
        refused(&desk.check(nonce, &[])).as_deref(),
        Some("test_verdict")
    );
    assert_eq!(check(&desk, nonce, &["--seen", "seen.db"])["valid"], true);
    let again = check(&desk, nonce, &["--seen", "seen.db"]);
    assert_eq!(refused(&again).as_deref(), Some("replayed"));
    let shown = desk.tool(&["verdict", "inspect", "token.jws"]);
    assert!(
        shown.starts_with("NOT CHECKED") && shown.contains("retry"),
        "{shown}"
    );

    // The evidence.
    let open = |out: &str| {
        let key = ["--key", "reviewer.age", "--out", out];
        desk.try_tool(&[&["evidence", "open", "kept/a.evidence"][..], &key].concat())
    };
    assert_eq!(code(&open("page.html")), 0);
    let page = std::fs::read_to_string(desk.at("page.html")).expect("a page");
    assert!(page.to_lowercase().starts_with("<!doctype html>"));
    let info = desk.tool(&["evidence", "info", "kept/a.evidence"]);
    assert!(
        info.contains(signed["evidence"]["sha256"].as_str().expect("a digest")),
        "{info}"
    );
    assert!(
        desk.tool(&["evidence", "sweep", "kept"])
            .starts_with("0 deleted, 1 kept")
    );
    flip(&desk.at("kept/a.evidence"), 9);
    let altered = check(&desk, nonce, &["--evidence", "kept/a.evidence"]);
    assert_eq!(refused(&altered).as_deref(), Some("evidence_altered"));
    assert_eq!(code(&open("again.html")), 3);

    // The chain.
    let verify = |more: &[&str]| {
        let args = [
            "audit",
            "verify",
            "audit.jsonl",
            "--keys",
            "keys.json",
            "--tests",
            "--json",
        ];
        let output = desk.try_tool(&[&args[..], more].concat());
        (code(&output), json(&output))
    };
    let (exit, report) = verify(&[]);
    assert_eq!(
        (exit, &report["whole"], &report["entries"]),
        (0, &true.into(), &4.into())
    );
    desk.tool(&[
        "audit",
        "head",
        "audit.jsonl",
        "--signing-key",
        "test.pem",
        "--out",
        "h.jws",
    ]);
    assert_eq!(verify(&["--head", "h.jws"]).0, 0);
    let args = ["audit", "verify", "audit.jsonl", "--keys", "keys.json"];
    let shown = desk.tool(&[&args[..], &["--tests", "--head", "h.jws"]].concat());
    assert!(
        shown.starts_with("WHOLE up to record 10; heads kept elsewhere: 1\n"),
        "{shown}"
    );
    let text = std::fs::read_to_string(desk.at("audit.jsonl")).expect("read");
    assert!(
        !text.contains("somebody") && !text.contains(nonce),
        "{text}"
    );
    let lines: Vec<_> = text.lines().collect();
    let write = |lines: &[&str]| {
        std::fs::write(desk.at("audit.jsonl"), lines.join("\n") + "\n").expect("written");
    };
    // The end cut off: only the head that was kept elsewhere knows.
    write(&lines[..lines.len() - 3]);
    assert_eq!(verify(&[]).0, 0);
    let (exit, report) = verify(&["--head", "h.jws"]);
    assert_eq!((exit, &report["faults"][0]["kind"]), (1, &"cut_off".into()));
    // An entry altered: which one.
    let altered = lines[2].replace("a licence", "a passport");
    write(&[&lines[..2], &[altered.as_str()], &lines[3..]].concat());
    let (exit, report) = verify(&[]);
    assert_eq!(
        (exit, &report["faults"][0]["kind"]),
        (1, &"altered".into()),
        "{report}"
    );
    assert_eq!(report["faults"][0]["first"], 2);
}

#[test]
fn tries_are_counted_from_one_run_to_the_next() {
    let desk = desk();
    let counted = ["--challenges", "c.db", "--pepper", "pepper"];
    let Some(first) = sign(&desk, "test.pem", &counted) else {
        return;
    };
    assert_eq!(
        json(&first)["signed"]["session"].as_str().map(str::len),
        Some(22)
    );
    let again = sign(&desk, "test.pem", &counted).expect("models");
    assert_eq!(code(&again), 2);
    let refused = json(&again);
    assert_eq!(refused["schema"], "selfsame.refused/1");
    assert_eq!(refused["refusal"], "too_soon");
    let other_way = refused["other_way"].as_str().expect("a sentence");
    assert!(other_way.contains("without a face"), "{other_way}");
}

#[test]
fn keys_of_tests_sign_tests_and_real_ones_sign_what_is_live() {
    let desk = desk();
    let counted = ["--challenges", "c.db", "--pepper", "pepper"];
    // A recording answers no challenge of now.
    let Some(output) = sign(&desk, "issuer.pem", &counted) else {
        return;
    };
    assert_error(&output, "usage", "answers no challenge of now");
    // Tries that are not counted are no tries.
    let output = sign_what(&desk, &["--y4m", "-"], "issuer.pem", &[]);
    assert_error(&output.expect("models"), "usage", "--challenges");
    // What was found wrong has used up no try, and left no token of an earlier session.
    assert!(!desk.at("token.jws").exists() && !desk.at("c.db").exists());
    let lazy = [&["--level", "convenience"][..], &counted].concat();
    let output = sign_what(&desk, &["--y4m", "-"], "issuer.pem", &lazy).expect("models");
    assert_eq!(code(&output), 2, "{}", common::stderr(&output));
    // It broke off, and was signed when it would have been over.
    let verdict = json(&output);
    assert_eq!(verdict["test"], false);
    let nonce = verdict["signed"]["nonce"].as_str().expect("a nonce");
    let checked = desk.check(nonce, &[]);
    assert_eq!(
        (&checked["valid"], &checked["outcome"]),
        (&true.into(), &"retry".into())
    );
    let refused = check(&desk, nonce, &[]);
    assert_eq!(refused["rejection"]["code"], "no_test_verdict");
}

#[test]
fn a_simulated_session_is_signed_as_a_test() {
    let desk = desk();
    desk.tool(&[
        "simulate", "session", "seat", "--size", "160x120", "--fps", "10",
    ]);
    let Some(output) = sign_what(&desk, &["--session", "seat"], "issuer.pem", &[]) else {
        return;
    };
    assert_error(&output, "usage", "answers no challenge of now");
    desk.tool(&["verdict", "key", "sm2.pem", "--test", "--sm2"]);
    desk.tool(&[
        "verdict",
        "jwks",
        "test.pem",
        "sm2.pem",
        "--out",
        "keys.json",
    ]);
    let both = ["--sm2-key", "sm2.pem"];
    let output = sign_what(&desk, &["--session", "seat"], "test.pem", &both).expect("models");
    let verdict = json(&output);
    assert_eq!(verdict["test"], true, "{verdict}");
    let nonce = verdict["signed"]["nonce"].as_str().expect("a nonce");
    let checked = check(&desk, nonce, &["--sm2"]);
    assert!(checked["sm2_kid"].is_string(), "{checked}");
    assert_eq!(checked["claims"]["selfsame"]["test"], true);
    assert_eq!(checked["outcome"], verdict["outcome"]);
    let digits = checked["claims"]["selfsame"]["digits"]
        .as_array()
        .map(Vec::len);
    assert_eq!(digits, verdict["digits"].as_array().map(Vec::len));
    // One that somebody meant is no test.
    let header = desk.at("seat/session.json");
    let text = std::fs::read_to_string(&header).expect("read");
    std::fs::write(
        &header,
        text.replacen("\"test\": true", "\"test\": false", 1),
    )
    .expect("written");
    let output = sign_what(&desk, &["--session", "seat"], "test.pem", &[]).expect("models");
    assert_eq!(code(&output), 3, "{}", stdout(&output));
}

#[test]
fn another_way_can_be_signed_and_is_no_pass() {
    let desk = desk();
    let args = [
        "verdict",
        "other-way",
        "cannot_read",
        "--key",
        "issuer.pem",
        "--issuer",
        ISSUER,
    ];
    let whom = [
        "--audience",
        AUDIENCE,
        "--subject",
        "somebody",
        "--nonce",
        "n-1",
        "--txn",
        "t-1",
    ];
    desk.tool(&[&args[..], &whom, &["--out", "token.jws"]].concat());
    let output = desk.try_tool(&[
        "verdict",
        "verify",
        "token.jws",
        "--keys",
        "keys.json",
        "--issuer",
        ISSUER,
        "--audience",
        AUDIENCE,
        "--nonce",
        "n-1",
    ]);
    assert_eq!(code(&output), 2);
    assert!(
        stdout(&output).starts_with("VALID: not by the face"),
        "{}",
        stdout(&output)
    );
    assert_eq!(
        desk.check("n-1", &[])["claims"]["selfsame"]["reasons"][0],
        "cannot_read"
    );
    let unknown = desk.try_tool(&["verdict", "other-way", "lazy", "--key", "issuer.pem"]);
    assert_eq!(code(&unknown), 3);
}

#[test]
fn broken_files_are_named() {
    let desk = desk();
    std::fs::write(desk.at("broken"), "what is this").expect("written");
    let check = |keys: &str, token: &str| {
        let args = [
            "verdict", "verify", token, "--keys", keys, "--json", "--issuer", ISSUER,
        ];
        desk.try_tool(&[&args[..], &["--audience", AUDIENCE, "--nonce", "n"]].concat())
    };
    assert_error(&check("broken", "broken"), "key", "broken: no JWKS");
    assert_error(&check("absent", "broken"), "not_found", "absent");
    assert_error(&check("keys.json", "absent"), "not_found", "absent");
    let refused = json(&check("keys.json", "broken"));
    assert_eq!(refused["rejection"]["code"], "malformed");
    let json_of = |args: &[&str]| desk.try_tool(&[args, &["--json"]].concat());
    assert_error(&json_of(&["verdict", "jwks", "broken"]), "key", "broken");
    assert_error(
        &json_of(&["verdict", "key", "issuer.pem"]),
        "io",
        "issuer.pem",
    );
    assert_error(
        &json_of(&["verdict", "inspect", "broken"]),
        "token",
        "broken",
    );
    assert_error(
        &json_of(&["evidence", "info", "broken"]),
        "evidence",
        "broken",
    );
    let head = ["audit", "head", "absent", "--signing-key", "issuer.pem"];
    assert_error(&json_of(&head), "not_found", "absent");
    assert!(!desk.at("absent").exists());
    let audit = json_of(&["audit", "verify", "broken", "--keys", "keys.json"]);
    assert_eq!((code(&audit), &json(&audit)["whole"]), (1, &false.into()));
}
