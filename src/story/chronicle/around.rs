//! The record that is looked for by its citation, as the reports print it: `System#4714`.

use jiff::{SignedDuration, Timestamp};

use crate::report::{ComputerReport, Report};
use crate::say::{Log, Record, Sentence, sentences};
use crate::timeline::{Span, earlier, shifted};

sentences! {
    no_channel(citation: Log, known: Vec<Log>) = "around.no-channel":
        "no record is cited as { $citation }: records that can matter are of { $known }";
    no_record(citation: Log) = "around.nothing": "no record is cited as { $citation }: no record was read that can matter";
    no_id(citation: Log, near: Vec<Sentence>) = "around.no-id":
        "no record that can matter is cited as { $citation }; near it: { $near }";
    near(record: Record, time: Timestamp) = "around.near": "{ $record } ({ $time })";
    several(citation: Log, computers: Vec<Log>) = "around.several":
        "{ $citation } is a record of each of these: { $computers }; --computer lists one of them";
}

/// A channel and a record id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The channel, in any case.
    pub channel: String,
    /// `EventRecordID`.
    pub record: u64,
}

impl Citation {
    /// Reads `System#4714`, also with the `(recovered)` that the reports print behind it, and in their brackets.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches('[').trim_end_matches([']', ',', ';', '.']);
        let text = text.strip_suffix("(recovered)").unwrap_or(text);
        let (channel, record) = text.rsplit_once('#')?;
        let channel = channel.trim();
        (!channel.is_empty()).then_some(())?;
        Some(Self { channel: channel.to_owned(), record: record.trim().parse().ok()? })
    }

    /// Whether a channel is meant: by its name, or by the part of it that people say.
    fn is_of(&self, channel: &str) -> bool {
        let short = channel.strip_prefix("Microsoft-Windows-").unwrap_or(channel);
        channel.eq_ignore_ascii_case(&self.channel) || short.eq_ignore_ascii_case(&self.channel)
    }

    fn said(&self) -> Log {
        Log(format!("{}#{}", self.channel, self.record))
    }
}

/// Why a record was not found, and what is near it.
#[derive(Debug)]
pub struct Unknown(pub Sentence);

/// The computers that have a record of that citation, with the times around it: one each time that its log had it.
///
/// # Errors
///
/// [`Unknown`] where there is none.
pub fn found<'a>(
    report: &'a Report,
    citation: &Citation,
    by: SignedDuration,
) -> Result<Vec<(&'a ComputerReport, Vec<Span>)>, Unknown> {
    let of_computer = |computer: &ComputerReport| -> Vec<Span> {
        let events = computer.computer.events().map(|(_, event)| event);
        let cited = events
            .filter(|event| event.at.event_record_id == citation.record && citation.is_of(&event.at.channel));
        cited.map(|event| Span { from: earlier(event.time(), by), to: shifted(event.time(), by) }).collect()
    };
    let found: Vec<(&ComputerReport, Vec<Span>)> = report
        .computers
        .iter()
        .map(|computer| (computer, of_computer(computer)))
        .filter(|(_, spans)| !spans.is_empty())
        .collect();
    if found.is_empty() { Err(Unknown(unknown(report, citation))) } else { Ok(found) }
}

/// What to say where several computers have it.
pub fn to_tell_apart(citation: &Citation, found: &[(&ComputerReport, Vec<Span>)]) -> Option<Sentence> {
    let names = found.iter().map(|(computer, _)| Log::of(&computer.computer.name));
    (found.len() > 1).then(|| several(citation.said(), names.collect()))
}

/// The channels that there are, or the records before and behind.
fn unknown(report: &Report, citation: &Citation) -> Sentence {
    let mut channels: Vec<&str> = Vec::new();
    let mut before: Option<(u64, Sentence)> = None;
    let mut behind: Option<(u64, Sentence)> = None;
    for computer in &report.computers {
        for (_, event) in computer.computer.events() {
            let (channel, id) = (&*event.at.channel, event.at.event_record_id);
            if citation.is_of(channel) {
                let said = || (id, near(Record(event.at.clone()), event.time()));
                if id < citation.record && before.as_ref().is_none_or(|(best, _)| id > *best) {
                    before = Some(said());
                } else if id > citation.record && behind.as_ref().is_none_or(|(best, _)| id < *best) {
                    behind = Some(said());
                }
            } else if before.is_none() && behind.is_none() && !channels.contains(&channel) {
                channels.push(channel);
            }
        }
    }
    let close: Vec<Sentence> = before.into_iter().chain(behind).map(|(_, said)| said).collect();
    if !close.is_empty() {
        return no_id(citation.said(), close);
    }
    if channels.is_empty() {
        return no_record(citation.said());
    }
    channels.sort_unstable();
    no_channel(citation.said(), channels.into_iter().map(Log::of).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_is_read_as_the_reports_print_it() {
        let system = Some(Citation { channel: "System".to_owned(), record: 4714 });
        for text in ["System#4714", "[System#4714]", " System#4714, ", "System#4714 (recovered)"] {
            assert_eq!(Citation::parse(text), system, "{text}");
        }
        let with_slash = Citation::parse("Microsoft-Windows-VHDMP/Operational#7").unwrap();
        assert_eq!(with_slash.channel, "Microsoft-Windows-VHDMP/Operational");
        for text in ["", "4714", "System", "#4714", "System#", "System#x", "System 4714"] {
            assert_eq!(Citation::parse(text), None, "{text}");
        }
    }
}
