//! A key's objects in a token: the private one that signs, the public one of the same
//! `CKA_ID` that holds the point. Enters: a session that is logged in. What a token says
//! is read up to [`limits::TOKEN_ATTRIBUTE_BYTES`], and believed only after a signature.

use cryptoki::mechanism::Mechanism;
use cryptoki::object::{
    Attribute, AttributeInfo, AttributeType, KeyType, ObjectClass, ObjectHandle,
};
use cryptoki::session::Session;

use super::module::Place;
use crate::error::{Error, ErrorKind, Result};
use crate::limits;

/// The curve P-256 as `CKA_EC_PARAMS` names it: DER of 1.2.840.10045.3.1.7 (RFC 5480).
const P256: [u8; 10] = [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];

/// The private key and its point (SEC 1, uncompressed), as the token claims.
pub(super) fn find(session: &Session, place: &Place) -> Result<(ObjectHandle, Vec<u8>)> {
    let label = place.key.label.as_ref();
    let label = label.map(|label| Attribute::Label(label.clone().into_bytes()));
    let id = place.key.id.clone().map(Attribute::Id);
    let template: Vec<_> = label.into_iter().chain(id).collect();
    let private = one(session, place, ObjectClass::PRIVATE_KEY, template)?;
    let key_type = read(session, place, private, AttributeType::KeyType)?;
    if key_type != Some(Attribute::KeyType(KeyType::EC)) {
        return Err(place.wrong("the key is not of an elliptic curve"));
    }
    if read(session, place, private, AttributeType::AlwaysAuthenticate)?
        == Some(Attribute::AlwaysAuthenticate(true))
    {
        return Err(place.wrong("the key wants the PIN for each signature"));
    }
    // The public key is the one of the same id: labels are for people.
    let id = match read(session, place, private, AttributeType::Id)? {
        Some(Attribute::Id(id)) if !id.is_empty() => id,
        _ => return Err(place.wrong("the private key has no CKA_ID")),
    };
    let public = one(
        session,
        place,
        ObjectClass::PUBLIC_KEY,
        vec![Attribute::Id(id)],
    )?;
    match read(session, place, public, AttributeType::EcParams)? {
        Some(Attribute::EcParams(curve)) if curve == P256 => {}
        _ => return Err(place.wrong("the key is not on the curve P-256")),
    }
    match read(session, place, public, AttributeType::EcPoint)? {
        Some(Attribute::EcPoint(point)) => Ok((private, bare(point))),
        _ => Err(place.wrong("the public key has no CKA_EC_POINT")),
    }
}

/// Makes a pair, unless there is a key of that label: the public and the private one.
pub(super) fn generate(
    session: &Session,
    place: &Place,
    label: &str,
    id: &[u8],
) -> Result<(ObjectHandle, ObjectHandle)> {
    let label = Attribute::Label(label.as_bytes().to_vec());
    for class in [ObjectClass::PRIVATE_KEY, ObjectClass::PUBLIC_KEY] {
        if !up_to_two(session, place, class, vec![label.clone()])?.is_empty() {
            return Err(place.wrong("a key of that label is there already"));
        }
    }
    let id = Attribute::Id(id.to_vec());
    let public = [
        Attribute::Token(true),
        Attribute::Private(false),
        Attribute::Verify(true),
        Attribute::EcParams(P256.to_vec()),
        label.clone(),
        id.clone(),
    ];
    let private = [
        Attribute::Token(true),
        Attribute::Private(true),
        Attribute::Sensitive(true),
        Attribute::Extractable(false),
        Attribute::Sign(true),
        // What else tokens let a key do when nothing is said.
        Attribute::SignRecover(false),
        Attribute::Decrypt(false),
        Attribute::Unwrap(false),
        Attribute::Derive(false),
        label,
        id,
    ];
    session
        .generate_key_pair(&Mechanism::EccKeyPairGen, &public, &private)
        .map_err(|e| place.fault("making a key", e))
}

/// The one object of a class that fits.
fn one(
    session: &Session,
    place: &Place,
    class: ObjectClass,
    template: Vec<Attribute>,
) -> Result<ObjectHandle> {
    let what = if class == ObjectClass::PRIVATE_KEY {
        "private"
    } else {
        "public"
    };
    match up_to_two(session, place, class, template)?[..] {
        [object] => Ok(object),
        [] => Err(place.wrong(&format!("no such {what} key"))),
        _ => Err(place.wrong(&format!("two {what} keys fit"))),
    }
}

/// Objects that stay in the token, not those that somebody put into a session.
fn up_to_two(
    session: &Session,
    place: &Place,
    class: ObjectClass,
    mut template: Vec<Attribute>,
) -> Result<Vec<ObjectHandle>> {
    template.extend([Attribute::Class(class), Attribute::Token(true)]);
    let objects = session.iter_objects(&template);
    objects
        .and_then(|found| found.take(2).collect())
        .map_err(|e| place.fault("looking for a key", e))
}

/// An attribute, if the token tells it.
fn read(
    session: &Session,
    place: &Place,
    object: ObjectHandle,
    attribute: AttributeType,
) -> Result<Option<Attribute>> {
    let fault = |e| place.fault("reading a key's attributes", e);
    let info = session.get_attribute_info(object, &[attribute]);
    match info.map_err(fault)?[..] {
        [AttributeInfo::Available(length)] if length <= limits::TOKEN_ATTRIBUTE_BYTES => {}
        [AttributeInfo::Available(length)] => {
            let what = format!("a key's attribute of {length} bytes");
            return Err(Error::new(ErrorKind::Limit, what).at(place));
        }
        _ => return Ok(None),
    }
    let mut read = session
        .get_attributes(object, &[attribute])
        .map_err(fault)?;
    Ok(read.pop())
}

/// The point itself: the standard wraps it in an OCTET STRING, some tokens do not.
fn bare(mut point: Vec<u8>) -> Vec<u8> {
    if point.len() == 67 && point[..2] == [4, 65] {
        point.drain(..2);
    }
    point
}
