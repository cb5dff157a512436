//! Lip readers as files: safetensors, so that any tool can open them.
//!
//! Enters: bytes that nobody vouches for. Leaves: a [`Lipreader`] whose numbers are finite
//! and whose sizes fit each other and are bounded, or an error that names the tensor.
//!
//! Metadata: `version`, 1; `words`, a line a word: its name, a blank, its group. Tensors of
//! the network `n`, all of 32-bit floats in the order and shapes that PyTorch gives them:
//! `n.c1.weight`, `n.c2.weight`, `n.c3.weight` (outputs, inputs, taps), `n.c1.bias`...,
//! `n.o.weight` (words, twice the channels), `n.o.bias`.

use safetensors::tensor::{Dtype, SafeTensors};

use super::network::{Convolution, INPUTS, Network, TAPS};
use super::{KnownWord, Lipreader};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;

/// Largest weight: more is none that was learned.
const LARGEST: f32 = 1e3;

fn wrong(what: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Model, format!("lip reader: {what}"))
}

impl Lipreader {
    /// Reads a lip reader.
    ///
    /// # Errors
    /// [`ErrorKind::Limit`] for a file, or numbers of words, channels and networks, larger
    /// than [`limits`] say; [`ErrorKind::Model`] that says where for anything else that is
    /// not a lip reader.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        bounded("bytes", bytes.len(), limits::LIPREADER_BYTES)?;
        let broken = |e| wrong("not as it should be").caused_by(e);
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(broken)?;
        let stated = header.metadata().as_ref();
        let stated = |key: &str| stated.and_then(|all| all.get(key));
        if stated("version").map(String::as_str) != Some("1") {
            return Err(wrong("its version is not known"));
        }
        let words = words(stated("words").map_or("", String::as_str))?;
        let tensors = SafeTensors::deserialize(bytes).map_err(broken)?;
        let mut networks = Vec::new();
        while tensors
            .tensor(&format!("{}.c1.bias", networks.len()))
            .is_ok()
        {
            bounded("networks", networks.len() + 1, limits::LIPREADER_NETWORKS)?;
            networks.push(network(&tensors, networks.len(), words.len())?);
        }
        bounded("networks", networks.len(), limits::LIPREADER_NETWORKS)?;
        Ok(Self { words, networks })
    }
}

fn bounded(what: &str, n: usize, most: usize) -> Result<()> {
    match n {
        0 => Err(wrong(format!("no {what}"))),
        n if n > most => Err(Error::new(
            ErrorKind::Limit,
            format!("lip reader: {n} {what}, {most} are possible"),
        )),
        _ => Ok(()),
    }
}

fn words(lines: &str) -> Result<Vec<KnownWord>> {
    bounded("words", lines.lines().count(), limits::VOCABULARY_WORDS)?;
    let mut words: Vec<KnownWord> = Vec::new();
    for line in lines.lines() {
        let is_name = |text: &str| {
            (1..=32).contains(&text.len())
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        let word = match line.split_once(' ') {
            Some((name, group)) if is_name(name) && is_name(group) => KnownWord {
                name: name.to_owned(),
                group: group.to_owned(),
            },
            _ => return Err(wrong("a word whose name or group is none")),
        };
        if words.contains(&word) {
            return Err(wrong(format!("'{}' comes twice", word.name)));
        }
        words.push(word);
    }
    Ok(words)
}

fn network(tensors: &SafeTensors<'_>, n: usize, words: usize) -> Result<Network> {
    let first = tensor(tensors, &format!("{n}.c1.bias"), &[])?;
    let channels = first.len();
    bounded("channels", channels, limits::LIPREADER_CHANNELS)?;
    let layer = |number: usize, inputs: usize| -> Result<Convolution> {
        let name = format!("{n}.c{number}");
        let weights = tensor(
            tensors,
            &format!("{name}.weight"),
            &[channels, inputs, TAPS],
        )?;
        let bias = tensor(tensors, &format!("{name}.bias"), &[channels])?;
        // Neighbouring outputs are worked out together, so they lie together.
        let mut turned = vec![0.0; weights.len()];
        for output in 0..channels {
            for input in 0..inputs {
                for tap in 0..TAPS {
                    turned[(tap * inputs + input) * channels + output] =
                        weights[(output * inputs + input) * TAPS + tap];
                }
            }
        }
        Ok(Convolution {
            weights: turned,
            bias,
        })
    };
    Ok(Network {
        layers: [layer(1, INPUTS)?, layer(2, channels)?, layer(3, channels)?],
        heads: tensor(tensors, &format!("{n}.o.weight"), &[words, 2 * channels])?,
        bias: tensor(tensors, &format!("{n}.o.bias"), &[words])?,
    })
}

/// The numbers of a tensor; no shape stands for one row of any length.
fn tensor(tensors: &SafeTensors<'_>, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
    let at = |what: &str| wrong(format!("tensor '{name}': {what}"));
    let view = tensors
        .tensor(name)
        .map_err(|e| at("absent").caused_by(e))?;
    if view.dtype() != Dtype::F32 {
        return Err(at("not of 32-bit floats"));
    }
    let fits = match shape {
        [] => view.shape().len() == 1,
        shape => view.shape() == shape,
    };
    if !fits {
        return Err(at(&format!("its shape is {:?}", view.shape())));
    }
    let float = |bytes: &[u8]| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    let values: Vec<f32> = view.data().chunks_exact(4).map(float).collect();
    match values.iter().all(|v| v.abs() <= LARGEST) {
        true => Ok(values),
        false => Err(at("a number out of range")),
    }
}
