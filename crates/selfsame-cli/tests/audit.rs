//! `audit`: heads, time stamps, and what is said of a chain that is not whole.

mod common;

use common::desk::Desk;
use common::{assert_error, code, json, stdout};

#[test]
fn a_head_is_signed_only_over_a_chain_of_the_same_key() {
    let desk = Desk::new();
    chain(&desk);
    let head = |key: &str| {
        let args = ["audit", "head", "c.jsonl", "--json", "--signing-key", key];
        desk.try_tool(&args)
    };
    let good = std::fs::read(desk.at("c.jsonl")).expect("read");
    assert_eq!(code(&head("issuer.pem")), 0);
    let line = good.iter().position(|b| *b == b'\n').expect("a line") + 1;
    for (key, text) in [
        ("test.pem", &good[..]),
        ("issuer.pem", b""),
        ("issuer.pem", &good[..line - 9]),
        ("issuer.pem", &good[..line]),
    ] {
        std::fs::write(desk.at("c.jsonl"), text).expect("written");
        assert_error(&head(key), "audit", "c.jsonl");
        assert!(std::fs::read(desk.at("c.jsonl")).expect("read") == text);
    }
    // A new key goes on from the old one's head, where that is known.
    desk.tool(&["verdict", "key", "next.pem"]);
    let next = ["next.pem", "issuer.pem", "--out", "both.json"];
    desk.tool(&[&["verdict", "jwks"], &next[..]].concat());
    std::fs::write(desk.at("c.jsonl"), &good).expect("written");
    assert_error(&head("next.pem"), "audit", "not in the set");
    let args = ["audit", "head", "c.jsonl", "--signing-key", "next.pem"];
    desk.tool(&[&args[..], &["--keys", "keys.json"]].concat());
    assert_eq!(code(&head("next.pem")), 0);
    desk.tool(&["audit", "verify", "c.jsonl", "--keys", "both.json"]);
}

#[test]
fn a_chain_that_is_not_whole_is_said_to_be_so_for_a_reason() {
    let desk = Desk::new();
    chain(&desk);
    let text = std::fs::read(desk.at("c.jsonl")).expect("read");
    let verify = |text: &[u8]| {
        std::fs::write(desk.at("c.jsonl"), text).expect("written");
        let args = ["audit", "verify", "c.jsonl", "--keys", "keys.json"];
        let output = desk.try_tool(&args);
        assert_eq!(code(&output), 1);
        stdout(&output)
    };
    let line = text.iter().position(|b| *b == b'\n').expect("a line") + 1;
    let shown = verify(&text[..line]);
    assert!(
        shown.starts_with("NOT WHOLE: 1 records under no signed head\n"),
        "{shown}"
    );
    let shown = verify(&[&text[..], b"{"].concat());
    assert!(
        shown.starts_with("NOT WHOLE: the last line was never finished\n"),
        "{shown}"
    );
}

#[test]
fn a_head_is_stamped_by_an_authority() {
    if std::process::Command::new("openssl")
        .arg("version")
        .output()
        .is_err()
    {
        assert!(std::env::var_os("SELFSAME_TEST_ALL").is_none_or(|v| v != "1"));
        println!("skipped: openssl is missing");
        return;
    }
    let desk = Desk::new();
    chain(&desk);
    let openssl = |args: &str| {
        let mut command = std::process::Command::new("openssl");
        let args = args.split(' ');
        let output = command.args(args).current_dir(desk.at("")).output();
        let output = output.expect("started");
        assert!(output.status.success(), "{}", common::stderr(&output));
    };
    let config = "[req]\ndistinguished_name = dn\nprompt = no\n[dn]\nCN = stamps\n\
                  [tsa]\nextendedKeyUsage = critical,timeStamping\n\
                  [ts]\nserial = serial\nsigner_cert = tsa.pem\nsigner_key = tsa.key\n\
                  signer_digest = sha256\ndefault_policy = 1.2.3\ndigests = sha256\n\
                  ess_cert_id_alg = sha256\n";
    std::fs::write(desk.at("ts.cnf"), config).expect("written");
    std::fs::write(desk.at("serial"), "01\n").expect("written");
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tsa.key \
         -out tsa.pem -days 3 -config ts.cnf -extensions tsa",
    );
    let signing = ["--signing-key", "issuer.pem"];
    let args = ["audit", "stamp-request", "c.jsonl", "--out", "req.tsq"];
    desk.tool(&[&args[..], &signing].concat());
    openssl("ts -reply -config ts.cnf -section ts -queryfile req.tsq -out resp.tsr");
    let stamp = |request: &str| {
        let args = ["audit", "stamp", "c.jsonl", "--json", "--request", request];
        let more = ["--response", "resp.tsr", "--stamp-trust", "tsa.pem"];
        desk.try_tool(&[&args[..], &more, &signing].concat())
    };
    let output = stamp("req.tsq");
    assert_eq!(code(&output), 0, "{}", common::stderr(&output));
    let verify = |more: &[&str]| {
        let args = ["audit", "verify", "c.jsonl", "--keys", "keys.json"];
        desk.try_tool(&[&args[..], more].concat())
    };
    let shown = stdout(&verify(&[]));
    assert!(shown.contains("1 time stamps (not checked)"), "{shown}");
    let trust = ["--stamp-trust", "tsa.pem"];
    let report = json(&verify(&[&trust[..], &["--json"]].concat()));
    assert_eq!(report["whole"], true, "{report}");
    assert_eq!(report["stamped"][0]["authority"], "CN=stamps");
    assert_eq!(report["stamps_unchecked"], 0);
    let shown = stdout(&verify(&trust));
    assert!(shown.contains("says CN=stamps"), "{shown}");
    // The request of another head of another chain.
    std::fs::remove_file(desk.at("c.jsonl")).expect("removed");
    chain(&desk);
    assert_error(&stamp("req.tsq"), "time_stamp", "over no head");
}

/// A chain of two entries, signed with the issuer's key.
fn chain(desk: &Desk) {
    use selfsame_verdict::audit::{Chain, Entry, Event};
    let pem = std::fs::read_to_string(desk.at("issuer.pem")).expect("read");
    let key = selfsame_verdict::key::SoftwareKey::from_pem(&pem, false).expect("a key");
    let now = selfsame_verdict::Time::now();
    let chain = Chain::open_or_create(desk.at("c.jsonl"), std::sync::Arc::new(key), now);
    let chain = chain.expect("a chain");
    for _ in 0..2 {
        let entry = Entry::new(Event::DataUsed, "a test", "7").expect("an entry");
        chain.append(&entry, now).expect("written");
    }
}
