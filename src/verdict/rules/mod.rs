//! The rules: one a file, each with its manual page.
//!
//! Numbers never change and are never reused. 1xx: the status; 2xx: evidence of damage; 3xx: the
//! volume; 4xx: the ties and the gaps in the evidence; 5xx: the run did not succeed; 6xx: benign.

mod at_boot;
mod basis_too_weak;
mod copies_at_risk;
mod detach_without_run;
mod disk_hardware;
mod driver_reports_loss;
mod file_system_damage;
mod gap_in_evidence;
mod image_at_risk;
mod image_storage_failed;
mod no_departure;
mod no_run;
mod noise_of_another_product;
mod other_product;
mod permanent_volume;
mod post_detach_noise;
mod real_disk_left;
mod run_end_not_seen;
mod run_not_successful;
mod shadow_copies_lost;
mod status_other;
mod status_real_fault;
mod status_unknown;
mod storage_path_lost;
mod volume_in_trouble;
mod volume_not_identified;
mod volume_of_the_host;
mod who_asked;

use jiff::{SignedDuration, Timestamp};

use super::Opinion;
use crate::correlation::{Facts, Subject};
use crate::say::{Pattern, Sentence};
use crate::timeline::{Span, shifted};

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// `V` and three digits.
    pub id: &'static str,
    /// The pattern it looks for.
    pub name: &'static str,
    /// Its page of the manual.
    pub manual: Manual,
    /// What it says of a volsnap 27, or nothing.
    pub judge: fn(&Facts<'_>, &Subject) -> Option<Opinion>,
    /// What to do next where its opinion decides; nothing where that is about the run, or nothing at all.
    pub next_step: fn(&Subject, &Opinion) -> Option<Sentence>,
}

/// A page of the manual.
#[derive(Debug)]
pub struct Manual {
    /// When it fires.
    pub fires_when: &'static str,
    /// What it says then.
    pub says: &'static str,
    /// Why, and what it proves and does not prove.
    pub because: &'static str,
    /// What to do.
    pub what_to_do: &'static str,
    /// Where its facts and thresholds come from.
    pub source: &'static str,
}

/// Every rule, in the order of their numbers.
pub const RULES: &[Rule] = &[
    status_unknown::RULE,
    status_real_fault::RULE,
    status_other::RULE,
    shadow_copies_lost::RULE,
    disk_hardware::RULE,
    file_system_damage::RULE,
    driver_reports_loss::RULE,
    image_at_risk::RULE,
    copies_at_risk::RULE,
    storage_path_lost::RULE,
    real_disk_left::RULE,
    image_storage_failed::RULE,
    volume_in_trouble::RULE,
    permanent_volume::RULE,
    at_boot::RULE,
    volume_not_identified::RULE,
    volume_of_the_host::RULE,
    no_run::RULE,
    gap_in_evidence::RULE,
    detach_without_run::RULE,
    other_product::RULE,
    no_departure::RULE,
    basis_too_weak::RULE,
    run_not_successful::RULE,
    run_end_not_seen::RULE,
    post_detach_noise::RULE,
    noise_of_another_product::RULE,
];

/// The rule of failing disks, which go before anything else.
pub(super) const HARDWARE: &str = disk_hardware::RULE.id;

/// The sentences of all rules.
pub(crate) const SENTENCES: &[&[Pattern]] = &[
    at_boot::SENTENCES,
    basis_too_weak::SENTENCES,
    copies_at_risk::SENTENCES,
    detach_without_run::SENTENCES,
    disk_hardware::SENTENCES,
    driver_reports_loss::SENTENCES,
    file_system_damage::SENTENCES,
    gap_in_evidence::SENTENCES,
    image_at_risk::SENTENCES,
    image_storage_failed::SENTENCES,
    no_departure::SENTENCES,
    no_run::SENTENCES,
    noise_of_another_product::SENTENCES,
    other_product::SENTENCES,
    permanent_volume::SENTENCES,
    post_detach_noise::SENTENCES,
    real_disk_left::SENTENCES,
    run_end_not_seen::SENTENCES,
    run_not_successful::SENTENCES,
    shadow_copies_lost::SENTENCES,
    status_other::SENTENCES,
    status_real_fault::SENTENCES,
    status_unknown::SENTENCES,
    storage_path_lost::SENTENCES,
    volume_in_trouble::SENTENCES,
    volume_not_identified::SENTENCES,
    volume_of_the_host::SENTENCES,
    who_asked::SENTENCES,
];

/// "In the same minutes": records this close to a 27 on the same computer speak of it. Backups work
/// on a volume for minutes; the engine's default wait for a snapshot is ten.
pub const NEAR: SignedDuration = SignedDuration::from_mins(10);

/// The minutes around a 27 and the run that it is linked to: what is told of its very volume there is one story.
fn story(facts: &Facts<'_>, subject: &Subject) -> Span {
    let near = around(subject.time, NEAR);
    let run = facts.window(subject);
    run.map_or(near, |run| Span { from: run.from.min(near.from), to: run.end.max(near.to) })
}

/// The first and the last of some records: of a volume there may be thousands. What is there before any image comes is among the first.
fn ends<T>(all: &[T]) -> impl Iterator<Item = &T> {
    /// So many from each end (chosen).
    const MOST: usize = 64;
    let (first, rest) = all.split_at(all.len().min(MOST));
    first.iter().chain(rest.get(rest.len().saturating_sub(MOST)..).unwrap_or_default())
}

/// From so long before a time to so long behind it.
fn around(time: Timestamp, by: SignedDuration) -> Span {
    Span { from: shifted(time, SignedDuration::ZERO.saturating_sub(by)), to: shifted(time, by) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_in_order_and_their_names_are_kebab_case() {
        assert!(RULES.windows(2).all(|pair| pair[0].id < pair[1].id));
        for rule in RULES {
            assert!(rule.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.name);
        }
    }
}
