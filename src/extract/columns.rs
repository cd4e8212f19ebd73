//! The columns of an extract: one list, from which come the schema of its Parquet form and docs/extract.md.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// UTF-8.
    Text,
    /// An unsigned number of 64 bits.
    Number,
    /// True or false.
    Truth,
    /// A list of UTF-8.
    Texts,
    /// A list of pairs: `name`, which may be missing, and `value`.
    Data,
}

impl Type {
    fn words(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Truth => "true or false",
            Self::Texts => "list of text",
            Self::Data => "list of `name`, `value`",
        }
    }
}

/// A column.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub holds: Type,
    /// Which kinds of rows have it, and what it says.
    pub meaning: &'static str,
}

const fn column(name: &'static str, holds: Type, meaning: &'static str) -> Column {
    Column { name, holds, meaning }
}

/// Every kind of row, and what it is.
pub const ROWS: &[(&str, &str)] = &[
    ("extract", "the first row: which version of the format, and which program wrote it"),
    ("source", "a log or an export that was read, with the account of its records"),
    ("file", "a file that was read, with its fingerprint; an archive is one file"),
    ("folder", "what became of the files of a folder or an archive"),
    ("run", "records that follow each other in a log without a gap: what the log covers"),
    ("record", "a record that can matter, as it was read; what is made of it is decided anew each time"),
    ("requester", "a backup product that logged something on a computer"),
    (
        "text",
        "a text beside the logs that may tell of the host: a list of volumes, the registry's SPP key, a manifest",
    ),
    ("issue", "what could not be read or understood, and where"),
    ("end", "the last row: with it, the extract is whole"),
];

/// Every column. All but `row` are missing where they say nothing.
#[rustfmt::skip]
pub const COLUMNS: &[Column] = &[
    column("row", Type::Text, "which kind of row it is"),
    column("source", Type::Number, "source, run, record, issue: the number of the source within the extract, from 0"),
    column("computer", Type::Text, "run, record, requester, issue: `Computer`, as written"),
    column("path", Type::Text, "source, file, folder, text, issue: as given or found, with those of the archives around it"),
    column("extract_version", Type::Number, "extract: the version of rows and columns"),
    column("program", Type::Text, "extract: the program that wrote it, and its version"),
    column("rows", Type::Number, "end: how many rows stand before it, without the first"),
    column("digest", Type::Text, "end: the SHA-256, in hexadecimal digits, of these rows, each as a line of JSON"),
    column("interests", Type::Texts, "end: what records were kept for: providers with their events, and words that a payload has to name; a program that needs more says so"),
    column("format", Type::Text, "source: `evtx` or `xml`"),
    column("size", Type::Number, "source, text: bytes"),
    column("fingerprint", Type::Number, "source: a checksum of its content, by which sources are ordered"),
    column("sha256", Type::Text, "file: of its bytes, in hexadecimal digits; missing where it could not be read twice"),
    column("read", Type::Number, "source: records that can matter"),
    column("failed", Type::Number, "source: records that it declares and that could not be read"),
    column("skipped", Type::Number, "source: records that can't matter, of which only the place in the log was read"),
    column("recovered", Type::Number, "source: stale records carved from free space, with `--recover`"),
    column("format_major", Type::Number, "source: the version of the binary format, before the dot; missing, with all that follow, where the header can't be read"),
    column("format_minor", Type::Number, "source: behind the dot"),
    column("chunks_declared", Type::Number, "source: how many chunks its header counts"),
    column("chunks_found", Type::Number, "source: how many chunks it has room for"),
    column("next_record_id", Type::Number, "source: the `EventRecordID` that the next record would have got"),
    column("is_dirty", Type::Truth, "source: whether it was in use when it was copied"),
    column("is_full", Type::Truth, "source: whether it had reached its largest size"),
    column("is_header_intact", Type::Truth, "source: whether its header's checksum matches"),
    column("walked", Type::Number, "folder: files that were found"),
    column("logs", Type::Number, "folder: event logs that were read"),
    column("exports", Type::Number, "folder: exports of events that were read"),
    column("context", Type::Number, "folder: lists of volumes, exports of the registry and manifests"),
    column("archives", Type::Number, "folder: archives, whose files are counted by themselves"),
    column("other", Type::Number, "folder: other files, which were left aside"),
    column("told", Type::Number, "folder: files that were not used, and of which an issue says why"),
    column("channel", Type::Text, "run, record: `Channel`, as written"),
    column("provider", Type::Text, "record, requester: `Provider/@Name`, as written"),
    column("event_source_name", Type::Text, "record: `Provider/@EventSourceName`"),
    column("event_id", Type::Number, "record: `EventID` without qualifiers"),
    column("level", Type::Number, "record: `Level`"),
    column("time_created", Type::Text, "record: `TimeCreated`, UTC, RFC 3339"),
    column("event_record_id", Type::Number, "record: `EventRecordID`"),
    column("trust", Type::Text, "run, record: `intact`, `checksum-failed` (a checksum over its bytes does not match) or `carved` (a stale record)"),
    column("data", Type::Data, "record: the `Data` of `EventData`, or the elements of `UserData`, in order"),
    column("binary", Type::Text, "record: `Binary`, in hexadecimal digits as Windows' XML has it"),
    column("first_id", Type::Number, "run: its first `EventRecordID`"),
    column("last_id", Type::Number, "run: its last `EventRecordID`"),
    column("time_of_first", Type::Text, "run: `TimeCreated` of the record with the first id"),
    column("time_of_last", Type::Text, "run: `TimeCreated` of the record with the last id"),
    column("first_time", Type::Text, "run: its earliest `TimeCreated`"),
    column("last_time", Type::Text, "run: its latest `TimeCreated`"),
    column("damage_before", Type::Truth, "run: whether records right before could not be read"),
    column("damage_after", Type::Truth, "run: whether records right behind could not be read"),
    column("in_use", Type::Truth, "run: whether records behind may not have reached the file, since the log was in use"),
    column("content", Type::Text, "text: what it says"),
    column("modified", Type::Text, "text: when it was last written to; without a zone where an archive has none"),
    column("is_named", Type::Truth, "text: whether it was named, and not found in a folder"),
    column("kind", Type::Text, "issue: as in the JSON report"),
    column("chunk", Type::Number, "issue: the chunk, from 0"),
    column("offset", Type::Number, "issue: bytes into the file"),
    column("record", Type::Number, "issue: `EventRecordID`"),
    column("is_loss", Type::Truth, "issue: whether records that were declared were not read because of it"),
    column("sentence", Type::Text, "issue: what is said, as JSON: the id of the sentence, and what goes into it"),
];

/// The tables of docs/extract.md.
pub fn manual() -> String {
    let mut out = String::from("| `row` | what it is |\n|---|---|\n");
    for (row, meaning) in ROWS {
        out.push_str(&format!("| `{row}` | {meaning} |\n"));
    }
    out.push_str("\n| column | holds | in which rows, and what it says |\n|---|---|---|\n");
    for Column { name, holds, meaning } in COLUMNS {
        out.push_str(&format!("| `{name}` | {} | {meaning} |\n", holds.words()));
    }
    out
}
