//! `verdict inspect`: what a token says, with nothing checked.

use std::path::Path;

use selfsame_verdict::claims::Claims;
use selfsame_verdict::verify;
use serde::Serialize;

use crate::failure::{Failure, Result};
use crate::output::{Exit, Output};

/// `selfsame.verdict.inspect/1`.
#[derive(Serialize)]
struct Answer<'a> {
    schema: &'static str,
    checked: bool,
    bytes: usize,
    claims: &'a Claims,
}

pub(super) fn run(path: &Path, output: &Output) -> Result<Exit> {
    let token = super::token(path)?;
    let unverified = verify::inspect(&token)
        .map_err(|e| Failure::new("token", format!("{}: {e}", path.display())))?;
    let claims = unverified.claims();
    if output.is_json() {
        output.json(&Answer {
            schema: "selfsame.verdict.inspect/1",
            checked: false,
            bytes: token.len(),
            claims,
        })?;
    } else {
        let text = format!(
            "NOT CHECKED: anybody can have written this ({} bytes)\n{}",
            token.len(),
            told(claims)
        );
        output.write(&text)?;
    }
    Ok(Exit::Pass)
}

/// What a token says, in lines.
pub(super) fn told(claims: &Claims) -> String {
    let statement = &claims.selfsame;
    let mut lines = vec![
        ("outcome", statement.outcome.code().to_owned()),
        ("reasons", statement.reasons.join(", ")),
        ("issuer", claims.iss.clone()),
        ("for", claims.aud.clone()),
        ("about", claims.sub.clone()),
        (
            "signed",
            format!("{}, holds until {}", claims.iat, claims.exp),
        ),
        ("session", statement.session.clone().unwrap_or_default()),
        ("transaction", claims.txn.clone()),
    ];
    if let Some(policy) = &statement.policy {
        lines.push(("policy", policy.name.clone()));
    }
    lines.push((
        "portrait",
        match &statement.matching {
            Some(m) => format!(
                "{} at a false-match rate of {}",
                m.outcome.code(),
                m.false_match_rate
            ),
            None => "not compared".into(),
        },
    ));
    if let Some(verified) = &claims.verified_claims {
        let names: Vec<_> = verified.claims.keys().cloned().collect();
        let framework = &verified.verification.trust_framework;
        lines.push(("identity", format!("{framework}: {}", names.join(", "))));
    }
    let engine = statement.engine.iter();
    let engine = engine.map(|e| format!(", {e}, {} models", statement.models.len()));
    let made_by = format!("selfsame {}{}", statement.sdk, engine.collect::<String>());
    lines.push(("made by", made_by));
    lines.push((
        "evidence",
        match &statement.evidence {
            Some(e) => format!("{} {}, until {}", e.media_type, e.sha256, e.retain_until),
            None => "none kept".into(),
        },
    ));
    let mut text: Vec<_> = lines
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("  {name:<12} {}", printable(&value)))
        .collect();
    if statement.test {
        text.push("  this is a TEST verdict".into());
    }
    text.join("\n")
}

/// A stranger's text, so that it cannot wipe a line, move the cursor or turn the direction
/// of reading.
fn printable(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let seen = |c: char| {
        if c.is_control() || turns(c) {
            '\u{fffd}'
        } else {
            c
        }
    };
    text.chars().map(seen).collect()
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn a_stranger_writes_on_no_line_but_its_own() {
        let shown = printable("https://id.example\u{1b}[2J\rVALID\u{202e}");
        assert_eq!(shown, "https://id.example\u{fffd}[2J\u{fffd}VALID\u{fffd}");
    }
}
