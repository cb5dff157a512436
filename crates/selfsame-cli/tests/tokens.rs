//! Keys in a PKCS#11 token, named to the command by a URI: signed with, and checked.

mod common;

use std::path::Path;
use std::process::{Command, Output};

use common::desk::{AUDIENCE, Desk, ISSUER};
use common::{assert_error, code, run, selfsame};

/// SoftHSM, where Debian puts it.
const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";

/// A command with the desk's own tokens.
fn with_tokens(desk: &Desk, mut command: Command) -> Command {
    command.current_dir(desk.at(""));
    command.env("SOFTHSM2_CONF", desk.at("softhsm2.conf"));
    command
}

fn softhsm(desk: &Desk, args: &[&str]) {
    let output = run(with_tokens(desk, Command::new("softhsm2-util")).args(args));
    assert!(output.status.success(), "{}", common::stderr(&output));
}

/// Signs with the key of a label that somebody else goes another way.
fn sign(desk: &Desk, label: &str, pin: &str) -> Output {
    std::fs::write(desk.at("pin"), pin).expect("written");
    let uri =
        format!("pkcs11:token=the%20issuer;object={label}?module-path={MODULE}&pin-source=pin");
    let whom = ["--subject", "somebody", "--nonce", "n-1", "--txn", "t-1"];
    let parties = ["--issuer", ISSUER, "--audience", AUDIENCE];
    let mut command = with_tokens(desk, selfsame());
    command.args(["verdict", "other-way", "declined", "--json", "--key", &uri]);
    command
        .args(["--out", "token.jws"])
        .args(parties)
        .args(whom);
    run(&mut command)
}

#[test]
fn a_token_signs_what_its_public_key_checks() {
    let here = Path::new(MODULE).exists() && Command::new("softhsm2-util").output().is_ok();
    if !here {
        let all = std::env::var_os("SELFSAME_TEST_ALL").is_some_and(|v| v == "1");
        assert!(!all, "SoftHSM is absent");
        eprintln!("skipped: SoftHSM is absent");
        return;
    }
    let desk = Desk::new();
    std::fs::create_dir(desk.at("tokens")).expect("made");
    let folder = desk.at("tokens");
    let settings = format!("directories.tokendir = {}\n", folder.display());
    std::fs::write(desk.at("softhsm2.conf"), settings).expect("written");
    let pins = ["--so-pin", "12345678", "--pin", "4711"];
    let init = ["--init-token", "--free", "--label", "the issuer"];
    softhsm(&desk, &[&init[..], &pins].concat());
    for (file, label, id) in [
        ("issuer.pem", "verdicts", "01"),
        ("plain.pem", "test-1", "02"),
    ] {
        if file == "plain.pem" {
            desk.tool(&["verdict", "key", file]);
        }
        let what = ["--import", file, "--token", "the issuer", "--pin", "4711"];
        softhsm(
            &desk,
            &[&what[..], &["--label", label, "--id", id]].concat(),
        );
    }
    // The same key as in the file, by the same name.
    let output = sign(&desk, "verdicts", "4711\n");
    assert_eq!(code(&output), 0, "{}", common::stdout(&output));
    assert_eq!(desk.check("n-1", &[])["outcome"], "not_applicable");
    // A key whose label says so is a test's.
    assert_eq!(code(&sign(&desk, "test-1", "4711")), 0);
    assert_eq!(desk.check("n-1", &[])["rejection"]["code"], "test_verdict");
    assert_error(&sign(&desk, "absent", "4711"), "key", "no such private key");
    let refused = sign(&desk, "verdicts", "4712");
    assert_error(&refused, "key", "CKR_PIN_INCORRECT");
    assert!(!common::stdout(&refused).contains("4712"));
}
