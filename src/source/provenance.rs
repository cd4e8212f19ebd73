//! How a report was asked for, and of which files: what a reader needs to make it again and to know the evidence again.

/// How a report was asked for. The shell tells it; nothing in the report depends on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The command line, without secrets.
    pub command: Option<String>,
    /// What was read, in order; empty where no format asks for it.
    pub files: Vec<Fingerprint>,
}

/// A file that was read, and by what it can be known again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint {
    /// Its path, as given or found.
    pub path: String,
    /// Its SHA-256, in hexadecimal digits; none where it can't be read twice: standard input, or a file that is gone.
    pub sha256: Option<String>,
}
