//! Recall against false positives. Enters: what a detector found, and what is there. Leaves:
//! a point for each number of false positives, from the surest detection down.

use std::fmt::Write as _;

use serde::Serialize;

use super::found::Found;
use super::truth::{Kind, Truth, matches};
use crate::failure::Result;
use crate::stats::Rate;

/// False positives up to which there are points; beyond, a detector is of no use.
const MOST_WRONG: usize = 200;
/// False positives at which recall is told.
const TOLD: [usize; 5] = [0, 1, 5, 20, 50];

#[derive(Serialize)]
pub(super) struct Curve {
    pub(super) detector: String,
    pub(super) ms_per_vga: Option<f64>,
    /// By least score, falling.
    pub(super) points: Vec<Point>,
    /// Recall with at most so many false positives on all pictures.
    pub(super) at: Vec<At>,
}

/// What a least score comes to.
#[derive(Serialize, Clone)]
pub(super) struct Point {
    /// Detections from this score on.
    score: f32,
    matched: usize,
    pub(super) recall: f64,
    precision: f64,
    /// On all pictures.
    pub(super) false_positives: usize,
    /// Of these on pictures without a face.
    nonface_false_positives: usize,
}

#[derive(Serialize)]
pub(super) struct At {
    false_positives: usize,
    recall: Rate,
    /// The least score for it; none if nothing may pass.
    score: Option<f32>,
}

impl Curve {
    pub(super) fn of(found: &Found, truth: &Truth) -> Result<Self> {
        // Score, whether it matches, and whether there is no face on its picture.
        let mut all = Vec::new();
        for picture in &truth.pictures {
            let faces = found.of(&picture.image)?;
            let matched = matches(faces, &picture.boxes);
            let without = picture.kind == Kind::Nonface;
            all.extend(
                faces
                    .iter()
                    .zip(matched)
                    .map(|(f, m)| (f.score, m, without)),
            );
        }
        Ok(Self::from_scores(found, all, truth.boxes()))
    }

    fn from_scores(found: &Found, mut all: Vec<(f32, bool, bool)>, boxes: usize) -> Self {
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut points: Vec<Point> = Vec::new();
        let (mut matched, mut wrong, mut nonface) = (0, 0, 0);
        // Equal scores pass together.
        for alike in all.chunk_by(|a, b| a.0 == b.0) {
            matched += alike.iter().filter(|d| d.1).count();
            wrong += alike.iter().filter(|d| !d.1).count();
            nonface += alike.iter().filter(|d| !d.1 && d.2).count();
            if wrong > MOST_WRONG {
                break;
            }
            let point = Point {
                score: alike[0].0,
                matched,
                recall: matched as f64 / boxes.max(1) as f64,
                precision: matched as f64 / (matched + wrong) as f64,
                false_positives: wrong,
                nonface_false_positives: nonface,
            };
            match points.last_mut() {
                // More found at the same cost.
                Some(last) if last.false_positives == wrong => *last = point,
                _ => points.push(point),
            }
        }
        let at = TOLD.map(|most| {
            let point = points.iter().rfind(|p| p.false_positives <= most);
            At {
                false_positives: most,
                recall: Rate::of(point.map_or(0, |p| p.matched), boxes),
                score: point.map(|p| p.score),
            }
        });
        Self {
            detector: found.detector.clone(),
            ms_per_vga: found.ms_per_vga,
            points,
            at: at.into(),
        }
    }
}

/// Recall of all detectors at the same numbers of false positives.
pub(super) fn table(curves: &[Curve]) -> String {
    let mut text = String::from("recall at most with false positives, on all pictures\n");
    let _ = write!(text, "{:<56}", "");
    for most in TOLD {
        let _ = write!(text, "{most:>8}");
    }
    text += "   ms for 640x480";
    for curve in curves {
        let name: String = curve.detector.chars().take(56).collect();
        let _ = write!(text, "\n{name:<56}");
        for at in &curve.at {
            let _ = write!(text, "{:>8.3}", at.recall.rate.unwrap_or(0.0));
        }
        if let Some(ms) = curve.ms_per_vga {
            let _ = write!(text, "{ms:>17.1}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_goes_from_sure_to_unsure() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("found.jsonl");
        std::fs::write(&path, "{\"detector\":\"x\",\"ms_per_vga\":3.0}\n").unwrap();
        let found = Found::read(&path).unwrap();
        let all = vec![
            (0.9, true, false),
            (0.8, true, false),
            (0.7, false, true),
            (0.7, true, false),
            (0.2, true, false),
            (0.1, false, false),
        ];
        let curve = Curve::from_scores(&found, all, 5);
        let points: Vec<_> = curve
            .points
            .iter()
            .map(|p| {
                (
                    p.score,
                    p.matched,
                    p.false_positives,
                    p.nonface_false_positives,
                )
            })
            .collect();
        assert_eq!(points, [(0.8, 2, 0, 0), (0.2, 4, 1, 1), (0.1, 4, 2, 1)]);
        assert_eq!(curve.at[0].recall.count, 2);
        assert_eq!(
            (curve.at[1].recall.count, curve.at[1].score),
            (4, Some(0.2))
        );
        assert!(table(&[curve]).contains("0.400   0.800"));
        let nothing = Curve::from_scores(&found, Vec::new(), 5);
        assert_eq!((nothing.at[0].recall.count, nothing.at[0].score), (0, None));
    }
}
