//! Which short and full names are one machine.

use super::*;
use crate::event::EventRef;
use crate::timeline::tests::machine;

const SHORT: &str = "HV01";
const FULL: &str = "hv01.example.local";

fn time(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// A run of System, from one id to another, at seconds of the same numbers.
fn run(source: u32, computer: &str, first: u32, last: u32) -> Sequence {
    let (from, to) = (time(first.into()), time(last.into()));
    Sequence {
        source: SourceId(source),
        last_id: last.into(),
        time_of_last: to,
        last_time: to,
        ..Sequence::of_one(first.into(), from, "System".into(), computer.into(), Trust::Intact)
    }
}

fn event(source: u32, computer: &str, id: u32, event_id: u16) -> Event {
    machine(source, computer, (id.into(), event_id), time(id.into()))
}

fn hold_different(runs: &[Sequence], events: &[Event]) -> bool {
    hold_different_records(&RunsOfNames::of_runs(runs), events, "hv01", FULL)
}

#[test]
fn logs_of_one_time_with_other_records_under_the_same_ids_are_of_two_machines() {
    let runs = [run(0, SHORT, 10, 40), run(1, FULL, 10, 40)];
    let (one, same) = (event(0, SHORT, 20, 6005), event(1, FULL, 20, 6005));
    assert!(!hold_different(&runs, &[]), "nothing that matters is told");
    assert!(!hold_different(&runs, &[one.clone(), same.clone()]));
    assert!(hold_different(&runs, &[one.clone(), event(1, FULL, 20, 6006)]));
    assert!(hold_different(&runs, std::slice::from_ref(&one)), "one has it, the other has not");
    assert!(hold_different(
        &runs,
        &[one.clone(), same.clone(), event(0, SHORT, 21, 6006), event(1, FULL, 21, 6005)]
    ));
    assert!(!hold_different(&runs, &[one, same, event(0, SHORT, 21, 6006)]), "a copy that lacks a record");
    // Records of other logs, computers and channels are not theirs.
    let elsewhere = Event {
        at: EventRef { channel: "Application".into(), ..event(0, SHORT, 20, 6005).at },
        ..event(0, SHORT, 20, 6005)
    };
    for other in [event(2, SHORT, 20, 6005), event(0, "HV02", 20, 6005), event(0, FULL, 20, 6005), elsewhere]
    {
        assert!(!hold_different(&runs, &[other]));
    }
}

#[test]
fn logs_that_share_no_ids_or_no_time_contradict_nothing() {
    let one = event(0, SHORT, 20, 6005);
    assert!(!hold_different(&[run(0, SHORT, 10, 40), run(1, FULL, 41, 60)], std::slice::from_ref(&one)));
    assert!(!hold_different(&[run(0, SHORT, 41, 60), run(1, FULL, 10, 40)], std::slice::from_ref(&one)));
    let later = Sequence { first_time: time(1000), last_time: time(1030), ..run(1, FULL, 10, 40) };
    assert!(
        !hold_different(&[run(0, SHORT, 10, 40), later], &[one]),
        "the machine may have been set up anew"
    );
}

#[test]
fn runs_of_the_same_ids_at_other_times_differ() {
    let at = |from, to| Sequence { first_time: time(from), last_time: time(to), ..run(1, FULL, 10, 40) };
    let one = run(0, SHORT, 10, 40);
    assert!(differ(&one, &at(41, 60), &[]) && differ(&one, &at(1, 9), &[]));
    assert!(!differ(&one, &at(40, 60), &[]) && !differ(&one, &at(1, 10), &[]));
}

#[test]
fn two_machines_are_parted_and_it_is_said() {
    let runs = [run(0, SHORT, 10, 40), run(1, FULL, 10, 40)];
    let events = [event(0, SHORT, 20, 6005), event(1, FULL, 20, 6006)];
    let known = || BTreeMap::from([("hv01".to_owned(), BTreeSet::from([FULL.to_owned()]))]);
    let mut followers = known();
    assert_eq!(part_two_machines(&RunsOfNames::of_runs(&runs), &events, &mut followers).len(), 1);
    assert!(followers["hv01"].is_empty());
    let mut followers = known();
    assert_eq!(part_two_machines(&RunsOfNames::of_runs(&runs), &[], &mut followers), []);
    assert_eq!(followers, known());
}

#[test]
fn a_log_goes_on_in_another_one_across_a_restart_within_four_days() {
    let pause = |seconds: i64| {
        let next = run(1, FULL, 101, 140);
        Sequence { time_of_first: time(100 + seconds), ..next }
    };
    let restarts = Restarts::of(&[event(0, SHORT, 100, 6005)]);
    let goes_on = |run: &Sequence, next: &Sequence| is_same_log_going_on(run, next, &restarts);
    let long = run(0, SHORT, 1, 100);
    assert!(goes_on(&long, &pause(1)) && goes_on(&long, &pause(96 * 3600)) && goes_on(&long, &pause(0)));
    assert!(!goes_on(&long, &pause(96 * 3600 + 1)) && !goes_on(&long, &pause(-1)));
    // Short ones meet by chance, unless they lie in one log.
    let sixteen = |source| run(source, FULL, 101, 116);
    assert!(goes_on(&long, &sixteen(1)) && !goes_on(&long, &run(1, FULL, 101, 115)));
    assert!(!goes_on(&run(0, SHORT, 86, 100), &sixteen(1)));
    assert!(goes_on(&long, &run(0, FULL, 101, 102)));
    assert!(!is_same_log_going_on(&long, &sixteen(1), &Restarts::default()));
}

#[test]
fn runs_of_both_names_are_one_sequence_where_no_id_is_two_records() {
    let is_one = |runs: &[Sequence]| {
        let (short, full) = (run(0, SHORT, 1, 10), run(0, FULL, 11, 20));
        is_one_sequence(&RunsOfNames::of_runs(runs), &short, &full)
    };
    let (short, full) = (run(0, SHORT, 1, 10), run(0, FULL, 11, 20));
    assert!(is_one(&[short.clone(), full.clone()]));
    assert!(!is_one(&[short.clone(), run(0, FULL, 10, 20)]), "both have record 10");
    // Copies of a log are no contradiction to themselves.
    assert!(is_one(&[short.clone(), run(1, SHORT, 5, 10), full.clone()]));
    let back = |seconds: i64| Sequence { time_of_first: time(10 - seconds), ..full.clone() };
    assert!(is_one(&[short.clone(), back(300)]) && !is_one(&[short, back(301)]));
}

#[test]
fn records_that_are_missing_part_no_names_of_one_log() {
    let proven = |runs: &[Sequence], collected: &[u32]| {
        let collected = collected.iter().map(|source| SourceId(*source)).collect();
        FullNames::of(runs, &RunsOfNames::of_runs(runs), &[], &collected).proven.len()
    };
    let two = [run(0, SHORT, 1, 10), run(0, FULL, 31, 40)];
    let three = [run(0, "WIN-ABC", 1, 10), run(0, SHORT, 21, 30), run(0, FULL, 51, 60)];
    assert_eq!((proven(&two, &[]), proven(&three, &[])), (1, 1));
    // A collector's log may hold those of several machines.
    assert_eq!((proven(&two, &[0]), proven(&three, &[0])), (1, 0));
}

#[test]
fn the_run_that_holds_a_record_of_both_names_is_tied() {
    let runs = [run(0, "HV02", 1, 100), run(0, SHORT, 50, 60), run(1, FULL, 50, 60), run(1, SHORT, 50, 60)];
    let events = [event(0, SHORT, 55, 6005), event(1, FULL, 55, 6005)];
    let mut names = FullNames::default();
    names.possible.insert(("hv01".to_owned(), FULL.to_owned()));
    names.tie_records(&runs, &events);
    assert!(names.is_tied(&runs[1]));
    assert!(!names.is_tied(&runs[0]) && !names.is_tied(&Sequence { first_id: 51, ..runs[1].clone() }));
}
