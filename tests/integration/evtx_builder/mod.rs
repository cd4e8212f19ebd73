//! Writes valid .evtx files from readable scenarios: test support and fixture generator.
//!
//! Nothing of the product is used here: sizes, offsets, hashes and checksums are computed from the
//! format's documentation, so that the reader is tested against something else than itself.

pub mod binxml;
pub mod chunk;
pub mod damage;
pub mod file;
pub mod pack;
pub mod record;
pub mod scenario;
pub mod value;
pub mod xml;
