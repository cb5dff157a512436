//! What a detector found. Enters: pictures, or a file of another detector's answers. Leaves:
//! its detections by picture, best score first, and how long it took.
//!
//! The file has a line of JSON about the detector, `{"detector":"...","ms_per_vga":4.2}`, and
//! one for each picture, as `selfsame detect --json` writes them:
//! `{"image":"a.jpg","faces":[{"box":[x,y,width,height],"score":0.9}]}`.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use indicatif::ProgressBar;
use selfsame::detect::{Bounds, Detection, DetectorOptions};
use selfsame::frame::open_still;
use serde::{Deserialize, Serialize};

use super::super::parallel;
use super::truth::Truth;
use crate::command::detect::{Finder, SearchArgs};
use crate::failure::{Failure, Result};

/// Least score of what goes into a curve.
const LEAST_SCORE: f32 = 0.01;
/// Largest file of another detector's answers, bytes.
const MOST: u64 = 256 << 20;
/// Pixels that times are stated for.
const VGA: f64 = 640.0 * 480.0;

pub(super) struct Found {
    pub(super) detector: String,
    /// Milliseconds of one thread for as many pixels as 640x480 has.
    pub(super) ms_per_vga: Option<f64>,
    faces: BTreeMap<String, Vec<Detection>>,
}

#[derive(Serialize, Deserialize)]
struct Head {
    detector: String,
    ms_per_vga: Option<f64>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    image: String,
    faces: Vec<Face>,
}

#[derive(Serialize, Deserialize)]
struct Face {
    #[serde(rename = "box")]
    bounds: [f32; 4],
    score: f32,
}

impl Found {
    /// Searches all pictures.
    pub(super) fn search(
        truth: &Truth,
        search: &SearchArgs,
        finder: &Finder,
        jobs: usize,
        bar: &ProgressBar,
    ) -> Result<Self> {
        let options = DetectorOptions {
            score: LEAST_SCORE.min(search.options().score),
            ..search.options()
        };
        let all = parallel::map(&truth.pictures, jobs, bar, |picture| {
            let picture = open_still(&picture.path)?;
            let start = Instant::now();
            let faces = search.find(finder, &picture, &options)?;
            let seconds = start.elapsed().as_secs_f64();
            let pixels = f64::from(picture.width()) * f64::from(picture.height());
            Ok((faces, seconds, pixels))
        })?;
        let seconds: f64 = all.iter().map(|(_, seconds, _)| seconds).sum();
        let pixels: f64 = all.iter().map(|(_, _, pixels)| pixels).sum();
        let images = truth.pictures.iter().map(|picture| picture.image.clone());
        Ok(Self {
            detector: search.name(),
            ms_per_vga: Some(seconds * 1e3 / pixels * VGA),
            faces: images
                .zip(all.into_iter().map(|(faces, ..)| faces))
                .collect(),
        })
    }

    /// The answers of another detector.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let place = path.display();
        let wrong = |line: usize, what: String| {
            Failure::new("format", format!("{place}: line {}: {what}", line + 1))
        };
        let meta = std::fs::metadata(path).map_err(|e| Failure::io(&place, &e))?;
        if meta.len() > MOST {
            let what = format!("{place}: {} bytes", meta.len());
            return Err(Failure::new("limit", what));
        }
        let text = std::fs::read_to_string(path).map_err(|e| Failure::io(&place, &e))?;
        let mut lines = text.lines().enumerate();
        let (_, head) = lines
            .next()
            .ok_or_else(|| wrong(0, "an empty file".into()))?;
        let head: Head = serde_json::from_str(head).map_err(|e| wrong(0, e.to_string()))?;
        let mut faces = BTreeMap::new();
        for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            let line: Line =
                serde_json::from_str(line).map_err(|e| wrong(number, e.to_string()))?;
            let mut found = Vec::with_capacity(line.faces.len());
            for Face { bounds, score } in line.faces {
                let [x, y, width, height] = bounds;
                let right = bounds.iter().all(|v| v.is_finite()) && width > 0.0 && height > 0.0;
                if !right || !score.is_finite() {
                    return Err(wrong(number, "a box or score that is none".into()));
                }
                let bounds = Bounds {
                    x,
                    y,
                    width,
                    height,
                };
                found.push(Detection { bounds, score });
            }
            found.sort_by(|a, b| b.score.total_cmp(&a.score));
            faces.insert(line.image, found);
        }
        Ok(Self {
            detector: head.detector,
            ms_per_vga: head.ms_per_vga.filter(|ms| ms.is_finite()),
            faces,
        })
    }

    /// The same as text that [`read`](Self::read) takes.
    pub(super) fn lines(&self) -> Result<String> {
        let json = |e: serde_json::Error| Failure::new("io", format!("JSON: {e}"));
        let head = Head {
            detector: self.detector.clone(),
            ms_per_vga: self.ms_per_vga,
        };
        let mut text = serde_json::to_string(&head).map_err(json)? + "\n";
        for (image, faces) in &self.faces {
            let face = |d: &Detection| Face {
                bounds: [d.bounds.x, d.bounds.y, d.bounds.width, d.bounds.height],
                score: d.score,
            };
            let line = Line {
                image: image.clone(),
                faces: faces.iter().map(face).collect(),
            };
            text += &serde_json::to_string(&line).map_err(json)?;
            text += "\n";
        }
        Ok(text)
    }

    /// Detections on a picture. One that the detector was not asked about would count as
    /// one without a face.
    pub(super) fn of(&self, image: &str) -> Result<&[Detection]> {
        self.faces.get(image).map(Vec::as_slice).ok_or_else(|| {
            Failure::new(
                "not_found",
                format!("{}: says nothing about {image}", self.detector),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("found.jsonl");
        let face = |score| Detection {
            bounds: Bounds {
                x: 1.5,
                y: -2.0,
                width: 30.0,
                height: 31.0,
            },
            score,
        };
        let found = Found {
            detector: "one".into(),
            ms_per_vga: Some(2.5),
            faces: [("a/b.jpg".to_owned(), vec![face(0.9), face(0.1)])].into(),
        };
        std::fs::write(&path, found.lines().unwrap()).unwrap();
        let again = Found::read(&path).unwrap();
        assert_eq!(again.detector, "one");
        assert_eq!(again.ms_per_vga, Some(2.5));
        assert_eq!(again.of("a/b.jpg").unwrap(), [face(0.9), face(0.1)]);
        let missing = again.of("c.jpg").unwrap_err();
        assert!(missing.to_string().contains("c.jpg"), "{missing}");
    }

    #[test]
    fn a_broken_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("found.jsonl");
        let head = "{\"detector\":\"x\",\"ms_per_vga\":null}\n";
        for (text, what) in [
            ("", "line 1"),
            ("[]", "line 1"),
            (&format!("{head}{{\"image\":\"a\"}}"), "line 2"),
            (
                &format!("{head}{{\"image\":\"a\",\"faces\":[{{\"box\":[0,0,0,5],\"score\":1}}]}}"),
                "line 2",
            ),
        ] {
            std::fs::write(&path, text).unwrap();
            let error = Found::read(&path).err().unwrap().to_string();
            assert!(error.contains(what), "{error}");
        }
    }
}
