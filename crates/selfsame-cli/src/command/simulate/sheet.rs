//! `simulate sheet`: people and attacks on one picture, a row each.
//!
//! Enters: the first seed and how many. Leaves: a PNG: in each row the ID portrait,
//! then what the webcam sees.

use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

use image::imageops::{self, FilterType};
use image::{ImageError, ImageFormat, Rgb, RgbImage};
use selfsame_simulate::Attack;
use serde::Serialize;

use super::partial::Partial;
use super::plan::{CameraWishes, Plan, Who, Wishes, seeds, size};
use super::tiles::{self, SHOTS};
use crate::failure::{Failure, Result};
use crate::files;
use crate::options::JsonArgs;
use crate::output::{Exit, Output};

/// Pixels between tiles and around them.
const GAP: u32 = 4;
const PAPER: Rgb<u8> = Rgb([236; 3]);
/// Largest side of a sheet, in pixels: what viewers still open (chosen by eye).
const MOST_SIDE: u64 = 16_384;

/// Options of `simulate sheet`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
A row is a person: ID portrait, then through the webcam at rest, mouth open in the
warm-up, mouth open at a digit, eyes shut in a blink. The row of an attack: ID
portrait of the person who is impersonated, then before the challenge, in the
warm-up, at the first and at the third digit.

Exit codes: 0 done, 3 error.

Examples:
  selfsame simulate sheet people.png
  selfsame simulate sheet people.png --people 20 --first 100 --tile 640x480
  selfsame simulate sheet attacks.png --people 1 --attacks
  selfsame simulate sheet back.png --people 4 --light back")]
pub(super) struct Args {
    /// The picture, a .png that is not there yet
    #[arg(value_name = "OUT.png")]
    out: PathBuf,
    /// How many people
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=200))]
    people: u64,
    /// Seed of the first person
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    first: u64,
    /// Also every attack on the first person, a row each
    #[arg(long)]
    attacks: bool,
    /// Size of a webcam tile, 64 to 4096 pixels a side
    #[arg(long, value_name = "WIDTHxHEIGHT", default_value = "320x240", value_parser = size)]
    tile: (u32, u32),
    #[command(flatten)]
    camera: CameraWishes,
    #[command(flatten)]
    pub(super) json: JsonArgs,
}

/// `selfsame.simulate.sheet/1`.
#[derive(Serialize)]
struct SheetJson {
    schema: &'static str,
    path: String,
    width: u32,
    height: u32,
    rows: Vec<RowJson>,
}

#[derive(Serialize)]
struct RowJson {
    person: u64,
    attack: Option<&'static str>,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit> {
    if !files::has_extension(&args.out, &["png"]) {
        return Err(Failure::usage(format!(
            "{}: a sheet is a PNG: name it .png",
            args.out.display()
        )));
    }
    let plans = plans(args)?;
    let layout = Layout::new(args.tile, plans.len() as u64)?;
    // Before the work: a place that cannot be written is told at once.
    let (partial, file) = Partial::file(&args.out)?;
    let mut sheet = RgbImage::from_pixel(layout.width, layout.height, PAPER);
    let bar = output.bar(Some(plans.len() as u64), "rows");
    for (plan, row) in plans.iter().zip(0u32..) {
        layout.put(&mut sheet, row, &tiles::of(plan)?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    let mut file = BufWriter::new(file);
    let fail = |e: std::io::Error| partial.failure(&e);
    sheet
        .write_to(&mut file, ImageFormat::Png)
        .map_err(|e| match e {
            ImageError::IoError(e) => fail(e),
            e => Failure::new("image", format!("{}: {e}", args.out.display())),
        })?;
    file.flush().map_err(fail)?;
    // Not every system renames an open file.
    drop(file);
    partial.finish()?;
    tell(args, &plans, &layout, output)?;
    Ok(Exit::Pass)
}

/// The rows: people, then attacks.
fn plans(args: &Args) -> Result<Vec<Plan>> {
    let honest = seeds(args.first, args.people)?.map(|person| (person, None));
    let attacks = Attack::ALL.iter().filter(|_| args.attacks);
    honest
        .chain(attacks.map(|&attack| (args.first, Some(attack))))
        .map(|(person, attack)| {
            let who = Who {
                person,
                take: 1,
                attack,
            };
            Plan::new(who, &Wishes::sized(args.tile, args.camera))
        })
        .collect()
}

fn tell(args: &Args, plans: &[Plan], layout: &Layout, output: &Output) -> Result<()> {
    let Layout { width, height, .. } = *layout;
    if output.is_json() {
        return output.json(&SheetJson {
            schema: "selfsame.simulate.sheet/1",
            path: args.out.to_string_lossy().into_owned(),
            width,
            height,
            rows: plans
                .iter()
                .map(|plan| RowJson {
                    person: plan.setup.person,
                    attack: plan.attack(),
                })
                .collect(),
        });
    }
    let mut text = String::new();
    // There is no lettering on the sheet.
    for (plan, row) in plans.iter().zip(1..) {
        if let Some(attack) = plan.attack {
            text += &format!("row {row}: {attack}: {}\n", attack.describe());
        }
    }
    text += &format!(
        "{} rows on {width}x{height} pixels: {}",
        plans.len(),
        args.out.display()
    );
    output.write(&text)
}

/// Where tiles lie. Portraits are as high as webcam tiles, 4 wide to 5 high.
struct Layout {
    tile: (u32, u32),
    portrait: u32,
    width: u32,
    height: u32,
}

impl Layout {
    fn new(tile: (u32, u32), rows: u64) -> Result<Self> {
        let portrait = (u64::from(tile.1) * 4 / 5).max(1);
        let gap = u64::from(GAP);
        let width = portrait + SHOTS as u64 * (u64::from(tile.0) + gap) + 2 * gap;
        let height = rows * (u64::from(tile.1) + gap) + gap;
        match (u32::try_from(width), u32::try_from(height)) {
            (Ok(w), Ok(h)) if width.max(height) <= MOST_SIDE => Ok(Self {
                tile,
                portrait: portrait as u32,
                width: w,
                height: h,
            }),
            _ => Err(Failure::usage(format!(
                "a sheet of {width}x{height} pixels: {MOST_SIDE} a side are possible; \
                 ask for fewer people or a smaller --tile"
            ))),
        }
    }

    /// Puts the tiles of a person, the portrait first, into a row.
    fn put(&self, sheet: &mut RgbImage, row: u32, tiles: &[RgbImage]) {
        let y = GAP + row * (self.tile.1 + GAP);
        let mut x = GAP;
        for (i, tile) in tiles.iter().enumerate() {
            let width = if i == 0 { self.portrait } else { self.tile.0 };
            let tile = match tile.dimensions() == (width, self.tile.1) {
                true => tile,
                false => &imageops::resize(tile, width, self.tile.1, FilterType::Triangle),
            };
            imageops::replace(sheet, tile, i64::from(x), i64::from(y));
            x += width + GAP;
        }
    }
}
