//! Stale records: what lies in space that a chunk does not use any more.
//!
//! A log that was cleared, or wrapped around, leaves records behind the last one of a chunk. They are
//! what the log once said, but nothing vouches for them, and nothing tells what is missing between.

use std::sync::Arc;

use evtx::{EvtxChunkData, ParserSettings};

use super::ChunkYield;
use super::plan::Plan;
use crate::event::xml::{self, Record};
use crate::event::{Trust, providers};
use crate::input::How;
use crate::input::keeper::Keeper;

/// Carves the stale records of a chunk. What can't be read is no record, and nobody declared it.
pub(super) fn carve(out: &mut ChunkYield, data: Vec<u8>, plan: &Plan, how: &How) {
    let mut keeper = Keeper::new(Trust::Carved, how.keeps_records);
    for record in stale(data, plan) {
        keeper.keep(record);
    }
    out.harvest.absorb(keeper.harvest);
}

fn stale(data: Vec<u8>, plan: &Plan) -> Vec<Record> {
    let Ok(mut chunk) = EvtxChunkData::new(data, false) else { return Vec::new() };
    plan.apply(&mut chunk, plan.end);
    let settings = ParserSettings::new().indent(false).recover_records(true);
    let Ok(mut chunk) = chunk.parse(Arc::new(settings)) else { return Vec::new() };
    chunk
        .iter()
        .filter_map(Result::ok)
        .filter(|record| record.recovered)
        .filter_map(|record| record.into_xml().ok())
        .filter_map(|record| xml::read(&record.data, providers::is_wanted).ok())
        .collect()
}
