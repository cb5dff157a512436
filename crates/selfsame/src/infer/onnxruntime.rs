//! ONNX Runtime, loaded from a shared library at run time. Nothing is downloaded.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use ort::environment::Environment;
use ort::session::{Session, SessionInputValue};
use ort::value::TensorRef;

use super::{Network, Runtime, Tensor, failed};
use crate::error::{Error, ErrorKind, Result};

/// What a release of ONNX Runtime calls its library.
const LIBRARY: &str = if cfg!(windows) {
    "onnxruntime.dll"
} else if cfg!(target_os = "macos") {
    "libonnxruntime.dylib"
} else {
    "libonnxruntime.so"
};

/// One library and one environment a process: ONNX Runtime allows no more.
static LOADED: OnceLock<Loaded> = OnceLock::new();
/// Held while loading, so that two threads do not both try.
static LOADING: Mutex<()> = Mutex::new(());

struct Loaded {
    environment: Environment,
    path: PathBuf,
    name: String,
}

pub(super) struct OnnxRuntime {
    loaded: &'static Loaded,
    threads: usize,
}

impl OnnxRuntime {
    pub(super) fn open(path: Option<&Path>, threads: usize) -> Result<Self> {
        let _loading = LOADING.lock().unwrap_or_else(PoisonError::into_inner);
        let loaded = match LOADED.get() {
            Some(loaded) => loaded,
            None => {
                let loaded = load(path)?;
                LOADED.get_or_init(|| loaded)
            }
        };
        if let Some(path) = path.filter(|p| **p != *loaded.path) {
            return Err(Error::new(
                ErrorKind::Inference,
                format!(
                    "ONNX Runtime is loaded from {} already; a process cannot load {} as well",
                    loaded.path.display(),
                    path.display()
                ),
            ));
        }
        Ok(Self { loaded, threads })
    }
}

/// Tries the places in order; the error tells about each.
fn load(path: Option<&Path>) -> Result<Loaded> {
    let mut told = Vec::new();
    for candidate in candidates(path) {
        match ort::init_from(&candidate) {
            Ok(builder) => {
                let environment = builder.with_name("selfsame").build().map_err(|e| {
                    Error::new(ErrorKind::Inference, "ONNX Runtime: no environment").caused_by(e)
                })?;
                let name = describe(&candidate);
                return Ok(Loaded {
                    environment,
                    path: candidate,
                    name,
                });
            }
            Err(error) => told.push(error.to_string()),
        }
    }
    Err(Error::new(
        ErrorKind::Inference,
        format!("no usable ONNX Runtime: {}", told.join("; ")),
    ))
}

fn candidates(path: Option<&Path>) -> Vec<PathBuf> {
    if let Some(path) = path {
        return vec![path.to_owned()];
    }
    if let Some(path) = std::env::var_os("ORT_DYLIB_PATH") {
        return vec![path.into()];
    }
    let beside = std::env::current_exe()
        .ok()
        .and_then(|exe| Some(exe.parent()?.join(LIBRARY)))
        .filter(|path| path.is_file());
    // A bare name leaves the search to the system's loader.
    beside.into_iter().chain([LIBRARY.into()]).collect()
}

/// The library's file name, which carries the version, and the commit it was
/// built from.
fn describe(path: &Path) -> String {
    let file = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let file = file.file_name().unwrap_or_default().to_string_lossy();
    let commit = ort::info()
        .split(", ")
        .find_map(|part| part.strip_prefix("git-commit-id="))
        .unwrap_or("unknown");
    format!("ONNX Runtime ({file}, commit {commit})")
}

impl Runtime for OnnxRuntime {
    fn name(&self) -> &str {
        &self.loaded.name
    }

    fn load(&self, name: &str, bytes: &[u8]) -> Result<Box<dyn Network>> {
        let network = OrtNetwork {
            name: name.to_owned(),
            bytes: bytes.to_vec(),
            loaded: self.loaded,
            threads: self.threads,
            idle: Mutex::new(Vec::new()),
        };
        // A model that does not load is told now, not at the first frame.
        let session = network.session()?;
        network.give_back(session);
        Ok(Box::new(network))
    }
}

/// A model and its idle sessions. A session runs for one thread at a time
/// (`Session::run` takes `&mut`), so each thread takes one and puts it back; a
/// further one is made only when all are busy.
struct OrtNetwork {
    name: String,
    bytes: Vec<u8>,
    loaded: &'static Loaded,
    threads: usize,
    idle: Mutex<Vec<Session>>,
}

impl OrtNetwork {
    fn session(&self) -> Result<Session> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        match idle {
            Some(session) => Ok(session),
            None => self
                .build()
                .map_err(|e| failed(&self.name, "does not load").caused_by(e)),
        }
    }

    fn build(&self) -> std::result::Result<Session, ort::Error> {
        Session::builder(&self.loaded.environment)?
            .with_intra_threads(self.threads)
            .map_err(|e| ort::Error::new(e.to_string()))?
            // A spinning thread keeps a core at 100 % between frames.
            .with_intra_op_spinning(false)
            .map_err(|e| ort::Error::new(e.to_string()))?
            .commit_from_memory(&self.bytes)
    }

    fn give_back(&self, session: Session) {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(session);
    }
}

impl Network for OrtNetwork {
    fn run(&self, inputs: &[Tensor]) -> Result<Vec<Tensor>> {
        let mut session = self.session()?;
        let outputs =
            run(&mut session, inputs).map_err(|e| failed(&self.name, "failed").caused_by(e));
        self.give_back(session);
        outputs
    }
}

fn run(session: &mut Session, inputs: &[Tensor]) -> std::result::Result<Vec<Tensor>, ort::Error> {
    let views = inputs
        .iter()
        .map(|t| TensorRef::from_array_view((t.shape.clone(), t.data.as_slice())).map(Into::into))
        .collect::<std::result::Result<Vec<SessionInputValue<'_>>, _>>()?;
    let outputs = session.run(views.as_slice())?;
    outputs
        .values()
        .map(|value| {
            let (shape, data) = value.try_extract_tensor::<f32>()?;
            Ok(Tensor {
                shape: shape.iter().map(|&n| n as usize).collect(),
                data: data.to_vec(),
            })
        })
        .collect()
}
