//! docs/json.md: every key, written from the schema, so that it says what the types say.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Map, Value};

use super::contract;

/// A key is described in up to three parts: what it means, in which unit, and when it is null.
const UNIT: &str = " Unit: ";
const NULL: &str = " Null where ";
/// An object that stands in more places stands everywhere.
const PLACES: usize = 8;
/// Where definitions stand.
const DEFINITIONS: &str = "#/$defs/";

const INTRODUCTION: &str = "\
# JSON

`volsift analyze PATH… --format json`, or `-o report.json`. Every key is promised: keys may be added, none is renamed, removed
or given another meaning without a new `schema_version`. Words may be added to lists of words. A key is always there; what is
not known is `null`, and a list of nothing is empty. `volsift schema` prints this as JSON Schema (draft 2020-12), by which a
program can check what it gets; the schema allows keys that it does not name.

Times are RFC 3339 in UTC, with `Z`; `*_local` beside them are the same in the zone of the computer, with its offset.
Records are cited as `System#4711`, log and number; `events` of the computer has each of them. Beside every text for people
(in English) stands a `message` with an id and arguments ([messages.md](messages.md)). What words such as `side-effect` mean,
`volsift explain side-effect` tells. Characters that could command a terminal are spelled `\\u…`.

Generated from the types: `VOLSIFT_UPDATE=1 cargo test`.
";

const LINES: &str = "\
## NDJSON

`volsift analyze PATH… --format ndjson`, or `-o report.ndjson`: the same objects with the same keys, one a line, in the order of
the document. Each line has a `type`, and those of a computer its name as `computer`. Lists that have lines of their own are
left out of the object that holds them in the JSON. It is written record by record, so it may be as long as it needs to be.
`volsift schema --format ndjson` prints the schema of a line.

```sh
volsift analyze fixtures/cases/two-computers/logs --format ndjson
```

| `type` | is |
|---|---|
";

const FLEET: &str = "\
# JSON of a fleet

`volsift analyze PATH… --group-by computer --format json`, or `-o fleet.json`. It is a document of its own, beside
[that of a report](json.md), and keeps the same promises: keys may be added, none is renamed, removed or given another meaning without
a new `schema_version`; what is not known is `null`. `volsift schema --format fleet` prints it as JSON Schema. It holds the same whatever
`--group-by` says: hosts, causes and nights.

A night goes from noon to noon in the zone of each host, and is called by the day on which it begins.

Generated from the types: `VOLSIFT_UPDATE=1 cargo test`.
";

/// The manual of the JSON of a fleet.
pub fn manual_of_fleet() -> String {
    let fleet = contract::of_fleet().to_value();
    format!("{FLEET}\n{}", objects("Fleet", &fleet))
}

/// The manual of the JSON.
pub fn manual() -> String {
    let report = contract::of_report().to_value();
    let mut text = format!("{INTRODUCTION}\n{}", objects("Report", &report));
    text.push_str(&format!("\n{LINES}"));
    let line = contract::of_line().to_value();
    for one in line.get("oneOf").and_then(Value::as_array).into_iter().flatten() {
        let word = one.pointer("/properties/type/const").and_then(Value::as_str).unwrap_or_default();
        text.push_str(&format!("| `{word}` | {} |\n", described(one)));
    }
    text
}

/// A section for the document, and one for each object in it.
fn objects(title: &str, document: &Value) -> String {
    let mut manual = Manual::default();
    let definitions = document.get("$defs").and_then(Value::as_object).cloned().unwrap_or_default();
    manual.collect(document, "", &definitions);
    let mut text = format!("## {title}\n\n{}\n\n{}", described(document), table(document));
    for name in manual.order {
        let Some(definition) = definitions.get(&name) else { continue };
        let places: Vec<String> = manual.places.get(&name).into_iter().flatten().cloned().collect();
        let places = match places.len() {
            0..=PLACES => places.iter().map(|place| format!("`{place}`")).collect::<Vec<_>>().join(", "),
            _ => "many places".to_owned(),
        };
        text.push_str(&format!("\n## {name}\n\n{} In {places}.\n", described(definition)));
        if definition.get("properties").is_some() {
            text.push_str(&format!("\n{}", table(definition)));
        }
    }
    text
}

/// Objects in the order in which they are met, and where each stands.
#[derive(Default)]
struct Manual {
    order: VecDeque<String>,
    places: BTreeMap<String, Vec<String>>,
}

impl Manual {
    /// Goes through the keys of an object, and through the objects in them that were not met before.
    fn collect(&mut self, object: &Value, path: &str, definitions: &Map<String, Value>) {
        let mut found: Vec<(String, String)> = Vec::new();
        for (key, value) in properties(object) {
            let place = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            named(value, &place, &mut found);
        }
        if let Some(values) = object.get("additionalProperties") {
            named(values, &format!("{path}.*"), &mut found);
        }
        for alternative in object.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
            named(alternative, path, &mut found);
        }
        for (name, place) in found {
            let is_new = !self.places.contains_key(&name);
            let places = self.places.entry(name.clone()).or_default();
            if !places.contains(&place) {
                places.push(place.clone());
            }
            if is_new {
                self.order.push_back(name.clone());
            }
            if is_new && let Some(definition) = definitions.get(&name) {
                self.collect(definition, &place, definitions);
            }
        }
    }
}

/// The objects that a schema names.
fn named(schema: &Value, place: &str, found: &mut Vec<(String, String)>) {
    if let Some(name) = reference(schema) {
        found.push((name.to_owned(), place.to_owned()));
    }
    for alternative in schema.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
        named(alternative, place, found);
    }
    if let Some(items) = schema.get("items") {
        named(items, &format!("{place}[]"), found);
    }
    if let Some(values) = schema.get("additionalProperties") {
        named(values, place, found);
    }
}

fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix(DEFINITIONS)
}

fn properties(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.get("properties").and_then(Value::as_object).into_iter().flatten()
}

fn described(schema: &Value) -> String {
    let text = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A table of the keys of an object.
fn table(object: &Value) -> String {
    let mut text = "| key | type | meaning | unit | null where |\n|---|---|---|---|---|\n".to_owned();
    for (key, value) in properties(object) {
        let whole = described(value);
        let (whole, null) = whole.split_once(NULL).unwrap_or((&whole, ""));
        let (meaning, unit) = whole.split_once(UNIT).unwrap_or((whole, ""));
        let words: Vec<String> = words(value).iter().map(|word| format!("`{word}`")).collect();
        let words = if words.is_empty() { String::new() } else { format!(" One of {}.", words.join(", ")) };
        let stop = |text: &str| text.trim_end_matches('.').to_owned();
        let (unit, null) = (stop(unit), stop(null));
        text.push_str(&format!("| `{key}` | {} | {meaning}{words} | {unit} | {null} |\n", kind(value)));
    }
    text
}

/// The words that a text may be, also where it stands in a list.
fn words(schema: &Value) -> Vec<&str> {
    let of_list = schema.get("items").map(words).unwrap_or_default();
    let own = schema.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    own.chain(of_list).collect()
}

/// What a value is, in words.
fn kind(schema: &Value) -> String {
    if let Some(name) = reference(schema) {
        return format!("[{name}](#{})", name.to_lowercase());
    }
    if let Some(alternatives) = schema.get("anyOf").and_then(Value::as_array) {
        let kinds: Vec<String> = alternatives.iter().map(kind).filter(|kind| !kind.is_empty()).collect();
        return kinds.join(" or ");
    }
    if let Some(number) = schema.get("const") {
        return format!("`{number}`");
    }
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let is_time = schema.get("format").and_then(Value::as_str) == Some("date-time");
    let name = |kind: &&str| match *kind {
        "array" => format!("list of {}", schema.get("items").map(plural).unwrap_or_default()),
        "string" if schema.get("enum").is_some() => "word".to_owned(),
        "string" if is_time => "time".to_owned(),
        "string" => "text".to_owned(),
        "integer" => "whole number".to_owned(),
        "boolean" => "true or false".to_owned(),
        other => other.to_owned(),
    };
    types.iter().filter(|kind| **kind != "null").map(name).collect::<Vec<_>>().join(" or ")
}

fn plural(schema: &Value) -> String {
    match kind(schema).as_str() {
        "text" => "texts".to_owned(),
        other => other.to_owned(),
    }
}
