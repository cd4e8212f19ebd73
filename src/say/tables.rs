//! Phrases that stand in tables: what an event or a code says. The English words stay in the tables of `event`.

use super::{Log, Number, Pattern, Sentence, Word, sentences};
use crate::event::codes::hresult::{FACILITIES, HRESULTS, NEXT_STEPS};
use crate::event::codes::ntstatus::{STATUSES, lookup};
use crate::event::codes::{Hresult, NtStatus};
use crate::event::providers::{PROVIDERS, Provider, port, provider};
use crate::event::{Event, EventKind};

sentences! {
    port_reset(device: Log) = "event.port-reset": "a storage port reset a device ({ $device })";
    port_error(kind: Word, device: Log) = "event.port-error":
        "{ $kind ->
            [parity] a storage port met a parity error
            [timeout] a storage port did not answer in time
            [controller] a storage port met an error of the controller
            [port-timeout] a storage port ran out of time, and its buses were reset
           *[bus-reset] a storage port reset its bus upon request
        } ({ $device })";
    volume_used() = "event.volume-used": "work on a volume";
    unlisted() = "event.unlisted": "an event that is in no table";
    unknown_code(number: Number, facility: Sentence) = "code.unknown": "unknown code { $number } of { $facility }";
    facility_number(facility: Number) = "facility.unlisted": "facility { $facility }";
    unknown_status(number: Number, facility: Number) = "status.unknown":
        "unknown status { $number } of facility { $facility }";
}

/// What an event says, by its table.
pub fn meaning(event: &Event) -> Sentence {
    if let EventKind::PortError { device } = &event.kind {
        let device = Log::of(&**device);
        return match port::word(event.at.event_id) {
            Some(word) if event.at.event_id != port::RESET => port_error(Word(word), device),
            _ => port_reset(device),
        };
    }
    if matches!(event.kind, EventKind::VolumeUsed { .. }) {
        return volume_used();
    }
    let id = event.at.event_id;
    match provider(&event.at.provider).filter(|provider| provider.row(id).is_some()) {
        Some(provider) => Sentence::of_table("event", &event_key(provider, id)),
        None => unlisted(),
    }
}

/// What an HRESULT says.
pub fn code_meaning(code: Hresult) -> Sentence {
    match code.known() {
        Some(_) => Sentence::of_table("code", &format!("hr-{:08X}", code.0)),
        None => unknown_code(Number(u64::from(code.number())), facility(code.facility())),
    }
}

fn facility(number: u32) -> Sentence {
    let is_listed = FACILITIES.iter().any(|(known, _)| *known == number);
    if is_listed {
        Sentence::of_table("facility", &format!("f-{number}"))
    } else {
        facility_number(Number(u64::from(number)))
    }
}

/// How a status that has no name is called.
pub(super) fn status_without_name(status: NtStatus) -> Sentence {
    unknown_status(Number(u64::from(status.number())), Number(u64::from(status.facility())))
}

/// What to do about a code whose group would say something else.
pub fn code_next_step(code: Hresult) -> Option<Sentence> {
    code.next_step().map(|_| Sentence::of_table("next", &format!("hr-{:08X}", code.0)))
}

/// What an NTSTATUS says, where it is known.
pub fn status_meaning(status: NtStatus) -> Option<Sentence> {
    lookup(status).map(|_| Sentence::of_table("status", &format!("nt-{:08X}", status.0)))
}

/// `microsoft-windows-vhdmp-35`
fn event_key(provider: &Provider, id: u16) -> String {
    let name = provider.names.first().copied().unwrap_or_default().to_lowercase();
    let words: Vec<&str> =
        name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    format!("{}-{id}", words.join("-"))
}

/// The patterns of all phrases.
pub(crate) fn phrases() -> Vec<Pattern> {
    let events = PROVIDERS.iter().flat_map(|provider| {
        provider
            .events
            .iter()
            .map(|row| Pattern::of_table("event", &event_key(provider, row.id), row.meaning))
    });
    let codes = HRESULTS
        .iter()
        .map(|known| Pattern::of_table("code", &format!("hr-{:08X}", known.code), known.meaning));
    let statuses = STATUSES
        .iter()
        .map(|known| Pattern::of_table("status", &format!("nt-{:08X}", known.code), known.meaning));
    let steps =
        NEXT_STEPS.iter().map(|(code, step)| Pattern::of_table("next", &format!("hr-{code:08X}"), step));
    let facilities =
        FACILITIES.iter().map(|(number, name)| Pattern::of_table("facility", &format!("f-{number}"), name));
    events.chain(facilities).chain(codes).chain(statuses).chain(steps).collect()
}
