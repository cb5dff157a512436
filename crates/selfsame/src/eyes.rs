//! How far the eyes are open, and when they blink.
//!
//! Enters: a mesh; then openings over time. Leaves: the opening of both eyes, a share of
//! their width; the blinks. A face that reads digits for a quarter of a minute blinks
//! several times; a photograph never does.

use std::time::Duration;

use crate::landmark::Mesh;

/// Corners, and three pairs of upper and lower lid, of the subject's right and left eye.
const EYES: [Eye; 2] = [
    Eye {
        corners: [33, 133],
        lids: [[160, 144], [159, 145], [158, 153]],
    },
    Eye {
        corners: [263, 362],
        lids: [[387, 373], [386, 374], [385, 380]],
    },
];

struct Eye {
    corners: [usize; 2],
    lids: [[usize; 2]; 3],
}

/// An eye is shut below this share of its usual opening.
const SHUT: f32 = 0.6;
/// Shortest and longest blink, seconds (Kwon et al., J. R. Soc. Interface 10, 2013: 0.1 to
/// 0.4; a camera sees less of it, and slow ones are no sign of a photograph).
const BLINK: [f32; 2] = [0.03, 0.8];

/// Mean opening of both eyes over their width: about 0.3 when open, 0.1 when shut. The
/// eye aspect ratio of Soukupova and Cech (CVWW 2016).
#[must_use]
pub fn opening(mesh: &Mesh) -> f32 {
    let apart = |[a, b]: [usize; 2]| {
        let (a, b) = (mesh.points()[a], mesh.points()[b]);
        (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f32>().sqrt()
    };
    let of = |eye: &Eye| {
        let lids: f32 = eye.lids.iter().map(|pair| apart(*pair)).sum();
        lids / 3.0 / apart(eye.corners).max(1e-3)
    };
    EYES.iter().map(of).sum::<f32>() / 2.0
}

/// How often eyes shut and opened again.
#[must_use]
pub fn blinks(openings: &[(Duration, f32)]) -> usize {
    let mut sorted: Vec<f32> = openings.iter().map(|(_, open)| *open).collect();
    sorted.sort_by(f32::total_cmp);
    let Some(usual) = sorted.get(sorted.len() / 2) else {
        return 0;
    };
    let mut blinks = 0;
    let mut shut_since: Option<Duration> = None;
    for (time, open) in openings.iter().skip(1) {
        if *open < SHUT * usual {
            shut_since.get_or_insert(*time);
        } else if let Some(since) = shut_since.take() {
            let lasted = time.saturating_sub(since).as_secs_f32();
            blinks += usize::from((BLINK[0]..=BLINK[1]).contains(&lasted));
        }
    }
    blinks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn openings(shut: &[std::ops::Range<usize>]) -> Vec<(Duration, f32)> {
        (0..300)
            .map(|i| {
                let open = if shut.iter().any(|s| s.contains(&i)) {
                    0.1
                } else {
                    0.3
                };
                (Duration::from_millis(33 * i as u64), open)
            })
            .collect()
    }

    #[test]
    fn eyes_that_shut_and_open_again_blink() {
        assert_eq!(blinks(&openings(&[50..54, 120..122, 200..210])), 3);
        // Shut for a second, and shut to the end.
        assert_eq!(blinks(&openings(&[50..90, 290..300])), 0);
        assert_eq!(blinks(&openings(&[])), 0);
        assert_eq!(blinks(&[]), 0);
    }

    #[test]
    fn jitter_is_no_blink() {
        let jitter = |i: usize| 0.3 + 0.06 * ((i * 7919 % 101) as f32 / 50.0 - 1.0);
        let all: Vec<_> = (0..400)
            .map(|i| (Duration::from_millis(33 * i as u64), jitter(i)))
            .collect();
        assert_eq!(blinks(&all), 0);
    }
}
