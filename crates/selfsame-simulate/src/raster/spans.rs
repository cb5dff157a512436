//! In each row, from where to where something was drawn.

use std::ops::Range;

const EMPTY: [u32; 2] = [u32::MAX, 0];

/// Of each row the first column, and one after the last.
pub(super) struct Spans(Vec<[u32; 2]>);

impl Spans {
    pub(super) fn new(rows: usize) -> Self {
        Self(vec![EMPTY; rows])
    }

    /// Of a row the columns in which something may have been drawn.
    #[inline]
    pub(super) fn row(&self, row: usize) -> Range<usize> {
        let [from, to] = self.0[row];
        from.min(to) as usize..to as usize
    }

    /// Something is drawn in these columns, which are some.
    #[inline]
    pub(super) fn add(&mut self, row: usize, columns: &Range<usize>) {
        let [from, to] = self.0[row];
        self.0[row] = [from.min(columns.start as u32), to.max(columns.end as u32)];
    }

    /// The rows in which something may have been drawn.
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, Range<usize>)> {
        let rows = (0..self.0.len()).map(|row| (row, self.row(row)));
        rows.filter(|(_, span)| !span.is_empty())
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.0.fill(EMPTY);
    }
}
