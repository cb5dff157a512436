//! The payload of a token: who says it, to whom, until when, about which session.

use serde::{Deserialize, Serialize};

use crate::identity::VerifiedClaims;
use crate::statement::Statement;
use crate::time::Time;

/// The kind of token, in its header (RFC 8725, 3.11): no other JWT of the same issuer is
/// taken for a verdict, and no verdict for one of them.
pub const TYPE: &str = "selfsame-verdict+jwt";

/// Claims of a token (RFC 7519). One audience, and every member is there.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Claims {
    /// Who says it.
    pub iss: String,
    /// About whom: a pseudonym that the relying party knows.
    pub sub: String,
    /// To whom, and to nobody else.
    pub aud: String,
    /// When it was signed.
    pub iat: Time,
    /// From when on it holds.
    pub nbf: Time,
    /// Until when.
    pub exp: Time,
    /// The token's name.
    pub jti: String,
    /// The challenge's nonce: binds the token to the relying party's request.
    pub nonce: String,
    /// The transaction in the issuer's audit trail (RFC 8417).
    pub txn: String,
    /// Whose face it is, by which authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_claims: Option<VerifiedClaims>,
    /// What the session came to.
    pub selfsame: Statement,
}

/// It is about a person: Debug tells the token's name and the outcome.
impl std::fmt::Debug for Claims {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Claims({}, {})", self.jti, self.selfsame.outcome.code())
    }
}
