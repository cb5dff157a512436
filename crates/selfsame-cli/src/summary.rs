//! A verdict in words, for a person at a terminal.

use std::fmt::Write as _;

use selfsame::liveness::{ChannelName, Finding};
use selfsame::{Outcome, Reason, Severity, Verdict};

/// The whole summary, without a line end.
pub(crate) fn of(verdict: &Verdict) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_summary(&mut text, verdict);
    text.trim_end().to_owned()
}

fn write_summary(text: &mut String, verdict: &Verdict) -> std::fmt::Result {
    writeln!(text, "{}", headline(verdict))?;
    writeln!(text, "  liveness  {}", word(verdict.liveness.outcome))?;
    match &verdict.matching {
        Some(matching) => writeln!(
            text,
            "  portrait  {} (1 false match in {:.0}, {} live frames)",
            match matching.outcome {
                Outcome::Pass => "match",
                _ => "no match",
            },
            1.0 / matching.false_match_rate.value(),
            matching.live_frames
        )?,
        None => writeln!(text, "  portrait  not compared")?,
    }
    let frames = &verdict.frames;
    writeln!(
        text,
        "  frames    {} in {:.1} s, {} with the face",
        frames.total,
        frames.duration_ms as f64 / 1000.0,
        frames.with_face
    )?;
    writeln!(text, "  engine    {}", verdict.made_by.engine)?;
    if verdict.test {
        writeln!(text, "  this is a TEST verdict")?;
    }
    if !verdict.reasons.is_empty() {
        writeln!(text, "\nReasons")?;
        for reason in &verdict.reasons {
            let weight = match reason.severity() {
                Severity::Fail => "against",
                Severity::Retry => "unclear",
            };
            writeln!(
                text,
                "  {weight}  {:<24} {}",
                reason.code(),
                reason.advice()
            )?;
        }
    }
    if verdict.outcome != Outcome::Pass {
        writeln!(text, "\n{}", verdict.language.other_way())?;
    }
    if !verdict.digits.is_empty() {
        let word = |digit| verdict.language.word(digit);
        writeln!(
            text,
            "\nDigit         prompted     start       end  confidence"
        )?;
        for d in &verdict.digits {
            write!(
                text,
                "  {} {:<8} {}",
                d.digit,
                word(d.digit),
                time(Some(d.prompted_ms))
            )?;
            write!(text, " {} {}", time(d.start_ms), time(d.end_ms))?;
            writeln!(text, "        {:.2}", d.confidence)?;
        }
    }
    if !verdict.liveness.channels.is_empty() {
        writeln!(text, "\nEvidence")?;
        for channel in &verdict.liveness.channels {
            writeln!(
                text,
                "  {:<13} {:<20} {}",
                channel_name(channel.name),
                finding(channel.finding),
                codes(&channel.reasons)
            )?;
        }
    }
    Ok(())
}

fn headline(verdict: &Verdict) -> &'static str {
    let compared = verdict.matching.is_some();
    match (verdict.outcome, compared) {
        (Outcome::Pass, true) => "PASS: a live person, and the one on the portrait",
        (Outcome::Pass, false) => "PASS: a live person (no portrait was compared)",
        (Outcome::Fail, _) => "FAIL: the evidence speaks against it",
        (Outcome::Retry, _) => "RETRY: the recording does not suffice; please try again",
    }
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "pass",
        Outcome::Fail => "fail",
        Outcome::Retry => "retry",
    }
}

fn time(ms: Option<u64>) -> String {
    match ms {
        Some(ms) => format!("{:>7.2} s", ms as f64 / 1000.0),
        None => "        -".into(),
    }
}

fn codes(reasons: &[Reason]) -> String {
    reasons
        .iter()
        .map(|r| r.code())
        .collect::<Vec<_>>()
        .join(", ")
}

/// A channel's name, as in JSON.
pub(crate) fn channel_name(name: ChannelName) -> &'static str {
    match name {
        ChannelName::Timing => "timing",
        ChannelName::Content => "content",
        ChannelName::Consistency => "consistency",
        ChannelName::Plausibility => "plausibility",
        ChannelName::Integrity => "integrity",
        ChannelName::Texture => "texture",
        ChannelName::Voice => "voice",
        // A channel of a later SDK.
        _ => "other",
    }
}

fn finding(finding: Finding) -> &'static str {
    match finding {
        Finding::Supports => "supports",
        Finding::Unclear => "unclear",
        Finding::Contradicts => "contradicts",
        Finding::NotEvaluated => "not evaluated yet",
    }
}
