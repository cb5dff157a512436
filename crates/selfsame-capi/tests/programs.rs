//! Programs in C and C++ against the shared library: a session, threads, sessions dropped at random
//! points, the wrapper.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::path::Path;

use support::{Bench, CRATE};

fn run(name: &str, arguments: &[&str]) {
    let Some(bench) = Bench::with("cc") else {
        return;
    };
    let source = Path::new(CRATE).join("tests/c").join(name);
    let program = bench.compile("cc", &source, &["-std=gnu11"]);
    let output = bench.run(&program, arguments);
    print!("{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn a_session() {
    run("session.c", &[]);
}

#[test]
fn eight_sessions_on_eight_threads_are_as_one_by_one() {
    run("threads.c", &[]);
}

#[test]
fn two_thousand_sessions_dropped_at_random_points_leave_nothing() {
    run("random.c", &[]);
}

#[test]
fn misuse_by_hand() {
    run("misuse.c", &[]);
}

#[test]
fn a_verdict_is_signed_and_taken() {
    run("token.c", &[]);
}

#[test]
fn the_wrapper() {
    let Some(bench) = Bench::with("c++") else {
        return;
    };
    let source = Path::new(CRATE).join("tests/c/wrapper.cpp");
    let program = bench.compile("c++", &source, &["-std=c++17"]);
    bench.run(&program, &[]);
}
