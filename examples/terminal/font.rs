//! Digits of 5 x 7 blocks, as large as the room allows.

/// A digit's rows, five bits each, the highest bit on the left.
const DIGITS: [[u8; 7]; 10] = [
    [
        0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110,
    ],
    [
        0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110,
    ],
    [
        0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111,
    ],
    [
        0b01110, 0b10001, 0b00001, 0b00110, 0b00001, 0b10001, 0b01110,
    ],
    [
        0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010,
    ],
    [
        0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110,
    ],
    [
        0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110,
    ],
    [
        0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000,
    ],
    [
        0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110,
    ],
    [
        0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100,
    ],
];

/// The lines of a digit within `width` x `height` characters. A character is
/// about twice as high as wide, so a block is two wide and one high, or a
/// multiple of that.
pub(super) fn digit(digit: u8, width: usize, height: usize) -> Vec<String> {
    let Some(rows) = DIGITS.get(usize::from(digit)) else {
        return vec![digit.to_string()];
    };
    let scale = (width / 10).min(height / 7).clamp(1, 4);
    rows.iter()
        .flat_map(|row| {
            let line: String = (0..5)
                .map(|bit| {
                    let block = if row >> (4 - bit) & 1 == 1 {
                        "█"
                    } else {
                        " "
                    };
                    block.repeat(2 * scale)
                })
                .collect();
            std::iter::repeat_n(line, scale)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::digit;

    #[test]
    fn digits_fit_the_room_and_differ() {
        for (width, height, lines) in [(10, 7, 7), (29, 20, 14), (200, 60, 28), (3, 2, 7)] {
            let all: Vec<_> = (0..10).map(|d| digit(d, width, height)).collect();
            for (i, one) in all.iter().enumerate() {
                assert_eq!(one.len(), lines);
                assert!(!all[..i].contains(one));
            }
        }
    }
}
