//! The funnel: what the model file holds. Enters: its bytes. Leaves: classifiers in the order
//! in which windows pass them.
//!
//! # Format
//! Little-endian, without padding; `i` is a 32-bit integer, `f` a 32-bit float.
//!
//! | field | type | here |
//! |---|---|---|
//! | hierarchies | i | 1..=64 |
//! | of each hierarchy: branches | i | 1..=64 |
//! | of each branch: stages | i | 1..=64; 1 in the first hierarchy |
//! | of each stage: kind | i | 0 (LAB, in the first hierarchy) or 1 (SURF, behind it) |
//! | the classifier | | below |
//! | of each branch: sources | i | up to 64; -1 and 0 in the first hierarchy mean none |
//! | of each source: a branch of the hierarchy before | i | from 0 |
//!
//! A boosted classifier of LAB features:
//!
//! | field | type | here |
//! |---|---|---|
//! | features | i | 10..=10 000, a multiple of 10 |
//! | bins | i | 255: the highest code |
//! | of each feature: x, y of its 9x9 block in the window | i, i | 0..=31 |
//! | of each feature: threshold of the sum so far | f | that of every tenth counts |
//! | of each feature: a weight for each code | f x 256 | finite |
//!
//! A perceptron on SURF features:
//!
//! | field | type | here |
//! |---|---|---|
//! | layers, the inputs counted as one | i | 2..=16 |
//! | features | i | 1..=128 |
//! | of each: its number in the [pool](crate::surf), from 1 | i | 1..=56 |
//! | threshold of the first output | f | finite |
//! | inputs | i | 32 a feature |
//! | of each further layer: outputs | i | 1..=4096; the last has 4 |
//! | weights, by output | f x inputs x outputs | finite |
//! | biases | f x outputs | finite |
//!
//! The four outputs are the probability of a face and, as shares of the window, where it
//! lies across and down and how large it is (0.5 is where and as it stands).

mod reader;

use crate::error::{Error, Result};
use crate::network::{Layer, Network};
use crate::surf::{self, Plan, VALUES};
use reader::Reader;

/// Side of the window that the classifiers look at, pixels: the smallest face that they see.
pub const WINDOW: usize = 40;
/// Side of the block that a code is made of.
pub(crate) const BLOCK: usize = 9;
/// Codes that a block can have.
pub(crate) const CODES: usize = 256;
/// The sum is held against a threshold after so many features.
pub(crate) const GROUP: usize = 10;
/// Hierarchies, branches, stages, sources: the known model has at most 3.
const MOST_PARTS: i32 = 64;
const MOST_FEATURES: i32 = 10_000;
const MOST_SURF_FEATURES: i32 = 128;
const MOST_OUTPUTS: i32 = 4096;

/// A boosted classifier of LAB features.
#[derive(Clone)]
pub(crate) struct Boosted {
    /// Upper left corner of each feature's block, from that of the window.
    pub(crate) places: Vec<[u8; 2]>,
    /// Of each feature: what a code adds.
    pub(crate) weights: Vec<[f32; CODES]>,
    /// What the sum must reach after each group.
    pub(crate) least: Vec<f32>,
}

/// A perceptron on SURF features.
#[derive(Clone)]
pub(crate) struct Stage {
    pub(crate) plan: Plan,
    /// The first output must be above.
    pub(crate) least: f32,
    pub(crate) network: Network,
}

/// Stages that the windows of some branches before pass.
#[derive(Clone)]
pub(crate) struct Branch {
    pub(crate) sources: Vec<usize>,
    pub(crate) stages: Vec<Stage>,
}

/// The cascade's classifiers, read from a model file.
#[derive(Clone)]
pub(crate) struct Model {
    pub(crate) first: Vec<Boosted>,
    pub(crate) later: Vec<Vec<Branch>>,
}

impl Model {
    /// From the bytes of a model file.
    ///
    /// # Errors
    /// [`Error::Model`] with the byte and the field when it is cut short, goes on behind its
    /// end, or holds what the format above does not allow. Memory is asked for only when the
    /// bytes to fill it are there.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new(bytes);
        let hierarchies = reader.integer("hierarchies", 1, MOST_PARTS)?;
        let mut first = Vec::new();
        let mut later = Vec::new();
        let mut before = 0;
        for hierarchy in 0..hierarchies {
            let size = reader.integer("branches", 1, MOST_PARTS)?;
            let mut branches = Vec::new();
            for _ in 0..size {
                if hierarchy == 0 {
                    reader.integer("stages of a first branch", 1, 1)?;
                    reader.integer("kind of a first stage", 0, 0)?;
                    first.push(boosted(&mut reader)?);
                    reader.integer("sources of a first branch", -1, 0)?;
                } else {
                    branches.push(branch(&mut reader, before)?);
                }
            }
            before = size;
            if hierarchy > 0 {
                later.push(branches);
            }
        }
        reader.end()?;
        Ok(Self { first, later })
    }
}

fn branch(reader: &mut Reader<'_>, before: i32) -> Result<Branch> {
    let stages = reader.integer("stages", 1, MOST_PARTS)?;
    let stages = (0..stages)
        .map(|_| {
            reader.integer("kind of a later stage", 1, 1)?;
            stage(reader)
        })
        .collect::<Result<_>>()?;
    let sources = reader.integer("sources", 1, MOST_PARTS)?;
    let sources = (0..sources)
        .map(|_| Ok(reader.integer("source", 0, before - 1)? as usize))
        .collect::<Result<_>>()?;
    Ok(Branch { sources, stages })
}

fn boosted(reader: &mut Reader<'_>) -> Result<Boosted> {
    let features = reader.integer("LAB features", GROUP as i32, MOST_FEATURES)? as usize;
    if !features.is_multiple_of(GROUP) {
        return Err(Error::Model(format!(
            "{features} LAB features are no groups of {GROUP}"
        )));
    }
    reader.integer("highest code", CODES as i32 - 1, CODES as i32 - 1)?;
    let most = (WINDOW - BLOCK) as i32;
    reader.holds("LAB features", features * (2 + 1 + CODES))?;
    let places = (0..features)
        .map(|_| {
            Ok([
                reader.integer("x of a LAB feature", 0, most)? as u8,
                reader.integer("y of a LAB feature", 0, most)? as u8,
            ])
        })
        .collect::<Result<_>>()?;
    let least = reader.floats("LAB threshold", features)?;
    let least = least.into_iter().skip(GROUP - 1).step_by(GROUP).collect();
    let weights = reader.floats("LAB weight", features * CODES)?;
    let weights = weights
        .chunks_exact(CODES)
        .map(|row| std::array::from_fn(|code| row[code]))
        .collect();
    Ok(Boosted {
        places,
        weights,
        least,
    })
}

fn stage(reader: &mut Reader<'_>) -> Result<Stage> {
    let layers = reader.integer("layers", 2, 16)?;
    let features = reader.integer("SURF features", 1, MOST_SURF_FEATURES)?;
    let pool = surf::pool();
    let patches = (0..features)
        .map(|_| Ok(pool[reader.integer("SURF feature", 1, pool.len() as i32)? as usize - 1]))
        .collect::<Result<Vec<_>>>()?;
    let least = reader.float("threshold of a SURF stage")?;
    let values = (patches.len() * VALUES) as i32;
    let mut inputs = reader.integer("inputs", values, values)? as usize;
    let mut network = Vec::new();
    for layer in 1..layers {
        let (fewest, most) = if layer == layers - 1 {
            (4, 4)
        } else {
            (1, MOST_OUTPUTS)
        };
        let outputs = reader.integer("outputs", fewest, most)? as usize;
        let weights = reader.floats("weight of a layer", inputs * outputs)?;
        let biases = reader.floats("bias of a layer", outputs)?;
        network.push(Layer { weights, biases });
        inputs = outputs;
    }
    Ok(Stage {
        plan: Plan::of(&patches),
        least,
        network: Network::new(network),
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A small model that is right: one LAB classifier, one perceptron behind it.
    pub(crate) fn small() -> Vec<u8> {
        let mut bytes = Vec::new();
        let int = |bytes: &mut Vec<u8>, v: i32| bytes.extend(v.to_le_bytes());
        let float = |bytes: &mut Vec<u8>, v: f32| bytes.extend(v.to_le_bytes());
        for v in [2, 1, 1, 0, 10, 255] {
            int(&mut bytes, v);
        }
        for place in 0..20 {
            int(&mut bytes, place);
        }
        for _ in 0..10 {
            float(&mut bytes, -1.0);
        }
        for weight in 0..2560 {
            float(&mut bytes, (weight % 7) as f32 * 0.1);
        }
        for v in [-1, 1, 1, 1, 2, 1, 1] {
            int(&mut bytes, v);
        }
        float(&mut bytes, 0.5);
        for v in [32, 4] {
            int(&mut bytes, v);
        }
        for weight in 0..132 {
            float(&mut bytes, (weight % 5) as f32 * 0.25);
        }
        for v in [1, 0] {
            int(&mut bytes, v);
        }
        bytes
    }

    #[test]
    fn a_model_is_read_and_every_cut_is_refused() {
        let bytes = small();
        let model = Model::read(&bytes).unwrap();
        assert_eq!(model.first.len(), 1);
        assert_eq!(model.first[0].places[9], [18, 19]);
        assert_eq!(model.first[0].weights[1][2], 258f32 % 7.0 * 0.1);
        assert_eq!(model.later[0][0].sources, [0]);
        for end in 0..bytes.len() {
            assert!(Model::read(&bytes[..end]).is_err(), "cut at {end}");
        }
        let longer = [&bytes[..], &[0]].concat();
        let error = Model::read(&longer).err().unwrap().to_string();
        assert!(error.contains("behind its end"), "{error}");
    }

    #[test]
    fn a_field_out_of_range_is_named() {
        let bytes = small();
        for (at, value, name) in [
            (0, 0, "hierarchies"),
            (0, i32::MAX, "hierarchies"),
            (4, -1, "branches"),
            (8, 2, "stages of a first branch"),
            (12, 1, "kind of a first stage"),
            (16, 15, "groups of 10"),
            (16, i32::MAX, "LAB features"),
            (16, 10_000, "LAB features"),
            (20, 256, "highest code"),
            (24, 32, "x of a LAB feature"),
        ] {
            let mut broken = bytes.clone();
            broken[at..at + 4].copy_from_slice(&i32::to_le_bytes(value));
            let error = Model::read(&broken).err().unwrap().to_string();
            assert!(error.contains(name), "byte {at} = {value}: {error}");
        }
        let mut broken = bytes.clone();
        broken[24 + 80..28 + 80].copy_from_slice(&f32::NAN.to_le_bytes());
        let error = Model::read(&broken).err().unwrap().to_string();
        assert!(
            error.contains("byte 104") && error.contains("LAB threshold"),
            "{error}"
        );
        let last = bytes.len() - 4;
        let mut broken = bytes;
        broken[last..].copy_from_slice(&1i32.to_le_bytes());
        let error = Model::read(&broken).err().unwrap().to_string();
        assert!(error.contains("source 1 is not in 0..=0"), "{error}");
    }
}
