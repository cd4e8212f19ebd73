//! What one log tells of names.

use super::*;

/// A run of one record.
fn run(computer: &str, id: u32) -> Sequence {
    let time = jiff::Timestamp::from_second(id.into()).unwrap();
    Sequence::of_one(id.into(), time, "System".into(), computer.into(), Trust::Intact)
}

fn log(runs: &[Sequence]) -> Vec<&Sequence> {
    runs.iter().collect()
}

#[test]
fn a_machine_has_three_names_in_its_life() {
    let of = |names: &[&str]| {
        let runs: Vec<Sequence> = (1..).zip(names).map(|(id, name)| run(name, id)).collect();
        has_many_names(&log(&runs))
    };
    assert!(!of(&["WIN-ABC", "HV01", "hv01.example.local", "HV01", "hv01"]));
    assert!(of(&["WIN-ABC", "HV01", "hv01.example.local", "HV02"]));
    assert!(of(&["A", "B", "C", "D", "E"]));
}

#[test]
fn a_name_that_stays_or_gets_its_domain_needs_no_start() {
    let starts = |names: [&str; 2]| {
        let runs = [run(names[0], 1), run(names[1], 2)];
        starts_between_names(&log(&runs), &Restarts::default())
    };
    assert!(starts(["HV01", "hv01"]) && starts(["HV01", "hv01.example.local"]));
    assert!(!starts(["WIN-ABC", "HV01"]));
}

#[test]
fn a_name_is_written_as_it_was_last() {
    let spelled = |runs: &[Sequence]| spellings(runs)["hv01"].clone();
    assert_eq!(spelled(&[run("HV01", 1), run("hv01", 2), run("Hv01", 3)]), "Hv01");
    assert_eq!(spelled(&[run("Hv01", 3), run("hv01", 2), run("HV01", 1)]), "Hv01");
}
