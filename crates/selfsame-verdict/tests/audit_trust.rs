//! Which certificates lead from a stamping authority to a trusted one.
#![allow(clippy::unwrap_used)]
#![cfg(feature = "timestamp")]

mod audit_common;

use audit_common::authority::{Authority, KINDS, digest, openssl_is_there, request};
use selfsame_verdict::audit::stamp::{Trust, verify};

/// A token that brings these certificates beside its own.
fn token(authority: &Authority, certificates: &[&str]) -> Vec<u8> {
    let pem = |name: &&str| std::fs::read_to_string(authority.path(name)).unwrap();
    let all: String = certificates.iter().map(pem).collect();
    std::fs::write(authority.path("certs.pem"), all).unwrap();
    let config = std::fs::read_to_string(authority.path("ts.cnf")).unwrap();
    let config = config.replace("[ts]\n", "[ts]\ncerts = certs.pem\n");
    std::fs::write(authority.path("ts.cnf"), config).unwrap();
    let answer = authority.reply(&request().to_der().unwrap());
    let own = authority.trust("tsa.pem");
    request().accept(&answer, &own).unwrap().der
}

fn says(token: &[u8], trust: &Trust) -> Result<(), String> {
    verify(token, &digest(), trust)
        .map(|_| ())
        .map_err(|e| e.to_string())
}

/// The root again, with another extension; the same name and key.
fn root(authority: &Authority, extension: &str) -> Trust {
    let req = [
        "req", "-config", "ts.cnf", "-new", "-x509", "-key", "ca.key",
    ];
    let more = ["-out", "root.pem", "-days", "9", "-subj", "/CN=root"];
    authority.run(&[&req[..], &more, &["-extensions", extension]].concat());
    authority.trust("root.pem")
}

#[test]
fn a_way_is_as_long_as_an_authority_says_it_may_be() {
    if !openssl_is_there() {
        return;
    }
    let authority = Authority::new(KINDS[0], "tsa");
    let direct = token(&authority, &[]);
    // A root that certifies no authorities certifies the stamping key still.
    assert_eq!(says(&direct, &root(&authority, "flat")), Ok(()));
    authority.put_between("ca");
    let through = token(&authority, &["mid.pem"]);
    assert_eq!(says(&through, &root(&authority, "ca")), Ok(()));
    assert!(says(&through, &root(&authority, "flat")).is_err());
    // Whoever is in the middle may say that it is the last.
    authority.put_between("flat");
    let through = token(&authority, &["mid.pem"]);
    assert_eq!(says(&through, &root(&authority, "ca")), Ok(()));
    assert!(says(&token(&authority, &[]), &root(&authority, "ca")).is_err());
}

#[test]
fn an_authority_for_something_else_does_not_count() {
    if !openssl_is_there() {
        return;
    }
    let authority = Authority::new(KINDS[0], "tsa");
    let direct = token(&authority, &[]);
    for (extension, counts) in [
        ("web", false),
        ("stamps", true),
        ("any", true),
        ("ca", true),
    ] {
        let result = says(&direct, &root(&authority, extension));
        assert_eq!(result.is_ok(), counts, "{extension}: {result:?}");
    }
    for (extension, counts) in [("web", false), ("stamps", true)] {
        authority.put_between(extension);
        let through = token(&authority, &["mid.pem"]);
        let result = says(&through, &authority.trust("ca.pem"));
        assert_eq!(result.is_ok(), counts, "{extension}: {result:?}");
    }
}

#[test]
fn an_expired_twin_hides_no_valid_certificate() {
    if !openssl_is_there() {
        return;
    }
    let authority = Authority::new(KINDS[0], "tsa");
    authority.put_between("ca");
    let days = ["-days", "-1"];
    authority.certify("mid.csr", "old.pem", "ca", "ca", &days);
    let [old, mid] = ["old.pem", "mid.pem"].map(|n| std::fs::read(authority.path(n)).unwrap());
    let bare = token(&authority, &[]);
    let trust = |pems: &[&[u8]]| {
        pems.iter()
            .fold(Trust::new(), |t, pem| t.with(pem).unwrap())
    };
    assert_eq!(says(&bare, &trust(&[&mid])), Ok(()));
    let error = says(&bare, &trust(&[&old])).unwrap_err();
    assert!(error.contains("not valid when"), "{error}");
    assert_eq!(says(&bare, &trust(&[&old, &mid])), Ok(()));
    assert_eq!(says(&bare, &trust(&[&mid, &old])), Ok(()));
    // In the token, between the two that are trusted and stamping.
    let ca = authority.trust("ca.pem");
    assert_eq!(
        says(&token(&authority, &["old.pem", "mid.pem"]), &ca),
        Ok(())
    );
    let error = says(&token(&authority, &["old.pem"]), &ca).unwrap_err();
    assert!(error.contains("not valid when"), "{error}");
    // One that has expired and is trusted does not hide the way through the other.
    let mixed = trust(&[&old, &std::fs::read(authority.path("ca.pem")).unwrap()]);
    assert_eq!(says(&token(&authority, &["mid.pem"]), &mixed), Ok(()));
}
