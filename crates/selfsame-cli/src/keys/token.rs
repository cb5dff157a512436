//! Keys in a PKCS#11 token, named by a URI (RFC 7512):
//!
//! `pkcs11:token=issuer;object=verdicts?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=pin.txt`
//!
//! Enters: the URI. Leaves: a signer whose secret never leaves the token. A key whose label
//! starts with `test-` is a test's.

use std::path::Path;
use std::sync::Arc;

use selfsame_verdict::key::{KeySelector, Signer, TEST_PREFIX, TokenKey, TokenSelector};
use zeroize::Zeroizing;

use crate::failure::{Failure, Result};
use crate::files;

/// What such a URI starts with.
pub(super) const SCHEME: &str = "pkcs11:";

/// The attributes that are understood; any other is refused, since it would have narrowed
/// down which key is meant.
#[derive(Default, Debug, PartialEq)]
struct Named {
    token: Option<String>,
    serial: Option<String>,
    object: Option<String>,
    module: Option<String>,
    pin: Option<String>,
}

pub(super) fn open(uri: &str) -> Result<Arc<dyn Signer>> {
    let named = parse(uri)?;
    let needs = |what: Option<String>, name: &str| {
        what.ok_or_else(|| Failure::usage(format!("the PKCS#11 URI needs {name}")))
    };
    let token = match (named.serial, named.token) {
        (Some(serial), _) => TokenSelector::Serial(serial),
        (None, token) => TokenSelector::Label(needs(token, "token=LABEL or serial=NUMBER")?),
    };
    let label = needs(named.object, "object=LABEL")?;
    let module = needs(named.module, "module-path=FILE after a question mark")?;
    let pin = needs(named.pin, "pin-source=FILE after a question mark")?;
    let pin = pin.strip_prefix("file:").unwrap_or(&pin);
    let pin = Zeroizing::new(files::secret(Path::new(pin))?);
    let test = label.starts_with(TEST_PREFIX);
    let key = KeySelector::label(label);
    Ok(Arc::new(TokenKey::open(
        Path::new(&module),
        &token,
        &key,
        &pin,
        test,
    )?))
}

fn parse(uri: &str) -> Result<Named> {
    let wrong = |what: &str| Failure::usage(format!("the PKCS#11 URI: {what}"));
    let rest = uri
        .strip_prefix(SCHEME)
        .ok_or_else(|| wrong("it starts with pkcs11:"))?;
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = path.split(';').map(|part| (part, false));
    let query = query.split('&').map(|part| (part, true));
    let mut named = Named::default();
    for (part, in_query) in path.chain(query).filter(|(part, _)| !part.is_empty()) {
        let (name, value) = part
            .split_once('=')
            .ok_or_else(|| wrong("a part without ="))?;
        let value = decode(value).ok_or_else(|| wrong("a value is wrongly encoded"))?;
        let place = match (name, in_query) {
            ("token", false) => &mut named.token,
            ("serial", false) => &mut named.serial,
            ("object", false) => &mut named.object,
            ("module-path", true) => &mut named.module,
            ("pin-source", true) => &mut named.pin,
            // In the command line everybody on the machine could read it.
            ("pin-value", _) => return Err(wrong("pin-value is not taken: use pin-source")),
            _ => return Err(wrong("an attribute that is not known here")),
        };
        if place.replace(value).is_some() {
            return Err(wrong("an attribute comes twice"));
        }
    }
    Ok(named)
}

/// Percent-decoding (RFC 3986).
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        match first {
            b'%' => {
                let (digits, after) = after.split_at_checked(2)?;
                let digits = std::str::from_utf8(digits).ok()?;
                if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
                    return None;
                }
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
                rest = after;
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_read_and_what_is_not_known_is_refused() {
        let uri = "pkcs11:token=my%20token;object=test-1?module-path=/a/b.so&pin-source=file:/pin";
        let named = parse(uri).unwrap();
        assert_eq!(named.token.as_deref(), Some("my token"));
        assert_eq!(named.object.as_deref(), Some("test-1"));
        assert_eq!(named.pin.as_deref(), Some("file:/pin"));
        for wrong in [
            "pkcs12:token=a",
            "pkcs11:token",
            "pkcs11:token=a;token=b",
            "pkcs11:token=%4",
            "pkcs11:token=%+1",
            "pkcs11:slot-id=1",
            "pkcs11:module-path=/a",
            "pkcs11:token=a?pin-value=1234",
        ] {
            let error = parse(wrong).unwrap_err();
            assert_eq!(error.kind, "usage", "{wrong}");
            assert!(!error.message.contains("1234"));
        }
        assert!(
            open("pkcs11:token=a")
                .err()
                .unwrap()
                .message
                .contains("object=LABEL")
        );
    }
}
