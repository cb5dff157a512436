//! Signing: what a session came to, for one relying party, in the issuer's name.

use std::ffi::c_char;
use std::sync::Mutex;
use std::time::Duration;

use selfsame_verdict::evidence::EvidenceRef;
use selfsame_verdict::identity::Identity;
use selfsame_verdict::issuer::OtherWay;
use selfsame_verdict::{Draft, Issuer, Signed, Statement, Time, Why};

use super::keys::{selfsame_key, selfsame_key_set};
use super::redeemed::selfsame_redeemed;
use crate::boundary::{Caller, Failure, Outcome, Text, Versioned, free, handle};
use crate::code::selfsame_code::{self, *};
use crate::error::selfsame_error;

/// Signs verdicts in one name. Unchangeable, so any number of threads may use one. Free it with
/// `selfsame_issuer_free`.
pub struct selfsame_issuer {
    _ticket: [u8; 0],
}
handle!(selfsame_issuer, Issuer, "an issuer");

/// An issuer by its name (a URL by custom, 1 to 512 bytes), its ES256 key, an SM2 key for a second
/// signature or NULL, and the life of its tokens, 10 to 900 seconds (120 is recommended). With a test
/// key it signs tests, and nothing else.
///
/// Errors: `SELFSAME_ARGUMENT` for a name that is none, keys of the wrong kind, one of them for tests and
/// the other not, or a life out of range; `SELFSAME_NOT_BUILT` for a second key.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_issuer_new(
    name: *const c_char,
    name_length: usize,
    key: *const selfsame_key,
    second: *const selfsame_key,
    life_s: u32,
    issuer: *mut *mut selfsame_issuer,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_issuer_new", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(issuer, "issuer")?;
        let name = caller.text(name, name_length, "name")?;
        let key = caller.handle(key, "key")?.signer();
        let second = caller.handle_or_null(second, "second")?;
        let life = Duration::from_secs(u64::from(life_s));
        let mut issuer = Issuer::new(name, key)?.with_life(life)?;
        if let Some(second) = second {
            issuer = with_second(issuer, &second)?;
        }
        out.give(issuer);
        Ok(())
    })
}

#[cfg(feature = "sm2")]
fn with_second(issuer: Issuer, second: &super::keys::Key) -> Outcome<Issuer> {
    Ok(issuer.with_second(second.signer())?)
}

#[cfg(not(feature = "sm2"))]
fn with_second(_: Issuer, _: &super::keys::Key) -> Outcome<Issuer> {
    Err(super::keys::not_built("sm2"))
}

/// The issuer's public keys, to be published.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_issuer_keys(
    issuer: *const selfsame_issuer,
    keys: *mut *mut selfsame_key_set,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_issuer_keys", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(keys, "keys")?;
        out.give(Mutex::new(caller.handle(issuer, "issuer")?.keys()));
        Ok(())
    })
}

/// Frees an issuer. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_issuer_free(issuer: *mut selfsame_issuer) -> selfsame_code {
    free(issuer)
}

/// The version of `selfsame_draft` in this header.
pub const SELFSAME_DRAFT_VERSION: u32 = 1;

/// What to sign besides the challenge. Set every member; NULL and 0 where a text is not wanted.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct selfsame_draft {
    /// `sizeof(selfsame_draft)`.
    pub size: u32,
    /// `SELFSAME_DRAFT_VERSION`.
    pub version: u32,
    /// What the session came to: JSON of `selfsame_verdict_statement`.
    pub statement: *const c_char,
    /// Its bytes.
    pub statement_length: usize,
    /// The transaction in the issuer's audit trail, 1 to 512 bytes.
    pub txn: *const c_char,
    /// Its bytes.
    pub txn_length: usize,
    /// The name to write into `sub`, where the relying party knows the person by another than the
    /// challenge was issued for; NULL for that one. That both are one person is the caller's word.
    pub pseudonym: *const c_char,
    /// Its bytes.
    pub pseudonym_length: usize,
    /// Whose portrait it was, as JSON (docs/verdict.md, Identity); NULL if nobody is named. Only of
    /// a verdict that passed and matched.
    pub identity: *const c_char,
    /// Its bytes.
    pub identity_length: usize,
    /// The sealed evidence that is kept; NULL if none is. The token gets its digest.
    pub evidence: *const u8,
    /// Its bytes.
    pub evidence_length: usize,
}

// SAFETY: repr(C), `size` and `version` in front, pointers and numbers.
unsafe impl Versioned for selfsame_draft {
    const NAME: &'static str = "selfsame_draft";
    const VERSION: u32 = SELFSAME_DRAFT_VERSION;
}

/// Most bytes of an identity in JSON: the token that holds it may have no more.
const IDENTITY_BYTES: usize = 32 << 10;

fn draft(caller: &Caller, draft: *const selfsame_draft) -> Outcome<Draft> {
    let given = caller.versioned(draft, "draft")?;
    let statement = caller.text(given.statement, given.statement_length, "draft.statement")?;
    let txn = caller.text(given.txn, given.txn_length, "draft.txn")?;
    let pseudonym =
        caller.text_or_null(given.pseudonym, given.pseudonym_length, "draft.pseudonym")?;
    let identity = caller.text_or_null(given.identity, given.identity_length, "draft.identity")?;
    let evidence = caller.bytes(given.evidence, given.evidence_length, "draft.evidence")?;
    let mut draft = Draft::new(Statement::from_json(statement.as_bytes())?, txn);
    draft.pseudonym = pseudonym.map(str::to_owned);
    draft.identity = identity.map(read_identity).transpose()?;
    if !evidence.is_empty() {
        draft.evidence = Some(EvidenceRef::of(evidence)?);
    }
    Ok(draft)
}

fn read_identity(json: &str) -> Outcome<Identity> {
    let wrong = |code, message| Failure::new(code, message).of("draft.identity");
    if json.len() > IDENTITY_BYTES {
        let message = format!("{} bytes: at most {IDENTITY_BYTES} are read", json.len());
        return Err(wrong(SELFSAME_LIMIT, message));
    }
    // The parser's own words may quote what it read, and that is about a person.
    serde_json::from_str(json).map_err(|e| {
        let message = format!("no identity: line {}, column {}", e.line(), e.column());
        wrong(SELFSAME_CLAIMS, message)
    })
}

/// A signed verdict. Unchangeable. Free it with `selfsame_signed_free`.
pub struct selfsame_signed {
    _ticket: [u8; 0],
}

/// A signed verdict, and the texts that C borrows of it.
pub(crate) struct Told {
    token: Text,
    jti: Text,
    expires: Time,
}

handle!(selfsame_signed, Told, "a signed verdict");

impl From<Signed> for Told {
    fn from(signed: Signed) -> Self {
        Self {
            token: Text::of(signed.token),
            jti: Text::of(signed.jti),
            expires: signed.expires,
        }
    }
}

/// Signs what a session came to. The challenge is used up once everything in `draft` could be read: one
/// challenge, one verdict.
///
/// Errors: `SELFSAME_FINISHED` if it is used up already; `SELFSAME_CLAIMS` if the statement contradicts
/// itself or is of another challenge, or an identity is claimed that was not matched;
/// `SELFSAME_ARGUMENT` if it is a test's and the key is not, or the reverse; `SELFSAME_EVIDENCE`,
/// `SELFSAME_KEY`, `SELFSAME_LIMIT`; those of structs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_issuer_sign(
    issuer: *const selfsame_issuer,
    redeemed: *mut selfsame_redeemed,
    draft: *const selfsame_draft,
    now_s: u64,
    signed_verdict: *mut *mut selfsame_signed,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_issuer_sign", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(signed_verdict, "signed_verdict")?;
        let issuer = caller.handle(issuer, "issuer")?;
        let redeemed = caller.handle(redeemed, "redeemed")?;
        let draft = self::draft(caller, draft)?;
        let signed = issuer.sign(redeemed.take()?, draft, Time::from_seconds(now_s))?;
        out.give(signed.into());
        Ok(())
    })
}

/// Why somebody goes another way than by their face.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum selfsame_why {
    /// The person cannot read digits aloud.
    SELFSAME_WHY_CANNOT_READ = 1,
    /// There is no camera, or none that suffices.
    SELFSAME_WHY_NO_CAMERA = 2,
    /// The person would rather not; nobody has to say why.
    SELFSAME_WHY_DECLINED = 3,
    /// Every try was used.
    SELFSAME_WHY_TRIES_USED = 4,
}

fn why(number: i32) -> Outcome<Why> {
    use selfsame_why::*;
    for (known, why) in [
        (SELFSAME_WHY_CANNOT_READ, Why::CannotRead),
        (SELFSAME_WHY_NO_CAMERA, Why::NoCamera),
        (SELFSAME_WHY_DECLINED, Why::Declined),
        (SELFSAME_WHY_TRIES_USED, Why::TriesUsed),
    ] {
        if known as i32 == number {
            return Ok(why);
        }
    }
    Err(Failure::enumerator(number, "why", "selfsame_why"))
}

/// Signs that somebody goes another way, a `selfsame_why`: nothing is said about them. The pseudonym of
/// whom, to whom it is said, what the relying party's request is known by, the transaction: 1 to 512
/// bytes each.
///
/// Errors: `SELFSAME_ENUM`; `SELFSAME_CLAIMS`, `SELFSAME_KEY`, `SELFSAME_LIMIT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_issuer_sign_other_way(
    issuer: *const selfsame_issuer,
    why: i32,
    subject: *const c_char,
    subject_length: usize,
    relying_party: *const c_char,
    relying_party_length: usize,
    nonce: *const c_char,
    nonce_length: usize,
    txn: *const c_char,
    txn_length: usize,
    now_s: u64,
    signed_verdict: *mut *mut selfsame_signed,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_issuer_sign_other_way", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(signed_verdict, "signed_verdict")?;
        let issuer = caller.handle(issuer, "issuer")?;
        let other = OtherWay {
            why: self::why(why)?,
            subject: caller.text(subject, subject_length, "subject")?,
            relying_party: caller.text(relying_party, relying_party_length, "relying_party")?,
            nonce: caller.text(nonce, nonce_length, "nonce")?,
            txn: caller.text(txn, txn_length, "txn")?,
        };
        out.give(
            issuer
                .sign_other_way(&other, Time::from_seconds(now_s))?
                .into(),
        );
        Ok(())
    })
}

/// The token: what the relying party is given. It lives as long as the signed verdict.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_signed_token(
    signed_verdict: *const selfsame_signed,
    text: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_signed_token", error) };
    caller.answer(|caller| {
        let out = caller.out_text(text, length, "text")?;
        out.give(&caller.handle(signed_verdict, "signed_verdict")?.token);
        Ok(())
    })
}

/// The token's name. It lives as long as the signed verdict.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_signed_jti(
    signed_verdict: *const selfsame_signed,
    text: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_signed_jti", error) };
    caller.answer(|caller| {
        let out = caller.out_text(text, length, "text")?;
        out.give(&caller.handle(signed_verdict, "signed_verdict")?.jti);
        Ok(())
    })
}

/// Until when it holds, seconds since 1970 UTC.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_signed_expires(
    signed_verdict: *const selfsame_signed,
    expires_s: *mut u64,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_signed_expires", error) };
    caller.answer(|caller| {
        let out = caller.out(expires_s, "expires_s")?;
        out.give(
            caller
                .handle(signed_verdict, "signed_verdict")?
                .expires
                .seconds(),
        );
        Ok(())
    })
}

/// Frees a signed verdict. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_signed_free(signed_verdict: *mut selfsame_signed) -> selfsame_code {
    free(signed_verdict)
}
