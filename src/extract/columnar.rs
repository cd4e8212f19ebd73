//! Extracts as Apache Parquet: the same rows, each column by itself. Only this file and its neighbour name the crate of it.

use std::io::{self, Write};
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{ChunkReader, FileReader as _, Length, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::Type as Schema;
use serde_json::Value;

use super::cells::Cells;
use super::columns::{COLUMNS, Type};
use super::row::Row;
use super::{Builder, Fault, pages};

/// A column that other tables do not have.
const OWN_COLUMN: &str = "extract_version";
/// How many rows lie in a group at most, and how many bytes of text: one group is in memory.
const GROUP: (usize, usize) = (16 * 1024, 16 << 20);

/// The schema, in the notation of the format's own specification. `row` is in every row, and nothing else is.
fn schema() -> Result<Schema, ParquetError> {
    let mut text = String::from("message extract {\n");
    for column in COLUMNS {
        let name = column.name;
        text.push_str(&match column.holds {
            Type::Text if name == "row" => format!("required binary {name} (string);\n"),
            Type::Text => format!("optional binary {name} (string);\n"),
            Type::Number => format!("optional int64 {name} (integer(64, false));\n"),
            Type::Truth => format!("optional boolean {name};\n"),
            Type::Texts => list(name, "optional binary item (string);"),
            Type::Data => list(
                name,
                "optional group item { optional binary name (string); optional binary value (string); }",
            ),
        });
    }
    text.push('}');
    parse_message_type(&text)
}

fn list(name: &str, item: &str) -> String {
    format!("optional group {name} (list) {{ repeated group list {{ {item} }} }}\n")
}

pub(super) fn write(rows: &mut dyn Iterator<Item = Row>, out: &mut dyn Write) -> io::Result<()> {
    let properties =
        WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
    let schema = schema().map_err(io::Error::other)?;
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))
        .map_err(io::Error::other)?;
    let mut rows = rows.peekable();
    while rows.peek().is_some() {
        let mut cells = Cells::default();
        while cells.rows() < GROUP.0 && cells.bytes() < GROUP.1 {
            let Some(row) = rows.next() else { break };
            cells.push(&serde_json::to_value(row)?);
        }
        cells.write(&mut writer).map_err(io::Error::other)?;
        writer.flush()?;
        // The writer counts the bytes itself, and asks for nothing back.
        out.write_all(&std::mem::take(writer.inner_mut()))?;
    }
    out.write_all(&writer.into_inner().map_err(io::Error::other)?)
}

impl Builder<'_> {
    /// Reads a Parquet file, of which no more than `held` bytes of memory are taken at once. Each row that can't be used is
    /// told, with its number from 1.
    ///
    /// # Errors
    ///
    /// Where it is no Parquet file, is damaged, or asks for more; what was read before stays.
    pub fn read_parquet(
        &mut self,
        file: impl ChunkReader + 'static,
        held: u64,
        tell: &mut dyn FnMut(u64, Fault),
    ) -> Result<(), ParquetError> {
        let file = Shared(Arc::new(file));
        let reader = SerializedFileReader::new(Shared(Arc::clone(&file.0)))?;
        // Other tables are none of ours.
        let schema = reader.metadata().file_metadata().schema();
        if !schema.get_fields().iter().any(|field| field.name() == OWN_COLUMN) {
            tell(1, Fault::NoExtract);
            return Ok(());
        }
        let mut number = 0_u64;
        for place in 0..reader.num_row_groups() {
            let group = reader.get_row_group(place)?;
            pages::check(&file, group.metadata(), held)?;
            for row in group.get_row_iter(None)? {
                number = number.saturating_add(1);
                if let Err(fault) = self.value(without_nothing(row?.to_json_value())) {
                    tell(number, fault);
                    if fault.is_final() {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    /// The same of one in memory.
    ///
    /// # Errors
    ///
    /// As of a file.
    pub fn read_parquet_in(
        &mut self,
        bytes: Vec<u8>,
        held: u64,
        tell: &mut dyn FnMut(u64, Fault),
    ) -> Result<(), ParquetError> {
        self.read_parquet(Bytes::from(bytes), held, tell)
    }
}

/// A table that is looked at while it is read.
struct Shared<R>(Arc<R>);

impl<R: ChunkReader> Length for Shared<R> {
    fn len(&self) -> u64 {
        self.0.len()
    }
}

impl<R: ChunkReader> ChunkReader for Shared<R> {
    type T = R::T;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        self.0.get_read(start)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        self.0.get_bytes(start, length)
    }
}

/// A row as a line of JSON has it: columns that say nothing are missing.
fn without_nothing(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let said = fields.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(said.map(|(name, value)| (name, without_nothing(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_nothing).collect()),
        other => other,
    }
}
