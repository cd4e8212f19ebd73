//! The forms in which an extract can be written.

use crate::say::words;

/// A form of an extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Apache Parquet, packed with zstd.
    Parquet,
    /// A line of JSON for each row.
    Ndjson,
    /// The same, packed with zstd.
    NdjsonZst,
}

words! {
    pub Form {
        Parquet = "parquet",
        Ndjson = "ndjson",
        NdjsonZst = "ndjson.zst",
    }
}

/// The first bytes, and the last, of a Parquet file.
const PARQUET: &[u8] = b"PAR1";
/// How rows begin that nearly every extract has within its first bytes, and no other text: the first row may be damaged.
const ROWS: [&[u8]; 3] =
    [b"{\"row\":\"extract\"", b"{\"row\":\"source\",\"source\":", b"{\"row\":\"record\",\"source\":"];

impl Form {
    /// The form that a file may have by its first bytes: any Parquet file begins so. What is packed is told once it is unpacked.
    pub fn of_head(head: &[u8]) -> Option<Self> {
        if head.starts_with(PARQUET) {
            Some(Self::Parquet)
        } else {
            let is_row = |line: &[u8]| ROWS.iter().any(|row| line.starts_with(row));
            head.split(|byte| *byte == b'\n').any(is_row).then_some(Self::Ndjson)
        }
    }

    /// The form that the name of a file ends in.
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let ends = |form: &Self| {
            name.strip_suffix(form.id()).is_some_and(|rest| rest.ends_with('.') && rest.len() > 1)
        };
        Self::ALL.iter().copied().find(ends)
    }
}
