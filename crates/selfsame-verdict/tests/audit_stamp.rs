//! Time stamps of an authority that the `openssl` program plays, with keys of each kind.
#![allow(clippy::unwrap_used, clippy::print_stdout)]
#![cfg(feature = "timestamp")]

mod audit_common;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use audit_common::authority::{Authority, CONFIG, KINDS, digest, openssl_is_there, request};
use audit_common::{entry, says, shared};
use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{CertificateSet, SignedData};
use der::asn1::Any;
use der::oid::ObjectIdentifier;
use der::{Decode as _, Encode as _};
use selfsame_verdict::audit::stamp::{Request, Trust, verify};
use selfsame_verdict::audit::{Chain, CheckOptions, FaultKind, Note, Report};
use selfsame_verdict::key::{KeySet, Signer as _};
use selfsame_verdict::{ErrorKind, Time};
use x509_cert::Certificate;

const ID_SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");

#[test]
fn stamps_of_each_kind_of_key_verify_and_altered_ones_do_not() {
    if !openssl_is_there() {
        return;
    }
    for kind in KINDS {
        for hash in ["sha256", "sha384", "sha512"] {
            let curve = kind.last().unwrap();
            let authority = Authority::new(kind, "tsa");
            let config =
                CONFIG.replace("signer_digest = sha256", &format!("signer_digest = {hash}"));
            std::fs::write(authority.path("ts.cnf"), config).unwrap();
            let trust = authority.trust("tsa.pem");
            let token = request()
                .accept(&authority.reply(&request().to_der().unwrap()), &trust)
                .unwrap();
            let said = verify(&token.der, &digest(), &trust).unwrap();
            assert_eq!(said, token.stamped);
            assert_eq!(said.policy, "1.3.6.1.4.1.1");
            assert!(said.authority.contains("selfsame test authority"));
            assert!(said.time.seconds().abs_diff(Time::now().seconds()) < 600);
            let root = authority.trust("ca.pem");
            assert!(verify(&token.der, &digest(), &root).is_ok());
            assert!(verify(&token.der, &[0; 32], &trust).is_err());
            assert!(verify(&token.der, &digest(), &Trust::new()).is_err());
            for at in 0..token.der.len() {
                for xor in [1, 0x80] {
                    let mut altered = token.der.clone();
                    altered[at] ^= xor;
                    let place = format!("{curve} {hash}: byte {at} ^ {xor}");
                    assert!(verify(&altered, &digest(), &trust).is_err(), "{place}");
                }
                let cut = verify(&token.der[..at], &digest(), &trust);
                assert_eq!(cut.unwrap_err().kind(), ErrorKind::TimeStamp);
            }
        }
    }
}

#[test]
fn openssl_reads_the_request_and_takes_the_stamp() {
    if !openssl_is_there() {
        return;
    }
    let authority = Authority::new(KINDS[0], "tsa");
    authority.reply(&request().to_der().unwrap());
    let query = [
        "-queryfile",
        "query.tsq",
        "-in",
        "reply.tsr",
        "-CAfile",
        "ca.pem",
    ];
    authority.run(&[&["ts", "-verify"], &query[..]].concat());
}

#[test]
fn answers_to_other_requests_and_refusals_are_refused() {
    if !openssl_is_there() {
        return;
    }
    let authority = Authority::new(KINDS[0], "tsa");
    let trust = authority.trust("ca.pem");
    let answer = authority.reply(&request().to_der().unwrap());
    assert!(request().accept(&answer, &trust).is_ok());
    let other = Request::new(digest(), [8; 16]).unwrap();
    assert!(other.accept(&answer, &trust).is_err());
    let other = Request::new([1; 32], [9; 16]).unwrap();
    assert!(other.accept(&answer, &trust).is_err());
    let stranger = Authority::new(KINDS[0], "tsa");
    assert!(
        request()
            .accept(&answer, &stranger.trust("ca.pem"))
            .is_err()
    );
    assert!(
        request()
            .accept(&answer, &stranger.trust("tsa.pem"))
            .is_err()
    );
    // The authority takes no SHA-512.
    let config = CONFIG.replace("digests = sha256", "digests = sha512");
    std::fs::write(authority.path("ts.cnf"), config).unwrap();
    let refused = authority.reply(&request().to_der().unwrap());
    let error = request().accept(&refused, &trust).unwrap_err();
    assert!(error.to_string().contains("refused"), "{error}");
    assert!(Request::new(digest(), [0; 16]).is_err());
    assert!(Trust::new().with(b"-----BEGIN PRIVATE KEY-----").is_err());
}

fn certificate(pem: &[u8]) -> Certificate {
    Certificate::from_der(&der::pem::decode_vec(pem).unwrap().1).unwrap()
}

/// Another certificate of the same key, issuer and number is put in the place of the one
/// that the authority stamped with.
#[test]
fn another_certificate_of_the_same_key_does_not_count() {
    if !openssl_is_there() {
        return;
    }
    let authority = Authority::new(KINDS[0], "tsa");
    let answer = authority.reply(&request().to_der().unwrap());
    let root = authority.trust("ca.pem");
    let token = request().accept(&answer, &root).unwrap().der;
    let pem = std::fs::read(authority.path("tsa.pem")).unwrap();
    let first = certificate(&pem);
    let serial = first.tbs_certificate().serial_number().to_string();
    let serial = format!("0x{}", serial.replace(':', ""));
    let more = ["-days", "6", "-set_serial", &serial];
    authority.certify("tsa.csr", "other.pem", "ca", "tsa", &more);
    let pem = std::fs::read(authority.path("other.pem")).unwrap();
    let other = certificate(&pem);
    let (one, two) = (first.tbs_certificate(), other.tbs_certificate());
    assert_eq!(one.serial_number(), two.serial_number());
    assert_eq!(one.subject_public_key_info(), two.subject_public_key_info());
    assert_ne!(one.validity(), two.validity());
    let with = |certificate: &Certificate| {
        let content = ContentInfo::from_der(&token).unwrap();
        let mut data: SignedData = content.content.decode_as().unwrap();
        let choice = CertificateChoices::Certificate(certificate.clone());
        data.certificates = Some(CertificateSet::try_from(vec![choice]).unwrap());
        let content = Any::encode_from(&data).unwrap();
        ContentInfo {
            content_type: ID_SIGNED_DATA,
            content,
        }
        .to_der()
        .unwrap()
    };
    // Put together again with its own, it is what it was.
    assert!(with(&first) == token);
    // The other one is trusted itself, and by the root, and still the token is not of it.
    for trust in [authority.trust("other.pem"), root] {
        let error = verify(&with(&other), &digest(), &trust).unwrap_err();
        assert!(error.to_string().contains("another certificate"), "{error}");
    }
}

/// OpenSSL stamps with no other certificates; its general signer does.
#[test]
fn only_certificates_for_time_stamps_count() {
    if !openssl_is_there() {
        return;
    }
    let good = Authority::new(KINDS[0], "tsa");
    let trust = good.trust("ca.pem");
    for (extension, counts) in [("tsa", true), ("loose", false), ("more", false)] {
        let authority = Authority::new(KINDS[0], extension);
        // Only now: the certificate must not be younger than the stamp.
        let answer = good.reply(&request().to_der().unwrap());
        let token = request().accept(&answer, &trust).unwrap().der;
        std::fs::write(authority.path("token.der"), &token).unwrap();
        let files = ["-inform", "DER", "-in", "token.der", "-out", "info.der"];
        authority.run(&[&["cms", "-verify", "-noverify"], &files[..]].concat());
        let kind = [
            "-econtent_type",
            "1.2.840.113549.1.9.16.1.4",
            "-cades",
            "-nosmimecap",
        ];
        let form = ["-binary", "-nodetach", "-outform", "DER", "-md", "sha256"];
        let keys = ["-signer", "tsa.pem", "-inkey", "tsa.key"];
        let files = ["-in", "info.der", "-out", "made.der"];
        authority.run(&[&["cms", "-sign"], &kind[..], &form, &keys, &files].concat());
        let made = std::fs::read(authority.path("made.der")).unwrap();
        for name in ["ca.pem", "tsa.pem"] {
            let result = verify(&made, &digest(), &authority.trust(name));
            match result {
                Ok(_) => assert!(counts, "{extension} {name}"),
                Err(e) => assert!(!counts && e.to_string().contains("stamps only"), "{e}"),
            }
        }
        // Without the signed name of the certificate.
        let kind = ["-econtent_type", "1.2.840.113549.1.9.16.1.4", "-nosmimecap"];
        authority.run(&[&["cms", "-sign"], &kind[..], &form, &keys, &files].concat());
        let made = std::fs::read(authority.path("made.der")).unwrap();
        assert!(verify(&made, &digest(), &authority.trust("ca.pem")).is_err());
    }
}

fn check(path: &Path, trust: Option<Trust>) -> Report {
    let keys = KeySet::from(shared().public_key().clone());
    let mut options = CheckOptions::default();
    options.stamps = trust;
    let text = std::fs::read(path).unwrap();
    selfsame_verdict::audit::verify(&text[..], &keys, &options).unwrap()
}

#[test]
fn stamps_in_a_chain_are_checked() {
    if !openssl_is_there() {
        return;
    }
    let authority = Authority::new(KINDS[0], "tsa");
    let trust = authority.trust("ca.pem");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain.jsonl");
    let now = Time::now();
    let chain = Chain::open_or_create(&path, Arc::new(shared()), now).unwrap();
    chain.append(&entry(0), now).unwrap();
    let receipt = Chain::head_receipt(&chain.head(now).unwrap()).unwrap();
    let request = Request::random(&receipt).unwrap();
    let answer = authority.reply(&request.to_der().unwrap());
    // The answer comes later, and what the request was is read back.
    let request = Request::from_der(&request.to_der().unwrap()).unwrap();
    assert!(Request::from_der(&answer).is_err());
    chain.append(&entry(1), now).unwrap();
    let found = chain.find_head(request.digest()).unwrap();
    assert_eq!(found.as_ref(), Some(&receipt));
    assert_eq!(chain.find_head(&[7; 32]).unwrap(), None);
    let token = request.accept(&answer, &trust).unwrap();
    let stamp = chain.stamp(receipt.seq, &token.der, now).unwrap();
    chain.append(&entry(1), now).unwrap();
    let report = check(&path, None);
    assert!(report.is_whole(), "{:?}", says(&report));
    assert_eq!((report.stamps, report.stamps_unchecked), (1, 1));
    assert!(report.stamped.is_empty());
    let report = check(&path, Some(trust.clone()));
    assert!(report.is_whole(), "{:?}", says(&report));
    assert_eq!((report.stamps, report.stamps_unchecked), (1, 0));
    let [stamped] = &report.stamped[..] else {
        panic!("{:?}", report.stamped);
    };
    assert_eq!((stamped.seq, stamped.of), (stamp.seq, receipt.seq));
    assert_eq!(stamped.time, token.stamped.time);
    assert_eq!(stamped.authority, token.stamped.authority);
    let report = check(&path, Some(Authority::new(KINDS[0], "tsa").trust("ca.pem")));
    assert_eq!(report.faults[0].kind, FaultKind::StampInvalid);
    // Over another head than it is of.
    let wrong = chain.stamp(1, &token.der, now).unwrap();
    let report = check(&path, Some(trust.clone()));
    assert_eq!(report.faults.len(), 1, "{:?}", says(&report));
    let fault = &report.faults[0];
    assert_eq!(
        (fault.kind, fault.seq),
        (FaultKind::StampInvalid, wrong.seq)
    );
    assert!(chain.stamp(receipt.seq - 2, &token.der, now).is_err());
    assert!(chain.stamp(u64::MAX, &token.der, now).is_err());
    assert!(chain.stamp(1, &[], now).is_err());
    let error = chain.stamp(1, &[0; 40_961], now).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
}

#[test]
fn the_time_of_a_stamp_is_held_against_that_of_its_head() {
    if !openssl_is_there() {
        return;
    }
    let authority = Authority::new(KINDS[0], "tsa");
    let trust = authority.trust("ca.pem");
    let folder = tempfile::tempdir().unwrap();
    let now = Time::now();
    let minutes = |n: u64| Duration::from_secs(60 * n);
    for (name, signed, wrong, late) in [
        ("ahead", now.after(minutes(4)), false, false),
        ("before", now.after(minutes(10)), true, false),
        ("soon", now.before(minutes(23 * 60)), false, false),
        ("late", now.before(minutes(25 * 60)), false, true),
    ] {
        let path = folder.path().join(name);
        let chain = Chain::open_or_create(&path, Arc::new(shared()), signed).unwrap();
        let receipt = Chain::head_receipt(&chain.head(signed).unwrap()).unwrap();
        let request = Request::of_receipt(&receipt, [5; 16]).unwrap();
        let answer = authority.reply(&request.to_der().unwrap());
        let token = request.accept(&answer, &trust).unwrap();
        let stamp = chain.stamp(receipt.seq, &token.der, signed).unwrap();
        let report = check(&path, Some(trust.clone()));
        assert_eq!(report.is_whole(), !wrong, "{name}: {:?}", says(&report));
        assert_eq!(report.stamped.len(), usize::from(!wrong), "{name}");
        if wrong {
            assert_eq!(report.faults[0].kind, FaultKind::StampInvalid);
            assert_eq!(report.faults[0].seq, stamp.seq);
        }
        let notes = if late {
            vec![Note::StampedLate { seq: stamp.seq }]
        } else {
            vec![]
        };
        assert_eq!(report.notes, notes, "{name}");
    }
}
