//! Extracts as Apache Parquet: the same rows, each column by itself. Only this file names the crates of it.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_json::{LineDelimitedWriter, ReaderBuilder};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError as Error;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::ChunkReader;

use super::columns::{COLUMNS, Type};
use super::row::Row;
use super::{Builder, Fault};

/// A column that other tables do not have.
const OWN_COLUMN: &str = "extract_version";
/// How many rows are taken at a time.
const BATCH: usize = 1024;
/// How many rows lie in a group, of which one is in memory.
const GROUP: usize = 64 * BATCH;

/// Why a Parquet file can't be read.
#[derive(Debug, thiserror::Error)]
pub enum ParquetError {
    /// What the reader of Parquet says.
    #[error(transparent)]
    Parquet(#[from] Error),
    /// What the reader of its columns says.
    #[error(transparent)]
    Arrow(#[from] ArrowError),
}

fn schema() -> Schema {
    let text = |name: &str, may_miss| Field::new(name, DataType::Utf8, may_miss);
    let fields = COLUMNS.iter().map(|column| {
        let holds = match column.holds {
            Type::Text => DataType::Utf8,
            Type::Number => DataType::UInt64,
            Type::Truth => DataType::Boolean,
            Type::Texts => DataType::List(Arc::new(text("item", true))),
            Type::Data => {
                let pair = DataType::Struct(vec![text("name", true), text("value", true)].into());
                DataType::List(Arc::new(Field::new("item", pair, true)))
            }
        };
        Field::new(column.name, holds, column.name != "row")
    });
    Schema::new(fields.collect::<Vec<_>>())
}

pub(super) fn write(rows: &mut dyn Iterator<Item = Row>, out: &mut dyn Write) -> io::Result<()> {
    let schema = Arc::new(schema());
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(GROUP))
        .build();
    let mut writer =
        ArrowWriter::try_new(Vec::new(), Arc::clone(&schema), Some(properties)).map_err(io::Error::other)?;
    let mut columns = ReaderBuilder::new(schema).build_decoder().map_err(io::Error::other)?;
    loop {
        let batch: Vec<Row> = rows.take(BATCH).collect();
        if batch.is_empty() {
            break;
        }
        columns.serialize(&batch).map_err(io::Error::other)?;
        while let Some(batch) = columns.flush().map_err(io::Error::other)? {
            writer.write(&batch).map_err(io::Error::other)?;
        }
        // The writer counts the bytes itself, and asks for nothing back.
        out.write_all(&std::mem::take(writer.inner_mut()))?;
    }
    out.write_all(&writer.into_inner().map_err(io::Error::other)?)
}

impl Builder<'_> {
    /// Reads a Parquet file. Each row that can't be used is told, with its number from 1.
    ///
    /// # Errors
    ///
    /// Where it is no Parquet file, or is damaged; what was read before stays.
    pub fn read_parquet(
        &mut self,
        file: impl ChunkReader + 'static,
        tell: &mut dyn FnMut(u64, Fault),
    ) -> Result<(), ParquetError> {
        let reader = ParquetRecordBatchReaderBuilder::try_new(file)?.with_batch_size(BATCH);
        // Other tables are none of ours.
        if reader.schema().field_with_name(OWN_COLUMN).is_err() {
            tell(1, Fault::NoExtract);
            return Ok(());
        }
        let reader = reader.build()?;
        let mut number = 0_u64;
        for batch in reader {
            for line in lines(&batch?)?.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
                number = number.saturating_add(1);
                let read = match std::str::from_utf8(line) {
                    Ok(line) => self.line(line),
                    Err(_) => Err(Fault::Row),
                };
                if let Err(fault) = read {
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
        tell: &mut dyn FnMut(u64, Fault),
    ) -> Result<(), ParquetError> {
        self.read_parquet(Bytes::from(bytes), tell)
    }
}

/// Rows as lines of JSON.
fn lines(batch: &RecordBatch) -> Result<Vec<u8>, ArrowError> {
    let mut writer = LineDelimitedWriter::new(Vec::new());
    writer.write(batch)?;
    writer.finish()?;
    Ok(writer.into_inner())
}
