//! Patterns that search free text: volume GUIDs, mount points, result codes.

use std::sync::LazyLock;

pub use regex::Captures;
use regex::Regex;

/// A pattern that is built at its first use.
pub type Pattern = LazyLock<Regex>;

/// Builds a pattern from a constant text.
///
/// # Panics
///
/// When the text is no pattern; every pattern of this crate is built by its tests.
#[expect(
    clippy::expect_used,
    reason = "all patterns are constants; a wrong one must not pass for one that never matches"
)]
pub fn pattern(text: &'static str) -> Regex {
    Regex::new(text).expect("a constant pattern")
}
