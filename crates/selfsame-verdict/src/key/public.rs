//! A public key: checks signatures, and is written as a JWK (RFC 7517).

use std::fmt;

use p256::ecdsa::signature::Verifier as _;
use serde::{Deserialize, Serialize};

use super::{Algorithm, TEST_PREFIX};
use crate::encoding::{base64url, digest, from_base64url};
use crate::error::{Error, ErrorKind, Result};

/// A point on a curve that checks signatures of one algorithm, and its name.
#[derive(Clone)]
pub struct PublicKey {
    kid: String,
    x: [u8; 32],
    y: [u8; 32],
    check: Check,
}

#[derive(Clone)]
enum Check {
    Es256(p256::ecdsa::VerifyingKey),
    #[cfg(feature = "sm2")]
    Sm2Sm3(Box<sm2::dsa::VerifyingKey>),
}

impl PublicKey {
    /// A key from its point (SEC 1, uncompressed: 4, x, y; 65 bytes), named by its
    /// thumbprint.
    ///
    /// # Errors
    /// [`ErrorKind::Key`] if the point is not on the curve of `algorithm`, or if this
    /// build lacks the algorithm.
    pub fn from_sec1(algorithm: Algorithm, point: &[u8], test: bool) -> Result<Self> {
        let (x, y) = coordinates(point)?;
        let mut key = Self {
            kid: String::new(),
            x,
            y,
            check: Check::new(algorithm, point)?,
        };
        key.kid = format!(
            "{}{}",
            if test { TEST_PREFIX } else { "" },
            key.thumbprint()
        );
        Ok(key)
    }

    /// Its name.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The algorithm that it checks.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        match self.check {
            Check::Es256(_) => Algorithm::Es256,
            #[cfg(feature = "sm2")]
            Check::Sm2Sm3(_) => Algorithm::Sm2Sm3,
        }
    }

    /// Whether it is for tests: its signatures prove nothing.
    #[must_use]
    pub fn is_test(&self) -> bool {
        self.kid.starts_with(TEST_PREFIX)
    }

    /// JWK thumbprint (RFC 7638), 43 letters: SHA-256 over the required members in the
    /// order of the alphabet.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        let text = format!(
            r#"{{"crv":"{}","kty":"EC","x":"{}","y":"{}"}}"#,
            self.algorithm().curve(),
            base64url(&self.x),
            base64url(&self.y)
        );
        digest(text.as_bytes())
    }

    /// Its point (SEC 1, uncompressed), 65 bytes.
    #[must_use]
    pub fn to_sec1(&self) -> [u8; 65] {
        let mut point = [4; 65];
        point[1..33].copy_from_slice(&self.x);
        point[33..].copy_from_slice(&self.y);
        point
    }

    /// Whether `signature` (r, s) is this key's over `message`. Of the two forms that
    /// every ECDSA signature has, only the one with the lower s is taken: a signature
    /// that anybody could rewrite would give one verdict two texts.
    ///
    /// SM2 needs no such rule. A second s exists for the same r there as well, one that
    /// leads to the opposite point: s + s' = -2rd / (1 + d), d being the secret. Whoever
    /// knows both can therefore calculate d, so nobody but the key's owner knows both.
    #[must_use]
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        match &self.check {
            Check::Es256(key) => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|s| s.normalize_s() == s && key.verify(message, &s).is_ok()),
            #[cfg(feature = "sm2")]
            Check::Sm2Sm3(key) => {
                use sm2::dsa::signature::Verifier as _;
                sm2::dsa::Signature::from_slice(signature)
                    .is_ok_and(|s| key.verify(message, &s).is_ok())
            }
        }
    }

    pub(super) fn to_jwk(&self) -> Jwk {
        Jwk {
            kty: "EC".into(),
            crv: Some(self.algorithm().curve().into()),
            alg: Some(self.algorithm().name().into()),
            usage: Some("sig".into()),
            kid: Some(self.kid.clone()),
            x: Some(base64url(&self.x)),
            y: Some(base64url(&self.y)),
        }
    }

    /// The key of a JWK; none if it is for something else, as sets hold such keys as well:
    /// another type, curve or use, or a name that is not the thumbprint, which keys of this
    /// crate always have. So no name means two keys, and no test's key goes without its mark.
    pub(super) fn from_jwk(jwk: &Jwk) -> Result<Option<Self>> {
        let algorithm = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
            ("EC", Some("P-256")) => Algorithm::Es256,
            ("EC", Some("SM2")) if cfg!(feature = "sm2") => Algorithm::Sm2Sm3,
            _ => return Ok(None),
        };
        if jwk.usage.as_deref().is_some_and(|u| u != "sig")
            || jwk.alg.as_deref().is_some_and(|a| a != algorithm.name())
        {
            return Ok(None);
        }
        let wrong = |what: &str| Error::new(ErrorKind::Key, format!("JWK: {what}"));
        let coordinate = |text: &Option<String>, name: &str| {
            let bytes = text.as_deref().and_then(from_base64url);
            bytes
                .filter(|b| b.len() == 32)
                .ok_or_else(|| wrong(&format!("{name} is not 32 bytes of base64url")))
        };
        let mut point = vec![4];
        point.extend(coordinate(&jwk.x, "x")?);
        point.extend(coordinate(&jwk.y, "y")?);
        let test = jwk
            .kid
            .as_deref()
            .is_some_and(|k| k.starts_with(TEST_PREFIX));
        let key = Self::from_sec1(algorithm, &point, test)?;
        Ok((jwk.kid.as_deref() == Some(key.kid())).then_some(key))
    }
}

impl Check {
    fn new(algorithm: Algorithm, point: &[u8]) -> Result<Self> {
        let wrong = || {
            let curve = algorithm.curve();
            Error::new(ErrorKind::Key, format!("no point on the curve {curve}"))
        };
        match algorithm {
            Algorithm::Es256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(point)
                .map(Self::Es256)
                .map_err(|_| wrong()),
            #[cfg(feature = "sm2")]
            Algorithm::Sm2Sm3 => sm2::dsa::VerifyingKey::from_sec1_bytes(super::sm2::ID, point)
                .map(|key| Self::Sm2Sm3(Box::new(key)))
                .map_err(|_| wrong()),
            #[cfg(not(feature = "sm2"))]
            Algorithm::Sm2Sm3 => Err(Error::new(
                ErrorKind::Key,
                "SM2 needs the feature `sm2` of selfsame-verdict",
            )),
        }
    }
}

fn coordinates(point: &[u8]) -> Result<([u8; 32], [u8; 32])> {
    let wrong = || Error::new(ErrorKind::Key, "a point is 65 bytes: 4, x, y");
    let rest = point.strip_prefix(&[4]).ok_or_else(wrong)?;
    let (x, y) = rest.split_at_checked(32).ok_or_else(wrong)?;
    Ok((
        x.try_into().map_err(|_| wrong())?,
        y.try_into().map_err(|_| wrong())?,
    ))
}

/// The same point of the same curve under the same name.
impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        (self.algorithm(), &self.kid, self.x, self.y)
            == (other.algorithm(), &other.kid, other.x, other.y)
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({} {})", self.algorithm().name(), self.kid)
    }
}

/// A JWK, as far as this crate reads it.
#[derive(Serialize, Deserialize)]
pub(super) struct Jwk {
    kty: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    crv: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alg: Option<String>,
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    usage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    y: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7515, A.3: a key, a message and an ES256 signature.
    #[test]
    fn the_example_of_the_standard_verifies_once_its_s_is_low() {
        let mut jwk = Jwk {
            kty: "EC".into(),
            crv: Some("P-256".into()),
            alg: None,
            usage: None,
            kid: Some("oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U".into()),
            x: Some("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU".into()),
            y: Some("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0".into()),
        };
        let key = PublicKey::from_jwk(&jwk).unwrap().unwrap();
        let message = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0\
                       dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfK\
                         TUJqPP3-Kg6NU1Q";
        let bytes: [u8; 64] = from_base64url(signature).unwrap().try_into().unwrap();
        let parsed = p256::ecdsa::Signature::from_slice(&bytes).unwrap();
        let low: [u8; 64] = parsed.normalize_s().to_bytes().into();
        let high: [u8; 64] = {
            let (r, s) = parsed.normalize_s().split_scalars();
            let other = p256::ecdsa::Signature::from_scalars(r, -s).unwrap();
            other.to_bytes().into()
        };
        assert!(key.verify(message.as_bytes(), &low));
        assert!(!key.verify(message.as_bytes(), &high));
        assert!(!key.verify(&message.as_bytes()[1..], &low));
        // Keys under other names are other people's.
        for name in [Some("a".into()), Some(String::new()), None] {
            jwk.kid = name;
            assert!(PublicKey::from_jwk(&jwk).unwrap().is_none());
        }
        jwk.kid = Some(format!("test-{}", key.kid()));
        assert!(PublicKey::from_jwk(&jwk).unwrap().unwrap().is_test());
    }

    #[test]
    fn points_off_the_curve_are_refused() {
        // The point at infinity (0), a compressed one, x and y of zero, x beyond the field.
        let mut beyond = [0xff; 65];
        beyond[0] = 4;
        let mut zero = [0; 65];
        zero[0] = 4;
        let points = [
            &[4u8; 65][..],
            &[4; 64],
            &[2; 33],
            &[],
            &[0],
            &zero,
            &beyond,
        ];
        for point in points {
            for algorithm in [Algorithm::Es256, Algorithm::Sm2Sm3] {
                let error = PublicKey::from_sec1(algorithm, point, false).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Key);
            }
        }
    }
}
