//! The inference seam: load a model, run it. Two methods, two engines, and fakes
//! in tests, so that the whole pipeline is tested without weights.
//!
//! Enters: model bytes and tensors. Leaves: tensors. Which engine runs is asked
//! for with [`EngineChoice`] and told by [`Runtime::name`].

#[cfg(any(test, feature = "fake"))]
pub mod fake;
#[cfg(feature = "ort")]
mod onnxruntime;
#[cfg(feature = "rten")]
mod rten;

use std::path::PathBuf;
use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result};

/// A dense tensor of 32-bit floats, row-major.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    /// Length of each dimension.
    pub shape: Vec<usize>,
    /// `shape` product of values.
    pub data: Vec<f32>,
}

impl Tensor {
    /// A tensor of a shape.
    ///
    /// # Panics
    /// If the data does not fill the shape: a mistake in this crate.
    #[must_use]
    pub fn new(shape: &[usize], data: Vec<f32>) -> Self {
        assert_eq!(shape.iter().product::<usize>(), data.len());
        Self {
            shape: shape.to_vec(),
            data,
        }
    }
}

/// An inference engine.
pub trait Runtime: Send + Sync {
    /// Name and version, as shown by `doctor` and written into verdicts.
    fn name(&self) -> &str;

    /// Loads a model from its (verified) bytes; `name` is for errors.
    ///
    /// # Errors
    /// [`ErrorKind::Inference`] when the engine does not take it.
    fn load(&self, name: &str, bytes: Vec<u8>) -> Result<Box<dyn Network>>;
}

/// A loaded model. Several threads may run one at the same time.
pub trait Network: Send + Sync {
    /// Runs the model: one tensor for each input, in the model's order; one back
    /// for each output.
    ///
    /// # Errors
    /// [`ErrorKind::Inference`] when the shapes do not fit or the engine fails.
    fn run(&self, inputs: &[Tensor]) -> Result<Vec<Tensor>>;
}

/// The environment variable that keeps ONNX Runtime from reporting to its maker; it must
/// be `1` when the process starts, or ONNX Runtime is not used.
///
/// Releases from PyPI (seen in 1.32) otherwise queue events in a database in the user's
/// cache folder for a collector of Microsoft's: the process's name, a pseudonym of the device,
/// its operating system and processor, the models' file and graph names, times and counts
/// of runs. No pictures were among them; who verifies faces when was.
pub const ONNX_RUNTIME_SILENCE: &str = "ORT_DISABLE_TELEMETRY";

/// Which engine to use.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum EngineChoice {
    /// ONNX Runtime if it is found and [silent](ONNX_RUNTIME_SILENCE), else rten.
    #[default]
    Auto,
    /// ONNX Runtime, from this library or from where it is usually found:
    /// `ORT_DYLIB_PATH`, beside the executable, the system's library path. An error
    /// unless it is [silent](ONNX_RUNTIME_SILENCE).
    OnnxRuntime(Option<PathBuf>),
    /// rten, which is compiled in.
    Rten,
}

/// Opens an engine. `threads` is for one model run; use several
/// [`Session`](crate::Session)s to fill more cores.
///
/// # Errors
/// [`ErrorKind::Inference`] if the wanted engine is absent, too old, or not
/// compiled in.
pub fn open(choice: &EngineChoice, threads: usize) -> Result<Arc<dyn Runtime>> {
    match choice {
        EngineChoice::Auto => {
            // A library named by the environment is a wish: if it does not load,
            // say so instead of running slower without a word.
            if std::env::var_os("ORT_DYLIB_PATH").is_some() {
                return open_onnxruntime(None, threads);
            }
            open_onnxruntime(None, threads).or_else(|_| open_rten(threads))
        }
        EngineChoice::OnnxRuntime(path) => open_onnxruntime(path.as_deref(), threads),
        EngineChoice::Rten => open_rten(threads),
    }
}

#[cfg(feature = "ort")]
fn open_onnxruntime(path: Option<&std::path::Path>, threads: usize) -> Result<Arc<dyn Runtime>> {
    Ok(Arc::new(onnxruntime::OnnxRuntime::open(path, threads)?))
}

#[cfg(not(feature = "ort"))]
fn open_onnxruntime(_: Option<&std::path::Path>, _: usize) -> Result<Arc<dyn Runtime>> {
    Err(Error::new(
        ErrorKind::Inference,
        "built without the feature 'ort'",
    ))
}

#[cfg(feature = "rten")]
fn open_rten(threads: usize) -> Result<Arc<dyn Runtime>> {
    Ok(Arc::new(rten::Rten::open(threads)))
}

#[cfg(not(feature = "rten"))]
fn open_rten(_: usize) -> Result<Arc<dyn Runtime>> {
    Err(Error::new(
        ErrorKind::Inference,
        "built without the feature 'rten'",
    ))
}

/// An engine's failure with the model's name in front.
#[cfg(any(feature = "ort", feature = "rten", feature = "fake", test))]
fn failed(model: &str, what: &str) -> Error {
    Error::new(ErrorKind::Inference, format!("model '{model}': {what}"))
}
