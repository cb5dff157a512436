//! Which authorities are trusted, and whether a certificate is of one of them.

use der::oid::ObjectIdentifier as Oid;
use der::{Decode as _, Encode as _};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage};

use super::asn1::{ANY_USAGE, TIME_STAMPING};
use super::signature::verifies;
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::time::Time;

/// Most certificates between the authority's and a trusted one, with the authority's.
const CHAIN: usize = 3;
const KEY_USAGE: Oid = Oid::new_unwrap("2.5.29.15");
const BASIC_CONSTRAINTS: Oid = Oid::new_unwrap("2.5.29.19");
const EXTENDED_KEY_USAGE: Oid = Oid::new_unwrap("2.5.29.37");

/// Certificates that are trusted: of authorities, or of who issues theirs.
#[derive(Clone, Default)]
pub struct Trust {
    certificates: Vec<Certificate>,
}

impl Trust {
    /// Trusts nobody.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with the certificate of a DER or PEM file; one certificate a file.
    ///
    /// # Errors
    /// [`ErrorKind::Limit`] beyond [`limits::PEM_BYTES`] or [`limits::KEYS`] certificates;
    /// [`ErrorKind::TimeStamp`] if it is no certificate.
    pub fn with(mut self, certificate: &[u8]) -> Result<Self> {
        if certificate.len() > limits::PEM_BYTES || self.certificates.len() == limits::KEYS {
            return Err(Error::new(
                ErrorKind::Limit,
                format!("trusted certificate {}: too large", self.certificates.len()),
            ));
        }
        let no_pem = || Error::new(ErrorKind::TimeStamp, "no certificate in DER or PEM");
        let parsed = if certificate.first() == Some(&0x30) {
            Certificate::from_der(certificate)
        } else {
            let (label, der) = der::pem::decode_vec(certificate).map_err(|_| no_pem())?;
            if label != "CERTIFICATE" {
                return Err(no_pem());
            }
            Certificate::from_der(&der)
        };
        self.certificates.push(parsed.map_err(|_| no_pem())?);
        Ok(self)
    }

    /// Whether `signer` may stamp, was valid `at` that time, and leads to a trusted one,
    /// through `others` where needed; or why not.
    pub(super) fn check(
        &self,
        signer: &Certificate,
        others: &[Certificate],
        at: Time,
    ) -> Result<(), &'static str> {
        may_stamp(signer)?;
        let mut expired = false;
        if self.leads(signer, others, at, 0, &mut expired) {
            Ok(())
        } else if expired {
            Err("a certificate was not valid when it stamped")
        } else {
            Err("its certificate is of nobody who is trusted")
        }
    }

    /// Whether any way leads from a certificate to a trusted one: a twin of the same name
    /// and key that has expired does not hide the valid one. `below` is how many
    /// authorities' certificates were passed; it bounds the search.
    fn leads(
        &self,
        current: &Certificate,
        others: &[Certificate],
        at: Time,
        below: usize,
        expired: &mut bool,
    ) -> bool {
        if !valid(current, at) {
            *expired = true;
            return false;
        }
        if self.certificates.contains(current) {
            return true;
        }
        for issuer in &self.certificates {
            if issued(issuer, current, below) {
                if valid(issuer, at) {
                    return true;
                }
                *expired = true;
            }
        }
        let next = below + 1;
        next < CHAIN
            && others.iter().any(|issuer| {
                issuer != current
                    && issued(issuer, current, below)
                    && self.leads(issuer, others, at, next, expired)
            })
    }
}

fn extension(certificate: &Certificate, id: Oid) -> Option<(&[u8], bool)> {
    let extensions = certificate.tbs_certificate().extensions()?;
    let found = extensions.iter().find(|e| e.extn_id == id)?;
    Some((found.extn_value.as_bytes(), found.critical))
}

/// No extension that this crate does not know may be critical, and none may be there twice
/// (RFC 5280, 4.2).
fn is_understood(certificate: &Certificate) -> bool {
    let known = [KEY_USAGE, BASIC_CONSTRAINTS, EXTENDED_KEY_USAGE];
    certificate
        .tbs_certificate()
        .extensions()
        .is_none_or(|all| {
            all.iter().enumerate().all(|(i, e)| {
                let again = all.iter().skip(i + 1).any(|f| f.extn_id == e.extn_id);
                !again && (!e.critical || known.contains(&e.extn_id))
            })
        })
}

fn usage(certificate: &Certificate, may: impl Fn(&KeyUsage) -> bool) -> bool {
    extension(certificate, KEY_USAGE)
        .is_none_or(|(bytes, _)| KeyUsage::from_der(bytes).is_ok_and(|usage| may(&usage)))
}

/// RFC 3161, 2.3: time stamping only, and critical.
fn may_stamp(certificate: &Certificate) -> Result<(), &'static str> {
    let only = extension(certificate, EXTENDED_KEY_USAGE).is_some_and(|(bytes, critical)| {
        critical && ExtendedKeyUsage::from_der(bytes).is_ok_and(|u| u.0 == [TIME_STAMPING])
    });
    let signs = usage(certificate, |u| {
        u.digital_signature() || u.non_repudiation()
    });
    if only && signs && is_understood(certificate) {
        Ok(())
    } else {
        Err("its certificate is not one for time stamps only")
    }
}

fn valid(certificate: &Certificate, at: Time) -> bool {
    let validity = certificate.tbs_certificate().validity();
    let seconds = |time: &x509_cert::time::Time| time.to_unix_duration().as_secs();
    (seconds(&validity.not_before)..=seconds(&validity.not_after)).contains(&at.seconds())
}

/// Whether `issuer` is an authority that may issue for time stamps, with so many others
/// below it, and signed `certificate`. Extended key usage of an authority is taken as a
/// limit on what it issues for, as everybody does though RFC 5280 does not say so.
fn issued(issuer: &Certificate, certificate: &Certificate, below: usize) -> bool {
    let (tbs, of) = (certificate.tbs_certificate(), issuer.tbs_certificate());
    let deep = |most: Option<u8>| most.is_none_or(|most| below <= usize::from(most));
    let is_authority = extension(issuer, BASIC_CONSTRAINTS).is_some_and(|(bytes, _)| {
        BasicConstraints::from_der(bytes).is_ok_and(|c| c.ca && deep(c.path_len_constraint))
    });
    let for_stamps = extension(issuer, EXTENDED_KEY_USAGE).is_none_or(|(bytes, _)| {
        let usage = ExtendedKeyUsage::from_der(bytes);
        usage.is_ok_and(|u| u.0.iter().any(|id| [TIME_STAMPING, ANY_USAGE].contains(id)))
    });
    if tbs.issuer() != of.subject()
        || !is_authority
        || !for_stamps
        || !is_understood(issuer)
        || !usage(issuer, KeyUsage::key_cert_sign)
        || tbs.signature() != certificate.signature_algorithm()
    {
        return false;
    }
    let (Ok(signed), Some(signature)) = (tbs.to_der(), certificate.signature().as_bytes()) else {
        return false;
    };
    verifies(
        of.subject_public_key_info(),
        certificate.signature_algorithm(),
        None,
        &signed,
        signature,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For time stamps only, with a name for its key in the extension after that.
    const PEM: &str = "-----BEGIN CERTIFICATE-----
MIIBXTCCAQOgAwIBAgIUVPwh1D0gPq0XlQdaRxDj28H/usgwCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFdHdpY2UwIBcNMjYxMTI2MjE1MzAyWhgPMjA4MTA4MjkyMTUz
MDJaMBAxDjAMBgNVBAMMBXR3aWNlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
DpT2IK95MWO/TMIvKG/RZo9CkIq4IdFom8t58Vm5Gua1eTrFZMlF8N93UU1tcsZ7
yEvCBksF9ixUT7M7QyM4n6M5MDcwFgYDVR0lAQH/BAwwCgYIKwYBBQUHAwgwHQYD
VR0OBBYEFL12IW+1i+qoKEtVHzPgSk36J+mlMAoGCCqGSM49BAMCA0gAMEUCIQDw
wcqfMBwRQR2w7W/wKywSVf8WXzNCeDXx8VRDly1lgAIgWByBuZCmbRYMJ0Bh1Z9t
pYeedThGi8bOUMUjp8h4/lg=
-----END CERTIFICATE-----
";

    #[test]
    fn an_extension_that_is_there_twice_is_not_understood() {
        let (_, mut der) = der::pem::decode_vec(PEM.as_bytes()).unwrap();
        let may = |der: &[u8]| may_stamp(&Certificate::from_der(der).unwrap());
        assert_eq!(may(&der), Ok(()));
        // The second one's name made the first one's: 2.5.29.14 and 2.5.29.37.
        let at = der
            .windows(3)
            .position(|w| w == [0x55, 0x1d, 0x0e])
            .unwrap();
        der[at + 2] = 37;
        assert!(may(&der).is_err());
    }
}
