//! Rows taken apart into the columns of a Parquet file. The format keeps what is there in a row, and beside it two small numbers
//! for each place: how much of the path to it is there (definition), and whether it goes on with the list before (repetition).

use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::writer::SerializedFileWriter;
use serde_json::Value;

use super::columns::{COLUMNS, Type};

/// The fields of a pair in a list.
const PAIR: [&str; 2] = ["name", "value"];

/// Some rows, column by column.
#[derive(Debug)]
pub(super) struct Cells {
    columns: Vec<Cell>,
    rows: usize,
    bytes: usize,
}

/// A column that holds values itself: a list of pairs has two.
#[derive(Debug, Default)]
struct Cell {
    texts: Vec<ByteArray>,
    numbers: Vec<i64>,
    truths: Vec<bool>,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
}

impl Default for Cells {
    fn default() -> Self {
        let count = |holds| if holds == Type::Data { PAIR.len() } else { 1 };
        let count: usize = COLUMNS.iter().map(|column| count(column.holds)).sum();
        Self { columns: std::iter::repeat_with(Cell::default).take(count).collect(), rows: 0, bytes: 0 }
    }
}

impl Cells {
    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// How many bytes of text they hold.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Takes a row, as a line of JSON has it.
    pub(super) fn push(&mut self, row: &Value) {
        let mut cells = self.columns.iter_mut();
        for column in COLUMNS {
            let value = row.get(column.name);
            match column.holds {
                Type::Text | Type::Number | Type::Truth => {
                    let Some(cell) = cells.next() else { return };
                    self.bytes = self.bytes.saturating_add(cell.push(value, 0, 0));
                }
                Type::Texts => {
                    let Some(cell) = cells.next() else { return };
                    self.bytes = self.bytes.saturating_add(cell.push_list(value, |item| (Some(item), 2)));
                }
                Type::Data => {
                    for field in PAIR {
                        let Some(cell) = cells.next() else { return };
                        self.bytes =
                            self.bytes.saturating_add(cell.push_list(value, |item| (item.get(field), 3)));
                    }
                }
            }
        }
        self.rows = self.rows.saturating_add(1);
    }

    /// Writes them as a group of rows.
    pub(super) fn write(self, writer: &mut SerializedFileWriter<Vec<u8>>) -> Result<(), ParquetError> {
        let mut group = writer.next_row_group()?;
        for cell in self.columns {
            let Some(mut column) = group.next_column()? else { break };
            cell.write(column.untyped())?;
            column.close()?;
        }
        group.close()?;
        Ok(())
    }
}

impl Cell {
    /// One value or none, below as much of a path as is there. The bytes of its text.
    fn push(&mut self, value: Option<&Value>, path: i16, repetition: i16) -> usize {
        let (is_there, bytes) = match value {
            Some(Value::String(text)) => {
                self.texts.push(text.as_str().into());
                (1, text.len())
            }
            Some(Value::Bool(truth)) => {
                self.truths.push(*truth);
                (1, 0)
            }
            Some(value) => match value.as_u64() {
                Some(number) => {
                    // The format keeps a number without a sign in the same bits.
                    self.numbers.push(number.cast_signed());
                    (1, 0)
                }
                None => (0, 0),
            },
            None => (0, 0),
        };
        self.definitions.push(path.saturating_add(is_there));
        self.repetitions.push(repetition);
        bytes
    }

    /// A list, of each item of which `of` takes a value and how much of the path to it is there.
    fn push_list<'v>(
        &mut self,
        list: Option<&'v Value>,
        of: impl Fn(&'v Value) -> (Option<&'v Value>, i16),
    ) -> usize {
        let Some(list) = list.and_then(Value::as_array) else { return self.push(None, 0, 0) };
        if list.is_empty() {
            return self.push(None, 1, 0);
        }
        let mut bytes = 0_usize;
        for (item, repetition) in list.iter().zip(std::iter::once(0).chain(std::iter::repeat(1))) {
            let (value, path) = of(item);
            bytes = bytes.saturating_add(self.push(value, path, repetition));
        }
        bytes
    }

    fn write(&self, column: &mut ColumnWriter<'_>) -> Result<(), ParquetError> {
        // Where nothing may be missing or repeated, the writer asks for no such numbers and looks at none.
        let (definitions, repetitions) = (Some(&*self.definitions), Some(&*self.repetitions));
        match column {
            ColumnWriter::BoolColumnWriter(writer) => {
                writer.write_batch(&self.truths, definitions, repetitions)?;
            }
            ColumnWriter::Int64ColumnWriter(writer) => {
                writer.write_batch(&self.numbers, definitions, repetitions)?;
            }
            ColumnWriter::ByteArrayColumnWriter(writer) => {
                writer.write_batch(&self.texts, definitions, repetitions)?;
            }
            _ => {
                return Err(ParquetError::General("a column of a type that extracts do not have".to_owned()));
            }
        }
        Ok(())
    }
}
