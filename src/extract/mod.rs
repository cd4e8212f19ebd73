//! Extracts: what the analysis needs of logs, as a table that is a hundredth of their size.
//!
//! An extract holds the records that matter as they were read (not what was made of them), what the logs cover, the account
//! of every source and file, what was wrong, and the texts beside the logs. Reading it gives what reading the
//! logs gave. Its rows and columns are frozen: `row` has them, `columns` says what each is, and `sentences` how what was
//! said of a log is kept. A form (`lines`, `columnar`) is only a way to write the same rows.

mod cells;
mod columnar;
pub mod columns;
mod form;
mod lines;
pub mod owners;
mod pages;
mod read;
mod row;
mod sentences;
#[cfg(test)]
mod tests;
mod write;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use form::Form;
pub use read::{Builder, Fault};
pub use row::VERSION;
pub use sentences::Known;
pub use write::write;

use crate::event::sequence::Sequence;
use crate::event::{SourceId, Trust, Written};
use crate::issue::Issue;
use crate::say::Pattern;
use crate::source::{Fingerprint, Folders, Source, Text};

/// The sentences of this room.
pub(crate) const ROOM: &[&[Pattern]] = &[sentences::SENTENCES];

/// What an extract holds. The sources are numbered by their places.
#[derive(Debug, Clone, Default)]
pub struct Extract {
    /// The sources, with what was wrong with each.
    pub sources: Vec<Source>,
    /// The records that matter.
    pub records: Vec<Kept>,
    /// Coverage.
    pub runs: Vec<Sequence>,
    /// Computers on which other backup products logged something, with their providers.
    pub requesters: BTreeSet<(Arc<str>, Arc<str>)>,
    /// Texts beside the logs.
    pub texts: Vec<Text>,
    /// What was wrong with paths that became no source.
    pub issues: Vec<Issue>,
    /// What became of every file that was found.
    pub folders: Folders,
    /// The fingerprints of the files that were read.
    pub files: Vec<Fingerprint>,
}

/// A record in an extract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The source that holds it.
    pub source: SourceId,
    /// How far its bytes can be trusted.
    pub trust: Trust,
    /// What was read.
    pub written: Written,
}
