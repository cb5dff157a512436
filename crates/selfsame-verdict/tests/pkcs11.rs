//! Keys in a real PKCS#11 token: SoftHSM.
#![cfg(feature = "pkcs11")]
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;
#[path = "common/openssl.rs"]
#[allow(dead_code)] // Here it signs nothing itself.
mod openssl;
#[path = "common/softhsm.rs"]
mod softhsm;

use std::path::Path;
use std::time::Instant;

use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass};
use cryptoki::types::AuthPin;
use openssl::Openssl;
use selfsame_verdict::key::{KeySelector, PublicKey, Signer as _, TokenKey, TokenSelector};
use selfsame_verdict::{Error, ErrorKind};
use softhsm::{P256, PIN, other_user, pair, with_token};
use zeroize::Zeroizing;

const P384: [u8; 7] = [6, 5, 0x2b, 0x81, 4, 0, 34];

fn pin() -> Zeroizing<String> {
    Zeroizing::new(PIN.into())
}

fn issuer() -> TokenSelector {
    TokenSelector::Label("issuer".into())
}

fn open(module: &Path, key: &KeySelector) -> Result<TokenKey, Error> {
    TokenKey::open(module, &issuer(), key, &pin(), false)
}

fn generate(module: &Path, label: &str) -> TokenKey {
    TokenKey::generate(module, &issuer(), label, &pin(), false).unwrap()
}

/// The sentence of an error that is about a key, with nothing secret in it.
fn refused<T>(result: Result<T, Error>) -> String {
    let error = result.err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Key);
    let says = format!("{error} {error:?}");
    assert!(!says.contains(PIN), "{says}");
    error.to_string()
}

#[test]
fn a_key_is_made_opened_again_and_signs() {
    with_token("a_key_is_made_opened_again_and_signs", |module| {
        let made = generate(module, "verdicts");
        let kid = made.public_key().kid().to_owned();
        assert_eq!(kid, made.public_key().thumbprint());
        assert_eq!(format!("{made:?}"), format!("TokenKey({kid})"));
        let signature = made.sign(b"first").unwrap();
        drop(made);
        // By label, by serial number, and through another path to the same file.
        let label = KeySelector::label("verdicts");
        let key = open(module, &label).unwrap();
        assert_eq!(key.public_key().kid(), kid);
        assert!(key.public_key().verify(b"first", &signature));
        let (other, session) = other_user(module);
        let slot = session.get_session_info().unwrap().slot_id();
        let serial = other.get_token_info(slot).unwrap();
        let serial = TokenSelector::Serial(serial.serial_number().to_owned());
        let link = tempfile::tempdir().unwrap();
        let link = link.path().join("link.so");
        std::os::unix::fs::symlink(module, &link).unwrap();
        let again = TokenKey::open(&link, &serial, &label, &pin(), true).unwrap();
        assert_eq!(again.public_key().kid(), format!("test-{kid}"));
        assert!(again.public_key().is_test() && !key.public_key().is_test());
        // Both sign, whoever came first; SoftHSM does not look for the lower s.
        for n in 0..20 {
            let message = [n; 100];
            for key in [&key, &again] {
                let signature = key.sign(&message).unwrap();
                assert!(key.public_key().verify(&message, &signature));
            }
        }
        let another = generate(module, "another");
        assert_ne!(another.public_key().kid(), kid);
        let test = TokenKey::generate(module, &issuer(), "test", &pin(), true).unwrap();
        assert!(test.public_key().kid().starts_with("test-"));
    });
}

#[test]
fn four_threads_sign_with_one_key() {
    with_token("four_threads_sign_with_one_key", |module| {
        let key = generate(module, "verdicts");
        let start = Instant::now();
        std::thread::scope(|scope| {
            for thread in 0..4u8 {
                let key = &key;
                scope.spawn(move || {
                    for n in 0..50 {
                        let message = [thread, n];
                        let signature = key.sign(&message).unwrap();
                        assert!(key.public_key().verify(&message, &signature));
                    }
                });
            }
        });
        let each = start.elapsed() / 200;
        println!("signed, checked twice: {each:?}");
        let key: &PublicKey = key.public_key();
        let signature = [1; 64];
        let start = Instant::now();
        let any = (0..200).any(|n: u8| key.verify(&[n], &signature));
        println!("one check: {:?}", start.elapsed() / 200);
        assert!(!any);
    });
}

#[test]
fn openssl_verifies_what_the_token_signed() {
    with_token("openssl_verifies_what_the_token_signed", |module| {
        let Some(openssl) = Openssl::find() else {
            return;
        };
        let key = generate(module, "verdicts");
        for message in [&b"eyJhbGciOiJFUzI1NiJ9.e30"[..], b""] {
            let signature = key.sign(message).unwrap();
            assert!(openssl.verifies(key.public_key(), message, &signature));
            assert!(!openssl.verifies(key.public_key(), b"another", &signature));
        }
    });
}

#[test]
fn what_is_missing_is_named() {
    with_token("what_is_missing_is_named", |module| {
        let key = KeySelector::label("verdicts");
        let with = |module: &Path, token: &TokenSelector, pin: &str| {
            let pin = Zeroizing::new(pin.to_owned());
            refused(TokenKey::open(module, token, &key, &pin, false))
        };
        assert_eq!(
            with(module, &issuer(), PIN),
            "PKCS#11 module libsofthsm2.so, token \"issuer\", key \"verdicts\": \
             no such private key"
        );
        let says = with(module, &TokenSelector::Label("another".into()), PIN);
        assert!(says.ends_with("token \"another\", key \"verdicts\": no such token"));
        let says = with(module, &TokenSelector::Serial("0000".into()), PIN);
        assert!(says.ends_with("token no. \"0000\", key \"verdicts\": no such token"));
        let says = with(Path::new("no/such.so"), &issuer(), PIN);
        assert!(says.contains("module such.so") && says.contains("the module is not there"));
        // The name alone is looked for in the folder that the process is in, nowhere else.
        let says = with(Path::new("libsofthsm2.so"), &issuer(), PIN);
        assert!(says.contains("the module is not there"), "{says}");
        let text = std::env::current_exe().unwrap().with_extension("d");
        let says = with(&text, &issuer(), PIN);
        assert!(says.contains("loading the module"), "{says}");
        let long = "1".repeat(selfsame_verdict::limits::PIN_BYTES + 1);
        let error = TokenKey::open(module, &issuer(), &key, &long.into(), false).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Limit);
        let error = TokenKey::open(module, &issuer(), &KeySelector::label(""), &pin(), false);
        assert_eq!(error.unwrap_err().kind(), ErrorKind::Misuse);
    });
}

#[test]
fn a_wrong_pin_is_refused() {
    with_token("a_wrong_pin_is_refused", |module| {
        generate(module, "verdicts");
        let wrong = Zeroizing::new("11111111".to_owned());
        let key = KeySelector::label("verdicts");
        let says = refused(TokenKey::open(module, &issuer(), &key, &wrong, false));
        assert!(
            says.ends_with("logging in: C_Login: CKR_PIN_INCORRECT"),
            "{says}"
        );
        assert!(!says.contains("11111111"));
        let says = refused(TokenKey::generate(module, &issuer(), "b", &wrong, false));
        assert!(says.contains("CKR_PIN_INCORRECT"), "{says}");
        assert!(open(module, &key).is_ok());
    });
}

#[test]
fn the_secret_does_not_leave_the_token() {
    with_token("the_secret_does_not_leave_the_token", |module| {
        let _key = generate(module, "verdicts");
        let (_, session) = other_user(module);
        let of_class = |class| {
            let wanted = [Attribute::Class(class), Attribute::Label("verdicts".into())];
            session.find_objects(&wanted).unwrap()
        };
        let [private] = of_class(ObjectClass::PRIVATE_KEY)[..] else {
            panic!("one private key");
        };
        let value = session.get_attributes(private, &[AttributeType::Value]);
        assert!(value.is_ok_and(|value| value.is_empty()), "it is told");
        for (attribute, expected) in [
            (AttributeType::Sensitive, Attribute::Sensitive(true)),
            (AttributeType::Extractable, Attribute::Extractable(false)),
            (
                AttributeType::NeverExtractable,
                Attribute::NeverExtractable(true),
            ),
            (AttributeType::Private, Attribute::Private(true)),
            (AttributeType::Sign, Attribute::Sign(true)),
            (AttributeType::Decrypt, Attribute::Decrypt(false)),
            (AttributeType::Derive, Attribute::Derive(false)),
            (AttributeType::Unwrap, Attribute::Unwrap(false)),
        ] {
            let told = session.get_attributes(private, &[attribute]).unwrap();
            assert_eq!(told, [expected]);
        }
        // Once set, neither can be taken back.
        let back = [Attribute::Extractable(true)];
        assert!(session.update_attributes(private, &back).is_err());
        let back = [Attribute::Sensitive(false)];
        assert!(session.update_attributes(private, &back).is_err());
    });
}

#[test]
fn two_that_fit_are_one_too_many() {
    with_token("two_that_fit_are_one_too_many", |module| {
        let (other, session) = other_user(module);
        pair(&session, &P256, "twin", 1);
        pair(&session, &P256, "twin", 2);
        let says = refused(open(module, &KeySelector::label("twin")));
        assert!(says.ends_with("two private keys fit"), "{says}");
        let first = open(module, &KeySelector::label("twin").and_id([1])).unwrap();
        let second = open(module, &KeySelector::id([2])).unwrap();
        assert_ne!(first.public_key().kid(), second.public_key().kid());
        let says = refused(open(module, &KeySelector::label("other").and_id([1])));
        assert!(says.ends_with("no such private key"), "{says}");
        let again = TokenKey::generate(module, &issuer(), "twin", &pin(), false);
        assert!(refused(again).ends_with("a key of that label is there already"));
        // What is only in somebody's session stands in nobody's way.
        pair(&session, &P256, "lone", 3);
        let passing = [
            Attribute::Token(false),
            Attribute::Label("lone".into()),
            Attribute::Id(vec![3]),
        ];
        let public = [&passing[..], &[Attribute::EcParams(P256.to_vec())]].concat();
        session
            .generate_key_pair(&Mechanism::EccKeyPairGen, &public, &passing)
            .unwrap();
        assert!(open(module, &KeySelector::label("lone")).is_ok());
        // Two tokens of one label; SoftHSM sees the second when it is started again.
        softhsm::new_token(&softhsm::configuration()).unwrap();
        other.finalize().unwrap();
        let says = refused(second.sign(b"m"));
        assert!(says.ends_with("two tokens fit"), "{says}");
        let says = refused(open(module, &KeySelector::id([2])));
        assert!(says.ends_with("two tokens fit"), "{says}");
    });
}

#[test]
fn keys_of_other_kinds_are_refused() {
    with_token("keys_of_other_kinds_are_refused", |module| {
        let (_, session) = other_user(module);
        pair(&session, &P384, "p384", 1);
        let says = refused(open(module, &KeySelector::label("p384")));
        assert!(
            says.ends_with("the key is not on the curve P-256"),
            "{says}"
        );
        let named = [
            Attribute::Token(true),
            Attribute::Label("rsa".into()),
            Attribute::Id(vec![2]),
        ];
        let size = [
            Attribute::ModulusBits(2048.into()),
            Attribute::PublicExponent(vec![1, 0, 1]),
        ];
        let public = [&named[..], &size].concat();
        session
            .generate_key_pair(&Mechanism::RsaPkcsKeyPairGen, &public, &named)
            .unwrap();
        let says = refused(open(module, &KeySelector::label("rsa")));
        assert!(
            says.ends_with("the key is not of an elliptic curve"),
            "{says}"
        );
        // No public key, and no id that would lead to it.
        let (public, _) = pair(&session, &P256, "alone", 3);
        session.destroy_object(public).unwrap();
        let says = refused(open(module, &KeySelector::label("alone")));
        assert!(says.ends_with("no such public key"), "{says}");
        let (_, private) = pair(&session, &P256, "nameless", 4);
        let none = [Attribute::Id(vec![])];
        session.update_attributes(private, &none).unwrap();
        let says = refused(open(module, &KeySelector::label("nameless")));
        assert!(says.ends_with("the private key has no CKA_ID"), "{says}");
    });
}

/// Public objects are often writable without the PIN. An attacker who puts a key of his
/// own in the place of the real one would have it published as the issuer's.
#[test]
fn a_planted_public_key_is_not_taken() {
    with_token("a_planted_public_key_is_not_taken", |module| {
        let (_, session) = other_user(module);
        let (public, _) = pair(&session, &P256, "verdicts", 1);
        let (attackers, _) = pair(&session, &P256, "attacker", 2);
        let key = KeySelector::label("verdicts");
        let real = open(module, &key).unwrap();
        let point = session
            .get_attributes(attackers, &[AttributeType::EcPoint])
            .unwrap();
        let plant = |point: Attribute, curve: &[u8]| {
            let planted = [
                Attribute::Class(ObjectClass::PUBLIC_KEY),
                Attribute::KeyType(KeyType::EC),
                Attribute::Token(true),
                Attribute::Id(vec![1]),
                Attribute::EcParams(curve.to_vec()),
                point,
            ];
            session.create_object(&planted).unwrap()
        };
        let beside = plant(point[0].clone(), &P256);
        let says = refused(open(module, &key));
        assert!(says.ends_with("two public keys fit"), "{says}");
        session.destroy_object(public).unwrap();
        let says = refused(open(module, &key));
        assert!(
            says.ends_with("the token's signature is not its public key's"),
            "{says}"
        );
        session.destroy_object(beside).unwrap();
        // Points that are none: infinity, off the curve, too long to read.
        for (point, sentence) in [
            (vec![4, 1, 0], "a point is 65 bytes"),
            ([&[4, 65][..], &[4; 65]].concat(), "no point on the curve"),
            (vec![4; 65], "no point on the curve"),
            (vec![4; 10_000], "a key's attribute of 10000 bytes"),
        ] {
            let planted = plant(Attribute::EcPoint(point), &P256);
            let error = open(module, &key).unwrap_err().to_string();
            assert!(error.contains(sentence), "{error}");
            session.destroy_object(planted).unwrap();
        }
        // Tokens that do not wrap the point are right too.
        let bare = real.public_key().to_sec1().to_vec();
        plant(Attribute::EcPoint(bare), &P256);
        let again = open(module, &key).unwrap();
        assert_eq!(again.public_key(), real.public_key());
    });
}

#[test]
fn a_lost_session_is_opened_again() {
    with_token("a_lost_session_is_opened_again", |module| {
        let key = generate(module, "verdicts");
        let lose = |start_again: bool| {
            let (other, session) = other_user(module);
            drop(session);
            other.finalize().unwrap();
            if start_again {
                other_user(module);
            }
        };
        for start_again in [false, true, false] {
            lose(start_again);
            let signature = key.sign(b"m").unwrap();
            assert!(key.public_key().verify(b"m", &signature));
        }
        // A key that went away meanwhile, and another in its place.
        let (_, session) = other_user(module);
        let mine = [Attribute::Label("verdicts".into())];
        for object in session.find_objects(&mine).unwrap() {
            session.destroy_object(object).unwrap();
        }
        let says = refused(key.sign(b"m"));
        assert!(says.ends_with("no such private key"), "{says}");
        drop(session);
        let another = generate(module, "verdicts");
        assert_ne!(another.public_key().kid(), key.public_key().kid());
        let says = refused(key.sign(b"m"));
        assert!(says.contains("no such private key"), "{says}");
        // By its label alone the other one is found, and not taken.
        let by_label = open(module, &KeySelector::label("verdicts")).unwrap();
        let (_, session) = other_user(module);
        for object in session.find_objects(&mine).unwrap() {
            session.destroy_object(object).unwrap();
        }
        pair(&session, &P256, "verdicts", 7);
        drop(session);
        let says = refused(by_label.sign(b"m"));
        assert!(says.ends_with("another key is there now"), "{says}");
    });
}

#[test]
fn a_pin_that_is_refused_later_is_not_tried_again() {
    with_token("a_pin_that_is_refused_later_is_not_tried_again", |module| {
        let key = generate(module, "verdicts");
        let (other, session) = other_user(module);
        let new = AuthPin::new("33333333".into());
        session.set_pin(&AuthPin::new(PIN.into()), &new).unwrap();
        drop(session);
        other.finalize().unwrap();
        let says = refused(key.sign(b"m"));
        assert!(says.ends_with("C_Login: CKR_PIN_INCORRECT"), "{says}");
        for _ in 0..5 {
            let says = refused(key.sign(b"m"));
            assert!(
                says.ends_with("the PIN was refused before, and is not tried again"),
                "{says}"
            );
        }
    });
}
