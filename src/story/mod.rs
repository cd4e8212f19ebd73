//! What is told first, and in which words: decided once for all formats.

pub mod headline;
