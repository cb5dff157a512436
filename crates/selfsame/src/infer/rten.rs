//! rten: pure Rust, compiled in, so that a fresh machine needs cargo alone.

use std::sync::Arc;

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, ValueOrView};
use rten_tensor::TensorView;
use rten_tensor::prelude::*;

use super::{Network, Runtime, Tensor, failed};
use crate::error::Result;

pub(super) struct Rten {
    pool: Arc<ThreadPool>,
}

impl Rten {
    pub(super) fn open(threads: usize) -> Self {
        Self {
            pool: Arc::new(ThreadPool::with_num_threads(threads)),
        }
    }
}

impl Runtime for Rten {
    fn name(&self) -> &str {
        "rten 0.27"
    }

    fn load(&self, name: &str, bytes: Vec<u8>) -> Result<Box<dyn Network>> {
        let model = ModelOptions::with_all_ops()
            .load(bytes)
            .map_err(|e| failed(name, "does not load").caused_by(e.to_string()))?;
        Ok(Box::new(RtenNetwork {
            name: name.to_owned(),
            inputs: model.input_ids().to_vec(),
            outputs: model.output_ids().to_vec(),
            model,
            pool: Arc::clone(&self.pool),
        }))
    }
}

struct RtenNetwork {
    name: String,
    model: Model,
    inputs: Vec<NodeId>,
    outputs: Vec<NodeId>,
    pool: Arc<ThreadPool>,
}

impl Network for RtenNetwork {
    fn run(&self, inputs: &[Tensor]) -> Result<Vec<Tensor>> {
        if inputs.len() != self.inputs.len() {
            return Err(failed(
                &self.name,
                &format!("{} inputs, {} given", self.inputs.len(), inputs.len()),
            ));
        }
        let values: Vec<(NodeId, ValueOrView<'_>)> = self
            .inputs
            .iter()
            .zip(inputs)
            .map(|(&id, t)| {
                let view = TensorView::from_data(t.shape.as_slice(), t.data.as_slice());
                (id, view.into())
            })
            .collect();
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&self.pool)));
        let broken = |e: String| failed(&self.name, "failed").caused_by(e);
        self.model
            .run(values, &self.outputs, Some(options))
            .map_err(|e| broken(e.to_string()))?
            .into_iter()
            .map(|value| {
                let tensor: rten_tensor::Tensor<f32> = value
                    .try_into()
                    .map_err(|_| broken("an output is not of floats".into()))?;
                Ok(Tensor {
                    shape: tensor.shape().to_vec(),
                    data: tensor.to_vec(),
                })
            })
            .collect()
    }
}
