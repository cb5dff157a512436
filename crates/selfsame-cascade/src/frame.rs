//! A window of a picture, with black where it reaches outside. Enters: a picture and a
//! window. Leaves: its rows, one at a time, so that a window much larger than the picture
//! costs no memory.

use crate::bilinear::Rows;
use crate::grey::Grey;

pub(crate) struct Framed<'a> {
    picture: Grey<'a>,
    /// Where the visible part begins in the picture.
    x: usize,
    y: usize,
    /// Columns and rows before it.
    left: usize,
    above: usize,
    side: usize,
    row: &'a mut Vec<u8>,
}

impl<'a> Framed<'a> {
    /// The window must share a pixel with the picture.
    pub(crate) fn new(
        picture: Grey<'a>,
        [x, y]: [i32; 2],
        side: usize,
        row: &'a mut Vec<u8>,
    ) -> Self {
        let begin = |at: i32| (at.max(0) as usize, at.min(0).unsigned_abs() as usize);
        let ((x, left), (y, above)) = (begin(x), begin(y));
        row.clear();
        row.resize(side, 0);
        Self {
            picture,
            x,
            y,
            left,
            above,
            side,
            row,
        }
    }
}

impl Rows for Framed<'_> {
    fn size(&self) -> (usize, usize) {
        (self.side, self.side)
    }

    fn row(&mut self, y: usize) -> &[u8] {
        let visible = y
            .checked_sub(self.above)
            .map(|row| row + self.y)
            .filter(|&row| row < self.picture.height());
        match visible {
            Some(y) => {
                let row = &self.picture.row(y)[self.x..];
                let columns = row.len().min(self.side - self.left);
                self.row[self.left..][..columns].copy_from_slice(&row[..columns]);
            }
            None => self.row.fill(0),
        }
        self.row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_is_black() {
        let data: Vec<u8> = (1..=12).collect();
        let picture = Grey::new(&data, 4, 3, 4).unwrap();
        let mut row = Vec::new();
        let mut rows = |at: [i32; 2], side: usize| -> Vec<Vec<u8>> {
            let mut framed = Framed::new(picture, at, side, &mut row);
            (0..side).map(|y| framed.row(y).to_vec()).collect()
        };
        assert_eq!(rows([-1, -1], 3), [[0, 0, 0], [0, 1, 2], [0, 5, 6]]);
        assert_eq!(rows([2, 1], 3), [[7, 8, 0], [11, 12, 0], [0, 0, 0]]);
        assert_eq!(
            rows([-1, 0], 6),
            [
                [0, 1, 2, 3, 4, 0],
                [0, 5, 6, 7, 8, 0],
                [0, 9, 10, 11, 12, 0],
                [0; 6],
                [0; 6],
                [0; 6]
            ]
        );
    }
}
