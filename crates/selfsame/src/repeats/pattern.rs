//! Which places of a string hold one word.
//!
//! Enters: a string. Leaves: its pairs of places, and those of all other strings with as
//! many.

/// Two places of a string that hold one word, the earlier first.
pub type Pair = (usize, usize);

/// The places of a string that hold one digit. Challenges hold none more than twice; of
/// one that comes more often, each occurrence goes with the next.
#[must_use]
pub fn pattern(digits: &[u8]) -> Vec<Pair> {
    let again = |(i, digit): (usize, &u8)| {
        let later = digits[i + 1..].iter().position(|other| other == digit)?;
        Some((i, i + 1 + later))
    };
    digits.iter().enumerate().filter_map(again).collect()
}

/// All ways but the claimed one in which as many words may come twice in a string of
/// `length`, none of them next to itself: 35 beside the claimed one with four pairs in eight.
#[must_use]
pub fn others(length: usize, claimed: &[Pair]) -> Vec<Vec<Pair>> {
    let mut all = Vec::new();
    choose(length, claimed.len(), 0, &mut Vec::new(), &mut all);
    let mut claimed = claimed.to_vec();
    claimed.sort_unstable();
    all.retain(|pairs| *pairs != claimed);
    all
}

/// Adds to `all` every choice that goes on with so many pairs from places not before
/// `from`.
fn choose(
    length: usize,
    left: usize,
    from: usize,
    chosen: &mut Vec<Pair>,
    all: &mut Vec<Vec<Pair>>,
) {
    if left == 0 {
        all.push(chosen.clone());
        return;
    }
    for first in from..length {
        let taken = |place: usize, chosen: &[Pair]| chosen.iter().any(|p| p.1 == place);
        if taken(first, chosen) {
            continue;
        }
        for second in first + 2..length {
            if !taken(second, chosen) {
                chosen.push((first, second));
                choose(length, left - 1, first + 1, chosen, all);
                chosen.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_where_digits_come_again() {
        assert_eq!(pattern(&[1, 2, 1, 3, 2]), [(0, 2), (1, 4)]);
        assert_eq!(pattern(&[1, 2, 3]), []);
        assert_eq!(pattern(&[]), []);
        assert_eq!(pattern(&[5, 1, 5, 2, 5]), [(0, 2), (2, 4)]);
    }

    #[test]
    fn others_are_all_that_can_be_drawn() {
        // Four pairs in eight places, none next to itself: 36 matchings of a path's
        // complement, counted by inclusion and exclusion: 105 - 7*15 + 15*3 - 10*1 + 1.
        assert_eq!(others(8, &pattern(&[1, 2, 1, 2, 3, 4, 3, 4])).len(), 36 - 1);
        // One pair in six: 15 less five next to each other, less the claimed one.
        let all = others(6, &[(0, 2)]);
        assert_eq!(all.len(), 9);
        assert!(all.iter().all(|p| p.len() == 1 && p[0].1 > p[0].0 + 1));
        assert!(!all.contains(&vec![(0, 2)]));
        // No place serves two pairs.
        for pairs in others(7, &[(0, 2), (1, 3), (4, 6)]) {
            let mut places: Vec<usize> = pairs.iter().flat_map(|p| [p.0, p.1]).collect();
            places.sort_unstable();
            places.dedup();
            assert_eq!(places.len(), 6, "{pairs:?}");
        }
        assert!(others(3, &[(0, 2)]).is_empty());
    }
}
