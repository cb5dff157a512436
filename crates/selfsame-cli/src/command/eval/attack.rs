//! `eval attack`: single pictures of live people and of attacks.
//!
//! Enters: pictures and a table that says which are live. Leaves: how often the texture
//! networks take one for the other (APCER by kind of attack and BPCER, ISO/IEC 30107-3)
//! and their equal error rate: by all that are here, and each alone. One picture never
//! decides a session.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use selfsame::detect::DetectorOptions;
use selfsame::frame::open_still;
use selfsame::texture::Look;
use selfsame::{Engine, FalseMatchRate};
use serde::Serialize;

use super::{CommonArgs, parallel, table};
use crate::failure::{Failure, Result};
use crate::files;
use crate::options::Globals;
use crate::output::{Exit, Output};
use crate::stats::{self, Rate, equal_error};

/// Options of `eval attack`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Single pictures, by their texture alone: a session is judged by much more. Attacks on
whole sessions: `selfsame eval attacks`.

Example:
  selfsame eval attack --root photos --manifest photos/manifest.csv --json attack.json")]
pub(crate) struct Args {
    /// Folder that the paths of the table start from
    #[arg(long, value_name = "DIR")]
    root: PathBuf,
    /// CSV file: image,label,pose with the labels live and attack
    #[arg(long, value_name = "FILE")]
    manifest: PathBuf,
    /// A picture counts as live above these log odds
    #[arg(long, value_name = "LOG_ODDS", default_value_t = 0.0, allow_negative_numbers = true, value_parser = finite)]
    threshold: f32,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

fn finite(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err("a number".into()),
    }
}

/// `selfsame.eval.attack/1`.
#[derive(Serialize)]
struct Figures {
    schema: &'static str,
    images: usize,
    /// Log odds above which a picture counts as live.
    threshold: f32,
    /// Live pictures taken for attacks, of those with a face.
    bpcer: Rate,
    /// Attacks taken for live ones, of those with a face: the worst pose.
    apcer: Rate,
    /// The same by pose.
    apcer_by_pose: BTreeMap<String, Rate>,
    bpcer_by_pose: BTreeMap<String, Rate>,
    /// Live pictures, and attacks, in which no face was found.
    bona_fide_without_face: Rate,
    attacks_without_face: Rate,
    eer: Option<f64>,
    /// What a look costs with all networks, mean milliseconds of one thread.
    look_ms: Option<f64>,
    /// Each network alone: the one that is always here, and the second opinion if it is.
    networks: BTreeMap<&'static str, Network>,
    pictures: Vec<Picture>,
}

/// One network alone, at the same threshold.
#[derive(Serialize)]
struct Network {
    bpcer: Rate,
    apcer: Rate,
    apcer_by_pose: BTreeMap<String, Rate>,
    eer: Option<f64>,
}

/// Log odds of one picture, none without a face.
#[derive(Serialize)]
struct Picture {
    image: String,
    live: bool,
    first: Option<f32>,
    second: Option<f32>,
}

/// What was seen in a picture's largest face.
#[derive(Clone, Copy)]
struct Seen {
    look: Look,
    milliseconds: f64,
}

/// One row of the table.
struct Row {
    image: PathBuf,
    live: bool,
    pose: String,
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let rows = rows(args)?;
    let engine = globals.build(FalseMatchRate::OneIn10000)?;
    let bar = output.bar(Some(rows.len() as u64), "pictures");
    let seen = parallel::map(&rows, args.common.jobs(), &bar, |row| look(&engine, row))?;
    let mut figures = figures(&rows, &seen, args.threshold);
    for (picture, row) in figures.pictures.iter_mut().zip(&rows) {
        picture.image = files::relative(&args.root, &row.image);
    }
    args.common.finish(output, &figures, &figures.text())?;
    Ok(Exit::Pass)
}

fn rows(args: &Args) -> Result<Vec<Row>> {
    let place = args.manifest.display();
    table::read(&args.manifest, ["image", "label", "pose"])?
        .into_iter()
        .enumerate()
        .map(|(i, [image, label, pose])| {
            let live = match label.as_str() {
                "live" => true,
                "attack" => false,
                other => {
                    let what = format!(
                        "{place}: line {}: '{other}' is neither live nor attack",
                        i + 2
                    );
                    return Err(Failure::new("format", what));
                }
            };
            let image = args.root.join(image);
            Ok(Row { image, live, pose })
        })
        .collect()
}

/// None without a face.
fn look(engine: &Engine, row: &Row) -> Result<Option<Seen>> {
    let picture = open_still(&row.image)?;
    let search = DetectorOptions {
        min_face: (picture.width().min(picture.height()) / 8).max(20),
        scale_factor: 0.9,
        stride: 2,
        ..DetectorOptions::default()
    };
    let faces = engine.faces(&picture, &search)?;
    let Some(face) = faces.first() else {
        return Ok(None);
    };
    let from = Instant::now();
    Ok(Some(Seen {
        look: engine.texture().look(&picture, &face.mesh)?,
        milliseconds: from.elapsed().as_secs_f64() * 1e3,
    }))
}

/// Errors of log odds, and where they are.
struct Errors {
    bpcer: Rate,
    apcer: Rate,
    bpcer_by_pose: BTreeMap<String, Rate>,
    apcer_by_pose: BTreeMap<String, Rate>,
    eer: Option<f64>,
}

impl Errors {
    fn of(rows: &[Row], odds: &[Option<f32>], threshold: f32) -> Self {
        let scores = |live: bool| -> Vec<f32> {
            let pairs = rows.iter().zip(odds);
            pairs
                .filter_map(|(r, o)| o.filter(|_| r.live == live))
                .collect()
        };
        let wrong = |live: bool, odds: f32| (odds > threshold) != live;
        let error = |live: bool, scores: &[f32]| {
            let count = scores.iter().filter(|o| wrong(live, **o)).count();
            Rate::of(count, scores.len())
        };
        let by_pose = |live: bool| -> BTreeMap<String, Rate> {
            let mut poses: BTreeMap<String, Vec<f32>> = BTreeMap::new();
            for (row, odds) in rows.iter().zip(odds).filter(|(row, _)| row.live == live) {
                poses.entry(row.pose.clone()).or_default().extend(*odds);
            }
            poses
                .into_iter()
                .map(|(pose, s)| (pose, error(live, &s)))
                .collect()
        };
        let apcer_by_pose = by_pose(false);
        let worst = apcer_by_pose.values().max_by(|a, b| {
            let rate = |r: &Rate| r.rate.unwrap_or(-1.0);
            rate(a).total_cmp(&rate(b))
        });
        Self {
            bpcer: error(true, &scores(true)),
            apcer: worst.copied().unwrap_or(Rate::of(0, 0)),
            bpcer_by_pose: by_pose(true),
            eer: equal_error(&scores(true), &scores(false)),
            apcer_by_pose,
        }
    }
}

impl Network {
    fn of(errors: Errors) -> Self {
        Self {
            bpcer: errors.bpcer,
            apcer: errors.apcer,
            apcer_by_pose: errors.apcer_by_pose,
            eer: errors.eer,
        }
    }
}

fn figures(rows: &[Row], seen: &[Option<Seen>], threshold: f32) -> Figures {
    let odds = |of: &dyn Fn(&Look) -> Option<f32>| -> Vec<Option<f32>> {
        seen.iter()
            .map(|s| s.as_ref().and_then(|s| of(&s.look)))
            .collect()
    };
    let (first, second) = (odds(&|look| Some(look.first)), odds(&|look| look.second));
    let mut networks =
        BTreeMap::from([("first", Network::of(Errors::of(rows, &first, threshold)))]);
    if second.iter().any(Option::is_some) {
        networks.insert("second", Network::of(Errors::of(rows, &second, threshold)));
    }
    let fused = Errors::of(rows, &odds(&|look| Some(look.log_odds())), threshold);
    let without = |live: bool| {
        let all = rows.iter().zip(seen).filter(|(row, _)| row.live == live);
        let faces = all.clone().filter(|(_, seen)| seen.is_some()).count();
        Rate::of(all.clone().count() - faces, all.count())
    };
    let costs: Vec<f64> = seen.iter().flatten().map(|s| s.milliseconds).collect();
    let pictures = rows.iter().zip(first.iter().zip(&second));
    Figures {
        schema: "selfsame.eval.attack/1",
        images: rows.len(),
        threshold,
        bpcer: fused.bpcer,
        apcer: fused.apcer,
        bpcer_by_pose: fused.bpcer_by_pose,
        bona_fide_without_face: without(true),
        attacks_without_face: without(false),
        eer: fused.eer,
        apcer_by_pose: fused.apcer_by_pose,
        look_ms: stats::mean(&costs).map(|m| m.0),
        networks,
        pictures: pictures
            .map(|(row, (first, second))| Picture {
                image: String::new(),
                live: row.live,
                first: *first,
                second: *second,
            })
            .collect(),
    }
}

impl Figures {
    fn text(&self) -> String {
        let mut text = format!(
            "{} pictures, live above log odds of {}\nBPCER            {}\n\
             APCER, worst     {}\nEER              {}\nwithout a face   {} live, {} attacks",
            self.images,
            self.threshold,
            self.bpcer.text(),
            self.apcer.text(),
            self.eer.map_or("-".into(), |eer| format!("{eer:.4}")),
            self.bona_fide_without_face.count,
            self.attacks_without_face.count,
        );
        for (pose, rate) in &self.apcer_by_pose {
            text += &format!("\nAPCER pose {pose:<5} {}", rate.text());
        }
        // With one network there is nothing to compare.
        for (name, of) in self.networks.iter().filter(|_| self.networks.len() > 1) {
            text += &format!(
                "\n{name:<6} alone     BPCER {}\n                 APCER {}\n                 EER {}",
                of.bpcer.text(),
                of.apcer.text(),
                of.eer.map_or("-".into(), |eer| format!("{eer:.4}")),
            );
        }
        if let Some(ms) = self.look_ms {
            text += &format!("\na look            {ms:.1} ms");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_of_pictures_with_a_face_and_the_worst_pose_counts() {
        let row = |live: bool, pose: &str| Row {
            image: PathBuf::new(),
            live,
            pose: pose.into(),
        };
        let rows = [
            row(true, "00"),
            row(true, "00"),
            row(true, "00"),
            row(false, "01"),
            row(false, "01"),
            row(false, "08"),
        ];
        let odds = [
            Some(2.0),
            Some(-1.0),
            None,
            Some(-3.0),
            Some(1.0),
            Some(-2.0),
        ];
        let seen = odds.map(|first: Option<f32>| {
            first.map(|first| Seen {
                look: Look {
                    first,
                    second: None,
                },
                milliseconds: 2.0,
            })
        });
        let all = figures(&rows, &seen, 0.0);
        assert_eq!(all.networks.len(), 1);
        assert_eq!(all.look_ms, Some(2.0));
        assert_eq!((all.bpcer.count, all.bpcer.n), (1, 2));
        assert_eq!((all.apcer.count, all.apcer.n), (1, 2));
        assert_eq!(all.apcer_by_pose["08"].count, 0);
        assert_eq!(all.bona_fide_without_face.count, 1);
        assert_eq!(all.attacks_without_face.count, 0);
        let strict = figures(&rows, &seen, 1.5);
        assert_eq!((strict.bpcer.count, strict.apcer.count), (1, 0));
        let second = seen.map(|seen| {
            let mut seen = seen?;
            // The same but for the one attack that the first takes for live.
            seen.look.second =
                Some(
                    seen.look
                        .first
                        .min(if seen.look.first == 1.0 { -8.0 } else { 8.0 }),
                );
            Some(seen)
        });
        let both = figures(&rows, &second, 0.0);
        assert_eq!(both.networks["first"].apcer.count, 1);
        assert_eq!(both.networks["second"].apcer.count, 0);
        assert_eq!(both.apcer.count, 0);
    }
}
