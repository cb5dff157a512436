//! Options that every command takes, and the engine they ask for.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use selfsame::infer::{self, EngineChoice, Runtime};
use selfsame::models::Models;
use selfsame::{Engine, FalseMatchRate, Level, Policy};

use crate::failure::{Failure, Result};

/// Options of every command.
#[derive(Args, Debug)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Globals {
    /// Folder of the model files [default: SELFSAME_MODELS, then `models` beside
    /// the executable, in this folder or one above]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) models: Option<PathBuf>,
    /// Folder of optional models, besides that of the others: a second opinion on skin
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) optional_models: Option<PathBuf>,
    /// Inference engine: ONNX Runtime if it is found, else the built-in rten
    #[arg(long, global = true, value_name = "ENGINE", default_value = "auto")]
    pub(crate) engine: EngineName,
    /// The ONNX Runtime library to load [default: ORT_DYLIB_PATH, then beside
    /// the executable, then the system's library path]
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) ort_library: Option<PathBuf>,
    /// Threads of one model run, 1 to 256
    #[arg(long, global = true, value_name = "N", default_value_t = 1)]
    pub(crate) threads: usize,
    /// No remarks and no progress on standard error; errors are still told
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

/// Names of engines.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EngineName {
    /// ONNX Runtime if it is found, else rten
    Auto,
    /// ONNX Runtime
    Ort,
    /// rten, built in
    Rten,
}

impl Globals {
    /// The engine that is asked for.
    pub(crate) fn choice(&self) -> Result<EngineChoice> {
        match (self.engine, &self.ort_library) {
            (EngineName::Rten, Some(_)) => Err(Failure::usage(
                "--ort-library names an ONNX Runtime, but --engine asks for rten",
            )),
            (EngineName::Rten, None) => Ok(EngineChoice::Rten),
            (EngineName::Auto, None) => Ok(EngineChoice::Auto),
            (_, library) => Ok(EngineChoice::OnnxRuntime(library.clone())),
        }
    }

    /// Where the models are.
    pub(crate) fn open_models(&self) -> Result<Models> {
        let models = match &self.models {
            Some(folder) => Models::in_folder(folder)?,
            None => Models::find()?,
        };
        Ok(match &self.optional_models {
            Some(folder) => models.with_optional_in(folder)?,
            None => models,
        })
    }

    /// The inference engine alone.
    pub(crate) fn open_runtime(&self) -> Result<Arc<dyn Runtime>> {
        Ok(infer::open(&self.choice()?, self.threads)?)
    }

    /// The engine, with a policy of this rate and the standard level.
    pub(crate) fn build(&self, rate: FalseMatchRate) -> Result<Engine> {
        self.build_at(Level::Standard, rate)
    }

    /// The engine, with a policy of this level and this rate.
    pub(crate) fn build_at(&self, level: Level, rate: FalseMatchRate) -> Result<Engine> {
        Ok(Engine::builder()
            .models(self.open_models()?)
            .inference(self.choice()?)
            .threads(self.threads)
            .policy(Policy {
                false_match_rate: rate,
                ..Policy::of(level)
            })
            .build()?)
    }
}

/// `--fmr`.
#[derive(Args, Debug)]
pub(crate) struct RateArgs {
    /// False-match rate at which faces must match: 1e-2, 1e-3, 1e-4, 1e-5 or 1e-6 (extrapolated)
    #[arg(long, value_name = "RATE", default_value = "1e-4", value_parser = rate)]
    pub(crate) fmr: FalseMatchRate,
}

fn rate(name: &str) -> Result<FalseMatchRate, String> {
    FalseMatchRate::from_name(name).ok_or_else(|| {
        let names = FalseMatchRate::ALL.map(FalseMatchRate::name).join(", ");
        format!("the rates that were measured are {names}")
    })
}

/// `--json` of commands that answer once.
#[derive(Args, Debug, Default)]
pub(crate) struct JsonArgs {
    /// Answer in JSON on standard output (docs/json.md)
    #[arg(long, global = true)]
    pub(crate) json: bool,
}
