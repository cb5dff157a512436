//! Time stamps of another party (RFC 3161): that a head was there at a time.
//!
//! Enters: a digest; or an authority's answer and who is trusted. Leaves: a request to be
//! sent; or when, by whom and under which policy it was stamped. No connection is opened
//! here: the caller posts the request as `application/timestamp-query` and brings the body
//! of the answer.
//!
//! What nothing signs is held against what it has to be where it is read: versions, names of
//! digests, the signer's number. Refused are, though some authorities use them: signatures
//! other than ECDSA on P-256 or P-384 and RSA with PKCS#1 v1.5 (RSA-PSS, P-521, Ed25519),
//! digests other than SHA-256, -384 and -512, and for what is stamped other than SHA-256;
//! signers named by a key identifier, the first signing certificate attribute (SHA-1),
//! unsigned attributes, lists of revoked certificates inside, more than one signer, tokens
//! without their certificate, and certificates with critical extensions other than key
//! usage, extended key usage and basic constraints. Certificates are not asked whether they
//! were revoked.

mod asn1;
mod signature;
mod trust;

pub use trust::Trust;

use cms::cert::CertificateChoices;
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{OctetString, Uint};
use der::oid::ObjectIdentifier as Oid;
use der::{Decode as _, Encode as _, Tag, Tagged as _};
use x509_cert::Certificate;

use self::asn1::{
    CONTENT_TYPE, MESSAGE_DIGEST, MessageImprint, SIGNED_DATA, SIGNING_CERTIFICATE_V2,
    SigningCertificateV2, TST_INFO, TimeStampReq, TimeStampResp, TstInfo, is_plain, sha256,
};
use super::Receipt;
use crate::encoding::from_base64url;
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::time::Time;

/// Most certificates that a token may bring. Chosen by eye, not tuned.
const CERTIFICATES: usize = 8;

/// What a time stamp says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stamped {
    /// When, whole seconds.
    pub time: Time,
    /// The policy's object identifier, `1.2.3`.
    pub policy: String,
    /// The stamp's number at its authority, hexadecimal.
    pub serial: String,
    /// The subject of the authority's certificate.
    pub authority: String,
}

/// A token that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Token {
    /// The DER `TimeStampToken`, for [`Chain::stamp`](super::Chain::stamp).
    pub der: Vec<u8>,
    /// What it says.
    pub stamped: Stamped,
}

/// A request for a time stamp, and what its answer must hold.
#[derive(Debug, Clone)]
pub struct Request {
    digest: [u8; 32],
    nonce: Uint,
}

impl Request {
    /// Asks for a stamp over a SHA-256 digest. `nonce` is random and binds the answer.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] if the nonce is all zeros.
    pub fn new(digest: [u8; 32], nonce: [u8; 16]) -> Result<Self> {
        let wrong = || Error::new(ErrorKind::Misuse, "time stamp: the nonce must be random");
        if nonce == [0; 16] {
            return Err(wrong());
        }
        let nonce = Uint::new(&nonce).map_err(|_| wrong())?;
        Ok(Self { digest, nonce })
    }

    /// Asks for a stamp over the record of a head
    /// ([`Chain::head_receipt`](super::Chain::head_receipt)).
    ///
    /// # Errors
    /// As [`Request::new`], and if the receipt's digest is none.
    pub fn of_receipt(receipt: &Receipt, nonce: [u8; 16]) -> Result<Self> {
        let digest = from_base64url(&receipt.hash).and_then(|bytes| bytes.try_into().ok());
        let wrong = || Error::new(ErrorKind::Misuse, "time stamp: the receipt has no digest");
        Self::new(digest.ok_or_else(wrong)?, nonce)
    }

    /// As [`Request::of_receipt`], with a random nonce.
    ///
    /// # Errors
    /// As [`Request::of_receipt`]; [`ErrorKind::Io`] if there are no random numbers.
    pub fn random(receipt: &Receipt) -> Result<Self> {
        Self::of_receipt(receipt, crate::random::bytes()?)
    }

    /// Reads a request back that [`Request::to_der`] wrote: its answer came later.
    ///
    /// # Errors
    /// [`ErrorKind::Limit`] if it is too long, [`ErrorKind::TimeStamp`] for any other text.
    pub fn from_der(request: &[u8]) -> Result<Self> {
        within_limit(request)?;
        let no_request = || wrong("no request of this kind");
        let read = TimeStampReq::from_der(request).map_err(|_| no_request())?;
        let digest = read.imprint.digest.as_bytes().try_into();
        let digest = digest.map_err(|_| no_request())?;
        let nonce = read.nonce;
        let this = Self { digest, nonce };
        if this.to_der()? != request {
            return Err(no_request());
        }
        Ok(this)
    }

    /// The SHA-256 that it asks for a stamp over.
    #[must_use]
    pub const fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// The DER `TimeStampReq`: SHA-256, the authority's certificate asked for.
    ///
    /// # Errors
    /// [`ErrorKind::TimeStamp`] if it cannot be encoded.
    pub fn to_der(&self) -> Result<Vec<u8>> {
        let wrong = |_| wrong("the request cannot be encoded");
        TimeStampReq {
            version: 1,
            imprint: MessageImprint {
                algorithm: sha256(),
                digest: OctetString::new(self.digest).map_err(wrong)?,
            },
            nonce: self.nonce.clone(),
            cert_req: true,
        }
        .to_der()
        .map_err(wrong)
    }

    /// Checks an authority's answer, a DER `TimeStampResp`.
    ///
    /// # Errors
    /// [`ErrorKind::Limit`] if it is too long. [`ErrorKind::TimeStamp`] if the authority
    /// refused, answers another request, or [`verify`] refuses the token.
    pub fn accept(&self, response: &[u8], trust: &Trust) -> Result<Token> {
        within_limit(response)?;
        let response =
            TimeStampResp::from_der(response).map_err(|_| wrong("the answer is no answer"))?;
        // 0: granted, 1: granted with changes.
        if response.status.status > 1 {
            return Err(wrong("the authority refused"));
        }
        let token = response.token.ok_or_else(|| wrong("the answer is empty"))?;
        let der = token.to_der().map_err(|_| wrong("the token is no DER"))?;
        let (stamped, nonce) = open(&der, &self.digest, trust)?;
        if nonce.as_ref() != Some(&self.nonce) {
            return Err(wrong("the answer is one to another request"));
        }
        Ok(Token { der, stamped })
    }
}

/// Checks a token: that it is over `digest`, and of an authority that is trusted.
///
/// # Errors
/// [`ErrorKind::Limit`] if it is too long, [`ErrorKind::TimeStamp`] for anything that is
/// not right.
pub fn verify(token: &[u8], digest: &[u8; 32], trust: &Trust) -> Result<Stamped> {
    Ok(open(token, digest, trust)?.0)
}

/// A stamp of a chain, over the line of a head.
pub(super) fn verify_record(token: &str, hash: &str, trust: &Trust) -> Result<Stamped, String> {
    let hash = from_base64url(hash).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let (Some(token), Some(hash)) = (from_base64url(token), hash) else {
        return Err("the time stamp is no base64url".to_owned());
    };
    verify(&token, &hash, trust).map_err(|e| e.to_string())
}

fn open(token: &[u8], digest: &[u8; 32], trust: &Trust) -> Result<(Stamped, Option<Uint>)> {
    within_limit(token)?;
    let no_token = |_| wrong("no token");
    let content = ContentInfo::from_der(token).map_err(no_token)?;
    if content.content_type != SIGNED_DATA {
        return Err(wrong("no signed data"));
    }
    let data: SignedData = content.content.decode_as().map_err(no_token)?;
    let [signer] = data.signer_infos.0.as_slice() else {
        return Err(wrong("not one signer"));
    };
    let encapsulated = data.encap_content_info.econtent.as_ref();
    let inner = encapsulated.filter(|_| data.encap_content_info.econtent_type == TST_INFO);
    let inner = inner.filter(|any| any.tag() == Tag::OctetString);
    let inner = inner.ok_or_else(|| wrong("it holds no TSTInfo"))?.value();
    let digests = data.digest_algorithms.as_slice();
    if data.version != CmsVersion::V3
        || data.crls.is_some()
        || signer.unsigned_attrs.is_some()
        || digests != std::slice::from_ref(&signer.digest_alg)
    {
        return Err(wrong("it says more than what is signed"));
    }
    let certificates = certificates(&data)?;
    let certificate = find(&certificates, signer)?;
    check_signature(signer, certificate, inner)?;
    let info = TstInfo::from_der(inner).map_err(|_| wrong("TSTInfo is none"))?;
    let stamped = read(&info, digest, certificate)?;
    trust
        .check(certificate, &certificates, stamped.time)
        .map_err(wrong)?;
    Ok((stamped, info.nonce))
}

fn certificates(data: &SignedData) -> Result<Vec<Certificate>> {
    let set = data
        .certificates
        .as_ref()
        .map_or(&[][..], |c| c.0.as_slice());
    if set.len() > CERTIFICATES {
        return Err(Error::new(
            ErrorKind::Limit,
            format!("time stamp: {} certificates", set.len()),
        ));
    }
    let plain = set.iter().map(|choice| match choice {
        CertificateChoices::Certificate(certificate) => Ok(certificate.clone()),
        CertificateChoices::Other(_) => Err(wrong("a certificate of another form")),
    });
    plain.collect()
}

/// The signer's certificate.
fn find<'a>(all: &'a [Certificate], signer: &SignerInfo) -> Result<&'a Certificate> {
    // By key identifiers no authority was seen to name itself: one form less to confuse.
    let SignerIdentifier::IssuerAndSerialNumber(id) = &signer.sid else {
        return Err(wrong("the signer is not named by issuer and number"));
    };
    if signer.version != CmsVersion::V1 {
        return Err(wrong("the signer is of another version"));
    }
    let is_it = |c: &&Certificate| {
        let tbs = c.tbs_certificate();
        *tbs.issuer() == id.issuer && *tbs.serial_number() == id.serial_number
    };
    all.iter()
        .find(is_it)
        .ok_or_else(|| wrong("it brings no certificate of its signer"))
}

fn check_signature(signer: &SignerInfo, certificate: &Certificate, inner: &[u8]) -> Result<()> {
    let attributes = signer.signed_attrs.as_ref();
    let attributes = attributes.ok_or_else(|| wrong("nothing is signed"))?;
    let one = |id: Oid| {
        let mut found = attributes.iter().filter(|a| a.oid == id);
        match (found.next(), found.next()) {
            (Some(attribute), None) => match attribute.values.as_slice() {
                [value] => Ok(value),
                _ => Err(wrong("a signed attribute has not one value")),
            },
            _ => Err(wrong("a signed attribute is not there once")),
        }
    };
    let content_type = one(CONTENT_TYPE)?.decode_as::<Oid>();
    if content_type.ok() != Some(TST_INFO) {
        return Err(wrong("something else was signed"));
    }
    let hash = signature::digest(&signer.digest_alg, inner)
        .ok_or_else(|| wrong("its digest is none of SHA-256, SHA-384 and SHA-512"))?;
    let said = one(MESSAGE_DIGEST)?.decode_as::<OctetString>();
    if said.ok().as_ref().map(OctetString::as_bytes) != Some(&hash) {
        return Err(wrong("another content was signed"));
    }
    // Otherwise another certificate of the same key could take this one's place.
    let ess: SigningCertificateV2 = one(SIGNING_CERTIFICATE_V2)?
        .decode_as()
        .map_err(|_| wrong("the signed certificate's name is none"))?;
    let first = ess.certs.first();
    let encoded = certificate.to_der().ok();
    let named = first.zip(encoded).is_some_and(|(id, der)| {
        signature::digest(id.algorithm.as_ref().unwrap_or(&sha256()), &der).as_deref()
            == Some(id.hash.as_bytes())
    });
    if !named {
        return Err(wrong("it was signed with another certificate"));
    }
    let message = attributes
        .to_der()
        .map_err(|_| wrong("what was signed is no DER"))?;
    let key = certificate.tbs_certificate().subject_public_key_info();
    let (algorithm, with) = (&signer.signature_algorithm, signer.digest_alg.oid);
    let signature = signer.signature.as_bytes();
    if !signature::verifies(key, algorithm, Some(with), &message, signature) {
        return Err(wrong("its signature is wrong"));
    }
    Ok(())
}

fn read(info: &TstInfo, digest: &[u8; 32], certificate: &Certificate) -> Result<Stamped> {
    if info.version != 1 {
        return Err(wrong("TSTInfo is of another version"));
    }
    let imprint = &info.imprint;
    if imprint.algorithm.oid != asn1::SHA256
        || !is_plain(&imprint.algorithm)
        || imprint.digest.as_bytes() != digest
    {
        return Err(wrong("it is over something else"));
    }
    let extensions = info.extensions.as_ref();
    if extensions.is_some_and(|all| all.iter().any(|e| e.critical)) {
        return Err(wrong("it has extensions that must be understood"));
    }
    Ok(Stamped {
        time: time(info).ok_or_else(|| wrong("its time is none"))?,
        policy: info.policy.to_string(),
        serial: info
            .serial
            .as_bytes()
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect(),
        authority: certificate.tbs_certificate().subject().to_string(),
    })
}

/// `YYYYMMDDHHMMSS[.f..]Z`: X.690, 11.7.
fn time(info: &TstInfo) -> Option<Time> {
    if info.time.tag() != Tag::GeneralizedTime {
        return None;
    }
    let text = std::str::from_utf8(info.time.value()).ok()?;
    let text = text.strip_suffix('Z')?;
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if whole.len() != 14 || !digits(whole) || !digits(part) {
        return None;
    }
    let [year, month, day] = [&whole[..4], &whole[4..6], &whole[6..8]];
    let [hour, minute, second] = [&whole[8..10], &whole[10..12], &whole[12..]];
    Time::parse(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z"))
}

fn within_limit(bytes: &[u8]) -> Result<()> {
    if bytes.len() > limits::CHAIN_STAMP_BYTES {
        let length = bytes.len();
        return Err(Error::new(
            ErrorKind::Limit,
            format!("time stamp: {length} bytes"),
        ));
    }
    Ok(())
}

fn wrong(what: &str) -> Error {
    Error::new(ErrorKind::TimeStamp, format!("time stamp: {what}"))
}
