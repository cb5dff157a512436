//! The functions of the header, as a program reads them. Enters: the header's text. Leaves: each
//! function with its parameters.

#![allow(dead_code, clippy::unwrap_used)]

/// What a parameter is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// An opaque handle that goes in.
    Handle,
    /// A struct or array that goes in, by pointer.
    Input,
    /// A number that goes in.
    Number,
    /// A place for an output.
    Output,
    /// A place for an error.
    Error,
    /// A callback, or what is handed to it.
    Callback,
}

#[derive(Debug, Clone)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    /// As in the header: `const selfsame_engine *`.
    pub(crate) of: String,
    pub(crate) role: Role,
}

impl Parameter {
    /// The type behind the pointer: `selfsame_engine`.
    pub(crate) fn behind(&self) -> &str {
        self.of
            .trim_start_matches("const ")
            .trim_end_matches(['*', ' '])
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) answers: String,
    pub(crate) parameters: Vec<Parameter>,
}

/// All functions of a header, in its order.
pub(crate) fn functions(header: &str) -> Vec<Function> {
    let opaque: Vec<&str> = header
        .lines()
        .filter_map(|line| line.strip_prefix("typedef struct ")?.strip_suffix(';'))
        .filter_map(|line| line.split(' ').next())
        .collect();
    let code: Vec<&str> = header
        .lines()
        .filter(|line| !line.trim().starts_with("//") && !line.starts_with('#'))
        .collect();
    let text = code.join(" ");
    let mut found = Vec::new();
    for statement in text.split(';') {
        let Some((head, rest)) = statement.split_once('(') else {
            continue;
        };
        let head = head.split(['}', '{', '"']).next_back().unwrap().trim();
        let Some(at) = head.rfind("selfsame_") else {
            continue;
        };
        let answers = head[..at].trim();
        if answers.is_empty() || answers.contains("typedef") {
            continue;
        }
        let list = rest.rsplit_once(')').unwrap().0;
        let parameters = list.split(',').map(str::trim).filter(|p| *p != "void");
        found.push(Function {
            name: head[at..].to_owned(),
            answers: answers.to_owned(),
            parameters: parameters.map(|p| parameter(p, &opaque)).collect(),
        });
    }
    found
}

fn parameter(text: &str, opaque: &[&str]) -> Parameter {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let at = text.rfind([' ', '*']).unwrap() + 1;
    let (of, name) = (text[..at].trim().to_owned(), text[at..].to_owned());
    let stars = of.matches('*').count();
    let behind = of
        .trim_start_matches("const ")
        .trim_end_matches(['*', ' '])
        .to_owned();
    let constant = of.starts_with("const ");
    let role = match (behind.as_str(), stars, constant) {
        ("selfsame_error", 2, _) => Role::Error,
        ("void", ..) | ("selfsame_guidance_callback", ..) => Role::Callback,
        (_, 0, _) => Role::Number,
        (behind, 1, _) if opaque.contains(&behind) => Role::Handle,
        (_, 1, true) => Role::Input,
        (behind, 2, true) if opaque.contains(&behind) => Role::Input,
        _ => Role::Output,
    };
    Parameter { name, of, role }
}
