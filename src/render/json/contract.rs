//! The contract of the JSON: its schema, made from the frozen types and their docs.

use std::io::{self, Write};

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use super::SCHEMA_VERSION;
use super::schema::{Document, Line, fleet};

/// The JSON Schema (draft 2020-12) of a report. It allows keys that it does not name, since some may be added.
pub fn of_report() -> Schema {
    of::<Document<'_>>("A report of volsift")
}

/// The JSON Schema of a line of NDJSON.
pub fn of_line() -> Schema {
    of::<Line<'_>>("A line of a report of volsift")
}

/// The JSON Schema of the report of a fleet.
pub fn of_fleet() -> Schema {
    of::<fleet::Document<'_>>("A report of a fleet by volsift")
}

fn of<J: JsonSchema>(what: &str) -> Schema {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<J>();
    schema.insert("title".to_owned(), format!("{what}, schema_version {SCHEMA_VERSION}").into());
    schema
}

/// Writes a schema, indented.
pub fn write(schema: &Schema, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, schema).map_err(io::Error::from)?;
    out.write_all(b"\n")
}
