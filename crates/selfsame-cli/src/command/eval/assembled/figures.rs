//! What `eval assembled` tells.
//!
//! Enters: judged sessions. Leaves: rates with exact intervals, equal error rates,
//! percentiles of ratios and errors of intervals, as JSON and as text.

use std::collections::BTreeMap;

use selfsame::Level;
use serde::Serialize;

use super::judged::{Claim, FUSED, Judged, NAMES};
use crate::stats::{Rate, equal_error, percentile};

/// `selfsame.eval.assembled/1`.
#[derive(Serialize)]
pub(super) struct Figures {
    schema: &'static str,
    speakers: usize,
    clips: usize,
    level: &'static str,
    sessions: usize,
    /// Sessions of the right string at the right times that do not pass.
    bpcer: Rate,
    /// Why: a session may have several; `ratio` is the fused one.
    reasons: BTreeMap<&'static str, usize>,
    readings_found: Rate,
    intervals: Intervals,
    /// Percentiles of the sessions' ratios.
    llr: BTreeMap<&'static str, Vec<Option<f64>>>,
    other_strings: Attack,
    other_times: Attack,
    other_strings_and_times: Attack,
}

/// Distance of the found ends from those of the sound, milliseconds.
#[derive(Serialize)]
struct Intervals {
    n: usize,
    start_ms_median: Option<f64>,
    end_ms_median: Option<f64>,
    start_ms_p95: Option<f64>,
    end_ms_p95: Option<f64>,
    /// Median of how much later they are.
    start_late_ms: Option<f64>,
    end_late_ms: Option<f64>,
}

#[derive(Serialize)]
struct Attack {
    claims: usize,
    /// Claims that pass rules and ratio.
    apcer: Rate,
    /// Claims whose fused ratio would do for the level, whatever the rules say.
    by_ratio: Rate,
    eer: BTreeMap<&'static str, Option<f64>>,
    llr: BTreeMap<&'static str, Vec<Option<f64>>>,
}

impl Figures {
    pub(super) fn of(judged: &[Judged], level: Level, speakers: usize, clips: usize) -> Self {
        let right: Vec<&Claim> = judged.iter().map(|j| &j.right).collect();
        let mut reasons = BTreeMap::new();
        for claim in right.iter().filter(|c| !c.passes) {
            let low = claim.ratios[FUSED].is_none_or(|ratio| ratio < level.least_ratio());
            let codes = claim.reasons.iter().map(|reason| reason.code());
            for code in codes.chain(low.then_some("ratio")) {
                *reasons.entry(code).or_insert(0) += 1;
            }
        }
        let sum = |of: fn(&Judged) -> usize| judged.iter().map(of).sum();
        let attack = |of: fn(&Judged) -> &Vec<Claim>| {
            let claims: Vec<&Claim> = judged.iter().flat_map(of).collect();
            Attack::of(&right, &claims, level)
        };
        Self {
            schema: "selfsame.eval.assembled/1",
            speakers,
            clips,
            level: level.name(),
            sessions: right.len(),
            bpcer: Rate::of(right.iter().filter(|c| !c.passes).count(), right.len()),
            reasons,
            readings_found: Rate::of(sum(|j| j.found), sum(|j| j.asked)),
            intervals: Intervals::of(judged),
            llr: by_name(|k| percentiles(&ratios(&right, k))),
            other_strings: attack(|j| &j.other_strings),
            other_times: attack(|j| &j.other_times),
            other_strings_and_times: attack(|j| &j.other_both),
        }
    }

    pub(super) fn text(&self) -> String {
        let mut text = format!(
            "{} sessions of {} digits put together from {} clips of {} speakers\n\
             (semi-real: there are joints; texture, integrity and blinks are no part of it)\n\n\
             not passed (BPCER)    {}\n",
            self.sessions,
            Level::from_name(self.level).map_or(0, Level::digits),
            self.clips,
            self.speakers,
            self.bpcer.text()
        );
        for (reason, count) in &self.reasons {
            text += &format!("  {reason:<28}{count}\n");
        }
        let ms = |v: Option<f64>| v.map_or("-".into(), |v| format!("{v:.0}"));
        let i = &self.intervals;
        text += &format!(
            "readings found        {}\n\
             error of intervals    start {} ms, end {} ms (median of {}; 95 % below {} and {} ms; \
             found later by {} and {} ms)\nratios, percentiles 1 5 50 95 99\n{}",
            self.readings_found.text(),
            ms(i.start_ms_median),
            ms(i.end_ms_median),
            i.n,
            ms(i.start_ms_p95),
            ms(i.end_ms_p95),
            ms(i.start_late_ms),
            ms(i.end_late_ms),
            lines(&self.llr),
        );
        for (name, attack) in [
            ("other strings at the same times", &self.other_strings),
            (
                "the same string at other times, best started",
                &self.other_times,
            ),
            (
                "other strings at other times, best started",
                &self.other_strings_and_times,
            ),
        ] {
            text += &format!("\n{name}\n{}", attack.text());
        }
        text
    }
}

impl Intervals {
    fn of(judged: &[Judged]) -> Self {
        let off: Vec<[f64; 2]> = judged.iter().flat_map(|j| j.off.iter().copied()).collect();
        let sorted = |end: usize, of: fn(f64) -> f64| {
            let mut values: Vec<f64> = off.iter().map(|o| of(1000.0 * o[end])).collect();
            values.sort_by(f64::total_cmp);
            values
        };
        let far = |end: usize, share: f64| percentile(&sorted(end, f64::abs), share);
        Self {
            n: off.len(),
            start_ms_median: far(0, 0.5),
            end_ms_median: far(1, 0.5),
            start_ms_p95: far(0, 0.95),
            end_ms_p95: far(1, 0.95),
            start_late_ms: percentile(&sorted(0, |v| v), 0.5),
            end_late_ms: percentile(&sorted(1, |v| v), 0.5),
        }
    }
}

impl Attack {
    fn of(right: &[&Claim], claims: &[&Claim], level: Level) -> Self {
        let enough = |claim: &&&Claim| {
            let fused = claim.ratios[FUSED];
            fused.is_some_and(|fused| fused >= level.least_ratio())
        };
        Self {
            claims: claims.len(),
            apcer: Rate::of(claims.iter().filter(|c| c.passes).count(), claims.len()),
            by_ratio: Rate::of(claims.iter().filter(enough).count(), claims.len()),
            eer: by_name(|k| equal_error(&ratios(right, k), &ratios(claims, k))),
            llr: by_name(|k| percentiles(&ratios(claims, k))),
        }
    }

    fn text(&self) -> String {
        let eer = |(name, eer): (&&str, &Option<f64>)| {
            let eer = eer.map_or("-".into(), |v| format!("{v:.4}"));
            format!("{name} {eer}")
        };
        format!(
            "  passed (APCER)      {}\n  by the ratio alone  {}\n  EER                 {}\n{}",
            self.apcer.text(),
            self.by_ratio.text(),
            self.eer.iter().map(eer).collect::<Vec<_>>().join(", "),
            lines(&self.llr),
        )
    }
}

fn by_name<T>(of: impl Fn(usize) -> T) -> BTreeMap<&'static str, T> {
    NAMES
        .iter()
        .enumerate()
        .map(|(k, name)| (*name, of(k)))
        .collect()
}

/// A claim without a ratio says nothing.
fn ratios(claims: &[&Claim], which: usize) -> Vec<f32> {
    claims
        .iter()
        .map(|c| c.ratios[which].unwrap_or(0.0))
        .collect()
}

fn percentiles(ratios: &[f32]) -> Vec<Option<f64>> {
    let mut sorted: Vec<f64> = ratios.iter().copied().map(f64::from).collect();
    sorted.sort_by(f64::total_cmp);
    let each = [0.01, 0.05, 0.5, 0.95, 0.99].map(|share| percentile(&sorted, share));
    each.to_vec()
}

fn lines(llr: &BTreeMap<&'static str, Vec<Option<f64>>>) -> String {
    let number = |v: &Option<f64>| v.map_or("-".into(), |v| format!("{v:.1}"));
    let line = |(name, each): (&&str, &Vec<Option<f64>>)| {
        let each: Vec<String> = each.iter().map(number).collect();
        format!("  {name:<26}{}\n", each.join(" "))
    };
    llr.iter().map(line).collect()
}
