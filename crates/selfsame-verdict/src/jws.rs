//! Signed texts (JWS, RFC 7515): compact with one signature, JSON with two.
//!
//! Enters: bytes and a [`Signer`]; or a text from outside and a [`KeySet`]. Leaves: a text;
//! or the bytes and whose they are, or the [`Flaw`].
//!
//! Why not a crate: what is needed is two algorithms, one of which no crate knows, signers
//! that live in tokens, and one text a value. What is not here cannot be confused: no
//! other algorithm, no key inside a token, no `crit`. Libraries that others wrote check
//! what this makes (tests/interop.rs).

use serde::{Deserialize, Serialize};

use crate::encoding::{base64url, digest, from_base64url};
use crate::error::{Error, ErrorKind, Result};
use crate::key::{Algorithm, KeySet, Signer};
use crate::limits;

/// The protected header: which algorithm, what kind of text, whose key.
#[derive(Serialize, Deserialize)]
pub(crate) struct Header {
    pub(crate) alg: String,
    #[serde(default)]
    pub(crate) typ: String,
    #[serde(default)]
    pub(crate) kid: String,
    /// In the header of ES256: the digest of the second signature that stands beside it.
    #[serde(
        rename = "selfsame_second",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    second: Option<String>,
    /// Extensions that must be understood: none are.
    #[serde(default, skip_serializing)]
    crit: Option<serde::de::IgnoredAny>,
}

/// Why a text is not what it claims to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Flaw {
    TooLong(usize),
    Malformed(&'static str),
    Type(String),
    Algorithm(String),
    UnknownKey(String),
    /// A key was found, and it is of another algorithm than the header says: that one.
    KeyOfAnother(String),
    /// The first signature speaks of a second, which is not there.
    SecondMissing,
    Signature(Algorithm),
}

/// What a text says, once its signature is right.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) payload: Vec<u8>,
    /// The key of the ES256 signature.
    pub(crate) kid: String,
    /// The key of the SM2 signature, where there is one and the key is known.
    pub(crate) sm2_kid: Option<String>,
}

/// The JSON serialization with more than one signature (RFC 7515, 7.2.1).
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct General {
    payload: String,
    signatures: Vec<One>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    protected: String,
    signature: String,
}

/// Signs: the compact serialization, `header.payload.signature`.
pub(crate) fn sign(typ: &str, payload: &[u8], signer: &dyn Signer) -> Result<String> {
    if signer.public_key().algorithm() != Algorithm::Es256 {
        return Err(Error::new(
            ErrorKind::Misuse,
            "the signature that everybody can check must be ES256",
        ));
    }
    let payload = base64url(payload);
    let one = part(typ, &payload, None, signer)?;
    Ok(format!("{}.{payload}.{}", one.protected, one.signature))
}

impl One {
    /// Of header and signature: the first signature vouches for it.
    fn digest(&self) -> String {
        digest(format!("{}.{}", self.protected, self.signature).as_bytes())
    }
}

/// Signs twice: the JSON serialization, ES256 first. That one covers the second as well, so
/// nobody can take the pair apart or put another second in, not even before the eyes of
/// somebody who cannot check it.
#[cfg(feature = "sm2")]
pub(crate) fn sign_twice(
    typ: &str,
    payload: &[u8],
    signer: &dyn Signer,
    second: &dyn Signer,
) -> Result<String> {
    let algorithms = [signer, second].map(|s| s.public_key().algorithm());
    if algorithms != [Algorithm::Es256, Algorithm::Sm2Sm3] {
        return Err(Error::new(
            ErrorKind::Misuse,
            "two signatures are ES256, and SM2 beside it",
        ));
    }
    let payload = base64url(payload);
    let second = part(typ, &payload, None, second)?;
    let first = part(typ, &payload, Some(second.digest()), signer)?;
    let signatures = vec![first, second];
    serde_json::to_string(&General {
        payload,
        signatures,
    })
    .map_err(|e| Error::new(ErrorKind::Claims, "the token cannot be written").caused_by(e))
}

fn part(typ: &str, payload: &str, second: Option<String>, signer: &dyn Signer) -> Result<One> {
    let header = Header {
        alg: signer.public_key().algorithm().name().to_owned(),
        typ: typ.to_owned(),
        kid: signer.public_key().kid().to_owned(),
        second,
        crit: None,
    };
    let header = serde_json::to_vec(&header)
        .map_err(|e| Error::new(ErrorKind::Claims, "the header cannot be written").caused_by(e))?;
    let protected = base64url(&header);
    let signature = signer.sign(format!("{protected}.{payload}").as_bytes())?;
    Ok(One {
        signature: base64url(&signature),
        protected,
    })
}

/// Checks a text of a kind against keys.
///
/// ES256 is always checked. SM2 is checked where its key is known; where it is not, the
/// second signature is still the one that the first vouches for, and [`Opened::sm2_kid`] is
/// none: whoever needs SM2 must insist on it.
pub(crate) fn open(text: &str, typ: &str, keys: &KeySet) -> Result<Opened, Flaw> {
    let (payload, parts) = split(text)?;
    let mut opened = Opened {
        payload: from_base64url(&payload).ok_or(Flaw::Malformed("the payload is no base64url"))?,
        kid: String::new(),
        sm2_kid: None,
    };
    for (i, one) in parts.iter().enumerate() {
        let expected = [Algorithm::Es256, Algorithm::Sm2Sm3][i];
        let header = header(&one.protected)?;
        if header.typ != typ {
            return Err(Flaw::Type(header.typ));
        }
        if header.alg != expected.name() {
            return Err(Flaw::Algorithm(header.alg));
        }
        let key = match keys.find(&header.kid) {
            Some(key) => key,
            // Whoever has no SM2 key takes the signature that everybody can check.
            None if expected == Algorithm::Sm2Sm3 => continue,
            None => return Err(Flaw::UnknownKey(header.kid)),
        };
        if key.algorithm() != expected {
            return Err(Flaw::KeyOfAnother(header.alg));
        }
        let signature = from_base64url(&one.signature)
            .and_then(|bytes| <[u8; 64]>::try_from(bytes).ok())
            .ok_or(Flaw::Malformed("a signature is not 64 bytes of base64url"))?;
        if !key.verify(
            format!("{}.{payload}", one.protected).as_bytes(),
            &signature,
        ) {
            return Err(Flaw::Signature(expected));
        }
        match expected {
            Algorithm::Es256 => {
                match (&header.second, parts.get(1)) {
                    (None, None) => {}
                    (Some(_), None) => return Err(Flaw::SecondMissing),
                    (Some(said), Some(second)) if *said == second.digest() => {}
                    (_, Some(_)) => return Err(Flaw::Signature(Algorithm::Sm2Sm3)),
                }
                opened.kid = header.kid;
            }
            Algorithm::Sm2Sm3 => opened.sm2_kid = Some(header.kid),
        }
    }
    Ok(opened)
}

/// What a text says of itself, nothing checked: header and payload.
pub(crate) fn peek(text: &str) -> Result<(Header, Vec<u8>), Flaw> {
    let (payload, parts) = split(text)?;
    let payload = from_base64url(&payload).ok_or(Flaw::Malformed("the payload is no base64url"))?;
    Ok((header(&parts[0].protected)?, payload))
}

/// The payload, and one or two headers with their signatures.
fn split(text: &str) -> Result<(String, Vec<One>), Flaw> {
    if text.len() > limits::TOKEN_BYTES {
        return Err(Flaw::TooLong(text.len()));
    }
    if text.starts_with('{') {
        let general: General =
            serde_json::from_str(text).map_err(|_| Flaw::Malformed("no JWS in JSON"))?;
        // One text a token: spaces and escapes would give it others.
        if serde_json::to_string(&general).ok().as_deref() != Some(text) {
            return Err(Flaw::Malformed(
                "JSON with spaces, escapes or another order",
            ));
        }
        if general.signatures.len() != 2 {
            return Err(Flaw::Malformed("a JWS in JSON has two signatures here"));
        }
        return Ok((general.payload, general.signatures));
    }
    let mut parts = text.split('.');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(protected), Some(payload), Some(signature), None) => Ok((
            payload.to_owned(),
            vec![One {
                protected: protected.to_owned(),
                signature: signature.to_owned(),
            }],
        )),
        _ => Err(Flaw::Malformed("not three parts with dots between them")),
    }
}

fn header(protected: &str) -> Result<Header, Flaw> {
    let bytes = from_base64url(protected).ok_or(Flaw::Malformed("the header is no base64url"))?;
    let header: Header =
        serde_json::from_slice(&bytes).map_err(|_| Flaw::Malformed("the header is no JSON"))?;
    if header.crit.is_some() {
        return Err(Flaw::Malformed("the header asks for extensions (crit)"));
    }
    // Flaws quote them, and may end in a log.
    let names = [&header.alg, &header.typ];
    if names.iter().any(|n| n.len() > limits::HEADER_NAME_BYTES)
        || header.kid.len() > limits::NAME_BYTES
    {
        return Err(Flaw::Malformed("a name in the header is too long"));
    }
    Ok(header)
}

#[cfg(all(test, feature = "sm2"))]
mod twice;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::SoftwareKey;

    const TYP: &str = "example+jwt";

    fn signed() -> (String, SoftwareKey, KeySet) {
        let key = SoftwareKey::generate().unwrap();
        let keys = KeySet::from(key.public_key().clone());
        (sign(TYP, b"{\"a\":1}", &key).unwrap(), key, keys)
    }

    /// The text with another header, signed anew.
    fn with_header(header: &str, key: &SoftwareKey) -> String {
        let input = format!("{}.{}", base64url(header.as_bytes()), base64url(b"{}"));
        let signature = key.sign(input.as_bytes()).unwrap();
        format!("{input}.{}", base64url(&signature))
    }

    #[test]
    fn what_was_signed_opens() {
        let (text, key, keys) = signed();
        let opened = open(&text, TYP, &keys).unwrap();
        assert_eq!(opened.payload, b"{\"a\":1}");
        assert_eq!(opened.kid, key.public_key().kid());
        assert_eq!(opened.sm2_kid, None);
        assert_eq!(peek(&text).unwrap().1, opened.payload);
    }

    #[test]
    fn no_altered_letter_opens() {
        let (text, _, keys) = signed();
        for at in 0..text.len() {
            for letter in ["A", "B", "-", ".", "=", "\u{1}"] {
                let mut altered = text.clone();
                altered.replace_range(at..=at, letter);
                assert!(
                    altered == text || open(&altered, TYP, &keys).is_err(),
                    "{at}: {letter:?}"
                );
            }
        }
        assert!(open(&format!("{text}A"), TYP, &keys).is_err());
        assert!(open(&text[1..], TYP, &keys).is_err());
    }

    #[test]
    fn headers_choose_nothing() {
        let (_, key, keys) = signed();
        let kid = key.public_key().kid().to_owned();
        let flaw = |header: &str| open(&with_header(header, &key), TYP, &keys).unwrap_err();
        let of = |alg: &str, rest: &str| {
            flaw(&format!(
                r#"{{"alg":"{alg}","typ":"{TYP}","kid":"{kid}"{rest}}}"#
            ))
        };
        assert_eq!(of("none", ""), Flaw::Algorithm("none".into()));
        assert_eq!(of("HS256", ""), Flaw::Algorithm("HS256".into()));
        assert_eq!(of("SM2SM3", ""), Flaw::Algorithm("SM2SM3".into()));
        assert!(matches!(
            of("ES256", r#","crit":["b64"]"#),
            Flaw::Malformed(_)
        ));
        assert!(matches!(
            of("ES256", r#","alg":"ES256""#),
            Flaw::Malformed(_)
        ));
        assert_eq!(
            flaw(&format!(r#"{{"alg":"ES256","typ":"JWT","kid":"{kid}"}}"#)),
            Flaw::Type("JWT".into())
        );
        assert_eq!(
            flaw(&format!(r#"{{"alg":"ES256","typ":"{TYP}","kid":"other"}}"#)),
            Flaw::UnknownKey("other".into())
        );
        assert_eq!(
            flaw(&format!(r#"{{"alg":"ES256","typ":"{TYP}"}}"#)),
            Flaw::UnknownKey(String::new())
        );
    }

    #[test]
    fn what_a_flaw_quotes_is_short() {
        let (_, key, keys) = signed();
        let flaw = |alg: &str, typ: &str, kid: &str| {
            let header = format!(r#"{{"alg":"{alg}","typ":"{typ}","kid":"{kid}"}}"#);
            let text = with_header(&header, &key);
            let flaw = open(&text, TYP, &keys).unwrap_err();
            // A look at it gives nothing longer out either.
            assert_eq!(peek(&text).is_err(), matches!(flaw, Flaw::Malformed(_)));
            flaw
        };
        let name = |length| "x".repeat(length);
        let long = Flaw::Malformed("a name in the header is too long");
        let (short, most) = (limits::HEADER_NAME_BYTES, limits::NAME_BYTES);
        assert_eq!(flaw(&name(short), TYP, "k"), Flaw::Algorithm(name(short)));
        assert_eq!(flaw("ES256", &name(short), "k"), Flaw::Type(name(short)));
        assert_eq!(
            flaw("ES256", TYP, &name(most)),
            Flaw::UnknownKey(name(most))
        );
        assert_eq!(flaw(&name(short + 1), TYP, "k"), long);
        assert_eq!(flaw(&name(20_000), TYP, "k"), long);
        assert_eq!(flaw("ES256", &name(short + 1), "k"), long);
        assert_eq!(flaw("ES256", TYP, &name(most + 1)), long);
    }

    #[cfg(feature = "sm2")]
    #[test]
    fn a_key_of_another_algorithm_is_named_by_the_algorithm() {
        use crate::verify::Rejection;
        let (_, key, _) = signed();
        let sm2 = crate::key::SoftwareSm2Key::generate().unwrap();
        let keys = KeySet::from(sm2.public_key().clone());
        let kid = sm2.public_key().kid();
        let header = format!(r#"{{"alg":"ES256","typ":"{TYP}","kid":"{kid}"}}"#);
        let flaw = open(&with_header(&header, &key), TYP, &keys).unwrap_err();
        assert_eq!(flaw, Flaw::KeyOfAnother("ES256".into()));
        let rejection = Rejection::from(flaw);
        assert_eq!(rejection, Rejection::WrongAlgorithm("ES256".into()));
    }

    #[test]
    fn forms_that_are_none_are_named() {
        let (text, _, keys) = signed();
        for wrong in ["", "a.b", "a.b.c.d", "{", "{}", "é.é.é"] {
            assert!(
                matches!(open(wrong, TYP, &keys), Err(Flaw::Malformed(_))),
                "{wrong}"
            );
        }
        let long = "a".repeat(limits::TOKEN_BYTES + 1);
        assert_eq!(
            open(&long, TYP, &keys).unwrap_err(),
            Flaw::TooLong(long.len())
        );
        let parts: Vec<_> = text.split('.').collect();
        let alone = format!(
            r#"{{"payload":"{}","signatures":[{{"protected":"{}","signature":"{}"}}]}}"#,
            parts[1], parts[0], parts[2]
        );
        let says = open(&alone, TYP, &keys).unwrap_err();
        assert_eq!(
            says,
            Flaw::Malformed("a JWS in JSON has two signatures here")
        );
    }
}
