//! Metrics as files: TOML, so that a change of weights can be read.
//!
//! Enters: text that nobody vouches for. Leaves: a [`Metric`] whose numbers are finite
//! and whose size is bounded, or an error that says where.

use serde::Deserialize;

use super::shape::{SHAPE, Shape, WAVES};
use super::{Axis, Metric};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;

/// Largest number of a mean or a direction: spreads of readings are far below.
const FARTHEST: f32 = 1e4;
/// Largest variance of words in units of that of readings.
const MOST_BETWEEN: f32 = 1e4;
/// Largest slope: ratios are too large before, never so much too small.
const MOST_SLOPE: f32 = 10.0;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    slope: f32,
    mean: Vec<f32>,
    axis: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    between: f32,
    direction: Vec<f32>,
}

impl Metric {
    /// Reads a metric.
    ///
    /// # Errors
    /// [`ErrorKind::Limit`] for a text, or a number of axes, larger than [`limits`] say;
    /// [`ErrorKind::Model`] that says where for anything else that is not a metric.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = |what: String| Error::new(ErrorKind::Model, format!("repeats: {what}"));
        let most = |what: &str, n: usize, most: usize| match n > most {
            true => Err(Error::new(
                ErrorKind::Limit,
                format!("repeats: {n} {what}, {most} are possible"),
            )),
            false => Ok(()),
        };
        most("bytes", text.len(), limits::METRIC_BYTES)?;
        let file: File =
            toml::from_str(text).map_err(|e| wrong("not as it should be".into()).caused_by(e))?;
        if file.version != 1 {
            return Err(wrong(format!("version {} is not known", file.version)));
        }
        if file.axis.is_empty() {
            return Err(wrong("no axis".into()));
        }
        most("axes", file.axis.len(), SHAPE)?;
        if !(file.slope > 0.0 && file.slope <= MOST_SLOPE) {
            return Err(wrong("'slope' is out of range".into()));
        }
        let row = |values: &[f32], place: &dyn Fn() -> String| -> Result<Shape> {
            let row = Shape::try_from(values).ok();
            row.filter(|row| row.iter().all(|v| v.abs() <= FARTHEST))
                .ok_or_else(|| wrong(format!("{}: not {SHAPE} numbers in range", place())))
        };
        let mut axes = Vec::new();
        for (i, line) in file.axis.iter().enumerate() {
            if !(line.between >= 0.0 && line.between <= MOST_BETWEEN) {
                return Err(wrong(format!("axis {i}: 'between' is out of range")));
            }
            axes.push(Axis {
                between: line.between,
                direction: row(&line.direction, &|| format!("axis {i}"))?,
            });
        }
        Ok(Self::new(
            row(&file.mean, &|| "mean".into())?,
            axes,
            file.slope,
        ))
    }

    /// The text that [`Self::parse`] reads: a measure's waves a line.
    #[must_use]
    pub fn to_text(&self) -> String {
        let row = |shape: &Shape| {
            let lines = shape.chunks(WAVES).map(|waves| {
                let each = waves.iter().map(|v| format!("{v:.4}"));
                format!("    {},\n", each.collect::<Vec<_>>().join(", "))
            });
            format!("[\n{}]", lines.collect::<String>())
        };
        let (slope, mean) = (self.slope, row(&self.mean));
        let mut text = format!("version = 1\nslope = {slope:.4}\nmean = {mean}\n");
        for Axis { between, direction } in &self.axes {
            let direction = row(direction);
            text += &format!("\n[[axis]]\nbetween = {between:.4}\ndirection = {direction}\n");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metric() -> Metric {
        let axis = |k: usize| {
            let mut direction = [0.0; SHAPE];
            direction[k] = 1.5;
            Axis {
                between: 2.0,
                direction,
            }
        };
        Metric::new([0.25; SHAPE], vec![axis(0), axis(7)], 0.5)
    }

    #[test]
    fn what_is_written_is_read_again() {
        let metric = metric();
        assert_eq!(Metric::parse(&metric.to_text()).unwrap(), metric);
    }

    #[test]
    fn the_built_in_metric_is_as_its_own_text() {
        let built_in = Metric::built_in();
        assert_eq!(built_in.to_text(), super::super::BUILT_IN);
        let ordered = built_in.axes().windows(2);
        assert!(ordered.into_iter().all(|w| w[0].between >= w[1].between));
    }

    #[test]
    fn broken_metrics_are_refused_by_what_is_wrong() {
        let good = metric().to_text();
        for (from, to, says) in [
            ("version = 1", "version = 2", "version 2"),
            ("slope = 0.5000", "slope = 0.0", "slope"),
            ("slope = 0.5000", "slope = nan", "slope"),
            ("between = 2.0000", "between = -1.0", "axis 0"),
            ("    0.2500,\n", "", "mean: not 65"),
            ("1.5000", "inf", "axis 0: not"),
            ("[[axis]]", "[[axes]]", "not as it should be"),
        ] {
            let broken = good.replacen(from, to, 1);
            assert_ne!(broken, good, "{from}");
            let error = Metric::parse(&broken).unwrap_err();
            assert!(error.to_string().contains(says), "{to}: {error}");
        }
        let none = good.split("[[axis]]").next().unwrap();
        assert!(Metric::parse(&format!("{none}\naxis = []\n")).is_err());
        let long = " ".repeat(limits::METRIC_BYTES + 1);
        assert_eq!(Metric::parse(&long).unwrap_err().kind(), ErrorKind::Limit);
    }
}
