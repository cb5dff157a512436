//! `verify --sign`: the protocol around a session. A challenge is issued and counted before
//! it, redeemed after it, and what it came to is signed; evidence is kept and the audit
//! chain told where that is asked for.
//!
//! What can be found wrong is found before a try is used. Afterwards the order is: sign, tell
//! the chain, write the files, settle. Whatever breaks off in between costs the person a
//! try and gives nobody one.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use selfsame::{Challenge, Completed, Language, Level};
use selfsame_verdict::audit::{Chain, Entry, Event};
use selfsame_verdict::challenge::{
    Answer, ChallengeService, Issued, MemoryStore, Pepper, Prompts, Redeemed, Refusal, Request,
    Rules, SqliteStore, Store,
};
use selfsame_verdict::evidence::{self, EvidenceRef, Info};
use selfsame_verdict::{Draft, Issuer, Signed, Statement, Time};
use serde::Serialize;

use crate::failure::{Failure, Result};
use crate::output::{Exit, Output};
use crate::{files, keys};

/// Signing options of `verify`.
#[derive(Args, Debug)]
#[command(next_help_heading = "Signing")]
pub(crate) struct SignArgs {
    /// Write the signed verdict (a JWS) to this file
    #[arg(long, value_name = "FILE", requires_all = ["signing_key", "issuer", "audience", "subject"])]
    sign: Option<PathBuf>,
    /// The issuer's key: a PEM file, as `selfsame verdict key` makes, or the PKCS#11 URI of a
    /// token's key, `pkcs11:token=T;object=K?module-path=FILE&pin-source=FILE`
    #[arg(long, value_name = "FILE|URI", requires = "sign")]
    signing_key: Option<PathBuf>,
    /// An SM2 key that signs beside it: a PEM file, as `selfsame verdict key --sm2` makes
    #[arg(long, value_name = "FILE", requires = "sign")]
    sm2_key: Option<PathBuf>,
    /// The issuer's name, a URL by custom
    #[arg(long, value_name = "NAME", requires = "sign")]
    issuer: Option<String>,
    /// The relying party that the verdict is for
    #[arg(long, value_name = "NAME", requires = "sign")]
    audience: Option<String>,
    /// The person's pseudonym at the relying party
    #[arg(long, value_name = "NAME", requires = "sign")]
    subject: Option<String>,
    /// The transaction in your audit trail [default: the session's name]
    #[arg(long, value_name = "TEXT", requires = "sign")]
    txn: Option<String>,
    /// The device, so that its tries are counted as well
    #[arg(long, value_name = "NAME", requires = "sign")]
    device: Option<String>,
    /// Where challenges and tries are kept, an SQLite file; only tests do without
    #[arg(long, value_name = "FILE", requires_all = ["sign", "pepper"])]
    challenges: Option<PathBuf>,
    /// File with 64 hexadecimal digits, under which names of people are hashed there
    #[arg(long, value_name = "FILE", requires = "challenges")]
    pepper: Option<PathBuf>,
    /// Keep evidence: seal the report of the session to this file; never to one that is there
    #[arg(long, value_name = "FILE.evidence", requires_all = ["sign", "keep_to", "keep_days"])]
    keep: Option<PathBuf>,
    /// Who can open it: an age public key, as `selfsame evidence key` tells
    #[arg(long, value_name = "age1...", requires = "keep")]
    keep_to: Option<String>,
    /// In how many days it must be gone
    #[arg(long, value_name = "N", requires = "keep", value_parser = clap::value_parser!(u16).range(1..))]
    keep_days: Option<u16>,
    /// Write what was done to this audit chain
    #[arg(long, value_name = "FILE", requires_all = ["sign", "purpose", "case"])]
    audit: Option<PathBuf>,
    /// What for, in the audit chain
    #[arg(long, value_name = "TEXT", requires = "audit")]
    purpose: Option<String>,
    /// Which case, in the audit chain
    #[arg(long, value_name = "TEXT", requires = "audit")]
    case: Option<String>,
}

/// `selfsame.refused/1`.
#[derive(Serialize)]
struct RefusedJson {
    schema: &'static str,
    refusal: &'static str,
    message: String,
    other_way: &'static str,
}

/// What was signed, beside the verdict.
#[derive(Serialize)]
pub(crate) struct SignedJson {
    pub(crate) file: String,
    pub(crate) jti: String,
    pub(crate) nonce: String,
    pub(crate) session: String,
    pub(crate) bytes: usize,
    pub(crate) expires: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) evidence: Option<EvidenceRef>,
}

/// What is before the issuer.
#[derive(Clone, Copy)]
pub(crate) struct Shown {
    /// Frames come as they are taken, so the clock of the frames is that of the wall.
    pub(crate) is_live: bool,
    /// It is no recording of somebody who was meant.
    pub(crate) may_be_a_test: bool,
}

/// A session that will be signed.
pub(crate) struct Signing<'a> {
    args: &'a SignArgs,
    file: &'a Path,
    subject: &'a str,
    audience: &'a str,
    shown: Shown,
    service: ChallengeService<Arc<dyn Store>>,
    issuer: Issuer,
    issued: Issued,
    chain: Option<Chain>,
}

/// What beginning comes to.
pub(crate) enum Begun<'a> {
    /// The session may be held.
    Ready(Box<Signing<'a>>),
    /// It may not, and the person was told why.
    Refused(Exit),
}

impl SignArgs {
    /// Issues the challenge; none if nothing is to be signed.
    pub(crate) fn begin(
        &self,
        challenge: &Challenge,
        level: Level,
        shown: Shown,
        output: &Output,
    ) -> Result<Option<Begun<'_>>> {
        let (Some(file), Some(key), Some(issuer), Some(audience), Some(subject)) = (
            &self.sign,
            &self.signing_key,
            &self.issuer,
            &self.audience,
            &self.subject,
        ) else {
            return Ok(None);
        };
        let now = Time::now();
        let signer = keys::open(key)?;
        self.fits(signer.public_key().is_test(), shown)?;
        let mut issuer = Issuer::new(issuer, signer.clone())?;
        if let Some(path) = &self.sm2_key {
            issuer = issuer.with_second(keys::open(path)?)?;
        }
        self.look_ahead(file, now)?;
        let chain = match &self.audit {
            Some(path) => Some(
                Chain::open_or_create(path, signer, now)
                    .map_err(|e| Failure::from(e).at(path.display()))?,
            ),
            None => None,
        };
        let service = ChallengeService::new(self.store()?, self.pepper()?, Rules::default())?;
        service.purge(now)?;
        let prompts =
            serde_json::to_vec(challenge).map_err(|e| Failure::new("challenge", e.to_string()))?;
        let request = Request {
            subject,
            relying_party: audience,
            device: self.device.as_deref(),
            level: level.name(),
            prompts: &Prompts::from_json(&prompts)?,
        };
        let issued = match service.issue(&request, now)? {
            Ok(issued) => issued,
            Err(refusal) => {
                self.tell(
                    chain.as_ref(),
                    Event::ChallengeRefused,
                    Some(refusal.code()),
                )?;
                let exit = refused(&refusal, challenge.language(), output)?;
                return Ok(Some(Begun::Refused(exit)));
            }
        };
        self.tell(chain.as_ref(), Event::ChallengeIssued, None)?;
        Ok(Some(Begun::Ready(Box::new(Signing {
            args: self,
            file,
            subject,
            audience,
            shown,
            service,
            issuer,
            issued,
            chain,
        }))))
    }

    /// Whether a key may sign what is shown: a recording answers no challenge of now, and
    /// signing it as if it did would be signing a replay.
    fn fits(&self, test: bool, shown: Shown) -> Result<()> {
        match test {
            false if !shown.is_live => Err(Failure::usage(
                "--sign: a recording answers no challenge of now; with a test's key it is signed \
                 as a test",
            )),
            false if self.challenges.is_none() => Err(Failure::usage(
                "--sign needs --challenges and --pepper, or tries are not counted; with a test's \
                 key it does without",
            )),
            true if !shown.may_be_a_test => Err(Failure::usage(
                "--sign: this session was recorded of somebody who meant it, not for a test",
            )),
            _ => Ok(()),
        }
    }

    /// Finds what would go wrong later, when the try is used.
    fn look_ahead(&self, file: &Path, now: Time) -> Result<()> {
        self.entry(Event::VerdictSigned, None)?;
        if let Some(txn) = &self.txn
            && (txn.is_empty() || txn.len() > 512 || txn.chars().any(char::is_control))
        {
            return Err(Failure::usage("--txn is empty, too long, or not printable"));
        }
        if let Some((path, info, recipient)) = self.keeping("session", now) {
            evidence::seal(b"", &info, recipient)?;
            if path.exists() {
                let what = format!("{}: there is evidence here already", path.display());
                return Err(Failure::new("io", what));
            }
            files::write_secret(path, b"")?;
            std::fs::remove_file(path).map_err(|e| Failure::io(path.display(), &e))?;
        }
        // The last session's token must not be taken for this one's.
        files::write_secret(file, b"")?;
        std::fs::remove_file(file).map_err(|e| Failure::io(file.display(), &e))
    }

    fn store(&self) -> Result<Arc<dyn Store>> {
        Ok(match &self.challenges {
            Some(path) => {
                let store = SqliteStore::open(path);
                Arc::new(store.map_err(|e| Failure::from(e).at(path.display()))?)
            }
            None => Arc::new(MemoryStore::new()),
        })
    }

    fn pepper(&self) -> Result<Pepper> {
        Ok(match &self.pepper {
            Some(path) => Pepper::new(*files::hex_key(path, "a pepper")?),
            None => Pepper::generate()?,
        })
    }

    /// Where evidence goes, what it says of itself, and who can open it.
    fn keeping(&self, session: &str, now: Time) -> Option<(&Path, Info, &str)> {
        let days = u64::from(self.keep_days?);
        let info = Info {
            session: session.to_owned(),
            media_type: "text/html".into(),
            created: now,
            retain_until: now.after(Duration::from_secs(days * 86_400)),
        };
        Some((self.keep.as_deref()?, info, self.keep_to.as_deref()?))
    }

    fn entry(&self, event: Event, outcome: Option<&str>) -> Result<Entry> {
        let purpose = self.purpose.as_deref().unwrap_or("none given");
        let case = self.case.as_deref().unwrap_or("none given");
        let mut entry = Entry::new(event, purpose, case)?;
        if let Some(audience) = &self.audience {
            entry = entry.with_relying_party(audience)?;
        }
        Ok(match outcome {
            Some(code) => entry.with_outcome(code)?,
            None => entry,
        })
    }

    fn tell(&self, chain: Option<&Chain>, event: Event, outcome: Option<&str>) -> Result<()> {
        if let Some(chain) = chain {
            chain.append(&self.entry(event, outcome)?, Time::now())?;
        }
        Ok(())
    }
}

fn refused(refusal: &Refusal, language: Language, output: &Output) -> Result<Exit> {
    if output.is_json() {
        output.json(&RefusedJson {
            schema: "selfsame.refused/1",
            refusal: refusal.code(),
            message: refusal.to_string(),
            other_way: language.other_way(),
        })?;
    } else {
        output.write(&format!("NOT NOW: {refusal}\n{}", language.other_way()))?;
    }
    Ok(Exit::Retry)
}

impl Signing<'_> {
    /// Whether a test's key signs.
    pub(crate) fn is_test(&self) -> bool {
        self.issuer.keys().keys().iter().any(|key| key.is_test())
    }

    /// Redeems the challenge and signs what the session came to. `page` is the report, made
    /// only if it is kept.
    pub(crate) fn sign(
        self,
        completed: &Completed,
        page: impl FnOnce() -> String,
        output: &Output,
    ) -> Result<SignedJson> {
        let json = serde_json::to_vec(&completed.statement()?)
            .map_err(|e| Failure::new("claims", e.to_string()))?;
        let statement = Statement::from_json(&json)?;
        let outcome = statement.outcome;
        let passed = outcome == selfsame_verdict::Outcome::Pass;
        let redeemed = self.redeem(passed, output)?;
        let (session, nonce) = (redeemed.session().to_owned(), redeemed.nonce().to_owned());
        let now = Time::now();
        let kept = match self.args.keeping(&session, now) {
            Some((path, info, recipient)) => {
                let page = zeroize::Zeroizing::new(page());
                Some((path, evidence::seal(page.as_bytes(), &info, recipient)?))
            }
            None => None,
        };
        let txn = self.args.txn.clone().unwrap_or_else(|| session.clone());
        let evidence = kept.as_ref().map(|(_, sealed)| sealed.reference.clone());
        let draft = Draft {
            evidence: evidence.clone(),
            ..Draft::new(statement, &txn)
        };
        let signed: Signed = self.issuer.sign(redeemed, draft, now)?;
        if let Some(chain) = &self.chain {
            let entry = self
                .args
                .entry(Event::VerdictSigned, Some(outcome.code()))?;
            let entry = entry.with_txn(&txn)?.with_jti(&signed.jti)?;
            chain.append(&entry.with_method("face")?, now)?;
        }
        if let Some((path, sealed)) = &kept {
            self.args
                .tell(self.chain.as_ref(), Event::EvidenceSealed, None)?;
            files::write_secret(path, &sealed.bytes)?;
        }
        files::write_secret(self.file, signed.token.as_bytes())?;
        if !self.service.settle(&session, passed, now)? {
            let what = "the challenge was settled by somebody else";
            return Err(Failure::new("challenge", what));
        }
        Ok(SignedJson {
            file: self.file.display().to_string(),
            jti: signed.jti,
            nonce,
            session,
            bytes: signed.token.len(),
            expires: signed.expires.to_string(),
            evidence,
        })
    }

    fn redeem(&self, passed: bool, output: &Output) -> Result<Redeemed> {
        let answer = Answer {
            session: &self.issued.session,
            nonce: &self.issued.nonce,
            subject: self.subject,
            relying_party: self.audience,
            device: self.args.device.as_deref(),
        };
        let mut now = match self.shown.is_live {
            true => Time::now(),
            // A test's recording is over when its own clock says so.
            false => {
                let lasted = self.issued.prompts.end_ms().div_ceil(1000);
                self.issued.issued_at.after(Duration::from_secs(lasted))
            }
        };
        let mut answered = self.service.redeem(&answer, now)?;
        // Somebody left, or a camera was unplugged: that is a verdict as well, and the
        // challenge is answered when it is over. A pass that comes too early was not read
        // when it was asked: frames came faster through a pipe than anybody speaks.
        if let Err(Refusal::TooEarly { wait }) = answered
            && !passed
        {
            output.note("the session ended early; its verdict is signed when it would have");
            std::thread::sleep(wait);
            now = Time::now().max(now.after(wait));
            answered = self.service.redeem(&answer, now)?;
        }
        let outcome = answered.as_ref().err().map(Refusal::code);
        let event = match outcome {
            None => Event::ChallengeRedeemed,
            Some(_) => Event::ChallengeRefused,
        };
        self.args.tell(self.chain.as_ref(), event, outcome)?;
        answered
            .map_err(|refusal| Failure::new("challenge", format!("{}: {refusal}", refusal.code())))
    }
}

#[cfg(test)]
mod tests {
    use selfsame::challenge::MAX_DIGITS;
    use selfsame::verdict::STATEMENT_SCHEMA;
    use selfsame::{Language, Reason};
    use selfsame_verdict::{limits, statement};

    use super::*;

    /// Neither crate imports the other: here both are at hand.
    #[test]
    fn the_two_crates_agree_on_what_crosses_between_them() {
        assert_eq!(statement::LEVELS, Level::ALL.map(Level::name));
        assert_eq!(statement::SCHEMA, STATEMENT_SCHEMA);
        const { assert!(MAX_DIGITS <= limits::DIGITS) };
        for language in [Language::English, Language::Mandarin] {
            for level in Level::ALL {
                let drawn = Challenge::draw_for(level, language).unwrap();
                let json = serde_json::to_string(&drawn).unwrap();
                let prompts = Prompts::from_json(json.as_bytes()).unwrap();
                assert_eq!(prompts.to_json().unwrap(), json);
                assert_eq!(prompts.digits(), drawn.digits());
            }
        }
        // Every reason of the SDK may stand in a statement.
        for reason in Reason::ALL {
            let mut failed = Statement::not_applicable(selfsame_verdict::Why::Declined);
            failed.outcome = selfsame_verdict::Outcome::Fail;
            failed.reasons = vec![reason.code().into()];
            assert!(failed.check().is_ok(), "{}", reason.code());
        }
    }
}
