//! ONNX Runtime, loaded from a shared library at run time. Nothing is downloaded.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use ort::environment::Environment;
use ort::session::builder::GraphOptimizationLevel;
use ort::session::{Session, SessionInputValue};
use ort::value::TensorRef;

use super::{Network, ONNX_RUNTIME_SILENCE, Runtime, Tensor, failed};
use crate::error::{Error, ErrorKind, Result};

/// What a release of ONNX Runtime calls its library.
const LIBRARY: &str = if cfg!(windows) {
    "onnxruntime.dll"
} else if cfg!(target_os = "macos") {
    "libonnxruntime.dylib"
} else {
    "libonnxruntime.so"
};

/// One library and one environment a process: ONNX Runtime allows no more. A
/// failure is kept as well: `ort` believes, after a library that failed, that one
/// is loaded, and its next call would panic. So it is called once, and only with
/// a file that exists.
static LOADED: OnceLock<std::result::Result<Loaded, String>> = OnceLock::new();

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
        let absent = |what: String| Error::new(ErrorKind::Inference, what);
        let library = find(path).map_err(absent)?;
        if !is_silent(std::env::var_os(ONNX_RUNTIME_SILENCE).as_deref()) {
            return Err(absent(format!(
                "{}: not loaded: ONNX Runtime may report the process, the machine and its models \
                 to its maker over the network. Start the process with {ONNX_RUNTIME_SILENCE}=1 in \
                 its environment, and it does not",
                library.display()
            )));
        }
        let loaded = LOADED
            .get_or_init(|| load(&library))
            .as_ref()
            .map_err(|e| absent(e.clone()))?;
        if path.is_some() && loaded.path != library {
            return Err(absent(format!(
                "ONNX Runtime is loaded from {} already; a process cannot load {} as well",
                loaded.path.display(),
                library.display()
            )));
        }
        Ok(Self { loaded, threads })
    }
}

/// Whether the environment keeps ONNX Runtime from reporting. A library cannot set it
/// for its process: others may read the environment at the same moment. The API's own
/// switch needs an environment of ONNX Runtime, and making that reports the process.
fn is_silent(variable: Option<&OsStr>) -> bool {
    variable.is_some_and(|value| value == "1")
}

fn load(library: &Path) -> std::result::Result<Loaded, String> {
    let place = library.display();
    let builder =
        ort::init_from(library).map_err(|e| format!("{place}: no usable ONNX Runtime: {e}"))?;
    let environment = builder
        .with_name("selfsame")
        // Twice is better: a build that knows this switch only is kept from reporting too.
        .with_telemetry(false)
        .build()
        .map_err(|e| format!("{place}: ONNX Runtime makes no environment: {e}"))?;
    Ok(Loaded {
        environment,
        path: library.to_owned(),
        name: describe(library),
    })
}

/// The library to load: the one that was named, else the first that exists.
fn find(path: Option<&Path>) -> std::result::Result<PathBuf, String> {
    let named = path
        .map(|p| (p.to_owned(), "named"))
        .or_else(|| Some((std::env::var_os("ORT_DYLIB_PATH")?.into(), "ORT_DYLIB_PATH")));
    if let Some((path, how)) = named {
        return match path.is_file() {
            true => Ok(path),
            false => Err(format!(
                "{}: no such ONNX Runtime library ({how})",
                path.display()
            )),
        };
    }
    let folders = folders();
    folders
        .iter()
        .map(|folder| folder.join(LIBRARY))
        .find(|file| file.is_file())
        .ok_or_else(|| {
            let looked: Vec<_> = folders.iter().map(|f| f.display().to_string()).collect();
            format!("no {LIBRARY} found in {}", looked.join(", "))
        })
}

/// Beside the executable, then where the system's loader looks.
fn folders() -> Vec<PathBuf> {
    let beside = std::env::current_exe()
        .ok()
        .and_then(|exe| Some(exe.parent()?.to_owned()));
    let variable = if cfg!(windows) {
        "PATH"
    } else if cfg!(target_os = "macos") {
        "DYLD_LIBRARY_PATH"
    } else {
        "LD_LIBRARY_PATH"
    };
    let listed = std::env::var_os(variable).unwrap_or_default();
    let mut folders: Vec<PathBuf> = beside.into_iter().collect();
    folders.extend(std::env::split_paths(&listed).filter(|f| f.is_absolute()));
    if cfg!(unix) {
        let triple = format!("/usr/lib/{}-linux-gnu", std::env::consts::ARCH);
        folders.extend(["/usr/local/lib", &triple, "/usr/lib64", "/usr/lib"].map(PathBuf::from));
    }
    folders
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

    fn load(&self, name: &str, bytes: Vec<u8>) -> Result<Box<dyn Network>> {
        let network = OrtNetwork {
            name: name.to_owned(),
            bytes,
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
            // The layout optimisations of the last level save a fifth of SFace's time.
            .with_optimization_level(GraphOptimizationLevel::All)
            .map_err(|e| ort::Error::new(e.to_string()))?
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_explicit_wish_counts_as_silence() {
        assert!(is_silent(Some(OsStr::new("1"))));
        for loud in [None, Some(""), Some("0"), Some("false"), Some("11")] {
            assert!(!is_silent(loud.map(OsStr::new)), "{loud:?}");
        }
    }
}
