//! Whose face it is, by which authority: `verified_claims` after OpenID Identity Assurance
//! Schema 1.0 (final, October 2024).
//!
//! Enters: an [`Identity`], the authority's record that the portrait came from and the
//! claims it backs. Leaves: the member of the token. `check_method` says how each thing was
//! checked: `bvr` (the face was compared, remotely, by a machine) is this SDK's; how the
//! record was checked (`data`: looked up at its source; `vcrypt`: a chip's signature) is what
//! the caller did and says, and stays out where nothing was done.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::statement::{Statement, is_name};
use crate::time::Time;

/// Claims about a person (`given_name`, `birthdate`): those that the relying party needs,
/// and no others.
pub type PersonClaims = Map<String, Value>;

/// The authority's record of a person. In JSON its members have the names of these fields; `time` is
/// in seconds since 1970, `form` is `record` or `document`.
#[derive(Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Rules under which it was verified: `eidas`, `nist_800_63A`, or the deployment's own.
    pub trust_framework: String,
    /// Level within these rules.
    #[serde(default)]
    pub assurance_level: Option<String>,
    /// Where the portrait came from.
    pub source: Source,
    /// How the record itself was checked; none if it was not.
    #[serde(default)]
    pub check: Option<RecordCheck>,
    /// What the record says of the person. May be empty: then only that it is they.
    pub claims: PersonClaims,
}

/// How an authority's record was checked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordCheck {
    /// How: `data`, `vcrypt`, `vdig`, ...: a `check_method` of the standard's list.
    pub method: String,
    /// The number under which the authority answered, so that it can be asked again.
    pub id: String,
    /// When.
    pub time: Time,
}

/// What a portrait was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// In which form the authority gave it.
    pub form: Form,
    /// What kind: `population_register`; `idcard`, `passport`.
    pub kind: String,
    /// Who keeps the record, or issued the document.
    pub authority: String,
    /// ISO 3166 code of its country.
    #[serde(default)]
    pub country_code: Option<String>,
}

/// The form of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// An electronic record: a population register.
    Record,
    /// A document whose chip or data page was read.
    Document,
}

/// Claims are personal data: Debug tells their number.
impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let claims = self.claims.len();
        write!(f, "Identity({}, {claims} claims)", self.trust_framework)
    }
}

/// The member `verified_claims`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerifiedClaims {
    /// How it was verified.
    pub verification: Verification,
    /// What was verified.
    pub claims: PersonClaims,
}

impl std::fmt::Debug for VerifiedClaims {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VerifiedClaims({} claims)", self.claims.len())
    }
}

/// How claims were verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// Rules under which.
    pub trust_framework: String,
    /// Level within these rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assurance_level: Option<String>,
    /// The policy, and what each check contributes.
    pub assurance_process: AssuranceProcess,
    /// When, RFC 3339.
    pub time: String,
    /// The session's name, in the issuer's audit trail.
    pub verification_process: String,
    /// What was checked: one element.
    pub evidence: Vec<EvidenceElement>,
}

/// The policy, and what each check contributes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssuranceProcess {
    /// The policy's name and version.
    pub policy: String,
    /// How the person showed that they are there.
    pub procedure: String,
    /// What each check contributes.
    pub assurance_details: Vec<AssuranceDetails>,
}

/// What a check contributes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssuranceDetails {
    /// `evidence_validation` or `verification`.
    pub assurance_type: String,
    /// How strong it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assurance_classification: Option<String>,
    /// The checks.
    pub evidence_ref: Vec<CheckRef>,
}

/// Names a check of the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckRef {
    /// Its number.
    pub check_id: String,
}

/// One element of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceElement {
    /// `electronic_record` or `document`.
    #[serde(rename = "type")]
    pub kind: String,
    /// How it was checked.
    pub check_details: Vec<CheckDetails>,
    /// Of an electronic record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Record>,
    /// Of a document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_details: Option<DocumentDetails>,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckDetails {
    /// How: `data`, `bvr`.
    pub check_method: String,
    /// By whom.
    pub organization: String,
    /// Its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_id: Option<String>,
    /// When, RFC 3339.
    pub time: String,
}

/// An electronic record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// What kind.
    #[serde(rename = "type")]
    pub kind: String,
    /// Who keeps it.
    pub source: Party,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentDetails {
    /// What kind.
    #[serde(rename = "type")]
    pub kind: String,
    /// Who issued it.
    pub issuer: Party,
}

/// An authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Its name.
    pub name: String,
    /// ISO 3166 code of its country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
}

impl Identity {
    fn check(&self) -> Result<()> {
        let wrong = |what| Err(Error::new(ErrorKind::Claims, format!("identity: {what}")));
        let Source {
            kind,
            authority,
            country_code,
            ..
        } = &self.source;
        let needed = [&self.trust_framework, kind, authority];
        let given = [&self.assurance_level, country_code].into_iter().flatten();
        let checked = self.check.iter().flat_map(|c| [&c.method, &c.id]);
        let mut texts = needed.into_iter().chain(given).chain(checked);
        if !texts.all(|t| is_name(t)) {
            return wrong("a text is empty, too long, or has control characters");
        }
        let letters =
            |c: &String| (2..=3).contains(&c.len()) && c.bytes().all(|b| b.is_ascii_alphabetic());
        if !country_code.iter().all(letters) {
            return wrong("its country is no ISO 3166 code of two or three letters");
        }
        let length = serde_json::to_string(&self.claims).map_or(usize::MAX, |t| t.len());
        if length > limits::CLAIMS_BYTES {
            return wrong("its claims are too long");
        }
        Ok(())
    }

    /// The member of a token whose session passed and matched.
    pub(crate) fn verified(
        &self,
        statement: &Statement,
        issuer: &str,
        session: &str,
        now: Time,
    ) -> Result<VerifiedClaims> {
        self.check()?;
        let (Some(policy), Some(_)) = (&statement.policy, &statement.matching) else {
            return Err(Error::new(
                ErrorKind::Claims,
                "an identity is claimed, and no portrait was compared",
            ));
        };
        let time = now.to_string();
        let face = format!("face-{session}");
        let mut details = vec![AssuranceDetails {
            assurance_type: "verification".into(),
            assurance_classification: Some(policy.level.clone()),
            evidence_ref: vec![CheckRef {
                check_id: face.clone(),
            }],
        }];
        details.extend(self.check.iter().map(|check| AssuranceDetails {
            assurance_type: "evidence_validation".into(),
            assurance_classification: None,
            evidence_ref: vec![CheckRef {
                check_id: check.id.clone(),
            }],
        }));
        let Source {
            form,
            kind,
            authority,
            country_code,
        } = &self.source;
        let party = Party {
            name: authority.clone(),
            country_code: country_code.clone(),
        };
        let record_check = self.check.iter().map(|check| CheckDetails {
            check_method: check.method.clone(),
            organization: authority.clone(),
            check_id: Some(check.id.clone()),
            time: check.time.to_string(),
        });
        let face_check = CheckDetails {
            check_method: "bvr".into(),
            organization: issuer.to_owned(),
            check_id: Some(face),
            time: time.clone(),
        };
        let check_details = record_check.chain([face_check]).collect();
        let kind = kind.clone();
        let evidence = match form {
            Form::Record => EvidenceElement {
                kind: "electronic_record".into(),
                check_details,
                record: Some(Record {
                    kind,
                    source: party,
                }),
                document_details: None,
            },
            Form::Document => EvidenceElement {
                kind: "document".into(),
                check_details,
                record: None,
                document_details: Some(DocumentDetails {
                    kind,
                    issuer: party,
                }),
            },
        };
        Ok(VerifiedClaims {
            verification: Verification {
                trust_framework: self.trust_framework.clone(),
                assurance_level: self.assurance_level.clone(),
                assurance_process: AssuranceProcess {
                    policy: format!("selfsame {}", policy.name),
                    procedure: "digits_read_aloud".into(),
                    assurance_details: details,
                },
                time,
                verification_process: session.to_owned(),
                evidence: vec![evidence],
            },
            claims: self.claims.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"{"trust_framework":"register","assurance_level":"high",
        "source":{"form":"record","kind":"population_register","authority":"A","country_code":"NL"},
        "check":{"method":"data","id":"7","time":1800000000},"claims":{"given_name":"J"}}"#;

    #[test]
    fn an_identity_is_read_from_json_and_nothing_else_may_be_in_it() {
        let whole: Identity = serde_json::from_str(WHOLE).unwrap();
        assert_eq!(whole.source.form, Form::Record);
        assert_eq!(whole.check.unwrap().time, Time::from_seconds(1_800_000_000));
        let least = r#"{"trust_framework":"t","source":{"form":"document","kind":"idcard",
            "authority":"A"},"claims":{}}"#;
        let least: Identity = serde_json::from_str(least).unwrap();
        assert_eq!((least.assurance_level, least.check), (None, None));
        for (from, to) in [
            ("\"claims\"", "\"claim\""),
            ("record", "chip"),
            ("\"kind\"", "\"sort\""),
            ("\"method\":\"data\",", ""),
        ] {
            let wrong = WHOLE.replace(from, to);
            assert_ne!(wrong, WHOLE);
            assert!(serde_json::from_str::<Identity>(&wrong).is_err(), "{to}");
        }
    }
}
