//! Which names are one machine, and which are two.

use super::*;

fn resolve(runs: &[Sequence]) -> Names {
    super::resolve(runs, &[], &BTreeSet::new())
}

/// The event log service was started.
fn start(source: u32, computer: &str, id: u64) -> Event {
    Event {
        at: crate::event::EventRef {
            source: SourceId(source),
            channel: "System".into(),
            provider: "EventLog".into(),
            event_id: 6005,
            event_record_id: id,
            time_created: jiff::Timestamp::from_second(i64::try_from(id).unwrap()).unwrap(),
        },
        copies: Vec::new(),
        computer: computer.into(),
        trust: Trust::Intact,
        kind: EventKind::Machine(crate::event::MachineState::Boot),
    }
}

fn run(source: u32, computer: &str, channel: &str, ids: (u64, u64)) -> Sequence {
    let time = |id: u64| jiff::Timestamp::from_second(i64::try_from(id).unwrap()).unwrap();
    Sequence {
        source: SourceId(source),
        computer: computer.into(),
        channel: channel.into(),
        first_id: ids.0,
        last_id: ids.1,
        time_of_first: time(ids.0),
        time_of_last: time(ids.1),
        first_time: time(ids.0),
        last_time: time(ids.1),
        trust: Trust::Intact,
        damage_before: false,
        damage_after: false,
        in_use: false,
    }
}

#[test]
fn a_renamed_machine_is_one_computer() {
    let names = resolve(&[
        run(0, "WIN-ABC", "System", (1, 50)),
        run(0, "HV01", "System", (51, 90)),
        run(0, "hv01.example.local", "System", (91, 99)),
        run(1, "HV01", "Application", (7, 9)),
    ]);
    assert_eq!(names.of(SourceId(0), "System", "WIN-ABC"), "hv01.example.local");
    assert_eq!(names.of(SourceId(1), "Application", "HV01"), "hv01.example.local");
}

#[test]
fn an_image_name_of_two_machines_joins_nothing() {
    let names = resolve(&[
        run(0, "WIN-ABC", "System", (1, 50)),
        run(0, "HV01", "System", (51, 90)),
        run(1, "WIN-ABC", "System", (1, 50)),
        run(1, "HV02", "System", (51, 90)),
        run(2, "WIN-ABC", "Application", (1, 5)),
    ]);
    assert_eq!(names.of(SourceId(0), "System", "WIN-ABC"), "HV01");
    assert_eq!(names.of(SourceId(1), "System", "WIN-ABC"), "HV02");
    assert_eq!(names.of(SourceId(2), "Application", "WIN-ABC"), "WIN-ABC");
    assert_eq!(names.issues.len(), 1);
}

#[test]
fn an_old_name_that_another_machine_has_now_joins_nothing() {
    let day = 86_400;
    let names = resolve(&[
        run(0, "HV01", "System", (1, 50)),
        run(0, "HV-OLD", "System", (51, 90)),
        run(1, "HV01", "Microsoft-Windows-Backup", (9 * day, 9 * day + 5)),
    ]);
    assert_eq!(names.of(SourceId(1), "Microsoft-Windows-Backup", "HV01"), "HV01");
    assert_eq!(names.of(SourceId(0), "System", "HV01"), "HV-OLD");
    assert_eq!(names.issues.len(), 1);
}

#[test]
fn names_across_a_jump_of_ids_are_two_computers() {
    let names = resolve(&[run(0, "HV02", "System", (1, 50)), run(0, "HV01", "System", (90, 99))]);
    assert_eq!(names.of(SourceId(0), "System", "HV02"), "HV02");
}

#[test]
fn a_short_and_a_full_name_across_a_jump_of_ids_are_one_computer_in_one_log() {
    let runs = [run(0, "HV01", "System", (1, 50)), run(0, "hv01.example.local", "System", (90, 99))];
    for collected in [BTreeSet::new(), BTreeSet::from([SourceId(0)])] {
        let names = super::resolve(&runs, &[], &collected);
        assert_eq!(names.of(SourceId(0), "System", "HV01"), "hv01.example.local");
        assert!(names.issues.is_empty() && names.may_be_one().is_empty());
    }
    // In a collector's log beside a third name, and in two logs.
    let third = [&runs[..], &[run(0, "HV02", "System", (200, 210))]].concat();
    let names = super::resolve(&third, &[], &BTreeSet::from([SourceId(0)]));
    assert_eq!(names.of(SourceId(0), "System", "HV01"), "HV01");
    let apart =
        resolve(&[run(0, "HV01", "System", (1, 50)), run(1, "hv01.example.local", "System", (90, 99))]);
    assert_eq!(apart.of(SourceId(0), "System", "HV01"), "HV01");
    assert_eq!((apart.may_be_one().len(), apart.issues.len()), (2, 1));
}

#[test]
fn names_of_one_log_that_may_follow_each_other_may_be_one() {
    let (old, new) = (run(0, "WIN-ABC", "System", (1, 50)), run(0, "HV01", "System", (90, 99)));
    let pairs = |runs: &[Sequence]| resolve(runs).may_be_one().len();
    assert_eq!(pairs(&[old.clone(), new.clone()]), 2);
    assert_eq!(pairs(&[old.clone(), new.clone(), run(0, "WIN-ABC", "System", (200, 210))]), 0, "comes back");
    assert_eq!(pairs(&[old.clone(), run(0, "HV01", "System", (20, 99))]), 0, "the same ids");
    assert_eq!(pairs(&[old, Sequence { source: SourceId(1), ..new }]), 0, "two logs");
}

#[test]
fn an_export_of_one_log_needs_a_start_where_its_name_changes() {
    let runs = [run(0, "WIN-ABC", "System", (1, 50)), run(0, "HV01", "System", (51, 90))];
    let export = BTreeSet::from([SourceId(0)]);
    let of = |events: &[Event]| super::resolve(&runs, events, &export);
    assert_eq!(of(&[start(0, "HV01", 52)]).of(SourceId(0), "System", "WIN-ABC"), "HV01");
    for events in [vec![], vec![start(1, "HV01", 52)], vec![start(0, "HV01", 900)]] {
        let names = of(&events);
        assert_eq!(names.of(SourceId(0), "System", "WIN-ABC"), "WIN-ABC");
        assert_eq!(names.may_be_one().len(), 2);
    }
}

#[test]
fn windows_tells_of_a_new_name() {
    let renamed = |old: &str, new: &str, computer: &str| Event {
        kind: EventKind::Renamed { old: old.into(), new: new.into() },
        ..start(1, computer, 951)
    };
    let runs = [
        run(0, "WIN-ABC", "System", (1, 50)),
        run(1, "hv01.example.local", "System", (951, 990)),
        run(2, "win-abc.example.local", "Application", (7, 9)),
        run(3, "win-abc.other.example", "Application", (7, 9)),
    ];
    let is_tied = |events: &[Event]| {
        let names = super::resolve(&runs, events, &BTreeSet::new());
        let is = |source, channel, name| names.of(SourceId(source), channel, name) == "hv01.example.local";
        assert!(!is(3, "Application", "win-abc.other.example"), "another domain");
        (is(0, "System", "WIN-ABC"), is(2, "Application", "win-abc.example.local"))
    };
    assert_eq!(is_tied(&[renamed("WIN-ABC", "HV01", "hv01.example.local")]), (true, true));
    assert_eq!(is_tied(&[]), (false, false));
    assert_eq!(
        is_tied(&[renamed("WIN-ABC", "HV02", "hv01.example.local")]),
        (false, false),
        "of another machine"
    );
    let damaged = Event { trust: Trust::ChecksumFailed, ..renamed("WIN-ABC", "HV01", "hv01.example.local") };
    assert_eq!(is_tied(&[damaged]), (false, false));
}

#[test]
fn names_that_alternate_or_are_forwarded_are_several_computers() {
    for channel in ["System", "ForwardedEvents"] {
        let mut runs = vec![run(0, "A", channel, (1, 5)), run(0, "B", channel, (6, 9))];
        if channel == "System" {
            runs.push(run(0, "A", channel, (10, 12)));
        }
        let names = resolve(&runs);
        assert_eq!(names.of(SourceId(0), channel, "A"), "A");
    }
}

#[test]
fn a_short_and_a_full_name_in_two_logs_are_joined_by_ids_that_go_on_across_a_restart() {
    let runs = [
        run(0, "HV01", "System", (1, 50)),
        run(1, "hv01.example.local", "System", (51, 90)),
        run(2, "HV01", "Microsoft-Windows-Backup", (7, 9)),
    ];
    let names = super::resolve(&runs, &[start(1, "hv01.example.local", 53)], &BTreeSet::new());
    assert_eq!(names.of(SourceId(2), "Microsoft-Windows-Backup", "HV01"), "hv01.example.local");
    assert!(names.issues.is_empty());
    let apart = resolve(&runs);
    assert_eq!(apart.of(SourceId(2), "Microsoft-Windows-Backup", "HV01"), "HV01");
}

#[test]
fn a_short_and_a_full_name_of_the_same_record_are_one_computer() {
    let day = 86_400;
    let event = |source: u32, computer: &str| start(source, computer, 11);
    let runs = [
        run(0, "HV01", "System", (5, 9 * day)),
        run(1, "hv01.example.local", "System", (11, 11)),
        run(1, "hv01.example.local", "System", (40, 42)),
    ];
    let apart = super::resolve(&runs, &[event(0, "HV01")], &BTreeSet::new());
    assert_eq!(apart.of(SourceId(0), "System", "HV01"), "HV01");
    let joined = super::resolve(&runs, &[event(0, "HV01"), event(1, "hv01.example.local")], &BTreeSet::new());
    assert_eq!(joined.of(SourceId(0), "System", "HV01"), "hv01.example.local");
}

#[test]
fn ids_that_go_on_in_forwarded_events_join_nothing() {
    let runs = [run(0, "DC1", "System", (1, 60)), run(0, "HV9", "System", (61, 62))];
    let names = super::resolve(&runs, &[], &BTreeSet::from([SourceId(0)]));
    assert_eq!(names.of(SourceId(0), "System", "DC1"), "DC1");
    assert_eq!(resolve(&runs).of(SourceId(0), "System", "DC1"), "HV9");
}

#[test]
fn short_runs_of_two_logs_that_go_on_join_nothing() {
    let names = resolve(&[run(0, "HV01", "System", (1, 5)), run(1, "hv01.example.local", "System", (6, 99))]);
    assert_eq!(names.of(SourceId(0), "System", "HV01"), "HV01");
}

#[test]
fn ids_of_two_machines_that_go_on_by_chance_join_nothing() {
    let names = resolve(&[
        run(0, "HV01", "System", (1, 5)),
        run(0, "hv01.example.local", "System", (3, 3)),
        run(0, "hv01.example.local", "System", (6, 6)),
        run(0, "HV01", "System", (9, 9)),
    ]);
    assert_eq!(names.of(SourceId(0), "System", "HV01"), "HV01");
    assert_eq!(names.issues.len(), 1);
}

#[test]
fn a_short_name_in_the_middle_of_the_full_one_is_the_same_computer() {
    let day = 86_400;
    let names = resolve(&[
        run(0, "HV01", "System", (1, 50)),
        run(0, "hv01.example.local", "System", (51, 9 * day)),
        run(0, "HV01", "System", (9 * day + 1, 9 * day + 1)),
        run(0, "hv01.example.local", "System", (9 * day + 2, 9 * day + 9)),
    ]);
    assert_eq!(names.of(SourceId(0), "System", "HV01"), "hv01.example.local");
    assert!(names.issues.is_empty());
}

#[test]
fn a_short_name_that_comes_back_elsewhere_is_another_computer() {
    let day = 86_400;
    let runs = [
        run(0, "HV01", "System", (1, 50)),
        run(1, "hv01.example.local", "System", (51, 90)),
        run(2, "HV01", "Microsoft-Windows-Backup", (9 * day, 9 * day + 5)),
    ];
    let names = super::resolve(&runs, &[start(1, "hv01.example.local", 53)], &BTreeSet::new());
    assert_eq!(names.of(SourceId(2), "Microsoft-Windows-Backup", "HV01"), "HV01");
    assert_eq!(names.issues.len(), 1);
}

#[test]
fn a_short_and_a_full_name_that_nothing_joins_are_kept_apart_and_told() {
    let names = resolve(&[
        run(0, "HV01", "System", (1, 50)),
        run(1, "hv01.example.local", "Microsoft-Windows-Backup", (51, 90)),
    ]);
    assert_eq!(names.of(SourceId(0), "System", "HV01"), "HV01");
    assert_eq!(names.issues.len(), 1);
}

#[test]
fn ids_that_go_on_by_chance_in_a_collectors_log_join_nothing() {
    let names = resolve(&[
        run(0, "HV01", "System", (1, 5)),
        run(0, "HV02", "System", (6, 9)),
        run(0, "HV02", "Application", (70, 71)),
    ]);
    assert_eq!(names.of(SourceId(0), "System", "HV01"), "HV01");
}

#[test]
fn a_member_of_a_domain_alternates_between_its_names_whatever_the_clock_says() {
    let mut runs = vec![
        run(0, "HV01", "System", (1, 1)),
        run(0, "hv01.example.local", "System", (2, 400_000)),
        run(0, "HV01", "System", (400_001, 400_001)),
        run(0, "hv01.example.local", "System", (400_002, 500_000)),
        run(1, "HV01", "Application", (400_010, 400_011)),
    ];
    // The clock fell back by days at the second start.
    runs[3].first_time = runs[0].first_time;
    runs[3].time_of_first = runs[0].first_time;
    let names = resolve(&runs);
    assert_eq!(names.of(SourceId(0), "System", "HV01"), "hv01.example.local");
    assert_eq!(names.of(SourceId(1), "Application", "HV01"), "hv01.example.local");
    assert!(names.issues.is_empty());
}

#[test]
fn a_rename_is_followed_though_the_clock_was_set_back() {
    let mut runs = vec![
        run(0, "WIN-SETUP", "System", (900_000, 900_001)),
        run(0, "HV01", "System", (900_002, 900_005)),
        run(0, "hv01.example.local", "System", (900_006, 900_009)),
    ];
    for later in &mut runs[1..] {
        let back = jiff::SignedDuration::from_hours(48);
        for time in
            [&mut later.first_time, &mut later.last_time, &mut later.time_of_first, &mut later.time_of_last]
        {
            *time = crate::timeline::earlier(*time, back);
        }
    }
    let names = resolve(&runs);
    assert_eq!(names.of(SourceId(0), "System", "WIN-SETUP"), "hv01.example.local");
    assert!(names.issues.is_empty());
}

#[test]
fn two_machines_of_one_short_name_stay_two_though_ids_go_on_between_their_files() {
    let mut events = vec![start(1, "win-x.site2.example.org", 60), start(2, "WIN-X", 60)];
    events[1].at.time_created = jiff::Timestamp::from_second(61).unwrap();
    let runs = [
        run(0, "WIN-X", "System", (1, 50)),
        run(1, "win-x.site2.example.org", "System", (51, 90)),
        run(2, "WIN-X", "System", (51, 95)),
    ];
    let names = super::resolve(&runs, &events, &BTreeSet::new());
    assert_eq!(names.of(SourceId(0), "System", "WIN-X"), "WIN-X");
    assert_eq!(names.of(SourceId(2), "System", "WIN-X"), "WIN-X");
    assert_eq!(names.of(SourceId(1), "System", "win-x.site2.example.org"), "win-x.site2.example.org");
}

#[test]
fn case_makes_no_other_computer() {
    let names = resolve(&[run(0, "HV01", "System", (1, 5)), run(1, "hv01", "Application", (6, 9))]);
    assert_eq!(names.of_name("HV01"), names.of_name("hv01"));
}

#[test]
fn a_record_of_another_log_that_looks_alike_joins_no_names() {
    let day = 86_400;
    let mut other = start(1, "hv01.example.local", 11);
    other.at.channel = "Application".into();
    let runs = [
        run(0, "HV01", "System", (5, 9 * day)),
        run(1, "hv01.example.local", "Application", (11, 11)),
        run(1, "hv01.example.local", "Application", (40, 42)),
    ];
    let names = super::resolve(&runs, &[start(0, "HV01", 11), other], &BTreeSet::new());
    assert_eq!(names.of(SourceId(0), "System", "HV01"), "HV01");
}

#[test]
fn a_short_name_that_is_in_use_an_hour_after_the_full_one_began_is_another_machines() {
    let names = |last: u64| {
        let runs = [
            run(0, "HV01", "System", (1, 50)),
            run(1, "hv01.example.local", "System", (51, 90)),
            run(2, "HV01", "Application", (7, last)),
        ];
        super::resolve(&runs, &[start(1, "hv01.example.local", 53)], &BTreeSet::new())
            .of(SourceId(0), "System", "HV01")
            .to_owned()
    };
    assert_eq!(names(51 + 3600), "hv01.example.local");
    assert_eq!(names(51 + 3601), "HV01");
}

#[test]
fn names_that_go_round_join_nothing_and_are_no_several_computers() {
    let names = resolve(&[
        run(0, "HV01", "System", (1, 50)),
        run(0, "HV02", "System", (51, 90)),
        run(1, "HV02", "System", (1, 50)),
        run(1, "HV01", "System", (51, 90)),
    ]);
    assert!(names.issues.is_empty(), "{:?}", names.issues);
}

#[test]
fn an_old_name_is_another_machines_a_day_after_the_new_one_began() {
    let names = |last: u64| {
        resolve(&[
            run(0, "WIN-ABC", "System", (1, 50)),
            run(0, "HV01", "System", (51, 90)),
            run(1, "WIN-ABC", "Application", (7, last)),
        ])
        .of(SourceId(1), "Application", "WIN-ABC")
        .to_owned()
    };
    assert_eq!(names(51 + 86_400), "HV01");
    assert_eq!(names(51 + 86_401), "WIN-ABC");
}
