//! Whose events are whose.

use super::*;
use crate::event::{EventRef, MachineState, SourceId, Trust};

fn event(source: u32, channel: &str, computer: &str) -> Event {
    let mut event = machine(source, computer, (1, 6005), Timestamp::UNIX_EPOCH);
    event.at.channel = channel.into();
    event
}

/// A record of System that tells of the machine, with its record id and event id.
pub(super) fn machine(source: u32, computer: &str, (id, event_id): (u64, u16), time: Timestamp) -> Event {
    Event {
        at: EventRef {
            source: SourceId(source),
            channel: "System".into(),
            provider: "EventLog".into(),
            event_id,
            event_record_id: id,
            time_created: time,
        },
        copies: Vec::new(),
        computer: computer.into(),
        trust: Trust::Intact,
        kind: EventKind::Machine(MachineState::Boot),
    }
}

/// One name may be of two machines in two logs, so each log is asked for by itself.
#[test]
fn what_differs_in_log_source_or_name_is_asked_for_by_itself() {
    let whose = |event: &Event| format!("{} {} {}", event.at.source.0, event.at.channel, event.computer);
    for other in [event(1, "System", "HV01"), event(0, "Application", "HV01"), event(0, "System", "HV02")] {
        let events = [event(0, "System", "HV01"), event(0, "System", "HV01"), other];
        let found = stretches(&events, whose);
        let expected = [(whose(&events[0]), 2), (whose(&events[2]), 1)];
        assert_eq!(found, expected);
    }
}

#[test]
fn each_event_has_a_place_of_its_own() {
    assert_eq!([0, 1, 2].map(|place| EventIndex(place).place()), [0, 1, 2]);
}

/// One record with a wild time does not say when a log ends: a day behind the last record is wild no more.
#[test]
fn a_log_ends_with_its_latest_record_but_for_one_of_a_wild_time() {
    const DAY: i64 = 86_400;
    let at = |second| Timestamp::from_second(second).unwrap();
    let end = |latest| {
        let one = Sequence::of_one(1, at(0), "System".into(), "HV01".into(), Trust::Intact);
        let run = Sequence { last_id: 9, last_time: at(latest), time_of_last: at(100), ..one };
        coverage::build(&[&run], &[], &Doubts::of(std::slice::from_ref(&run)))[0].last.as_second()
    };
    assert_eq!((end(100), end(100 + DAY), end(101 + DAY)), (100, 100 + DAY, 100));
}
