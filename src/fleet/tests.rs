use jiff::civil::date;

use super::host::{united, with};
use super::night::{HostNight, NightState};
use super::tell::runs_told;
use crate::say::Arg;

fn night(day: i8, state: NightState) -> HostNight {
    HostNight { day: date(2024, 3, day), state, needs_a_person: false, succeeded: 0, failed: 0, unknown: 0 }
}

#[test]
fn a_share_is_not_rounded_up() {
    let share = |succeeded, failed| {
        let said = runs_told(succeeded, failed, 0);
        assert_eq!(said.id, "fleet.rate");
        said.args.into_iter().map(|(_, arg)| arg).collect::<Vec<_>>()
    };
    let expected = |whole, tenth, runs| vec![Arg::Number(whole), Arg::Number(tenth), Arg::Count(runs)];
    assert_eq!(share(9_999, 1), expected(99, 9, 10_000));
    assert_eq!(share(8_310, 0), expected(100, 0, 8_310));
    assert_eq!(share(0, 1), expected(0, 0, 1));
    // Not seen is not zero and not failed.
    assert_eq!(runs_told(5, 0, 2).id, "fleet.with-unknown");
    assert_eq!(runs_told(0, 0, 3).id, "fleet.only-unknown");
    assert_eq!(runs_told(0, 0, 0).id, "fleet.no-runs");
}

#[test]
fn stretches_of_two_parts_become_one_where_they_touch() {
    let day = |day: i8| date(2024, 3, day);
    let one = vec![(day(1), day(3)), (day(10), day(12))];
    let other = vec![(day(4), day(5)), (day(11), day(15)), (day(20), day(20))];
    let both = vec![(day(1), day(5)), (day(10), day(15)), (day(20), day(20))];
    assert_eq!(united(one.clone(), other.clone()), both);
    assert_eq!(united(other, one), both);
}

#[test]
fn nights_are_told_in_stretches_with_what_lies_between() {
    let nights = vec![
        night(1, NightState::Good),
        night(2, NightState::Good),
        night(4, NightState::Failed),
        night(9, NightState::Good),
    ];
    let host =
        with(nights, vec![(date(2024, 3, 2), date(2024, 3, 6)), (date(2024, 3, 9), date(2024, 3, 20))]);
    let told: Vec<String> = host
        .stretches()
        .into_iter()
        .map(|(from, to, state)| format!("{}-{} {}", from.day(), to.day(), state.id()))
        .collect();
    assert_eq!(told, ["1-2 good", "3-3 no-run", "4-4 failed", "5-6 no-run", "7-8 not-covered", "9-9 good"]);
    // Each day is in the stretch that says of it what the host says.
    for (from, to, state) in host.stretches() {
        let days = std::iter::successors(Some(from), |day| day.tomorrow().ok());
        assert!(days.take_while(|day| *day <= to).all(|day| host.night(day) == state));
    }
}
