//! The mutants, as `cargo mutants --list` names them.

use std::process::Command;

use serde::{Deserialize, Serialize};

use crate::{Fallible, tree::root};

/// One change of the program.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mutant {
    /// Its number in the build.
    #[serde(skip)]
    pub id: usize,
    pub file: String,
    pub genre: Genre,
    /// What takes the place of what stood there.
    pub replacement: String,
    span: Span,
    name: String,
    /// What it changes, as it stands in the source; found when it is woven in.
    #[serde(default)]
    pub original: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Genre {
    FnValue,
    BinaryOperator,
    UnaryOperator,
    MatchArm,
    MatchArmGuard,
    StructField,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Span {
    start: Place,
    end: Place,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Place {
    line: usize,
    column: usize,
}

impl Mutant {
    /// Where it lies in its file, in bytes.
    pub fn range(&self, text: &str) -> std::ops::Range<usize> {
        let at = |place: Place| {
            let line: usize = text.split_inclusive('\n').take(place.line - 1).map(str::len).sum();
            let column: usize = text[line..].chars().take(place.column - 1).map(char::len_utf8).sum();
            line + column
        };
        at(self.span.start)..at(self.span.end)
    }

    /// `src/verdict/mod.rs: replace == with != in judge: a == b`, which stays the same when lines are added above it.
    pub fn key(&self) -> String {
        let what = self.name.splitn(4, ':').nth(3).unwrap_or(&self.name).trim();
        match self.genre {
            Genre::FnValue => format!("{}: {what}", self.file),
            _ => format!("{}: {what}: {}", self.file, self.original),
        }
    }

    /// As `cargo mutants` names it, with its line and column.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// With its line, for a reader who wants to look.
    pub fn place(&self) -> String {
        format!("{}:{}", self.file, self.span.start.line)
    }

    /// `src/verdict/mod.rs` belongs to `verdict`.
    pub fn room(&self) -> &str {
        let file = self.file.trim_start_matches("src/").trim_end_matches(".rs");
        file.split('/').next().unwrap_or(file)
    }
}

/// All mutants of the rooms that `.cargo/mutants.toml` names, in the order of files and lines.
pub fn all() -> Fallible<Vec<Mutant>> {
    let mut command = Command::new("cargo");
    command.args(["mutants", "--list", "--json"]).current_dir(root());
    let output = command.output().map_err(|error| format!("cargo mutants: {error}"))?;
    if !output.status.success() {
        return Err(format!(
            "cargo mutants --list: {}\n`cargo install --locked cargo-mutants` brings it",
            String::from_utf8_lossy(&output.stderr)
        )
        .into());
    }
    let mut mutants: Vec<Mutant> = serde_json::from_slice(&output.stdout)?;
    for (id, mutant) in mutants.iter_mut().enumerate() {
        mutant.id = id + 1;
    }
    Ok(mutants)
}
