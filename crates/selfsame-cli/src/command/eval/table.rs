//! CSV files with a header line.

use std::path::Path;

use crate::failure::{Failure, Result};

/// Largest table, in bytes.
const MOST: u64 = 256 << 20;

/// The wanted columns of every row, in the wanted order.
pub(in crate::command) fn read<const N: usize>(
    path: &Path,
    columns: [&str; N],
) -> Result<Vec<[String; N]>> {
    let place = path.display();
    let wrong = |what: String| Failure::new("format", format!("{place}: {what}"));
    let meta = std::fs::metadata(path).map_err(|e| Failure::io(&place, &e))?;
    if meta.len() > MOST {
        return Err(Failure::new(
            "limit",
            format!("{place}: {} bytes", meta.len()),
        ));
    }
    let mut reader = csv::Reader::from_path(path).map_err(|e| wrong(e.to_string()))?;
    let header = reader.headers().map_err(|e| wrong(e.to_string()))?.clone();
    let mut at = [0; N];
    for (at, column) in at.iter_mut().zip(columns) {
        *at = header
            .iter()
            .position(|name| name.trim() == column)
            .ok_or_else(|| wrong(format!("no column '{column}'")))?;
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| wrong(e.to_string()))?;
        rows.push(at.map(|i| record.get(i).unwrap_or_default().trim().to_owned()));
    }
    if rows.is_empty() {
        return Err(wrong("no rows".into()));
    }
    Ok(rows)
}

/// A number of a row; `row` counts from zero after the header.
pub(in crate::command) fn number<T: std::str::FromStr>(
    path: &Path,
    row: usize,
    text: &str,
) -> Result<T> {
    text.parse().map_err(|_| {
        Failure::new(
            "format",
            format!(
                "{}: line {}: '{text}' is no number",
                path.display(),
                row + 2
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        std::fs::write(&path, "b,a\n1,x\n2, y\n").unwrap();
        let rows = read(&path, ["a", "b"]).unwrap();
        assert_eq!(rows[1], ["y".to_owned(), "2".to_owned()]);
        assert_eq!(number::<u32>(&path, 1, &rows[1][1]).unwrap(), 2);
        let failure = number::<u32>(&path, 1, "y").unwrap_err();
        assert!(failure.message.contains("line 3"), "{failure}");
        assert!(read(&path, ["c"]).unwrap_err().message.contains("'c'"));
        std::fs::write(&path, "a\n").unwrap();
        assert!(read(&path, ["a"]).unwrap_err().message.contains("no rows"));
        std::fs::write(&path, "a,b\n1\n").unwrap();
        assert_eq!(read(&path, ["a"]).unwrap_err().kind, "format");
    }
}
