//! Error rates of sessions, as ISO/IEC 30107-3 names them.
//!
//! Enters: what the pipeline made of each. Leaves: how often attacks pass and honest
//! people do not, by attack, by group of people, and with each channel silenced; and how
//! the two trade off (DET) by the ratio of all channels together.

use std::collections::BTreeMap;

use selfsame::liveness::ChannelName;
use selfsame::{Outcome, Reason};
use serde::Serialize;

use super::judged::Judged;
use crate::stats::{Rate, equal_error, percentile};
use crate::summary::channel_name;

/// `selfsame.eval.sessions/1`.
#[derive(Serialize)]
pub(super) struct Figures {
    schema: &'static str,
    pub(super) engine: String,
    pub(super) bona_fide: BonaFide,
    /// Groups of honest people.
    pub(super) by_group: BTreeMap<String, BonaFide>,
    pub(super) attacks: BTreeMap<String, Attacked>,
    /// Of the attacks: the worst.
    pub(super) apcer_worst: Option<Rate>,
    pub(super) ablation: Vec<Ablation>,
    pub(super) det: Det,
    /// Milliseconds from the sound to the reading that was found, over honest sessions.
    pub(super) intervals: Intervals,
    pub(super) sessions: Vec<Judged>,
}

/// Honest sessions.
#[derive(Serialize)]
pub(super) struct BonaFide {
    /// Rejected as attacks.
    pub(super) bpcer: Rate,
    /// Told to try again: the bona fide non-response rate.
    pub(super) bpnrr: Rate,
    /// Passed by liveness.
    pub(super) passed: Rate,
    /// Passed everything, of those with a portrait.
    pub(super) accepted: Rate,
    pub(super) digits_found: Rate,
    /// Of those that did not pass; a session may have several.
    pub(super) reasons: BTreeMap<&'static str, usize>,
}

/// Sessions of one attack.
#[derive(Serialize)]
pub(super) struct Attacked {
    /// Passed by liveness.
    pub(super) apcer: Rate,
    /// Told to try again: the attack presentation non-response rate.
    pub(super) apnrr: Rate,
    /// Passed everything, of those with a portrait.
    pub(super) iapar: Rate,
    pub(super) reasons: BTreeMap<&'static str, usize>,
}

/// What a channel is worth.
#[derive(Serialize)]
pub(super) struct Ablation {
    pub(super) channel: &'static str,
    /// Without it: honest sessions that liveness passes, and attacks by name.
    pub(super) without: Passes,
    /// With no other channel.
    pub(super) alone: Passes,
}

#[derive(Serialize)]
pub(super) struct Passes {
    pub(super) bona_fide: Rate,
    pub(super) attacks: Rate,
    pub(super) by_attack: BTreeMap<String, Rate>,
}

/// The trade-off, were the ratio alone to decide.
#[derive(Serialize)]
pub(super) struct Det {
    pub(super) bona_fide: usize,
    pub(super) attacks: usize,
    pub(super) eer: Option<f64>,
    /// Threshold, share of attacks at or above it, share of honest sessions below.
    pub(super) points: Vec<[f64; 3]>,
}

/// Percentiles 5, 50 and 95, and the median of the sizes.
#[derive(Serialize)]
pub(super) struct Intervals {
    n: usize,
    start_ms: Vec<Option<f64>>,
    end_ms: Vec<Option<f64>>,
    start_size_ms: Option<f64>,
    end_size_ms: Option<f64>,
}

type Sessions<'a> = Vec<&'a Judged>;

impl Figures {
    pub(super) fn of(engine: &str, sessions: Vec<Judged>) -> Self {
        let honest: Sessions<'_> = sessions.iter().filter(|s| s.attack.is_none()).collect();
        let mut groups: BTreeMap<String, Sessions<'_>> = BTreeMap::new();
        for &session in &honest {
            for group in &session.groups {
                groups.entry(group.clone()).or_default().push(session);
            }
        }
        let mut attacks: BTreeMap<String, Sessions<'_>> = BTreeMap::new();
        for session in &sessions {
            if let Some(attack) = &session.attack {
                attacks.entry(attack.clone()).or_default().push(session);
            }
        }
        let each = |of: &Sessions<'_>| Attacked::of(of);
        let by_attack: BTreeMap<_, _> = attacks
            .iter()
            .map(|(name, of)| (name.clone(), each(of)))
            .collect();
        let rate = |a: &Attacked| a.apcer.rate.unwrap_or(0.0);
        let worst = by_attack
            .values()
            .max_by(|a, b| rate(a).total_cmp(&rate(b)));
        Self {
            schema: "selfsame.eval.sessions/1",
            engine: engine.to_owned(),
            bona_fide: BonaFide::of(&honest),
            by_group: groups
                .iter()
                .map(|(name, of)| (name.clone(), BonaFide::of(of)))
                .collect(),
            apcer_worst: worst.map(|a| a.apcer),
            ablation: CHANNELS.map(|c| Ablation::of(c, &honest, &attacks)).into(),
            det: Det::of(&sessions),
            intervals: Intervals::of(&honest),
            attacks: by_attack,
            sessions,
        }
    }
}

const CHANNELS: [ChannelName; 6] = [
    ChannelName::Timing,
    ChannelName::Content,
    ChannelName::Consistency,
    ChannelName::Plausibility,
    ChannelName::Integrity,
    ChannelName::Texture,
];

fn share(sessions: &[&Judged], test: impl Fn(&Judged) -> bool) -> Rate {
    Rate::of(sessions.iter().filter(|s| test(s)).count(), sessions.len())
}

/// Those that passed everything, of those in which something was compared.
fn accepted(sessions: &[&Judged]) -> Rate {
    let compared: Sessions<'_> = sessions
        .iter()
        .filter(|s| s.matching.is_some())
        .copied()
        .collect();
    share(&compared, |s| s.outcome == Outcome::Pass)
}

fn reasons(sessions: &[&Judged]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    let all = sessions.iter().flat_map(|s| &s.reasons);
    for reason in all.filter(|reason| **reason != Reason::PortraitMismatch) {
        *counts.entry(reason.code()).or_insert(0) += 1;
    }
    counts
}

impl BonaFide {
    fn of(sessions: &[&Judged]) -> Self {
        let sum = |which: usize| sessions.iter().map(|s| s.digits[which]).sum();
        Self {
            bpcer: share(sessions, |s| s.liveness == Outcome::Fail),
            bpnrr: share(sessions, |s| s.liveness == Outcome::Retry),
            passed: share(sessions, |s| s.liveness == Outcome::Pass),
            accepted: accepted(sessions),
            digits_found: Rate::of(sum(0), sum(1)),
            reasons: reasons(sessions),
        }
    }
}

impl Attacked {
    fn of(sessions: &[&Judged]) -> Self {
        Self {
            apcer: share(sessions, |s| s.liveness == Outcome::Pass),
            apnrr: share(sessions, |s| s.liveness == Outcome::Retry),
            iapar: accepted(sessions),
            reasons: reasons(sessions),
        }
    }
}

impl Ablation {
    fn of(
        channel: ChannelName,
        honest: &[&Judged],
        attacks: &BTreeMap<String, Sessions<'_>>,
    ) -> Self {
        let passes = |silent: &dyn Fn(ChannelName) -> bool| {
            let passed = |s: &Judged| s.without(silent) == Outcome::Pass;
            let all: Sessions<'_> = attacks.values().flatten().copied().collect();
            let each = attacks
                .iter()
                .map(|(name, of)| (name.clone(), share(of, passed)));
            Passes {
                bona_fide: share(honest, passed),
                attacks: share(&all, passed),
                by_attack: each.collect(),
            }
        };
        Self {
            channel: channel_name(channel),
            without: passes(&|c| c == channel),
            alone: passes(&|c| c != channel),
        }
    }
}

impl Det {
    /// A session without a ratio, one in which nothing was read, is below all others.
    fn of(sessions: &[Judged]) -> Self {
        let ratios = |honest: bool| -> Vec<f32> {
            let of = sessions.iter().filter(|s| s.attack.is_none() == honest);
            let mut ratios: Vec<f32> = of.map(|s| s.fused.unwrap_or(f32::MIN)).collect();
            ratios.sort_by(f32::total_cmp);
            ratios
        };
        let (honest, attacks) = (ratios(true), ratios(false));
        let below = |ratios: &[f32], at: f32| {
            ratios.partition_point(|r| *r < at) as f64 / ratios.len().max(1) as f64
        };
        let mut thresholds: Vec<f32> = honest.iter().chain(&attacks).copied().collect();
        thresholds.sort_by(f32::total_cmp);
        thresholds.dedup();
        let points = thresholds.into_iter().filter(|t| *t > f32::MIN);
        let both = !honest.is_empty() && !attacks.is_empty();
        Self {
            bona_fide: honest.len(),
            attacks: attacks.len(),
            eer: equal_error(&honest, &attacks),
            points: match both {
                true => points
                    .map(|at| [f64::from(at), 1.0 - below(&attacks, at), below(&honest, at)])
                    .collect(),
                false => Vec::new(),
            },
        }
    }
}

impl Intervals {
    fn of(honest: &[&Judged]) -> Self {
        let errors = |end: usize, sized: bool| {
            let all = honest.iter().flat_map(|s| &s.off_ms).map(|off| off[end]);
            let mut all: Vec<f64> = all.map(|e| if sized { e.abs() } else { e }).collect();
            all.sort_by(f64::total_cmp);
            all
        };
        let spread = |end: usize| {
            let errors = errors(end, false);
            [0.05, 0.5, 0.95].map(|q| percentile(&errors, q)).to_vec()
        };
        Self {
            n: errors(0, false).len(),
            start_ms: spread(0),
            end_ms: spread(1),
            start_size_ms: percentile(&errors(0, true), 0.5),
            end_size_ms: percentile(&errors(1, true), 0.5),
        }
    }

    fn text(&self) -> String {
        let number = |v: &Option<f64>| v.map_or("-".into(), |v| format!("{v:.0}"));
        let spread = |v: &[Option<f64>]| v.iter().map(number).collect::<Vec<_>>().join(" / ");
        format!(
            "reading minus sound, ms, percentiles 5 / 50 / 95: start {}, end {} (n = {}); \
             median size {} and {}",
            spread(&self.start_ms),
            spread(&self.end_ms),
            self.n,
            number(&self.start_size_ms),
            number(&self.end_size_ms),
        )
    }
}

impl Figures {
    pub(super) fn text(&self) -> String {
        let of = &self.bona_fide;
        let mut text = format!(
            "{} honest sessions\n  BPCER         {}\n  try again     {}\n  readings      {}\n  \
             accepted      {}\n  {}\n",
            of.bpcer.n,
            of.bpcer.text(),
            of.bpnrr.text(),
            of.digits_found.text(),
            of.accepted.text(),
            self.intervals.text(),
        );
        text += &listed(&of.reasons);
        for (name, of) in &self.by_group {
            text += &format!("  {name:<14}BPCER {}\n", of.bpcer.text());
        }
        for (name, of) in &self.attacks {
            text += &format!("{name:<24}APCER {}\n", of.apcer.text());
            text += &listed(&of.reasons);
        }
        let eer = self.det.eer.map_or("-".into(), |eer| format!("{eer:.4}"));
        text += &format!("all channels' ratio alone: EER {eer}\n");
        text += "passes by liveness          honest without, alone   attacks without, alone";
        for of in &self.ablation {
            let pair = |a: &Rate, b: &Rate| {
                let rate = |r: &Rate| r.rate.map_or("-".into(), |r| format!("{r:.3}"));
                format!("{} {}", rate(a), rate(b))
            };
            text += &format!(
                "\n  {:<26}{:<24}{}",
                of.channel,
                pair(&of.without.bona_fide, &of.alone.bona_fide),
                pair(&of.without.attacks, &of.alone.attacks),
            );
        }
        text
    }
}

fn listed(reasons: &BTreeMap<&'static str, usize>) -> String {
    if reasons.is_empty() {
        return String::new();
    }
    let mut sorted: Vec<_> = reasons.iter().collect();
    // Most frequent first; equal ones by name, as the map has them.
    sorted.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let each: Vec<String> = sorted
        .iter()
        .map(|(code, n)| format!("{n} {code}"))
        .collect();
    format!("    {}\n", each.join(", "))
}

#[cfg(test)]
mod tests {
    use super::super::judged::tests::judged;
    use super::*;

    #[test]
    fn rates_are_by_attack_group_and_channel() {
        use ChannelName::{Content, Timing};
        let out = (Timing, Reason::DigitsOutOfTime);
        let other = (Content, Reason::OtherDigits);
        let mut silent = judged(None, &[(Timing, Reason::WarmUpSilent)], 0.5);
        silent.groups = vec!["beard".into()];
        let mut accepted = judged(None, &[], 4.0);
        accepted.matching = Some(Outcome::Pass);
        let sessions = vec![
            accepted,
            silent,
            judged(None, &[out], -1.0),
            judged(Some("replay"), &[out, other], -3.0),
            judged(Some("replay"), &[other], -2.0),
            judged(Some("avatar"), &[], 3.0),
        ];
        let all = Figures::of("fake", sessions);
        let of = &all.bona_fide;
        assert_eq!(
            (of.bpcer.count, of.bpnrr.count, of.passed.count, of.bpcer.n),
            (1, 1, 1, 3)
        );
        assert_eq!((of.accepted.count, of.accepted.n), (1, 1));
        assert_eq!((of.digits_found.count, of.digits_found.n), (18, 18));
        assert_eq!(all.by_group["beard"].bpnrr.count, 1);
        assert_eq!(all.by_group["skin dark"].bpcer.n, 2);
        assert_eq!(
            (
                all.attacks["replay"].apcer.count,
                all.attacks["replay"].apcer.n
            ),
            (0, 2)
        );
        assert_eq!(all.apcer_worst.map(|r| r.count), Some(1));
        assert_eq!(all.attacks["replay"].reasons["other_digits"], 2);
        let [timing, content, ..] = &all.ablation[..] else {
            panic!("six channels");
        };
        assert_eq!(timing.without.bona_fide.count, 3);
        assert_eq!(timing.without.by_attack["replay"].count, 0);
        assert_eq!(content.without.by_attack["replay"].count, 1);
        assert_eq!(content.alone.bona_fide.count, 3);
        assert!(all.text().contains("avatar") && all.text().contains("2 other_digits"));
    }

    #[test]
    fn the_trade_off_goes_from_all_to_none() {
        let mut deaf = judged(None, &[], 0.0);
        deaf.fused = None;
        let sessions = vec![
            judged(None, &[], 2.0),
            judged(None, &[], 3.0),
            deaf,
            judged(Some("x"), &[], 1.0),
            judged(Some("x"), &[], 2.5),
        ];
        let det = Det::of(&sessions);
        // The deaf one is below every threshold.
        let third = 1.0 / 3.0;
        assert_eq!(det.points.len(), 4);
        assert_eq!(det.points[0], [1.0, 1.0, third]);
        assert_eq!(det.points[1], [2.0, 0.5, third]);
        assert!((det.points[2][2] - 2.0 * third).abs() < 1e-12);
        assert_eq!(det.points[3][1], 0.0);
        assert!(Det::of(&sessions[..2]).points.is_empty());
    }
}
