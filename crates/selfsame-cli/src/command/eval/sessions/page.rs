//! The page of an evaluation: what passed, what did not, and how the two trade off.
//!
//! Enters: the figures. Leaves: HTML. Names of attacks and groups come from files: they are
//! escaped.

use std::fmt::Write as _;

use super::figures::{Ablation, BonaFide, Figures, Passes};
use crate::command::eval::page::{self, Escaped, percent, row, tile};
use crate::stats::Rate;

/// The page.
pub(super) fn of(figures: &Figures) -> String {
    let mut out = page::start("Liveness: error rates");
    head(&mut out, figures);
    attacks(&mut out, figures);
    groups(&mut out, figures);
    ablation(&mut out, figures);
    trade_off(&mut out, figures);
    out.push_str(page::END);
    out
}

fn head(out: &mut String, figures: &Figures) {
    let of = &figures.bona_fide;
    let attacks: u64 = figures.attacks.values().map(|a| a.apcer.n).sum();
    let _ = writeln!(
        out,
        "<h1>Liveness: error rates</h1><p class=\"lead\">{} honest sessions and {attacks} attacks \
         of {} kinds, by {}. Bars are shares, whiskers exact 95 % intervals (Clopper and \
         Pearson): with few sessions they are wide, and zero of few says little.</p>",
        of.bpcer.n,
        figures.attacks.len(),
        Escaped(&figures.engine),
    );
    out.push_str("<div class=\"tiles\">");
    tile(out, "BPCER", "honest, rejected as attacks", &of.bpcer);
    tile(out, "Try again", "honest, no decision", &of.bpnrr);
    match &figures.apcer_worst {
        Some(rate) => tile(out, "APCER", "the attack that passes most", rate),
        None => out.push_str("<div class=\"tile\"><b>APCER</b><span>no attacks</span></div>"),
    }
    tile(
        out,
        "Readings",
        "digits whose reading was found",
        &of.digits_found,
    );
    out.push_str("</div>\n");
}

fn attacks(out: &mut String, figures: &Figures) {
    if figures.attacks.is_empty() {
        return;
    }
    out.push_str(
        "<h2>Attacks that pass liveness (APCER)</h2><table><tr><th>attack<th>share<th class=\"n\">\
         passed<th>what stopped the others</tr>\n",
    );
    let mut sorted: Vec<_> = figures.attacks.iter().collect();
    let share = |rate: &Rate| rate.rate.unwrap_or(0.0);
    sorted.sort_by(|a, b| {
        share(&b.1.apcer)
            .total_cmp(&share(&a.1.apcer))
            .then(a.0.cmp(b.0))
    });
    for (name, of) in sorted {
        let mut reasons: Vec<_> = of.reasons.iter().collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let reasons: Vec<String> = reasons
            .iter()
            .map(|(code, count)| format!("{} {count}", code.replace('_', " ")))
            .collect();
        row(out, name, &of.apcer, "bad", &reasons.join(" · "));
    }
    out.push_str("</table>\n");
}

fn groups(out: &mut String, figures: &Figures) {
    out.push_str(
        "<h2>Honest people who do not pass</h2><table><tr><th>group<th>share<th class=\"n\">\
         rejected<th>why, try again included</tr>\n",
    );
    let mut one = |name: &str, of: &BonaFide| {
        let mut reasons: Vec<_> = of.reasons.iter().collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let mut why: Vec<String> = reasons
            .iter()
            .map(|(code, count)| format!("{} {count}", code.replace('_', " ")))
            .collect();
        if of.bpnrr.count > 0 {
            why.insert(0, format!("try again {} of {}", of.bpnrr.count, of.bpnrr.n));
        }
        row(out, name, &of.bpcer, "warn", &why.join(" · "));
    };
    one("all", &figures.bona_fide);
    for (name, of) in &figures.by_group {
        one(name, of);
    }
    out.push_str("</table>\n");
}

fn ablation(out: &mut String, figures: &Figures) {
    out.push_str(
        "<h2>What each channel is worth</h2><p class=\"lead\">Share of sessions that liveness \
         passes. Without a channel more attacks pass if it stops some that no other does; alone \
         it shows all that it stops.</p><table><tr><th>channel<th class=\"n\">honest, without it\
         <th class=\"n\">attacks, without it<th class=\"n\">honest, alone<th class=\"n\">attacks, \
         alone<th>only it stops</tr>\n",
    );
    for of in &figures.ablation {
        let share = |rate: &Rate| rate.rate.map_or("–".into(), percent);
        let cells = |passes: &Passes| {
            format!(
                "<td class=\"n\">{}<td class=\"n\">{}",
                share(&passes.bona_fide),
                share(&passes.attacks)
            )
        };
        let _ = writeln!(
            out,
            "<tr><td>{}{}{}<td class=\"why\">{}</tr>",
            of.channel,
            cells(&of.without),
            cells(&of.alone),
            Escaped(&only(of, figures)),
        );
    }
    out.push_str("</table>\n");
}

/// The attacks that pass more often without a channel.
fn only(of: &Ablation, figures: &Figures) -> String {
    let more = of.without.by_attack.iter().filter_map(|(name, rate)| {
        let with = figures.attacks.get(name)?.apcer.count;
        (rate.count > with).then(|| format!("{name} {}", rate.count - with))
    });
    more.collect::<Vec<_>>().join(" · ")
}

/// Sizes of the drawing, in its own units.
const SIDE: f64 = 420.0;
const MARGIN: f64 = 52.0;
/// The axes of a DET curve are stretched as normal deviates, from 0.2 % on (Martin et
/// al., Eurospeech 1997): two normal score distributions give a straight line.
const LEAST: f64 = 0.002;
const TICKS: [f64; 9] = [0.002, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.95];

fn trade_off(out: &mut String, figures: &Figures) {
    let det = &figures.det;
    if det.points.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "<h2>Trade-off</h2><p class=\"lead\">What the decision would do if the likelihood ratio \
         of all channels together were all there is: {} honest sessions, {} attacks, equal error \
         rate {}. The rules of the channels decide beside it.</p>\
         <svg class=\"det\" viewBox=\"0 0 {w} {w}\" role=\"img\"><title>DET curve</title>",
        det.bona_fide,
        det.attacks,
        det.eer.map_or("–".into(), percent),
        w = SIDE + 2.0 * MARGIN,
    );
    let at = |share: f64| {
        let [low, high] = [LEAST, 1.0 - LEAST].map(deviate);
        SIDE * (deviate(share.clamp(LEAST, 1.0 - LEAST)) - low) / (high - low)
    };
    for tick in TICKS {
        let (x, y) = (MARGIN + at(tick), MARGIN + SIDE - at(tick));
        let _ = writeln!(
            out,
            "<path class=\"grid\" d=\"M{x:.1} {MARGIN}v{SIDE}M{MARGIN} {y:.1}h{SIDE}\"/>\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            MARGIN + SIDE + 16.0,
            percent(tick),
            MARGIN - 6.0,
            y + 4.0,
            percent(tick),
        );
    }
    let mut path = String::new();
    for [_, apcer, bpcer] in &det.points {
        let (x, y) = (MARGIN + at(*apcer), MARGIN + SIDE - at(*bpcer));
        let command = if path.is_empty() { 'M' } else { 'L' };
        let _ = write!(path, "{command}{x:.1} {y:.1}");
    }
    let _ = writeln!(
        out,
        "<rect class=\"frame\" x=\"{MARGIN}\" y=\"{MARGIN}\" width=\"{SIDE}\" height=\"{SIDE}\"/>\
         <path class=\"curve\" d=\"{path}\"/>\
         <text class=\"axis\" x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"middle\">attacks that pass</text>\
         <text class=\"axis\" x=\"{MARGIN}\" y=\"{:.0}\">honest sessions that do not</text></svg>",
        MARGIN + SIDE / 2.0,
        SIDE + 2.0 * MARGIN - 12.0,
        MARGIN - 14.0,
    );
}

/// The normal deviate of a share, to 0.005 (Abramowitz and Stegun 26.2.22): a place in a
/// drawing needs no more.
fn deviate(share: f64) -> f64 {
    let upper = |p: f64| {
        let t = (-2.0 * p.ln()).sqrt();
        t - (2.30753 + 0.27061 * t) / (1.0 + 0.99229 * t + 0.04481 * t * t)
    };
    match share < 0.5 {
        true => -upper(share),
        false => upper(1.0 - share),
    }
}

#[cfg(test)]
mod tests {
    use selfsame::Reason;
    use selfsame::liveness::ChannelName;

    use super::super::judged::tests::judged;
    use super::*;

    #[test]
    fn a_page_shows_the_rates_and_hostile_names_stay_text() {
        let mut sessions = vec![
            judged(None, &[], 4.0),
            judged(None, &[(ChannelName::Timing, Reason::DigitsNotRead)], 1.0),
            judged(Some("<script>"), &[], 3.0),
            judged(
                Some("replay"),
                &[(ChannelName::Content, Reason::OtherDigits)],
                -2.0,
            ),
        ];
        sessions[0].groups = vec!["<b>".into()];
        let page = of(&Figures::of("fake", sessions));
        assert!(
            !page.contains("<script>") && !page.contains("<b>\"") && page.contains("&lt;script")
        );
        assert!(page.contains("other digits 1") && page.contains("1 of 2"));
        assert!(page.contains("class=\"curve\" d=\"M"));
        // What only one channel stops.
        assert!(page.contains("replay 1"));
    }

    #[test]
    fn a_page_of_honest_sessions_alone_has_no_curve() {
        let page = of(&Figures::of("fake", vec![judged(None, &[], 4.0)]));
        assert!(page.contains("no attacks") && !page.contains("class=\"curve\""));
    }

    #[test]
    fn deviates_are_those_of_the_tables() {
        for (share, z) in [(0.5, 0.0), (0.975, 1.96), (0.01, -2.326), (0.2, -0.842)] {
            assert!(
                (deviate(share) - z).abs() < 0.005,
                "{share}: {}",
                deviate(share)
            );
        }
    }
}
