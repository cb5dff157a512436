//! What every function answers to a program that is wrong: NULL in the place of each output and
//! handle, handles that were freed, made up, or are of another type. The program that asks is made
//! from the header, so a function that is added is asked as well.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "support/prototypes.rs"]
mod prototypes;
mod support;

use std::fmt::Write as _;
use std::path::Path;

use prototypes::{Function, Parameter, Role, functions};
use support::{Bench, CRATE};

const START: &str = r#"
#include "check.h"

// Outputs lie here; nothing may be written to them.
static _Alignas(16) unsigned char places[24][16];

static void reset(void)
{
    memset(places, 0xA5, sizeof places);
}

static int untouched(void)
{
    for (size_t i = 0; i < sizeof places; i++) {
        if (((unsigned char *)places)[i] != 0xA5) {
            return 0;
        }
    }
    return 1;
}

static const char *function, *of;

// A mistake: one of two codes, an error object that names the function, untouched outputs.
static void wrong(selfsame_code code, selfsame_error *error, selfsame_code wanted, int exact,
                  const char *argument)
{
    const char *text = NULL;
    size_t length = 0;
    // Another argument of a call made up like this may be found wrong first.
    int known = code == wanted || (!exact && code > 0 && code < 100);
    if (!known || !untouched()) {
        fprintf(stderr, "%s, %s: answered %d, not %d%s\n", function, of, code, wanted,
                untouched() ? "" : ", and wrote");
        exit(1);
    }
    CHECK(error != NULL);
    CHECK(selfsame_error_message(error, &text, &length) == SELFSAME_OK && length > 0);
    CHECK(selfsame_error_context(error, &text, &length) == SELFSAME_OK);
    CHECK(strncmp(text, function, strlen(function)) == 0);
    if (argument != NULL && (exact || code == wanted)) {
        char context[256];
        snprintf(context, sizeof context, "%s, %s", function, argument);
        if (strcmp(context, text) != 0) {
            fprintf(stderr, "told of %s, not of %s\n", text, context);
            exit(1);
        }
    }
    CHECK(selfsame_error_free(error) == SELFSAME_OK);
}

int main(int argc, char **argv)
{
    (void)argc, (void)argv;
    // A handle that was freed, and two of different types that are alive.
    selfsame_engine_builder *freed = NULL, *builder = NULL;
    selfsame_models *models = NULL;
    WORKS(selfsame_engine_builder_new(&freed, &error));
    CHECK(selfsame_engine_builder_free(freed) == SELFSAME_OK);
    WORKS(selfsame_engine_builder_new(&builder, &error));
    WORKS(selfsame_models_in_memory(&models, &error));
    int local = 0;
    size_t alive = selfsame_handles();
"#;

/// Handles of which the header says that they may be NULL.
const MAY_BE_NULL: [(&str, &str); 3] = [
    ("selfsame_doctor", "models"),
    ("selfsame_issuer_new", "second"),
    ("selfsame_recorder_finish", "prompts"),
];

/// Arguments that are as good as can be without an engine; one of them may be another.
fn arguments(function: &Function, other: Option<(usize, &str)>) -> String {
    let mut given = Vec::new();
    for (i, parameter) in function.parameters.iter().enumerate() {
        given.push(match other {
            Some((at, text)) if at == i => text.to_owned(),
            _ => plain(i, parameter),
        });
    }
    given.join(", ")
}

fn plain(i: usize, parameter: &Parameter) -> String {
    match parameter.role {
        Role::Handle => "NULL".into(),
        Role::Input if parameter.of.contains("char") => "\"x\"".into(),
        Role::Input => format!("(const void *)places[{i}]"),
        Role::Number if parameter.of == "bool" => "true".into(),
        Role::Number if parameter.of == "size_t" => "1".into(),
        // In every enumeration.
        Role::Number => "2".into(),
        Role::Output => format!("({})(void *)places[{i}]", parameter.of),
        Role::Error => "&error".into(),
        Role::Callback => "NULL".into(),
    }
}

/// One call that must fail.
fn call(
    source: &mut String,
    function: &Function,
    other: Option<(usize, &str)>,
    wanted: &str,
    exact: bool,
    argument: Option<&str>,
) {
    let argument = argument.map_or("NULL".into(), |argument| format!("\"{argument}\""));
    let what = other.map_or(String::new(), |(i, text)| {
        format!("{} = {text}", function.parameters[i].name).replace('"', "'")
    });
    writeln!(
        source,
        "    {{ selfsame_error *error = NULL; function = \"{}\"; of = \"{what}\"; reset();\n      \
         selfsame_code code = {}({});\n      wrong(code, error, {wanted}, {}, {argument}); }}",
        function.name,
        function.name,
        arguments(function, other),
        i32::from(exact),
    )
    .unwrap();
}

/// Calls of one function with a bad pointer each. Leaves how many.
fn calls(source: &mut String, function: &Function) -> usize {
    let mut count = 0;
    for (i, parameter) in function.parameters.iter().enumerate() {
        // A name that C++ keeps for itself gets a stroke in the header.
        let name = parameter.name.trim_end_matches('_');
        match parameter.role {
            // Outputs are looked at before anything else.
            Role::Output => {
                call(
                    source,
                    function,
                    Some((i, "NULL")),
                    "SELFSAME_NULL",
                    true,
                    Some(name),
                );
                let askew = format!("({})(void *)(places[{i}] + 1)", parameter.of);
                // A byte is never askew.
                if !["bool *", "uint8_t *"].contains(&parameter.of.as_str()) {
                    call(
                        source,
                        function,
                        Some((i, &askew)),
                        "SELFSAME_ALIGNMENT",
                        true,
                        Some(name),
                    );
                }
                count += 1;
            }
            Role::Handle => {
                // With a second handle, that is NULL and may be told first.
                let handles = function
                    .parameters
                    .iter()
                    .filter(|p| p.role == Role::Handle);
                let exact = handles.count() == 1;
                let wrong = match parameter.behind() {
                    "selfsame_models" => "builder",
                    _ => "models",
                };
                for (text, wanted) in [
                    ("(void *)freed", "SELFSAME_HANDLE_FREED"),
                    (&format!("(void *){wrong}"), "SELFSAME_HANDLE_TYPE"),
                    ("(void *)&local", "SELFSAME_HANDLE"),
                    ("(void *)(uintptr_t)0x10", "SELFSAME_HANDLE"),
                ] {
                    call(source, function, Some((i, text)), wanted, exact, None);
                    count += 1;
                }
                if !MAY_BE_NULL.contains(&(function.name.as_str(), name)) {
                    let null = Some((i, "NULL"));
                    call(source, function, null, "SELFSAME_NULL", false, None);
                }
            }
            _ => {}
        }
    }
    count
}

/// Functions that free: they have no error object, and are asked in another way.
fn frees(source: &mut String, function: &Function) {
    let wrong = match function.parameters[0].behind() {
        "selfsame_models" => "builder",
        _ => "models",
    };
    writeln!(
        source,
        "    CHECK({0}(NULL) == SELFSAME_OK);\n    CHECK({0}((void *)freed) == SELFSAME_HANDLE_FREED);\n    \
         CHECK({0}((void *){wrong}) == SELFSAME_HANDLE_TYPE);\n    \
         CHECK({0}((void *)&local) == SELFSAME_HANDLE);",
        function.name
    )
    .unwrap();
}

#[test]
fn every_function_answers_misuse_with_a_code_and_a_message() {
    let header = std::fs::read_to_string(Path::new(CRATE).join("include/selfsame.h")).unwrap();
    let all = functions(&header);
    let mut source = START.to_owned();
    let (mut asked, mut freeing, mut calm) = (0, 0, Vec::new());
    for function in &all {
        let has_error = function.parameters.iter().any(|p| p.role == Role::Error);
        if function.name.ends_with("_free") {
            frees(&mut source, function);
            freeing += 1;
        } else if has_error {
            asked += usize::from(calls(&mut source, function) > 0);
        } else {
            calm.push(function.name.as_str());
        }
    }
    source.push_str(
        "    CHECK(selfsame_handles() == alive);\n    \
         CHECK(selfsame_models_free(models) == SELFSAME_OK);\n    \
         CHECK(selfsame_engine_builder_free(builder) == SELFSAME_OK);\n    return 0;\n}\n",
    );
    // These cannot fail, or are about errors; the latter are asked by check.h.
    let without = [
        "selfsame_abi_version",
        "selfsame_code_meaning",
        "selfsame_code_name",
        "selfsame_error_code",
        "selfsame_error_context",
        "selfsame_error_message",
        "selfsame_error_wait",
        "selfsame_handles",
        "selfsame_version",
    ];
    calm.sort_unstable();
    assert_eq!(calm, without);
    assert_eq!(asked + freeing + calm.len(), all.len());
    assert!(asked > 120 && freeing > 25, "{asked} asked, {freeing} free");
    // For tests/sanitize.sh, which runs it with more eyes on it.
    if let Some(copy) = std::env::var_os("SELFSAME_MISUSE_SOURCE") {
        std::fs::write(copy, &source).unwrap();
    }
    let Some(bench) = Bench::with("cc") else {
        return;
    };
    let file = bench.path().join("every.c");
    std::fs::write(&file, source).unwrap();
    let program = bench.compile("cc", &file, &["-std=gnu11", "-Wno-unused-variable"]);
    bench.run(&program, &[]);
    println!("{asked} functions asked, {freeing} that free");
}
