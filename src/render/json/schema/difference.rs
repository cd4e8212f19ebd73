//! What differs between two reports, in JSON.

use serde::Serialize;

use super::event::utc;
use super::{SCHEMA_VERSION, TOOL, Tool};
use crate::difference::{Change, Difference, Kind, OfComputer};

#[derive(Serialize)]
pub(in crate::render::json) struct Document<'a> {
    schema_version: u32,
    tool: Tool,
    summary: Summary,
    computers: Vec<JsonComputer<'a>>,
}

#[derive(Serialize)]
struct Summary {
    new_needs_person: usize,
    new: usize,
    changed: usize,
    gone: usize,
    computers_changed: usize,
    computers_unchanged: usize,
}

#[derive(Serialize)]
struct JsonComputer<'a> {
    name: &'a str,
    changes: Vec<JsonChange<'a>>,
}

#[derive(Serialize)]
struct JsonChange<'a> {
    change: &'static str,
    what: &'static str,
    name: &'a str,
    time: Option<String>,
    end: Option<String>,
    before: Option<&'a str>,
    state: &'a str,
    needs_person: bool,
    new_need: bool,
    text: &'a str,
}

impl<'a> Document<'a> {
    pub(in crate::render::json) fn of(difference: &'a Difference) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            tool: TOOL,
            summary: Summary {
                new_needs_person: difference.new_needs(),
                new: difference.count(Kind::New),
                changed: difference.count(Kind::Changed),
                gone: difference.count(Kind::Gone),
                computers_changed: difference.computers.len(),
                computers_unchanged: difference.unchanged,
            },
            computers: difference.computers.iter().map(JsonComputer::of).collect(),
        }
    }
}

impl<'a> JsonComputer<'a> {
    fn of(computer: &'a OfComputer) -> Self {
        Self { name: &computer.name, changes: computer.changes.iter().map(JsonChange::of).collect() }
    }
}

impl<'a> JsonChange<'a> {
    fn of(change: &'a Change) -> Self {
        let item = &change.item;
        Self {
            change: change.kind.id(),
            what: item.what.id(),
            name: &item.name,
            time: item.time.map(utc),
            end: item.end.map(utc),
            before: change.before.as_deref(),
            state: &item.state,
            needs_person: item.needs_a_person,
            new_need: change.is_new_need,
            text: &item.text,
        }
    }
}
