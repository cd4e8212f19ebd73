//! Which of these volsnap 27 errors are harmless noise of a backup, and which need a person?
//!
//! This crate answers that from exported Windows event logs, offline, with proof. The modules in the
//! order in which data flows:
//!
//! 1. [`input`] reads files and accounts for every record; [`event`] types the records that can matter.
//!    [`redact`] puts pseudonyms in the place of names, where that is asked for.
//! 2. [`timeline`] puts them in one order per computer and says what the logs cover.
//! 3. [`session`] rebuilds the runs of Windows Server Backup, their outcome and cause.
//! 4. [`correlation`] states facts: what fell when, which volume is which; [`context`] takes what lies beside
//!    the logs.
//! 5. [`verdict`] says what the facts mean, rule by rule; [`trouble`] what else needs a person, [`limit`] what can't be
//!    seen; [`advice`] says what to do next.
//! 6. [`report`] is the one value that [`render`] turns into bytes, and [`story`] says what comes first; [`status`] is
//!    the exit status; [`pipeline`] names the stages. [`difference`] compares two reports, [`fleet`] adds many up.
//!
//! What a caller needs: [`analyze`], [`Input`], [`Options`], and the [`Report`](report::Report) that it gives.
//!
//! ```
//! use volsift::{Input, Options, analyze, verdict::Verdict};
//!
//! let log = |name: &str| {
//!     let bytes = std::fs::read(format!("fixtures/cases/article/logs/{name}.evtx")).unwrap();
//!     Input::Bytes { name: name.to_owned(), bytes }
//! };
//! let report = analyze(vec![log("System"), log("Microsoft-Windows-Backup")], &Options::default());
//! assert_eq!(report.count(Verdict::Benign), 4);
//! ```
#![doc = "\n\n---\n\n"]
#![doc = include_str!("../ARCHITECTURE.md")]

pub mod advice;
pub mod catalogue;
pub mod cli;
pub mod context;
pub mod cores;
pub mod correlation;
pub mod difference;
pub mod event;
pub mod explain;
pub mod extract;
pub mod fleet;
pub mod input;
pub mod inspect;
pub mod issue;
pub mod limit;
pub mod pipeline;
pub mod redact;
pub mod render;
pub mod report;
pub mod say;
pub mod session;
pub mod source;
pub mod status;
pub mod story;
pub mod timeline;
pub mod trouble;
pub mod verdict;

pub use input::Input;
pub use pipeline::Options;

/// Reads logs and says what they show, without showing progress: [`pipeline::analyze`].
pub fn analyze(inputs: Vec<Input>, options: &Options) -> report::Report {
    pipeline::analyze(inputs, options, &input::NoProgress)
}
