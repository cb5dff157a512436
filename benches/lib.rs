//! Criterion benches live beside this file, one a stage.
