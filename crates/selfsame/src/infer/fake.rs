//! A fake engine for tests: networks are closures.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Network, Runtime, Tensor, failed};
use crate::error::Result;

/// What a fake network computes.
pub type Function = Arc<dyn Fn(&[Tensor]) -> Result<Vec<Tensor>> + Send + Sync>;

/// An engine whose networks are closures, by model name.
#[derive(Default)]
pub struct FakeRuntime {
    networks: HashMap<String, Function>,
}

impl FakeRuntime {
    /// The same engine with one network more.
    #[must_use]
    pub fn with(
        mut self,
        name: &str,
        function: impl Fn(&[Tensor]) -> Result<Vec<Tensor>> + Send + Sync + 'static,
    ) -> Self {
        self.networks.insert(name.to_owned(), Arc::new(function));
        self
    }
}

impl Runtime for FakeRuntime {
    fn name(&self) -> &str {
        "fake"
    }

    fn load(&self, name: &str, _bytes: Vec<u8>) -> Result<Box<dyn Network>> {
        match self.networks.get(name) {
            Some(function) => Ok(Box::new(Fake(Arc::clone(function)))),
            None => Err(failed(name, "has no fake")),
        }
    }
}

struct Fake(Function);

impl Network for Fake {
    fn run(&self, inputs: &[Tensor]) -> Result<Vec<Tensor>> {
        (self.0)(inputs)
    }
}
